using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Api;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Insights.Reports;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>
/// Do newcomers come back? Customers by the period of their first order, or by what they came by, as a heat map; each cell leads to its
/// customers, and what they came by to its own map by period.
/// </summary>
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

    private static readonly OrderField[] Dimensions =
        [OrderField.Store, OrderField.Channel, OrderField.Category, OrderField.Product, OrderField.Seller, OrderField.Country];

    private sealed record Answered(Report Report, IReadOnlyList<CohortLine> Lines, int LeftOut);

    private IReadOnlyList<CohortLine> lines = [];

    public string Measure { get; private set; } = CohortCells.Share;

    public Report Report { get; private set; } = null!;

    /// <summary>How many earlier cohorts there is no room for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The dimension whose values are the cohorts; null where periods are.</summary>
    public OrderField? By { get; private set; }

    /// <summary>What the customers of all cohorts came by; null for all customers.</summary>
    public FirstValue? Only { get; private set; }

    public bool HasCohorts => lines.Count > 0;

    public string Explanation => Words[By is null ? "cohorts.explain" : "cohorts.explain.came"];

    public string Caption => Words["cohorts.caption." + Measure];

    public PeriodChoice Choice
    {
        get
        {
            var choice = View.Choice(Report.Question.Period, withBase: false, withCompare: false);
            var measure = new ChoiceField("measure", Words["cohorts.measure"], Measure,
                [.. Measures.Select(m => new SelectListItem(Words["cohorts." + m], m))]);
            return Only is not null
                ? choice with
                {
                    Fields = [.. choice.Fields, measure],
                    Kept = [(AskedBehind.CameName, Code(Only.By)), (AskedBehind.ValueName, Only.Value)],
                }
                : choice with { Fields = [CameChoice(), .. choice.Fields, measure] };
        }
    }

    public string CsvHref => FileHref(FileName, "csv");

    public string XlsxHref => FileHref(FileName, ListFile.Xlsx);

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        Measure = Measures.FirstOrDefault(m => m == Query("measure"), CohortCells.Share);
        OrderField? came = Dimensions.Where(d => Code(d) == Query(AskedBehind.CameName)).Select(d => (OrderField?)d).FirstOrDefault();
        Only = came is { } by && Request.Query.TryGetValue(AskedBehind.ValueName, out var value) ? new FirstValue(by, value[0] ?? "") : null;
        By = Only is null ? came : null;
        var answered = await FindAnsweredAsync(came, Measure is CohortCells.Still or CohortCells.Orders);
        Report = answered.Report;
        (lines, LeftOut) = ([.. By is null ? answered.Lines.TakeLast(RowsMax) : answered.Lines.Take(RowsMax)],
            answered.LeftOut + Math.Max(0, answered.Lines.Count - RowsMax));
        return FileAsked is null ? null : await SendAsync(File(answered.Lines));
    });

    public HeatMap Map()
    {
        var columns = Columns(lines);
        var cells = CohortCells.Of(lines, Measure, columns);
        var names = new PeriodNames(Report.Question.Period);
        return new HeatMap(Caption, By is { } by ? Words["cohorts.came." + Code(by)] : Words["cohorts.first"],
            [.. Enumerable.Range(0, columns).Select(i => $"{i}")],
            [.. lines.Select((line, row) => new HeatRow(NameOf(line, names), [.. cells[row].Select((cell, i) => Drawn(line, cell, i))])
            {
                Size = Shown.Number(line.Cohort.Size), IsFew = line.Cohort.Size < HeatMap.FewBelow,
                Href = line.Came is null ? Href(line, 0) : MapHref(line.Came),
            })])
        {
            SizeTitle = Words["cohorts.size"],
        };
    }

    /// <summary>Where the map of all cohorts by the same dimension is.</summary>
    public string AllHref => Link("/retention/cohorts", [.. Shared, (AskedBehind.CameName, Only is null ? null : Code(Only.By))]);

    // Lines of orders are read for it, so it may have to be waited for.
    private Task<Answered> FindAnsweredAsync(OrderField? came, bool withDepth) => FindAsync("cohorts",
        [.. Asked, ("depth", $"{withDepth && By is null}"), ("came", $"{came}"), ("only", $"{Only is not null} {Only?.Value}")],
        async shop => Answer(came is null ? shop : await Facts.NowAsync([came.Value], isFresh: false, CancellationToken.None), withDepth));

    private Answered Answer(ILoadedShop shop, bool withDepth)
    {
        var (loaded, question) = ((LoadedShop)shop, View.Periods(shop).Question);
        if (By is { } by)
        {
            var first = FirstCohorts.Of(loaded, question, by);
            return new Answered(shop.Answer(question), CohortLines.Of(first, by, loaded.Reading.Sales.Currency), first.LeftOut);
        }

        var report = shop.Answer(question with { Parts = ReportParts.Cohorts });
        return new Answered(report, CohortLines.Of(loaded, report, withDepth, Only), 0);
    }

    private ChoiceField CameChoice() => new(AskedBehind.CameName, Words["cohorts.came"], By is { } by ? Code(by) : "",
        [
            new SelectListItem(Words["cohorts.came.when"], ""),
            .. Dimensions.Select(d => new SelectListItem(Words["cohorts.came." + Code(d)], Code(d))),
        ]);

    // Who bought then or later is no list of one period.
    private HeatCell Drawn(CohortLine line, CohortCell cell, int later) => new(cell.Text + (cell.IsPartial ? "*" : ""), cell.Detail, cell.Level)
    {
        IsPartial = cell.IsPartial, IsFew = line.ObservedAt(later) < HeatMap.FewBelow,
        Href = Measure == CohortCells.Still || line.Cohort.Active[later] == 0 ? null : Href(line, later),
    };

    private string Href(CohortLine line, int later)
    {
        var laterText = later == 0 ? null : $"{later}";
        return line.Came is { } came
            ? Link("/retention/behind", [
                ("number", CustomersBehind.Came), .. CameFields(came), ("later", laterText),
                .. View.Fields(Report.Question.Period).Where(f => f.Name != "compare").Select(f => (f.Name, (string?)f.Value))])
            : Link("/retention/behind", [
                ("number", "cohort"), ("in", Shown.Iso(line.Cohort.First)), ("later", laterText), .. Only is null ? [] : CameFields(Only),
                .. View.BehindFields(Report.Question.Period).Select(f => (f.Name, (string?)f.Value))]);
    }

    private string MapHref(FirstValue came) => Link("/retention/cohorts", [.. CameFields(came), .. Shared]);

    // Fields of this view that another map keeps.
    private IEnumerable<(string Name, string? Value)> Shared =>
        [.. Asked.Select(f => (f.Name, (string?)f.Value)), ("measure", Measure == CohortCells.Share ? null : Measure)];

    private static IEnumerable<(string Name, string? Value)> CameFields(FirstValue came) =>
        [(AskedBehind.CameName, Code(came.By)), (AskedBehind.ValueName, came.Value)];

    private string NameOf(CohortLine line, PeriodNames names) =>
        line.Came is { } came ? GroupNames.Of(came.By, came.Value) : names.Short(line.Cohort.First);

    private static string Code(OrderField dimension) => GroupTables.Code(dimension);

    // All cohorts and all periods, also those that the screen has no room for.
    private ListFile File(IReadOnlyList<CohortLine> all)
    {
        var columns = all.Count == 0 ? 0 : all.Max(l => l.Cohort.Active.Count);
        var cells = CohortCells.Of(all, Measure, columns);
        var names = new PeriodNames(Report.Question.Period);
        var unit = Measure is CohortCells.Revenue or CohortCells.Cumulative ? Report.Currency.MinorPerUnit : 1;
        return new ListFile(By is { } by ? $"{FileName}-{Code(by)}-{Measure}" : $"{FileName}-{Measure}",
            ["cohort", "members", .. Enumerable.Range(0, columns).Select(i => $"period_{i}")],
            all.Select((line, row) => (IReadOnlyList<object?>)
            [
                line.Came?.Value ?? names.Short(line.Cohort.First), line.Cohort.Size,
                .. Enumerable.Range(0, columns).Select(i => i < cells[row].Count ? (object?)Math.Round(cells[row][i].Value / unit, 6) : null),
            ]));
    }

    private static int Columns(IReadOnlyList<CohortLine> lines) => Math.Min(ColumnsMax, lines.Count == 0 ? 0 : lines.Max(l => l.Cohort.Active.Count));
}
