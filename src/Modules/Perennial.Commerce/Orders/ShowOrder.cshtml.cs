using Microsoft.AspNetCore.Mvc;
using Perennial.Commerce.Imports;
using Perennial.Customers.Contract;
using Perennial.Kernel.Ids;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Orders;

/// <summary>An order with its lines, what came back, its parcels and what happened to it. Of another store there is none.</summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ShowOrder(IShopSettings shop, ICustomerProfiles profiles) : StaffPage
{
    public OrderView? View { get; private set; }

    public string Heading => View is null ? CommerceModule.Words["orders_page.title"]
        : CommerceModule.Words["orders_page.one", ("number", OrderWords.Number(View.Order.Number))];

    public string? Lead => View is null ? null : CommerceModule.Words["orders_page.one_lead",
        ("status", OrderWords.Status(View.Order.Status)), ("when", Time(View.Order.PlacedAt)), ("amount", Amount(View.Order.Goods))];

    public string? CustomerName { get; private set; }

    public string? CustomerHref => CustomerName is null ? null : Url.Content("~/customers/" + View!.Order.Customer);

    public string? ImportHref => View?.Order.Import is { } import && Person.May(Scopes.Imports) && Person.Stores is null
        ? Url.Content("~/imports/" + import)
        : null;

    private ShopSettings Settings { get; set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        View = await ReadOrders.FindAsync(Call, Call.Route("id"));
        if (View is null)
        {
            return Show(ReadOrders.NotFound);
        }

        if (Person.Stores is null && Person.May(Scopes.CustomersRead) && PublicId.TryRead("cus", View.Order.Customer, out var customer))
        {
            var found = await Db.ReadAsync(unit => profiles.ReadAsync(unit, [customer]), Cancellation);
            CustomerName = found.Values.Select(ListOrders.NameOf).FirstOrDefault() ?? View.Order.Customer;
        }

        return Page();
    }

    public IEnumerable<NamedFigure> Figures => FiguresOf(View!.Order);

    public ListTable Lines => Table("lines", ["field.product", "field.category", "field.quantity", "field.price", "orders_page.value"], 2,
        View!.Lines.Select(l => new[]
        {
            l.Name is null ? l.Product ?? "" : l.Product is null ? l.Name : $"{l.Name} · {l.Product}", l.Category ?? "", OrderWords.Quantity(l.Quantity),
            l.Price is { } price ? ImportWords.Exact(price) : "", ImportWords.Exact(l.Value),
        }));

    public ListTable Returns => Table("returns",
        ["orders_page.when", "field.product", "orders_page.reason", "orders_page.note", "field.quantity", "orders_page.value"], 4,
        View!.Returns.Select(r => new[]
        {
            Time(r.At), r.Product ?? "", r.Withdrawn ? CommerceModule.Words["orders_page.withdrawn"] : r.Reason ?? "", r.Note ?? "",
            OrderWords.Quantity(r.Quantity), Amount(r.Value),
        }));

    public ListTable Shipments => Table("shipments",
        ["orders_page.parcel", "orders_page.carrier", "orders_page.promised", "orders_page.shipped", "orders_page.delivered", "orders_page.in_time"], 6,
        View!.Shipments.Select(s => new[]
        {
            s.Id, s.Carrier ?? "", TimeOrNone(s.PromisedAt), TimeOrNone(s.ShippedAt), TimeOrNone(s.DeliveredAt),
            s.PromisedAt is null ? "" : CommerceModule.Words[s.Late ? "orders_page.late" : "orders_page.not_late"],
        }));

    /// <summary>What happened to it, the latest first.</summary>
    public IReadOnlyList<TimelineItem> History => [.. Happened().OrderByDescending(h => h.At).Select(h =>
        new TimelineItem(Time(h.At), OrderWords.Machine(h.At), h.Title) { Sign = h.Sign, Text = h.Text is null ? Html.None : Html.Text(h.Text) })];

    private IEnumerable<(DateTimeOffset At, string Sign, string Title, string? Text)> Happened()
    {
        var (order, words) = (View!.Order, CommerceModule.Words);
        yield return (order.PlacedAt, "shopping-cart", words["orders_page.was_placed"], null);
        if (order.Status != OrderDrafting.Name(OrderStatus.Placed))
        {
            yield return (order.StatusAt, order.Status == OrderDrafting.Name(OrderStatus.Cancelled) ? "circle-x" : "circle-check",
                words["orders_page.became", ("status", OrderWords.Status(order.Status))], order.StatusReason);
        }

        foreach (var returned in View.Returns.Where(r => !r.Withdrawn))
        {
            yield return (returned.At, "arrow-back-up", words["orders_page.was_returned", ("amount", Amount(returned.Value))], returned.Reason);
        }

        foreach (var parcel in View.Shipments)
        {
            if (parcel.ShippedAt is { } shipped)
            {
                yield return (shipped, "package", words["orders_page.was_shipped"], parcel.Carrier);
            }

            if (parcel.DeliveredAt is { } delivered)
            {
                yield return (delivered, "truck-delivery", words[parcel.Late ? "orders_page.was_late" : "orders_page.was_delivered"], parcel.Carrier);
            }
        }
    }

    private IEnumerable<NamedFigure> FiguresOf(OrderSummary order)
    {
        var words = CommerceModule.Words;
        yield return new NamedFigure(words["orders_page.goods"], Amount(order.Goods));
        yield return new NamedFigure(words["orders_page.units"], OrderWords.Quantity(order.Units));
        foreach (var (key, value) in new[] { ("orders_page.discount", order.Discount), ("orders_page.tax", order.Tax), ("orders_page.shipping", order.Shipping) })
        {
            if (value != 0)
            {
                yield return new NamedFigure(words[key], Amount(value));
            }
        }

        foreach (var (key, value) in new[]
                 {
                     ("field.store", order.Store), ("field.channel", order.Channel), ("field.seller", order.Seller), ("field.country", order.Country),
                     ("orders_page.source", order.Source),
                 })
        {
            if (value is not null)
            {
                yield return new NamedFigure(words[key], value);
            }
        }

        if (order.Test)
        {
            yield return new NamedFigure(words["orders_page.test"], words["orders_page.test_yes"]);
        }
    }

    private static ListTable Table(string name, string[] titles, int numbersFrom, IEnumerable<string[]> rows) => new(
        CommerceModule.Words["orders_page." + name], [.. titles.Select((t, i) => new ListColumn(t, CommerceModule.Words[t]) { IsNumber = i >= numbersFrom })],
        [.. rows.Select(r => new ListRow([.. r.Select(Html.Text)]))]);

    private string Amount(decimal amount) => OrderWords.Amount(amount, View!.Order.Currency);

    private string Time(DateTimeOffset time) => OrderWords.Time(time, Settings);

    private string TimeOrNone(DateTimeOffset? time) => time is { } given ? Time(given) : "";
}
