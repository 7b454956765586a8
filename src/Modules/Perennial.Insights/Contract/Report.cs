using NodaTime;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Contract;

/// <summary>Answers reports.</summary>
public interface IReports
{
    /// <summary>Answers from what was read.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data; it says why by a code.</exception>
    Report Answer(OrderReading reading, ReportQuestion question);

    /// <summary>Takes what was read into memory once, to ask several things of it.</summary>
    ILoadedShop Load(OrderReading reading);
}

/// <summary>A question that cannot be answered, for a reason that words exist for.</summary>
/// <param name="code">Stable code, such as <c>report.too_many_periods</c>.</param>
/// <param name="detail">The limit or the value it is about.</param>
public sealed class ReportRefusedException(string code, string detail) : Exception(code)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The limit or the value.</summary>
    public string Detail { get; } = detail;
}

/// <summary>The whole answer; its JSON form is <c>perennial.report/1</c>, described in docs/api/report.md.</summary>
/// <param name="AsOf">The day as of which everything is told.</param>
/// <param name="TimeZone">IANA name of the shop's zone, in which days begin and end.</param>
/// <param name="Currency">The reporting currency, or none.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Reading">What was read.</param>
/// <param name="Notices">What a reader of the figures should know.</param>
/// <param name="Totals">The whole stretch reported.</param>
/// <param name="Periods">Period by period.</param>
/// <param name="WhatMoved">Why revenue changed between the last two whole periods; null without two.</param>
/// <param name="WhatMovedInYear">The same against the period a year before; null where that is not reported.</param>
/// <param name="OverTheYear">
/// The base over the year before the as-of day: customers of the year before it, and who of them bought in it; null
/// where the data is younger than two years.
/// </param>
/// <param name="Cohorts">Customers by the period of their first order.</param>
/// <param name="OrderLadder">From one order to the next.</param>
/// <param name="Rfm">Recency, frequency, money.</param>
/// <param name="Overdue">Who is late; null where no customer ever came back.</param>
/// <param name="Groups">Groups side by side.</param>
/// <param name="RateMoved">Why the retention rate changed between the last two whole periods, by group.</param>
public sealed record Report(
    LocalDate AsOf,
    string TimeZone,
    Currency Currency,
    ReportQuestion Question,
    OrderReading Reading,
    IReadOnlyList<Notice> Notices,
    Totals Totals,
    IReadOnlyList<PeriodFigures> Periods,
    WhatMoved? WhatMoved,
    WhatMoved? WhatMovedInYear,
    BaseMovement? OverTheYear,
    IReadOnlyList<Cohort> Cohorts,
    IReadOnlyList<LadderStep> OrderLadder,
    RfmFigures Rfm,
    OverdueFigures? Overdue,
    IReadOnlyList<GroupFigures> Groups,
    IReadOnlyList<RateMoved> RateMoved)
{
    /// <summary>The last period that is over; null where none is.</summary>
    public PeriodFigures? LastWhole => Before(0);

    /// <summary>The period before <see cref="LastWhole"/>; null where it is not reported.</summary>
    public PeriodFigures? BeforeLastWhole => Before(1);

    /// <summary>The same period as <see cref="LastWhole"/> a year before; null where it is not reported.</summary>
    public PeriodFigures? YearBeforeLastWhole => Before(new PeriodCalendar(Question.Period).PeriodsInYear);

    /// <summary>The report beside another stretch or another set of files; null unless asked for.</summary>
    public Comparison? Comparison { get; init; }

    private PeriodFigures? Before(int periods)
    {
        var last = Periods.Count - (Periods.Count > 0 && Periods[^1].IsPartial ? 2 : 1);
        return last >= periods && last >= 0 ? Periods[last - periods] : null;
    }
}

/// <summary>Something a reader of the figures should know.</summary>
/// <param name="Code">Stable code, such as <c>report.cohorts_left_out</c>.</param>
/// <param name="Count">How many it concerns.</param>
/// <param name="Detail">What else the words need.</param>
public sealed record Notice(string Code, long Count, string? Detail = null);

/// <summary>Figures over the whole stretch.</summary>
/// <param name="Customers">Distinct customers with a counting order.</param>
/// <param name="Orders">Counting orders, anonymous ones included.</param>
/// <param name="IdentifiedOrders">Those with a customer.</param>
/// <param name="Revenue">Net values less returns.</param>
/// <param name="NetValue">Net values of the counting orders, returns left aside.</param>
/// <param name="AverageOrderValue">Net value an order; null without orders.</param>
/// <param name="PurchaseFrequency">Identified orders a customer; null without customers.</param>
/// <param name="UnitsPerOrder">Units an order; null where the files have no quantities.</param>
/// <param name="RepeatRate">Customers with at least two orders among all.</param>
/// <param name="TimeBetweenOrdersDays">Gaps between buying days that end in the stretch.</param>
/// <param name="Requested">Metrics on request by name.</param>
public sealed record Totals(
    long Customers, long Orders, long IdentifiedOrders, Money Revenue, Money NetValue,
    Money? AverageOrderValue, decimal? PurchaseFrequency,
    decimal? UnitsPerOrder, Ratio RepeatRate, Quartiles TimeBetweenOrdersDays,
    IReadOnlyDictionary<string, MetricValue> Requested);

/// <summary>Quartiles; null where there is nothing to divide.</summary>
/// <param name="Median">Half are at most this.</param>
/// <param name="P25">A quarter are at most this.</param>
/// <param name="P75">Three quarters are at most this.</param>
public readonly record struct Quartiles(decimal? Median, decimal? P25, decimal? P75);

/// <summary>Figures of one period.</summary>
/// <param name="From">First day.</param>
/// <param name="To">The day after the last; the as-of day where that cuts it.</param>
/// <param name="IsPartial">Whether the as-of day cuts it.</param>
/// <param name="Orders">Counting orders, anonymous ones included.</param>
/// <param name="IdentifiedOrders">Those with a customer.</param>
/// <param name="Customers">Distinct customers in them.</param>
/// <param name="Revenue">Net values less returns.</param>
/// <param name="Movement">The active base from its start to its end.</param>
/// <param name="RepeatRate">Customers with at least two orders in the period among its customers.</param>
/// <param name="PurchaseFrequency">Identified orders a customer; null without customers.</param>
/// <param name="NetValue">Net values of the counting orders, returns left aside.</param>
/// <param name="AverageOrderValue">Net value an order; null without orders.</param>
/// <param name="Requested">Metrics on request by name.</param>
public sealed record PeriodFigures(
    LocalDate From, LocalDate To, bool IsPartial, long Orders, long IdentifiedOrders, long Customers, Money Revenue,
    Money NetValue, BaseMovement Movement, Ratio RepeatRate, decimal? PurchaseFrequency, Money? AverageOrderValue,
    IReadOnlyDictionary<string, MetricValue> Requested);

/// <summary>The active base over a period: end = start - lost + gained.</summary>
/// <param name="Start">Active at the start.</param>
/// <param name="End">Active at the end.</param>
/// <param name="Retained">Active at both.</param>
/// <param name="Gone">Lost, with no order in the window of the end.</param>
/// <param name="Fallen">Lost, with some orders, but fewer than the minimum.</param>
/// <param name="New">Gained, with the first order ever in the period.</param>
/// <param name="Risen">Gained, with too few orders before.</param>
/// <param name="Returned">Gained, after having been away.</param>
public readonly record struct BaseMovement(
    long Start, long End, long Retained, long Gone, long Fallen, long New, long Risen, long Returned)
{
    /// <summary>Active at the start and not at the end.</summary>
    public long Lost => Start - Retained;

    /// <summary>Retained among those active at the start (CRR).</summary>
    public Ratio RetentionRate => new(Retained, Start);

    /// <summary>Lost among those active at the start.</summary>
    public Ratio ChurnRate => new(Lost, Start);
}

/// <summary>A metric on request: a rate, an amount or a number, or none of them where it is not available.</summary>
/// <param name="Rate">A share.</param>
/// <param name="Amount">Money.</param>
/// <param name="Number">A mean.</param>
public readonly record struct MetricValue(Ratio? Rate = null, Money? Amount = null, decimal? Number = null);

/// <summary>Customers by the period of their first counting order.</summary>
/// <param name="First">First day of that period.</param>
/// <param name="Size">Members.</param>
/// <param name="Active">Members with an order in the i-th period after, up to the period of the as-of day.</param>
/// <param name="Revenue">Their net values less returns in it.</param>
/// <param name="LastIsPartial">Whether the as-of day cuts the last of these periods.</param>
public sealed record Cohort(
    LocalDate First, long Size, IReadOnlyList<long> Active, IReadOnlyList<Money> Revenue, bool LastIsPartial);

/// <summary>From the n-th order to the next.</summary>
/// <param name="N">1 to 10.</param>
/// <param name="Reached">Customers with an n-th order.</param>
/// <param name="WentOn">Those with one more.</param>
/// <param name="MedianDays">Median days between the two; null if nobody went on.</param>
public sealed record LadderStep(int N, long Reached, long WentOn, decimal? MedianDays);

/// <summary>RFM scores and groups.</summary>
/// <param name="RecencyDays">
/// Most days since the last buying day that still score 2, 3, 4, 5; where ties leave a score empty, that of the next;
/// null above the best.
/// </param>
/// <param name="Frequency">Fewest orders that score 2, 3, 4, 5.</param>
/// <param name="Monetary">Least net value that scores 2, 3, 4, 5.</param>
/// <param name="Groups">The eleven groups.</param>
/// <param name="Cells">Customers by score; empty cells are left out.</param>
public sealed record RfmFigures(IReadOnlyList<long?> RecencyDays, IReadOnlyList<long?> Frequency,
    IReadOnlyList<Money?> Monetary,
    IReadOnlyList<RfmGroup> Groups, IReadOnlyList<RfmCell> Cells);

/// <summary>A group of the RFM grid.</summary>
/// <param name="Name">Stable name, such as <c>champions</c>.</param>
/// <param name="Customers">Members.</param>
/// <param name="Revenue">Their net values less returns to date.</param>
public sealed record RfmGroup(string Name, long Customers, Money Revenue);

/// <summary>Customers of one combination of scores.</summary>
/// <param name="R">Recency score, 1 to 5.</param>
/// <param name="F">Frequency score, 1 to 5.</param>
/// <param name="M">Monetary score, 1 to 5.</param>
/// <param name="Customers">How many.</param>
public readonly record struct RfmCell(int R, int F, int M, long Customers);

/// <summary>Customers against their own usual interval.</summary>
/// <param name="OnTime">At most once the interval.</param>
/// <param name="Late">At most twice.</param>
/// <param name="AtRisk">At most three times.</param>
/// <param name="LongGone">More.</param>
/// <param name="Revenue">What these customers brought to date.</param>
/// <param name="RevenueLast365Days">What they brought in the 365 days before the as-of day.</param>
public sealed record OverdueFigures(
    long OnTime, long Late, long AtRisk, long LongGone, MoneyByState Revenue, MoneyByState RevenueLast365Days)
{
    /// <summary>Revenue of the last 365 days of those who are late or at risk: what would be missing without them.</summary>
    public Money MoneyAtStake => RevenueLast365Days.Late + RevenueLast365Days.AtRisk;
}

/// <summary>Net values less returns of customers by how late they are.</summary>
/// <param name="OnTime">Of those on time.</param>
/// <param name="Late">Of those late.</param>
/// <param name="AtRisk">Of those at risk.</param>
/// <param name="LongGone">Of those long gone.</param>
public sealed record MoneyByState(Money OnTime, Money Late, Money AtRisk, Money LongGone);

/// <summary>The change of revenue between two periods, in parts that sum to it exactly.</summary>
/// <param name="Before">First day of the earlier period.</param>
/// <param name="After">First day of the later one.</param>
/// <param name="Revenue">The change.</param>
/// <param name="Customers">From more or fewer customers.</param>
/// <param name="Frequency">From orders a customer.</param>
/// <param name="OrderValue">From the value of an order.</param>
/// <param name="Anonymous">From orders without a customer.</param>
/// <param name="Returns">From returns, and orders that returns came to cover.</param>
public sealed record WhatMoved(LocalDate Before, LocalDate After, Money Revenue, Money Customers, Money Frequency,
    Money OrderValue, Money Anonymous, Money Returns);

/// <summary>One value of a dimension: only its orders exist, so a customer is new to a store with her first order there.</summary>
/// <param name="By">The dimension.</param>
/// <param name="Value">Its value; empty where the file leaves it blank.</param>
/// <param name="Totals">The whole stretch.</param>
/// <param name="Periods">Period by period.</param>
public sealed record GroupFigures(OrderField By, string Value, Totals Totals, IReadOnlyList<PeriodFigures> Periods);

/// <summary>A group's part in the change of the retention rate over all groups of its dimension.</summary>
/// <param name="By">The dimension.</param>
/// <param name="Value">The group.</param>
/// <param name="Mix">Part from its weight, as a fraction: 0.01 is one point.</param>
/// <param name="Rate">Part from its own rate.</param>
/// <param name="RevenueChange">Change of its revenue; groups are ranked by it.</param>
public sealed record RateMoved(OrderField By, string Value, decimal Mix, decimal Rate, Money RevenueChange);
