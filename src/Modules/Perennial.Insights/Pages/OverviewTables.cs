using NodaTime;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Pages;

/// <summary>The tables behind the charts of the overview, on screen and as files.</summary>
/// <param name="figures">The figures.</param>
/// <param name="behind">Where the customers behind a number of a period are listed.</param>
internal sealed class OverviewTables(OverviewFigures figures, Func<string, LocalDate, string> behind)
{
    /// <summary>Name of the periods' file.</summary>
    public const string PeriodsName = "periods";

    /// <summary>Name of the order ladder's file.</summary>
    public const string LadderName = "order-ladder";

    /// <summary>Name of the file of what moved revenue.</summary>
    public const string MovedName = "what-moved";

    private static WordBook Words => InsightsModule.Words;

    private readonly PeriodNames names = new(figures.Periods.Question.Period);
    private readonly ActiveWords words = new(figures.Periods.Question);

    private IReadOnlyList<PeriodFigures> Periods => figures.Shown.Periods;

    /// <summary>The base and what was bought, a period a row, the latest first; each count leads to its customers.</summary>
    public ListTable OfPeriods()
    {
        ListColumn Of(string key, string title, bool isMinor = false) => new(key, title) { IsNumber = true, IsMinor = isMinor };
        List<ListColumn> columns =
        [
            new("period", Words["column.period"]), Of("start", Words["base.start"]), Of("retained", Words["base.kept"]),
            Of("lost", Words["base.lost"]), Of("new", Words["base.new"]), .. words.HasMinimum ? [Of("risen", Words["base.risen"])] : Array.Empty<ListColumn>(),
            Of("returned", Words["base.back"]), Of("end", Words["base.end"]), Of("retention_rate", Words["metric.retention_rate"]),
            Of("churn_rate", Words["metric.churn_rate"]), Of("customers", Words["metric.customers"], isMinor: true),
            Of("orders", Words["metric.orders"], isMinor: true), Of("revenue", Words["metric.revenue"], isMinor: true),
            Of("repeat_rate", Words["metric.repeat_rate"], isMinor: true),
            Of("average_order_value", Words["metric.average_order_value"], isMinor: true),
        ];
        return new ListTable(Words["overview.periods"], columns, [.. Periods.Reverse().Select(Row)]);
    }

    /// <summary>The causes of the change of revenue.</summary>
    public IReadOnlyList<(string Name, Money Part)> Causes =>
        figures.Compared?.WhatMoved is { } moved ? BuyingSections.Parts(moved) : [];

    /// <summary>The steps that somebody reached.</summary>
    public IReadOnlyList<LadderStep> Steps => [.. figures.Stretch.OrderLadder.Where(s => s.Reached > 0)];

    /// <summary>A table as a file; null where there is none of the name.</summary>
    public ListFile? File(string name) => name switch
    {
        PeriodsName => new ListFile(name,
            [
                "period", "from", "to", "is_partial", "start", "retained", "lost", "new", "risen", "returned", "end", "retention_rate",
                "churn_rate", "customers", "orders", "identified_orders", "revenue", "repeat_rate", "purchase_frequency",
                "average_order_value", "currency", .. RequestedMetrics.All,
            ], Periods.Reverse().Select(Cells)),
        LadderName => new ListFile(name, ["n", "reached", "went_on", "share", "median_days"], Steps.Select(s => (IReadOnlyList<object?>)
            [s.N, s.Reached, s.WentOn, FileCell.Of(new Ratio(s.WentOn, s.Reached)), s.MedianDays])),
        MovedName => new ListFile(name, ["cause", "revenue", "currency"], Causes.Select(c => (IReadOnlyList<object?>)
            [c.Name, FileCell.Of(c.Part), c.Part.Currency.Code])),
        _ => null,
    };

    private ListRow Row(PeriodFigures p)
    {
        var m = p.Movement;
        Html Who(string number, long count) => count == 0
            ? Html.Text(Shown.Number(count))
            : Html.Of($"<a href=\"{behind(number, p.From)}\">{Shown.Number(count)}</a>");
        Html[] risen = words.HasMinimum ? [Who("risen", m.Risen)] : [];
        return new ListRow(
        [
            Html.Text(names.Short(p.From) + (p.IsPartial ? "*" : "")), Who("start", m.Start), Who("retained", m.Retained), Who("lost", m.Lost),
            Who("new", m.New), .. risen, Who("returned", m.Returned), Who("end", m.End), Html.Text(Shown.Percent(m.RetentionRate)),
            Html.Text(Shown.Percent(m.ChurnRate)), Who("customers", p.Customers), Html.Text(Shown.Number(p.Orders)),
            Html.Text(Shown.Amount(p.Revenue)), Html.Text(Shown.Percent(p.RepeatRate)), Html.Text(Shown.Amount(p.AverageOrderValue)),
        ]);
    }

    private IReadOnlyList<object?> Cells(PeriodFigures p)
    {
        var m = p.Movement;
        return
        [
            names.Short(p.From), Shown.Iso(p.From), Shown.Iso(p.To), p.IsPartial ? 1 : 0, m.Start, m.Retained, m.Lost, m.New, m.Risen, m.Returned,
            m.End, FileCell.Of(m.RetentionRate), FileCell.Of(m.ChurnRate), p.Customers, p.Orders, p.IdentifiedOrders, FileCell.Of(p.Revenue),
            FileCell.Of(p.RepeatRate), p.PurchaseFrequency, FileCell.Of(p.AverageOrderValue), p.Revenue.Currency.Code,
            .. RequestedMetrics.All.Select(n => FileCell.Of(p.Requested.GetValueOrDefault(n))),
        ];
    }
}

/// <summary>Figures as files have them: numbers that a program can go on reckoning with.</summary>
internal static class FileCell
{
    private const int RateDecimals = 6;

    /// <summary>A rate as a fraction, six decimals; null where it is not available.</summary>
    public static object? Of(Ratio ratio) =>
        ratio.Denominator == 0 ? null : Math.Round((decimal)ratio.Numerator / ratio.Denominator, RateDecimals, MidpointRounding.AwayFromZero);

    /// <summary>An amount in its currency's unit.</summary>
    public static object? Of(Money? money) => money is { } amount ? (decimal)amount.MinorUnits / amount.Currency.MinorPerUnit : null;

    /// <summary>A metric on request.</summary>
    public static object? Of(MetricValue value) => value.Rate is { } rate ? Of(rate) : value.Amount is { } amount ? Of(amount) : value.Number;
}
