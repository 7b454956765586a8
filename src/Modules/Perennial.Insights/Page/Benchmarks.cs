using System.Globalization;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>
/// Published rates to hold one's own against: kind, industry, source and year of each. They are
/// of whole years, so the shop's own yearly rate stands above them, and its own past first of all.
/// </summary>
internal static class Benchmarks
{
    /// <summary>A published rate.</summary>
    /// <param name="Industry">Key of the industry's words.</param>
    /// <param name="Kind"><c>excellent</c> or <c>average</c>.</param>
    /// <param name="Percent">The rate.</param>
    /// <param name="Source">Key of the source's words, or the source's name.</param>
    /// <param name="Year">Year of publication; null where the source does not say.</param>
    private sealed record Published(string Industry, string Kind, int Percent, string Source, int? Year);

    private static readonly Published[] All =
    [
        new("retail", "excellent", 63, "press", null), new("media", "excellent", 84, "press", null),
        new("all", "average", 20, "hubspot", 2017), new("ecommerce", "average", 30, "press", null),
    ];

    private static WordBook Words => InsightsModule.Words;

    public static Html Draw(Report report)
    {
        var table = new DataTable(Words["benchmarks.title"],
        [
            Words["benchmarks.whose"], Words["metric.retention_rate"], Words["benchmarks.kind"], Words["benchmarks.source"],
            Words["benchmarks.year"],
        ]) { WordColumns = [1, 2] };
        foreach (var published in All)
        {
            var share = new Ratio(published.Percent, 100);
            table.Add(Words["industry." + published.Industry], Cell.Of(share, Shown.WholePercent(share)),
                Cell.Of(Words["benchmarks." + published.Kind], null), Cell.Of(Words["source." + published.Source], null),
                Cell.Of(published.Year?.ToString(CultureInfo.InvariantCulture) ?? Shown.NotAvailable, published.Year));
        }

        return Html.Of(
            $"""
            <p class="quiet">{Words["benchmarks.explain"]}</p>
            <p><strong>{Own(report)}</strong></p>
            {table.Draw()}
            <p class="quiet small">{Words["benchmarks.more"]}</p>
            """);
    }

    private static string Own(Report report) => report.OverTheYear is { Start: > 0 } year
        ? Words[new ActiveWords(report.Question).HasMinimum ? "benchmarks.own.active" : "benchmarks.own",
            ("rate", Shown.Percent(year.RetentionRate)), ("part", year.Retained), ("whole", year.Start)]
        : Words["benchmarks.own.none"];
}
