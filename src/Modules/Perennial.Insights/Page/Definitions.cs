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
        "purchase_frequency", "new", "risen", "back", "lost", "cohort", "order_ladder", "rfm", "usual_interval",
        "overdue", "what_moved", "over_the_year",
    ];

    private static WordBook Words => InsightsModule.Words;

    public static Html Draw(Report report)
    {
        var words = new ActiveWords(report.Question);
        var metrics = Metrics.Where(m => m != "risen" || words.HasMinimum);
        return Html.Of(
            $"""
            <p class="quiet">{Words["define.explain", ("zone", report.TimeZone)]}</p>
            <dl class="terms">{metrics.Select(m =>
                Html.Of($"<div><dt>{Words["metric." + m]}</dt><dd>{words.Definition(m)}</dd></div>"))}</dl>
            """);
    }
}
