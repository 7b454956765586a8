using Perennial.Insights.Contract;
using Perennial.Kernel.Words;
using Perennial.Ui;

namespace Perennial.Insights.Page;

/// <summary>What each number of the page means, in one place.</summary>
internal static class Definitions
{
    private static readonly string[] Metrics =
    [
        "retention_rate", "churn_rate", "customers", "repeat_rate", "revenue", "orders", "average_order_value",
        "purchase_frequency", "new", "back", "lost", "cohort", "order_ladder", "rfm", "usual_interval", "overdue",
        "what_moved", "over_the_year",
    ];

    private static WordBook Words => InsightsModule.Words;

    public static Html Draw(Report report) => Html.Of(
        $"""
        <p class="quiet">{Words["define.explain", ("zone", report.TimeZone)]}</p>
        <dl class="terms">{Metrics.Select(m => Html.Of($"<div><dt>{Words["metric." + m]}</dt><dd>{Words["define." + m]}</dd></div>"))}</dl>
        """);
}
