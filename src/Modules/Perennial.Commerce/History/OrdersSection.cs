using System.Globalization;
using NodaTime;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Workspace.Contract;
using ShownWords = Perennial.Kernel.Words.Shown;

namespace Perennial.Commerce.History;

/// <summary>A customer's orders on her page: what was bought, what came back and why, what was promised and when it came.</summary>
internal sealed class OrdersSection : ICustomerSection
{
    private const int OrdersShown = 10;
    private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public string Name => "orders";

    public int Place => 20;

    public string Asks => Scopes.OrdersRead;

    private static WordBook Words => CommerceModule.Words;

    public async Task<CustomerSection?> ReadAsync(DbUnit unit, SectionQuestion question)
    {
        var (at, id) = question.After is { } after && Cursor.TryRead(after, 2, out var values) && Guid.TryParseExact(values[1], "N", out var last) &&
            long.TryParse(values[0], CultureInfo.InvariantCulture, out var micros) ? (micros, last) : (long.MaxValue, Highest);
        var batch = unit.Batch();
        var found = batch.Ask(NextSql, Question.Values, [.. question.Ids.Select(c => new Question(c, at, id))],
            row => (Place: new OrderPlace(row.Id(0), row.Id(1)), At: row.Long(2)));
        await batch.RunAsync();
        List<(OrderPlace Place, long At)> ordered = [.. found.OrderByDescending(o => o.At).ThenByDescending(o => o.Place.Order).Take(OrdersShown + 1)];
        if (ordered.Count == 0)
        {
            return null;
        }

        var page = ordered.Take(OrdersShown).ToList();
        var orders = (await KeptOrder.ReadAsync(unit, page.ConvertAll(o => o.Place))).ToDictionary(o => o.Row.Id);
        var now = Micros.Of(question.Now);
        return new CustomerSection(Words["section.orders"])
        {
            Lead = Words["section.orders_lead"],
            Body = Html.Join(page.Select(o => Order(orders[o.Place.Order], question.Zone, now))),
            Next = ordered.Count > OrdersShown
                ? Cursor.Write(page[^1].At.ToString(CultureInfo.InvariantCulture), $"{page[^1].Place.Order:N}")
                : null,
        };
    }

    private static Html Order(KeptOrder order, DateTimeZone zone, long now)
    {
        var row = order.Row;
        var isLate = order.Shipments.Any(s => s.PromisedAt < (s.DeliveredAt ?? now));
        var came = order.Returns.Where(r => !r.Withdrawn).ToList();
        return Html.Of(
            $"""
            <details class="mb-2"><summary><bdi class="text-break">{row.Number}</bdi> · {Day(row.PlacedAt, zone)} · <strong>{Amount(row.Goods, row.Currency)}</strong>
            <span class="badge">{Words["order_status." + OrderDrafting.Name((OrderStatus)row.Status)]}</span>
            {(came.Count > 0 ? Html.Of($"<span class=\"badge\">{Words["section.returned"]}</span>") : Html.None)}
            {(isLate ? Html.Of($"<span class=\"badge\">{Words["section.late"]}</span>") : Html.None)}</summary>
            <div class="ms-3">{Facts(row)}
            <ul class="list-unstyled mb-1">{order.Lines.Select(l => Line(l, row.Currency))}</ul>
            {came.OrderBy(r => r.At).Select(r => Return(r, row.Currency, zone))}
            {order.Shipments.OrderBy(s => s.Stamp).Select(s => Shipment(s, zone, now))}
            </div></details>
            """);
    }

    private static Html Facts(OrderRow row)
    {
        string[] known = [.. new[] { row.Store, row.Channel, row.Seller, row.StatusReason }.OfType<string>()];
        return known.Length == 0 ? Html.None : Html.Of($"<p class=\"text-secondary mb-1\"><bdi class=\"text-break\">{string.Join(" · ", known)}</bdi></p>");
    }

    private static Html Line(OrderLineRow line, string currency) => Html.Of(
        $"<li><bdi class=\"text-break\">{line.Name ?? line.Product ?? Words["section.unnamed_line"]}</bdi> × {Quantity(Orders.Shown.Millionths(line.Quantity))} · {ShownWords.Number(Orders.Shown.Millionths(line.Value), new Currency(currency).Digits)} {currency}</li>");

    private static Html Return(OrderReturnRow returned, string currency, DateTimeZone zone) => Html.Of(
        $"<p class=\"mb-1\">{Ui.Parts.Icon.Of("arrow-back-up")} {Words["section.came_back", ("day", Day(returned.At, zone)), ("amount", Amount(returned.Value, currency))]} <bdi class=\"text-break\">{string.Join(" · ", new[] { returned.Product, returned.Reason, returned.Note }.OfType<string>())}</bdi></p>");

    private static Html Shipment(ShipmentRow shipment, DateTimeZone zone, long now)
    {
        var isLate = shipment.PromisedAt < (shipment.DeliveredAt ?? now);
        string[] told =
        [
            .. shipment.PromisedAt is { } promised ? (string[])[Words["section.promised", ("day", Day(promised, zone))]] : [],
            .. shipment.DeliveredAt is { } delivered ? (string[])[Words["section.delivered", ("day", Day(delivered, zone))]] : [],
            .. isLate ? (string[])[Words["section.late"]] : [],
            .. shipment.Carrier is { } carrier ? (string[])[carrier] : [],
        ];
        return told.Length == 0 ? Html.None : Html.Of(
            $"<p class=\"mb-1\">{Ui.Parts.Icon.Of("truck-delivery")} <bdi class=\"text-break\">{string.Join(" · ", told)}</bdi></p>");
    }

    /// <summary>A day of the shop's as its reader writes it.</summary>
    internal static string Day(long micros, DateTimeZone zone) =>
        Micros.ToInstant(micros).InZone(zone).Date.ToString("d", CultureInfo.CurrentCulture);

    /// <summary>An amount as its reader writes it.</summary>
    internal static string Amount(long minor, string currency) => ShownWords.AmountWithCurrency(new Money(minor, new Currency(currency)));

    private static string Quantity(decimal quantity) => quantity.ToString("0.###", CultureInfo.CurrentCulture);

    private readonly record struct Question(Guid Customer, long BeforeAt, Guid BeforeId)
    {
        public static DbTable<Question> Values { get; } =
            new DbTable<Question>("").Id("", q => q.Customer).Long("", q => q.BeforeAt).Id("", q => q.BeforeId);
    }

    // One more than is shown tells whether there is a next page.
    private const string NextSql = """
        select customer_id, id, placed_at from orders
        where customer_id = {{1}} and (placed_at, id) < ({{2}}, {{3}})
        order by placed_at desc, id desc limit 11
        """;
}
