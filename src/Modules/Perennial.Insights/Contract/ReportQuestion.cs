using NodaTime;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Reports;

namespace Perennial.Insights.Contract;

/// <summary>What a report is asked.</summary>
public sealed record ReportQuestion
{
    /// <summary>Length of a period. Default: month.</summary>
    public PeriodKind Period { get; init; } = PeriodKind.Month;

    /// <summary>First day of a week. Default: Monday, as in ISO 8601.</summary>
    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;

    /// <summary>First day reported; moved to the start of its period. Default: the first fact.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The day after the last one reported; moved to the end of its period. Default: as of.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Facts of this day and later do not exist. Default: the day after the last counting order.</summary>
    public LocalDate? AsOf { get; init; }

    /// <summary>Window of the base. Default: none, which is the period view.</summary>
    public Window? Window { get; init; }

    /// <summary>Counting orders in the window that make a customer active, ≥ 1.</summary>
    public int MinOrders { get; init; } = 1;

    /// <summary>How far back RFM looks from the as-of day. Default: over everything.</summary>
    public Window? LookBack { get; init; }

    /// <summary>Dimensions to compare, groups side by side.</summary>
    public IReadOnlyList<OrderField> GroupBy { get; init; } = [];

    /// <summary>Groups shown of one dimension, the biggest by revenue; the report says how many more there are.</summary>
    public int GroupsMax { get; init; } = ReportPlan.GroupsMax;

    /// <summary>Names of metrics on request (<see cref="RequestedMetrics"/>).</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>What of the report is wanted. Default: all of it.</summary>
    public ReportParts Parts { get; init; } = ReportParts.All;
}
