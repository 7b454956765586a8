using System.Globalization;

namespace Perennial.Insights.Contract;

/// <summary>Metrics that a report gives on request, by the one name they have everywhere; defined in docs/metrics/.</summary>
public static class RequestedMetrics
{
    /// <summary>(end - new) / start: may exceed 100 %.</summary>
    public const string RetentionRateGross = "retention_rate_gross";

    /// <summary>Lost / end.</summary>
    public const string ChurnRateOfEnd = "churn_rate_of_end";

    /// <summary>Returned / those who ever bought before and are not active at the start.</summary>
    public const string ResurrectionRate = "resurrection_rate";

    /// <summary>Customers whose first order lies before the period / its customers.</summary>
    public const string ReturningShare = "returning_share";

    /// <summary>Customers with at least two orders ever, up to the period's end / customers ever.</summary>
    public const string RepeatRateLifetime = "repeat_rate_lifetime";

    /// <summary>Net value of identified orders a customer.</summary>
    public const string CustomerValue = "customer_value";

    /// <summary>1 / churn rate, in periods.</summary>
    public const string Lifespan = "lifespan";

    /// <summary>Mean days from first to last order of those lost in the period.</summary>
    public const string LifespanObservedDays = "lifespan_observed_days";

    /// <summary>Customer value × lifespan × gross margin, with a margin of 1.</summary>
    public const string LtvSimple = "ltv_simple";

    /// <summary>Net value to date a customer, with a margin of 1.</summary>
    public const string LtvHistoric = "ltv_historic";

    /// <summary>Units of identified orders a customer.</summary>
    public const string UnitsPerCustomer = "units_per_customer";

    /// <summary>
    /// Customers first seen in the period with a second order within 90 days / those observed for at least 90 days.
    /// Any number of days can stand in the name: <c>second_order_rate_30d</c>.
    /// </summary>
    public const string SecondOrderRate = "second_order_rate_90d";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RetentionRateGross, ChurnRateOfEnd, ResurrectionRate, ReturningShare, RepeatRateLifetime, CustomerValue,
            Lifespan,
        LifespanObservedDays, LtvSimple, LtvHistoric, UnitsPerCustomer, SecondOrderRate,
    ];

    /// <summary>Whether a name is one of <see cref="All"/>, or the second-order rate with other days.</summary>
    public static bool IsKnown(string name) => All.Contains(name, StringComparer.Ordinal) ||
        SecondOrderDaysOf(name) is not null;

    /// <summary>The days in the name of a second-order rate; null for another metric.</summary>
    public static int? SecondOrderDaysOf(string name) =>
        name.StartsWith("second_order_rate_", StringComparison.Ordinal) && name.EndsWith('d') &&
        int.TryParse(name.AsSpan(18, name.Length - 19), NumberStyles.None, CultureInfo.InvariantCulture,
            out var days) && days is > 0 and < 3660
            ? days
            : null;
}
