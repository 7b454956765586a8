using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Insights.Reports;
using Perennial.Kernel.Words;
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

    public HeatMap Map()
    {
        var columns = Columns(lines);
        var cells = CohortCells.Of(lines, Measure, columns);
        var names = new PeriodNames(Report.Question.Period);
        return new HeatMap(Caption, Words["cohorts.first"], [.. Enumerable.Range(0, columns).Select(i => $"{i}")],
            [.. lines.Select((line, row) => new HeatRow(names.Short(line.Cohort.First), [.. cells[row].Select((cell, i) => Drawn(line, cell, i))])
            {
                Size = Shown.Number(line.Cohort.Size), IsFew = line.Cohort.Size < HeatMap.FewBelow, Href = Href(line, 0),
            })])
        {
            SizeTitle = Words["cohorts.size"],
        };
    }

    private Answered Answer(ILoadedShop shop, bool withDepth)
    {
        var report = shop.Answer(View.Periods(shop).Question with { Parts = ReportParts.Cohorts });
        return new Answered(report, CohortLines.Of((LoadedShop)shop, report, withDepth));
    }

    // Who bought then or later is no list of one period.
    private HeatCell Drawn(CohortLine line, CohortCell cell, int later) => new(cell.Text + (cell.IsPartial ? "*" : ""), cell.Detail, cell.Level)
    {
        IsPartial = cell.IsPartial, Href = Measure == CohortCells.Still || line.Cohort.Active[later] == 0 ? null : Href(line, later),
    };

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
