using System.Text.Json.Nodes;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>Cohorts as a heat map: a real table whose cells are coloured, with a switch between measures.</summary>
internal sealed class CohortMap(Report report, PeriodNames names)
{
    private const int CohortsShown = 60;
    private const int PeriodsShown = 37;
    private const int SmallCohort = 30;

    private static readonly string[] Measures = ["share", "customers", "revenue", "cumulative"];

    private static WordBook Words => InsightsModule.Words;

    private readonly List<Cohort> cohorts = [.. report.Cohorts.TakeLast(CohortsShown)];

    /// <summary>How many earlier cohorts there is no room for.</summary>
    public int LeftOut => report.Cohorts.Count - cohorts.Count;

    private int Columns => Math.Min(PeriodsShown, cohorts.Max(c => c.Active.Count));

    public Html Draw()
    {
        var cells = Measures.ToDictionary(m => m, m => Cells(m).ToList(), StringComparer.Ordinal);
        var index = 0;
        return Html.Of(
            $"""
            <div class="switch" role="group" aria-label="{Words["cohorts.measure"]}">{Measures.Select(Switch)}</div>
            <p class="quiet small" aria-hidden="true" data-caption-of="cohorts-map">{Words["cohorts.caption.share"]}</p>
            <div class="scroll" tabindex="0" role="group" aria-label="{Words["cohorts.title"]}">
            <table class="heat" id="cohorts-map"><caption class="sr" data-caption-of="cohorts-map">{Words["cohorts.caption.share"]}</caption>
            <thead><tr><th scope="col">{Words["cohorts.first"]}</th><th scope="col">{Words["cohorts.size"]}</th>{
                Enumerable.Range(0, Columns).Select(i => Html.Of($"""<th scope="col">{i}</th>"""))}</tr></thead>
            <tbody>
            {cohorts.Select(c => Row(c, cells["share"], ref index)).ToList()}
            </tbody></table></div>
            <script type="application/json" id="cohorts-map-data">{Chart.Data(AsJson(cells))}</script>
            """);
    }

    private static Html Switch(string measure) => Html.Of(
        $"""
        <button type="button" data-measure="{measure}" aria-controls="cohorts-map"
        aria-pressed="{(measure == "share" ? "true" : "false")}"
        data-caption="{Words["cohorts.caption." + measure]}">{Words["cohorts." + measure]}</button>
        """);

    private Html Row(Cohort cohort, List<ShownCell> cells, ref int index)
    {
        var row = new List<Html>();
        for (var i = 0; i < Columns; i++)
        {
            if (i >= cohort.Active.Count)
            {
                row.Add(Html.Trusted("<td class=\"none\"></td>"));
                continue;
            }

            var cell = cells[index];
            var isPartial = cohort.LastIsPartial && i == cohort.Active.Count - 1;
            row.Add(Html.Of(
                $"""
                <td class="h{cell.Level}{(isPartial ? " partial" : "")}" data-i="{index}"><span>{cell.Text}</span><small>{cell.Detail}</small></td>
                """));
            index++;
        }

        return Html.Of(
            $"""
            <tr{Html.Trusted(cohort.Size < SmallCohort ? " class=\"few\"" : "")}><th scope="row">{names.Short(cohort.First)}</th>
            <td class="size">{Shown.Number(cohort.Size)}</td>{row}</tr>
            """);
    }

    private IEnumerable<ShownCell> Cells(string measure) =>
        CohortCells.Of([.. cohorts.Select(c => new CohortLine(c))], measure, Columns).SelectMany(row => row)
            .Select(c => new ShownCell(c.Text + (c.IsPartial ? "*" : ""), c.Detail, c.Level));

    private static JsonObject AsJson(Dictionary<string, List<ShownCell>> cells)
    {
        var json = new JsonObject();
        foreach (var (measure, shown) in cells)
        {
            json[measure] = new JsonArray([.. shown.Select(c =>
                new JsonArray(JsonValue.Create(c.Text), JsonValue.Create(c.Detail), JsonValue.Create(c.Level)))]);
        }

        return json;
    }

    private readonly record struct ShownCell(string Text, string Detail, int Level);
}
