using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>Who stays: the trend of retention and churn, the base from period to period, cohorts.</summary>
internal sealed class StayingSections(Report report, PeriodNames names)
{
    private const int PeriodsShown = 60;
    private const int FewCustomers = 30;

    private static WordBook Words => InsightsModule.Words;

    private readonly List<PeriodFigures> periods = [.. report.Periods.TakeLast(PeriodsShown)];
    private readonly ActiveWords words = new(report.Question);

    public Html? Trend()
    {
        var rated = Rated();
        return TrendChart() is not { } chart ? null : Html.Of(
            $"""
            <p class="quiet">{Explanation()}</p>
            {chart.Draw("trend-chart", Words["page.staying.title"])}
            {PeriodsTable().Behind()}
            <p class="quiet small">{(rated.Count < periods.Count(p => p.Movement.Start > 0) ? Words["page.staying.few"] : "")}
            {Older()}</p>
            """);
    }

    /// <summary>The rates as lines; null where there are fewer than two periods to draw.</summary>
    public Chart? TrendChart()
    {
        var rated = Rated();
        if (rated.Count < 2)
        {
            return null;
        }

        ChartSeries Rates(string name, Func<PeriodFigures, Ratio> rate, string colour, bool dashed) =>
            new(Words["metric." + name], [.. rated.Select(p => 100 * rate(p).Value)],
                [.. rated.Select(p => Of(rate(p)))]) { Colour = colour, Dashed = dashed };
        return new Chart("lines", [.. rated.Select(Label)],
            Rates("retention_rate", p => p.Movement.RetentionRate, "series-1", dashed: false),
            Rates("churn_rate", p => p.Movement.ChurnRate, "muted", dashed: true))
        {
            Unit = "%", EndsPartial = rated[^1].IsPartial, Right = 150,
        };
    }

    public Html? Base() => BaseChart() is not { } chart ? null : Html.Of(
        $"""
        <p class="quiet">{words.Explanation}</p>
        {chart.Draw("base-chart", Words["page.base.title"])}
        {BuyingTable().Behind()}
        """);

    /// <summary>The base from period to period as bars; null where there are fewer than two.</summary>
    public Chart? BaseChart()
    {
        if (periods.Count < 2)
        {
            return null;
        }

        ChartSeries Part(string name, Func<BaseMovement, long> count, string colour, int sign = 1) =>
            new(Words["base." + name], [.. periods.Select(p => (decimal?)(sign * count(p.Movement)))],
                [.. periods.Select(p => Shown.Number(count(p.Movement)))]) { Colour = colour };
        ChartSeries[] risen = words.HasMinimum ? [Part("risen", m => m.Risen, "series-5")] : [];
        return new Chart("bars", [.. periods.Select(Label)],
            [
                Part("kept", m => m.Retained, "series-1"), .. risen, Part("back", m => m.Returned, "series-2"),
                Part("new", m => m.New, "series-3"), Part("lost", m => m.Lost, "series-4", sign: -1),
            ]) { Stacked = true };
    }

    public Html? Cohorts()
    {
        if (report.Cohorts.Count == 0)
        {
            return null;
        }

        var map = new CohortMap(report, names);
        return Html.Of(
            $"""
            <p class="quiet">{Words["cohorts.explain"]}</p>
            {map.Draw()}
            <p class="quiet small">{Words["cohorts.legend"]} <span class="on-paper">{Words["cohorts.paper"]}</span>
            {(map.LeftOut > 0 ? Words.Count("cohorts.older", map.LeftOut) : "")}</p>
            """);
    }

    // Rates of a handful of customers jump between 0 and 100 and hide the trend; the table has them.
    private List<PeriodFigures> Rated()
    {
        var settled = periods.SkipWhile(p => p.Movement.Start < FewCustomers).ToList();
        return settled.Count > 2 ? settled : [.. periods.SkipWhile(p => p.Movement.Start == 0)];
    }

    /// <summary>What the rates are of.</summary>
    public string Explanation()
    {
        var question = report.Question;
        return question.Window is { } window
            ? Words.Count("page.staying.window", question.MinOrders, ("window", window))
            : question.MinOrders > 1 ? Words.Count("page.staying.minimum", question.MinOrders)
            : Words["page.staying.period"];
    }

    /// <summary>The base and its rates, period by period.</summary>
    public DataTable PeriodsTable()
    {
        string[] risen = words.HasMinimum ? [Words["base.risen"]] : [];
        var table = new DataTable(Words["page.staying.title"],
        [
            Words["column.period"], Words["base.start"], Words["base.kept"], Words["base.lost"], Words["base.new"],
            .. risen, Words["base.back"], Words["base.end"], Words["metric.retention_rate"], Words["metric.churn_rate"],
        ]) { Sorts = true };
        foreach (var period in periods)
        {
            var m = period.Movement;
            Cell[] few = words.HasMinimum ? [Count(m.Risen)] : [];
            table.Add(Label(period),
            [
                Count(m.Start), Count(m.Retained), Count(m.Lost), Count(m.New), .. few, Count(m.Returned), Count(m.End),
                Share(m.RetentionRate), Share(m.ChurnRate),
            ]);
        }

        return table;
    }

    /// <summary>What was bought, period by period.</summary>
    public DataTable BuyingTable()
    {
        var table = new DataTable(Words["page.buying.title"],
        [
            Words["column.period"], Words["metric.customers"], Words["metric.orders"], Words["metric.revenue"],
            Words["metric.repeat_rate"], Words["metric.purchase_frequency"], Words["metric.average_order_value"],
        ]) { Sorts = true };
        foreach (var p in periods)
        {
            table.Add(Label(p), Count(p.Customers), Count(p.Orders), Cell.Of(p.Revenue, Shown.Amount(p.Revenue)),
                Share(p.RepeatRate), Cell.Of(Shown.Number(p.PurchaseFrequency, 2), p.PurchaseFrequency),
                Cell.Of(p.AverageOrderValue, Shown.Amount(p.AverageOrderValue)));
        }

        return table;
    }

    private string Older() => report.Periods.Count > periods.Count
        ? Words.Count("page.periods.older", report.Periods.Count - periods.Count)
        : "";

    private string Label(PeriodFigures period) => names.Short(period.From) + (period.IsPartial ? "*" : "");

    private static Cell Count(long count) => Cell.Of(count, Shown.Number(count));

    private static Cell Share(Ratio ratio) => Cell.Of(ratio, Shown.Percent(ratio));

    private static string Of(Ratio ratio) => ratio.Denominator == 0
        ? Shown.NotAvailable
        : Words["page.share_of", ("share", Shown.Percent(ratio)), ("part", ratio.Numerator), ("whole", ratio.Denominator)];
}
