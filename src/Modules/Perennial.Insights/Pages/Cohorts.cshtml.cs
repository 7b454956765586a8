using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Insights.Reports;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>Do newcomers come back? Customers by the period of their first order, as a heat map; each cell leads to its customers.</summary>
[Asks(Scopes.InsightsRead, OfWholeShop = true)]
internal sealed class Cohorts(LiveShop live, KeptViews kept) : InsightsPage(live, kept)
{
    private const int ColumnsMax = 37;
    private const int RowsMax = 60;
    private const int SmallCohort = 30;
    private const string FileName = "cohorts";

    private static readonly string[] Measures =
    [
        CohortCells.Share, CohortCells.Still, CohortCells.Customers, CohortCells.Orders, CohortCells.Revenue, CohortCells.Cumulative,
    ];

    private sealed record Answered(Report Report, IReadOnlyList<CohortLine> Lines);

    private IReadOnlyList<CohortLine> lines = [];

    public string Measure { get; private set; } = CohortCells.Share;

    public Report Report { get; private set; } = null!;

    /// <summary>How many earlier cohorts there is no room for.</summary>
    public int LeftOut { get; private set; }

    public bool HasCohorts => lines.Count > 0;

    public string Caption => Words["cohorts.caption." + Measure];

    public PeriodChoice Choice
    {
        get
        {
            var choice = View.Choice(Report.Question.Period, withBase: false, withCompare: false);
            return choice with
            {
                Fields = [.. choice.Fields, new ChoiceField("measure", Words["cohorts.measure"], Measure,
                    [.. Measures.Select(m => new SelectListItem(Words["cohorts." + m], m))])],
            };
        }
    }

    public string CsvHref => FileHref(FileName, "csv");

    public string XlsxHref => FileHref(FileName, ListFile.Xlsx);

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        Measure = Measures.FirstOrDefault(m => m == Query("measure"), CohortCells.Share);
        var withDepth = Measure is CohortCells.Still or CohortCells.Orders;
        var answered = await FindAsync("cohorts", [.. Asked, ("depth", $"{withDepth}")], shop => Answer(shop, withDepth));
        Report = answered.Report;
        (lines, LeftOut) = ([.. answered.Lines.TakeLast(RowsMax)], Math.Max(0, answered.Lines.Count - RowsMax));
        return FileAsked is null ? null : await SendAsync(File(answered.Lines));
    });

    public Html Map()
    {
        var columns = Columns(lines);
        var cells = CohortCells.Of(lines, Measure, columns);
        var names = new PeriodNames(Report.Question.Period);
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="group" aria-label="{Words["cohorts.title"]}">
            <table class="heat" id="cohorts-map"><caption class="sr-only">{Caption}</caption>
            <thead><tr><th scope="col">{Words["cohorts.first"]}</th><th scope="col">{Words["cohorts.size"]}</th>{
                Enumerable.Range(0, columns).Select(i => Html.Of($"""<th scope="col">{i}</th>"""))}</tr></thead>
            <tbody>{lines.Select((line, row) => Row(line, cells[row], columns, names))}</tbody></table></div>
            """);
    }

    private Answered Answer(ILoadedShop shop, bool withDepth)
    {
        var report = shop.Answer(View.Periods(shop).Question with { Parts = ReportParts.Cohorts });
        return new Answered(report, CohortLines.Of((LoadedShop)shop, report, withDepth));
    }

    private Html Row(CohortLine line, IReadOnlyList<CohortCell> cells, int columns, PeriodNames names)
    {
        Html Cell(int i)
        {
            if (i >= cells.Count)
            {
                return Html.Trusted("<td class=\"none\"></td>");
            }

            var cell = cells[i];
            var text = cell.Text + (cell.IsPartial ? "*" : "");
            var shown = Measure == CohortCells.Still || line.Cohort.Active[i] == 0 ? Html.Of($"<span>{text}</span>")
                : Html.Of($"<a href=\"{Href(line, i)}\">{text}</a>");
            return Html.Of($"<td class=\"h{cell.Level}{(cell.IsPartial ? " partial" : "")}\">{shown}<small>{cell.Detail}</small></td>");
        }

        return Html.Of(
            $"""
            <tr{Html.Trusted(line.Cohort.Size < SmallCohort ? " class=\"few\"" : "")}><th scope="row">{names.Short(line.Cohort.First)}</th>
            <td class="size"><a href="{Href(line, 0)}">{Shown.Number(line.Cohort.Size)}</a></td>{Enumerable.Range(0, columns).Select(Cell)}</tr>
            """);
    }

    private string Href(CohortLine line, int later) => Link("/retention/behind", [
        ("number", "cohort"), ("in", Shown.Iso(line.Cohort.First)), ("later", later == 0 ? null : $"{later}"),
        .. View.BehindFields(Report.Question.Period).Select(f => (f.Name, (string?)f.Value))]);

    // All cohorts and all periods, also those that the screen has no room for.
    private ListFile File(IReadOnlyList<CohortLine> all)
    {
        var columns = all.Count == 0 ? 0 : all.Max(l => l.Cohort.Active.Count);
        var cells = CohortCells.Of(all, Measure, columns);
        var names = new PeriodNames(Report.Question.Period);
        var unit = Measure is CohortCells.Revenue or CohortCells.Cumulative ? Report.Currency.MinorPerUnit : 1;
        return new ListFile($"{FileName}-{Measure}", ["cohort", "members", .. Enumerable.Range(0, columns).Select(i => $"period_{i}")],
            all.Select((line, row) => (IReadOnlyList<object?>)
            [
                names.Short(line.Cohort.First), line.Cohort.Size,
                .. Enumerable.Range(0, columns).Select(i => i < cells[row].Count ? (object?)Math.Round(cells[row][i].Value / unit, 6) : null),
            ]));
    }

    private static int Columns(IReadOnlyList<CohortLine> lines) => Math.Min(ColumnsMax, lines.Count == 0 ? 0 : lines.Max(l => l.Cohort.Active.Count));
}
