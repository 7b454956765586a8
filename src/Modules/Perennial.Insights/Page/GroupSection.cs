using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>The groups of one dimension side by side, and what each did to the retention rate.</summary>
internal sealed class GroupSection(Report report, PeriodNames names, OrderField dimension)
{
    private const int GroupsShown = 50;
    private const int GroupsDrawn = 10;
    private const int ValueChars = 60;
    private const int SmallGroup = 30;

    private static WordBook Words => InsightsModule.Words;

    private readonly List<GroupFigures> groups = [.. report.Groups.Where(g => g.By == dimension)];
    private readonly int last = report.LastWhole is { } whole ? report.Periods.ToList().IndexOf(whole) : -1;

    /// <summary>What groups are called; by their values unless told.</summary>
    public Func<string, string> NameOf { get; init; } = Name;

    private string Id => dimension.ToString().ToLowerInvariant();

    public Html Draw() => Html.Of(
        $"""
        <p class="quiet">{Words["groups.explain"]}{(dimension is OrderField.Product or OrderField.Category ? " " + Words["groups.overlap"] : "")}</p>
        {Drawn().Draw("groups-chart-" + Id, Words["groups.chart"])}
        <p class="quiet small">{Words["groups.chart"]} {Words["groups.small"]}</p>
        {Table().Draw()}
        <p class="quiet small">{(groups.Count > GroupsShown ? Words.Count("groups.more", groups.Count - GroupsShown) : "")}</p>
        {Moved()}
        """);

    /// <summary>Retention rates of the greatest groups as bars.</summary>
    public Chart Drawn()
    {
        var drawn = groups.Take(GroupsDrawn).ToList();
        return new Chart("rows", [.. drawn.Select(g => NameOf(g.Value))],
            new ChartSeries("", [.. drawn.Select(g => 100 * (Rate(g)?.Value ?? 0))],
                [.. drawn.Select(g => Rate(g) is { } rate ? Shown.Percent(rate) : Shown.NotAvailable)])
            {
                Tones = [.. drawn.Select(g => Rate(g) is { Denominator: < SmallGroup } ? "fill-quiet" : null)],
            })
        {
            Unit = "%", Labelled = true, Right = 64, Height = drawn.Count <= 4 ? "flat" : "",
        };
    }

    /// <summary>The groups with their figures.</summary>
    public DataTable Table()
    {
        var rate = last < 0
            ? Words["metric.retention_rate"]
            : Words["groups.rate", ("period", names.Short(report.Periods[last].From))];
        var table = new DataTable(Words["groups.title", ("dimension", Words["dimension." + Id])],
        [
            Words["column.value"], Words["metric.customers"], Words["metric.orders"], Words["metric.revenue"],
            Words["metric.average_order_value"], Words["metric.repeat_rate"], rate, Words["page.part"],
        ]) { Sorts = true };
        foreach (var group in groups.Take(GroupsShown))
        {
            var totals = group.Totals;
            var stayed = Rate(group);
            table.Add(NameOf(group.Value), Count(totals.Customers), Count(totals.Orders),
                Cell.Of(totals.Revenue, Shown.Amount(totals.Revenue)),
                Cell.Of(totals.AverageOrderValue, Shown.Amount(totals.AverageOrderValue)), Share(totals.RepeatRate),
                stayed is { } share ? Share(share) : Cell.Of(Shown.NotAvailable, null),
                stayed is { Denominator: > 0 } part ? Cell.Of(Words["page.part.of",
                    ("part", Shown.Number(part.Numerator)), ("whole", Shown.Number(part.Denominator))], part.Denominator)
                    : Cell.Of(Shown.NotAvailable, null));
        }

        return table;
    }

    private Html Moved()
    {
        var moved = report.RateMoved.Where(m => m.By == dimension).Take(GroupsShown).ToList();
        if (moved.Count == 0 || last < 1)
        {
            return Html.None;
        }

        var title = Words["groups.moved", ("before", names.Long(report.Periods[last - 1].From)),
            ("after", names.Long(report.Periods[last].From))];
        var table = new DataTable(title,
            [Words["column.value"], Words["groups.mix"], Words["groups.own"], Words["groups.revenue_change"]])
        {
            Sorts = true,
        };
        foreach (var part in moved)
        {
            table.Add(NameOf(part.Value), Cell.Of(Shown.Points(part.Mix, 2), part.Mix),
                Cell.Of(Shown.Points(part.Rate, 2), part.Rate),
                Cell.Of(part.RevenueChange, Shown.Signed(part.RevenueChange)));
        }

        return Html.Of($"""<h3 class="gap">{title}</h3><p class="quiet small">{Words["groups.moved.explain"]}</p>{table.Draw()}""");
    }

    private Ratio? Rate(GroupFigures group) => last < 0 ? null : group.Periods[last].Movement.RetentionRate;

    /// <summary>A group's name as the page has room for it; a sign of two halves is not cut between them.</summary>
    internal static string Name(string value) => value.Length == 0 ? Words["groups.blank"]
        : value.Length <= ValueChars ? value
        : value[..(ValueChars - (char.IsHighSurrogate(value[ValueChars - 2]) ? 2 : 1))] + "…";

    private static Cell Count(long count) => Cell.Of(count, Shown.Number(count));

    private static Cell Share(Ratio ratio) => Cell.Of(ratio, Shown.Percent(ratio));
}
