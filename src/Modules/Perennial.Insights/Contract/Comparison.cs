using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Contract;

/// <summary>Two stretches, or two shops, side by side; defined in docs/metrics/comparison.md.</summary>
/// <param name="To">The stretch asked for; null where other files are compared.</param>
/// <param name="Main">The side that the report is about.</param>
/// <param name="Other">The side it is compared to.</param>
/// <param name="Figures">The figures of both, in a fixed order, the same ones for every comparison of a kind.</param>
/// <param name="WhatMoved">
/// Why revenue differs, from <paramref name="Other"/> to <paramref name="Main"/>; null where their currencies differ.
/// </param>
/// <param name="Groups">Why the pooled retention rate differs, by group; empty unless groups were asked for.</param>
/// <param name="Notices">What a reader of the comparison should know.</param>
public sealed record Comparison(
    ComparedPeriod? To, ComparedSide Main, ComparedSide Other, IReadOnlyList<ComparedFigure> Figures,
    WhatMoved? WhatMoved, IReadOnlyList<ComparedGroup> Groups, IReadOnlyList<Notice> Notices);

/// <summary>One side of a comparison.</summary>
/// <param name="Reading">What it was read from.</param>
/// <param name="AsOf">The day as of which it is told.</param>
/// <param name="From">First day of its stretch, that of a period.</param>
/// <param name="To">The day after the last; the as-of day where that cuts it.</param>
/// <param name="IsPartial">Whether the data does not reach over all of the stretch that was asked for.</param>
/// <param name="Periods">Periods in it.</param>
/// <param name="WholePeriods">Those of them that the as-of day does not cut: the pooled rates rest on them.</param>
/// <param name="Totals">Its figures, as those of a report over the stretch.</param>
/// <param name="NewCustomers">Customers whose first counting order ever lies in it.</param>
/// <param name="RetentionRate">Retained / start, both summed over the whole periods.</param>
/// <param name="ChurnRate">Lost / start, likewise.</param>
/// <param name="Overdue">
/// Who is late as of the day; null where nobody ever came back, and for two stretches of one shop, which have one day.
/// </param>
public sealed record ComparedSide(
    OrderReading Reading, LocalDate AsOf, LocalDate From, LocalDate To, bool IsPartial, int Periods, int WholePeriods,
    Totals Totals, long NewCustomers, Ratio RetentionRate, Ratio ChurnRate, OverdueFigures? Overdue);

/// <summary>What kind of value a compared figure is, and what its difference is told in.</summary>
public enum FigureForm
{
    /// <summary>A whole number; the difference is one too.</summary>
    Count,

    /// <summary>A mean or a median; the difference is a number of the same unit.</summary>
    Number,

    /// <summary>Money; the difference is money too, where both are of one currency.</summary>
    Money,

    /// <summary>A rate; the difference is a number, 0.01 is one point.</summary>
    Rate,
}

/// <summary>A figure of both sides.</summary>
/// <param name="Name">The metric's stable name, such as <c>retention_rate</c>.</param>
/// <param name="Form">What kind of value it is; a count stands in <see cref="MetricValue.Number"/>.</param>
/// <param name="Main">Of the main side.</param>
/// <param name="Other">Of the other side.</param>
/// <param name="Difference">Main less other; no value where one of them has none, or the currencies differ.</param>
/// <param name="Change">
/// Difference / other as a fraction; null for rates, where the difference has no value, and where other is not above 0.
/// </param>
public sealed record ComparedFigure(
    string Name, FigureForm Form, MetricValue Main, MetricValue Other, MetricValue Difference, decimal? Change);

/// <summary>A group's part in the difference of the pooled retention rate over all groups of its dimension.</summary>
/// <param name="By">The dimension.</param>
/// <param name="Value">The group; on one side only where the other has no such value.</param>
/// <param name="Main">Its pooled retention rate on the main side.</param>
/// <param name="Other">Its pooled retention rate on the other side.</param>
/// <param name="Mix">Part from its weight, as a fraction: 0.01 is one point; null where one side has nobody at a start.</param>
/// <param name="Rate">Part from its own rate; null likewise.</param>
/// <param name="MainRevenue">Its revenue on the main side.</param>
/// <param name="OtherRevenue">Its revenue on the other side.</param>
/// <param name="RevenueChange">Main less other; groups are ranked by it. Null where the currencies differ.</param>
public sealed record ComparedGroup(
    OrderField By, string Value, Ratio Main, Ratio Other, decimal? Mix, decimal? Rate, Money MainRevenue,
    Money OtherRevenue, Money? RevenueChange);
