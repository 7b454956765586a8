using NodaTime;

namespace Perennial.Insights.Contract;

/// <summary>
/// Which customers a number of a report stands for. Of a period: <c>customers</c>, <c>repeat</c>, <c>start</c>, <c>end</c>,
/// <c>retained</c>, <c>lost</c>, <c>gone</c>, <c>fallen</c>, <c>gained</c>, <c>new</c>, <c>risen</c>, <c>returned</c>. Of a
/// cohort: <c>cohort</c>, with how many periods later they bought. As of the day: an RFM group
/// (<c>rfm.champions</c>), how late they are (<c>state.late</c>; <c>state.slipping</c> are the late and those at risk), or
/// <c>newcomers_due</c>: who bought once, and for whom the usual time to a second order is here. Of those who came by a value of a
/// dimension in the stretch asked for: <c>came</c>, with how many periods after their own first they bought.
/// </summary>
/// <param name="Number">Stable name of the number.</param>
public sealed record CustomersBehind(string Number)
{
    /// <summary>A day of the period, or of the period of first orders; null for what is told as of the day.</summary>
    public LocalDate? Period { get; init; }

    /// <summary>Of a cohort: bought so many periods after the first; 0 for all of it.</summary>
    public int PeriodsLater { get; init; }

    /// <summary>Only those who came by this; null for all.</summary>
    public FirstValue? CameBy { get; init; }

    /// <summary>Customers by what they came by.</summary>
    public const string Came = "came";

    /// <summary>What stands before the name of an RFM group.</summary>
    public const string RfmPrefix = "rfm.";

    /// <summary>What stands before the name of a lateness.</summary>
    public const string StatePrefix = "state.";

    /// <summary>The late and those at risk together.</summary>
    public const string Slipping = StatePrefix + "slipping";

    /// <summary>
    /// Customers with one order, whose days since then are within a week of the median days from a first order to a second.
    /// </summary>
    public const string NewcomersDue = "newcomers_due";

    /// <summary>Numbers of a period.</summary>
    public static IReadOnlyList<string> OfPeriod { get; } =
        ["customers", "repeat", "start", "end", "retained", "lost", "gone", "fallen", "gained", "new", "risen", "returned", "cohort"];
}
