using System.Security.Cryptography;
using System.Text;
using Perennial.Commerce.Demo;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;
using Perennial.Ui;

namespace Perennial.Insights.Page;

/// <summary>The page from its first line to its last: head, sections in the order of the questions, scripts.</summary>
internal sealed class PageOutline(Report report)
{
    private const string NoScript = "no-script";

    private readonly PeriodNames names = new(report.Question.Period);

    private static WordBook Words => InsightsModule.Words;

    public Html Draw()
    {
        var sections = Sections().Where(s => s.Body is not null).ToList();
        string[] scripts = [UiAssets.Text(UiAssets.Behaviour), UiAssets.Text(UiAssets.ECharts), UiAssets.Text(UiAssets.Charts)];
        return Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="{Language.Current.Code}" class="{NoScript}" data-theme="light">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy(scripts)}">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Perennial">
            <title>{Title()}</title>
            <style>{Html.Trusted(UiAssets.Text(UiAssets.Tokens))}{Html.Trusted(UiAssets.Text(UiAssets.Parts))}</style>
            </head>
            <body>
            <a class="skip" href="#content">{Words["page.skip"]}</a>
            <header class="top">{Head()}
            <nav aria-label="{Words["page.contents"]}"><ul class="contents">{sections.Select(s =>
                Html.Of($"""<li><a href="#{s.Id}">{s.Title}</a></li>"""))}</ul></nav>
            </header>
            <main id="content">
            {sections.Select(s => Section(s.Id, s.Title, s.Body!.Value, s.IsLong))}
            </main>
            <footer class="foot">{Words["page.foot", ("date", names.Day(report.AsOf))]}</footer>
            {scripts.Select(s => Html.Of($"<script>{Html.Trusted(s)}</script>\n"))}
            </body>
            </html>

            """);
    }

    private IEnumerable<(string Id, string Title, Html? Body, bool IsLong)> Sections()
    {
        var staying = new StayingSections(report, names);
        var buying = new BuyingSections(report, names);
        yield return ("short", Words["page.short.title"], new SummarySection(report, names).Draw(), false);
        yield return ("staying", Words["page.staying.title"], staying.Trend(), false);
        yield return ("base", Words["page.base.title"], staying.Base(), false);
        yield return ("moved", Words["moved.title"], buying.Moved(), false);
        if (report.Comparison is { } comparison)
        {
            yield return ("compared", Words["compared.title"], new ComparisonSection(comparison, names).Draw(), false);
        }

        yield return ("cohorts", Words["cohorts.title"], staying.Cohorts(), true);
        yield return ("ladder", Words["ladder.title"], buying.Ladder(), false);
        yield return ("rfm", Words["rfm.title"], buying.Rfm(), true);
        yield return ("overdue", Words["overdue.title"], buying.Overdue(), false);
        foreach (var dimension in report.Question.GroupBy)
        {
            var name = dimension.ToString().ToLowerInvariant();
            yield return ("by-" + name, Words["groups.title", ("dimension", Words["dimension." + name])],
                new GroupSection(report, names, dimension).Draw(), true);
        }

        yield return ("benchmarks", Words["benchmarks.title"], Benchmarks.Draw(report), false);
        yield return ("definitions", Words["define.title"], Definitions.Draw(report), true);
        yield return ("reading", Words["reading.title"], new ReadingSection(report).Draw(), true);
    }

    private static Html Section(string id, string title, Html body, bool isLong) => id == "short"
        ? body
        : Html.Of(
            $"""
            <section class="card{(isLong ? " long" : "")}" id="{id}" aria-labelledby="{id}-title">
            <h2 id="{id}-title">{title}</h2>
            {body}
            </section>

            """);

    private Html Head() => Html.Of(
        $"""
        <div class="top-row"><div>
        <div class="brand">{Mark}<span>Perennial</span></div>
        <h1>{Title()}</h1>
        </div><div class="tools">
        <button type="button" class="tool" data-theme-switch>{Words["page.theme"]}</button>
        <button type="button" class="tool" data-print>{Words["page.print"]}</button>
        </div></div>
        <div class="facts">{Facts().Select(f => Html.Of($"<span>{f}</span>"))}</div>
        """);

    private IEnumerable<string> Facts()
    {
        yield return Words["page.as_of", ("date", names.Day(report.AsOf))];
        yield return Words["page.stretch", ("from", names.Day(report.Periods[0].From)),
            ("to", names.Day(report.Periods[^1].To.PlusDays(-1)))];
        yield return Words["page.zone", ("zone", report.TimeZone)];
        if (!report.Currency.IsNone)
        {
            yield return Words["page.currency", ("currency", report.Currency.Code)];
        }

        yield return Words.Count("page.orders", report.Totals.Orders);
        yield return Words.Count("page.customers", report.Totals.Customers);
    }

    private string Title()
    {
        var files = report.Reading.Understood.Select(u => u.File == DemoShop.FileName ? Words["page.demo"] : u.File)
            .ToList();
        return Words["page.title", ("files", files.Count switch
        {
            0 => "-",
            <= 2 => string.Join(", ", files),
            _ => Words.Count("page.files", files.Count, ("first", files[0])),
        })];
    }

    // Nothing from elsewhere, and no script but the page's own.
    private static string Policy(IEnumerable<string> scripts) =>
        $"default-src 'none'; style-src 'unsafe-inline'; script-src {string.Join(' ', scripts.Select(Hash))}; base-uri 'none'; form-action 'none'";

    // A leaf that comes back each spring.
    private static readonly Html Mark = Html.Trusted(
        """
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path fill="none" stroke="currentColor"
        stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round" d="M9 17V8.500M9 11C4 11 2 8 2 3.500 6.500 3.500
        9 6 9 11Zm0-2.500C9 5 11.500 2 16 2c0 4.500-2.500 7-7 7Z"/></svg>
        """);

    private static string Hash(string script) =>
        "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))) + "'";
}
