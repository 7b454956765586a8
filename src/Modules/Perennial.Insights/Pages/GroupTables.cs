using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Pages;

/// <summary>Groups side by side, and what each did to the retention rate, on screen and as files.</summary>
internal static class GroupTables
{
    /// <summary>Name of the file of the groups.</summary>
    public const string GroupsName = "groups";

    /// <summary>Name of the file of what they did to the rate.</summary>
    public const string MovesName = "rate-moved";

    private static WordBook Words => InsightsModule.Words;

    /// <summary>The groups, the greatest first.</summary>
    /// <param name="report">The report with them.</param>
    /// <param name="dimension">Of which dimension.</param>
    /// <param name="named">What groups are called.</param>
    public static ListTable Of(Report report, OrderField dimension, GroupNames named)
    {
        var last = LastWhole(report);
        var names = new PeriodNames(report.Question.Period);
        return new ListTable(Title(dimension),
            [
                new("value", Words["column.value"]), Number("customers", "metric.customers"), Number("orders", "metric.orders"),
                Number("revenue", "metric.revenue"), Number("average_order_value", "metric.average_order_value"),
                Number("purchase_frequency", "metric.purchase_frequency"), Number("repeat_rate", "metric.repeat_rate"),
                new("retention_rate", last < 0 ? Words["metric.retention_rate"]
                    : Words["groups.rate", ("period", names.Short(report.Periods[last].From))]) { IsNumber = true },
                Number("kept", "page.part"),
            ],
            [.. report.Groups.Where(g => g.By == dimension).Select(g => Row(g, last, named))]);
    }

    /// <summary>The same as a file.</summary>
    public static ListFile FileOf(Report report, OrderField dimension)
    {
        var last = LastWhole(report);
        return new ListFile(GroupsName,
            [
                "dimension", "value", "customers", "orders", "identified_orders", "revenue", "average_order_value", "purchase_frequency",
                "repeat_rate", "retention_rate", "retained", "start", "currency",
            ],
            report.Groups.Where(g => g.By == dimension).Select(g =>
            {
                var (t, m) = (g.Totals, last < 0 ? default : g.Periods[last].Movement);
                return (IReadOnlyList<object?>)
                [
                    Code(dimension), g.Value, t.Customers, t.Orders, t.IdentifiedOrders, FileCell.Of(t.Revenue), FileCell.Of(t.AverageOrderValue),
                    t.PurchaseFrequency, FileCell.Of(t.RepeatRate), FileCell.Of(m.RetentionRate), m.Retained, m.Start, t.Revenue.Currency.Code,
                ];
            }));
    }

    /// <summary>Mix and own rate of each group, in points.</summary>
    public static ListTable OfMoves(OrderField dimension, IReadOnlyList<ComparedGroup> groups, GroupNames named) => new(
        Words["groups.moves", ("dimension", Words["dimension." + Code(dimension)])],
        [
            new("value", Words["column.value"]), Number("this", "compared.this"), Number("that", "compared.that"), Number("mix", "groups.mix"),
            Number("own", "groups.own"), Number("revenue_change", "groups.revenue_change"),
        ],
        [.. groups.Select(g => new ListRow([
            Html.Text(named.Of(dimension, g.Value)), Html.Text(Shown.Percent(g.Main)), Html.Text(Shown.Percent(g.Other)), Points(g.Mix),
            Points(g.Rate), Html.Text(g.RevenueChange is { } change ? Shown.Signed(change) : Shown.NotAvailable),
        ]))]);

    /// <summary>The same as a file.</summary>
    public static ListFile FileOfMoves(OrderField dimension, IReadOnlyList<ComparedGroup> groups) => new(MovesName,
        ["dimension", "value", "retention_rate", "retention_rate_compared", "mix", "own_rate", "revenue", "revenue_compared", "currency"],
        groups.Select(g => (IReadOnlyList<object?>)
        [
            Code(dimension), g.Value, FileCell.Of(g.Main), FileCell.Of(g.Other), g.Mix, g.Rate, FileCell.Of(g.MainRevenue),
            FileCell.Of(g.OtherRevenue), g.MainRevenue.Currency.Code,
        ]));

    /// <summary>The title of a dimension.</summary>
    public static string Title(OrderField dimension) => Words["groups.title", ("dimension", Words["dimension." + Code(dimension)])];

    /// <summary>Stable spelling of a dimension.</summary>
    public static string Code(OrderField dimension) => dimension.ToString().ToLowerInvariant();

    private static int LastWhole(Report report) => report.LastWhole is { } whole ? report.Periods.ToList().IndexOf(whole) : -1;

    private static ListRow Row(GroupFigures group, int last, GroupNames named)
    {
        var (totals, stayed) = (group.Totals, last < 0 ? default : group.Periods[last].Movement.RetentionRate);
        return new ListRow(
        [
            Html.Text(named.Of(group.By, group.Value)), Html.Text(Shown.Number(totals.Customers)), Html.Text(Shown.Number(totals.Orders)),
            Html.Text(Shown.Amount(totals.Revenue)), Html.Text(Shown.Amount(totals.AverageOrderValue)),
            Html.Text(Shown.Number(totals.PurchaseFrequency, 2)), Html.Text(Shown.Percent(totals.RepeatRate)), Html.Text(Shown.Percent(stayed)),
            Html.Text(stayed.Denominator == 0 ? Shown.NotAvailable
                : Words["page.part.of", ("part", Shown.Number(stayed.Numerator)), ("whole", Shown.Number(stayed.Denominator))]),
        ]);
    }

    private static ListColumn Number(string key, string title) => new(key, Words[title]) { IsNumber = true };

    private static Html Points(decimal? fraction) => Html.Text(fraction is { } points ? Shown.Points(points, 2) : Shown.NotAvailable);
}
