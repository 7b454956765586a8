using NodaTime;
using Perennial.Analytics;
using Perennial.Kernel;

namespace Perennial.Insights.Contract;

/// <summary>
/// Every customer with a counting order, a row each: first those who need a person, late and at risk, then the long
/// gone, then those on time, each by revenue, the largest first, and by id where it is equal.
/// </summary>
/// <param name="AsOf">The day as of which everything is told.</param>
/// <param name="Currency">The reporting currency, or none.</param>
/// <param name="Count">How many customers.</param>
/// <param name="Rows">The customers, made one by one as they are asked for, so that a million of them need little room.</param>
public sealed record CustomerList(LocalDate AsOf, Currency Currency, int Count, IEnumerable<CustomerRow> Rows);

/// <summary>What is known of one customer as of a day.</summary>
/// <param name="Customer">The shop's own id.</param>
/// <param name="FirstOrder">Day of her first counting order.</param>
/// <param name="LastOrder">Day of her last.</param>
/// <param name="Orders">Her counting orders.</param>
/// <param name="Revenue">Their net values less her returns to date; may be negative.</param>
/// <param name="AverageOrderValue">Net value of a counting order, returns left aside.</param>
/// <param name="UsualIntervalDays">Her usual interval, one decimal; null where the shop has no gap at all.</param>
/// <param name="DaysSince">Days since her last counting order.</param>
/// <param name="OverdueRatio">Days since / usual interval, two decimals; null likewise.</param>
/// <param name="State">How late she is, by the exact ratio; null likewise.</param>
/// <param name="Rfm">Her scores; null where she has no order within the look-back.</param>
public readonly record struct CustomerRow(
    string Customer, LocalDate FirstOrder, LocalDate LastOrder, int Orders, Money Revenue, Money? AverageOrderValue,
    decimal? UsualIntervalDays, int DaysSince, decimal? OverdueRatio, Lateness? State, RfmScores? Rfm)
{
    /// <summary>The part of <see cref="Revenue"/> in the 365 days before the as-of day: what is at stake with her.</summary>
    public Money RevenueLast365Days { get; init; }
}

/// <summary>Scores of one customer, each 1 to 5.</summary>
/// <param name="R">Recency.</param>
/// <param name="F">Frequency.</param>
/// <param name="M">Money.</param>
public readonly record struct RfmScores(int R, int F, int M)
{
    /// <summary>Stable name of their group, such as <c>champions</c>.</summary>
    public string Group => RfmGroups.Name(R, F, M);
}
