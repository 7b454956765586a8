using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Orders;

/// <summary>
/// Orders, the latest first, by period, state, store, customer, product or import. Who is limited to stores sees those of her stores,
/// and of nobody who bought: customers are the whole shop's.
/// </summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ListOrders(IShopSettings shop, ICustomerProfiles profiles) : StaffPage
{
    private const int FileRowsMax = 10_000;
    private const int OrdersLookedAt = 2_000;
    private static readonly string[] Filters = ["from", "to", "status", "store", "customer", "product", "import"];

    /// <summary>The number that is looked for; it travels in no address.</summary>
    [BindProperty]
    public string? Number { get; set; }

    public PeriodChoice Choice { get; private set; } = new([]);

    public ListTable Table { get; private set; } = new("", [], []);

    /// <summary>Orders of the number that was looked for, where several sources have it.</summary>
    public IReadOnlyList<OrderView> Found { get; private set; } = [];

    public bool IsFiltered => Filters.Any(f => Given(f) is not null);

    public bool MayImport => Person.May(Scopes.Imports) && Person.Stores is null;

    private bool ShowsCustomers => Person.Stores is null && Person.May(Scopes.CustomersRead);

    private ShopSettings Settings { get; set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() is { } refusal ? Show(refusal) : Page();

    /// <summary>The list as a file, as far as it goes.</summary>
    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        var (rows, cursor) = (new List<OrderSummary>(), Given("after"));
        do
        {
            if (!(await SearchOrders.FindAsync(Call, Wanted(cursor, Cursor.RowsMax))).TryGet(out var page, out var refusal))
            {
                return Show(refusal);
            }

            rows.AddRange(page.Orders);
            cursor = page.Next;
        }
        while (cursor is not null && rows.Count < FileRowsMax);
        await new ListFile("orders", ["number", "source", "placed_at", "status", "customer", "store", "channel", "seller", "units", "goods", "currency"],
            rows.Take(FileRowsMax).Select(o => (IReadOnlyList<object?>)
            [
                OrderWords.Number(o.Number), o.Source, OrderWords.Machine(o.PlacedAt), o.Status, ShowsCustomers ? o.Customer : null, o.Store, o.Channel,
                o.Seller, o.Units, o.Goods, o.Currency,
            ])).SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var found = new List<OrderView>();
        foreach (var id in Number?.Trim() is { Length: > 0 } number ? await ReadOrders.OfNumberAsync(Call, number) : [])
        {
            // Of a store that she may not see there is none.
            if (await ReadOrders.FindAsync(Call, id) is { } order)
            {
                found.Add(order);
            }
        }

        if (found is [var one])
        {
            return LocalRedirect("~/orders/" + one.Order.Id);
        }

        Found = found;
        await LoadAsync();
        return found.Count > 0 ? Page() : Show(new Refusal(RefusalKind.Missing, "orders.not_found")
        {
            Fields = [new FieldProblem(nameof(Number), "orders.not_found")],
        });
    }

    private async Task<Refusal?> LoadAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        var words = CommerceModule.Words;
        Choice = new PeriodChoice(
        [
            new ChoiceField("from", words["orders_page.from"], Given("from") ?? "", []),
            new ChoiceField("to", words["orders_page.to"], Given("to") ?? "", []),
            new ChoiceField("status", words["orders_page.status"], Given("status") ?? "", OrderWords.Statuses),
            .. await StoresAsync(),
        ])
        {
            Kept = [.. Filters[4..].Where(f => Given(f) is not null).Select(f => (f, Given(f)!))],
        };
        if (!(await SearchOrders.FindAsync(Call, Wanted(Given("after"), Cursor.RowsDefault))).TryGet(out var page, out var refusal))
        {
            return refusal;
        }

        Table = TableOf(page, await NamesAsync(page.Orders));
        return null;
    }

    // Of the whole shop those that the latest orders name, and the one that was chosen: an index of stores there is none.
    private async Task<IEnumerable<ChoiceField>> StoresAsync()
    {
        var stores = Person.Stores?.ToHashSet(StringComparer.Ordinal) ?? (await Db.ReadAsync(
            unit => unit.QueryAsync<string>(StoresSql, new { limit = OrdersLookedAt }), Cancellation)).ToHashSet(StringComparer.Ordinal);
        stores.UnionWith(Given("store") is { } chosen ? [chosen] : []);
        return stores.Count == 0 ? [] :
        [
            new ChoiceField("store", CommerceModule.Words["field.store"], Given("store") ?? "",
            [
                new(CommerceModule.Words["orders_page.any"], ""), .. stores.Order(StringComparer.Ordinal).Select(s => new Microsoft.AspNetCore.Mvc.Rendering.SelectListItem(s, s)),
            ]),
        ];
    }

    private SearchOrders.SearchOrdersRequest Wanted(string? cursor, int limit) => new()
    {
        From = Given("from"), To = Given("to"), Status = Given("status"), Store = Given("store"), Product = Given("product"), Import = Given("import"),
        Customer = ShowsCustomers ? Given("customer") : null, Cursor = cursor, Limit = limit,
    };

    private string? Given(string name) => HttpContext.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private async Task<IReadOnlyDictionary<string, string>> NamesAsync(IReadOnlyList<OrderSummary> orders)
    {
        List<Guid> ids = [.. orders.Select(o => PublicId.TryRead("cus", o.Customer, out var id) ? id : Guid.Empty).Where(i => i != Guid.Empty).Distinct()];
        if (!ShowsCustomers || ids.Count == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var found = await Db.ReadAsync(unit => profiles.ReadAsync(unit, ids), Cancellation);
        return found.ToDictionary(p => PublicId.Write("cus", p.Key), p => NameOf(p.Value), StringComparer.Ordinal);
    }

    /// <summary>What a customer is called in a list: her name, or else what she is known by.</summary>
    public static string NameOf(CustomerProfile profile) =>
        profile.Name ?? profile.Identifiers.Select(i => i.Value).FirstOrDefault() ?? PublicId.Write("cus", profile.Id);

    private ListTable TableOf(SearchOrders.OrdersPage page, IReadOnlyDictionary<string, string> names)
    {
        var words = CommerceModule.Words;
        List<ListColumn> columns =
        [
            new("number", words["field.order"]), new("placed", words["orders_page.placed"]), new("status", words["orders_page.status"]),
            .. ShowsCustomers ? [new ListColumn("customer", words["field.customer"])] : Array.Empty<ListColumn>(),
            new("store", words["field.store"]) { IsMinor = true }, new("seller", words["field.seller"]) { IsMinor = true },
            new("units", words["orders_page.units"]) { IsNumber = true, IsMinor = true },
            new("goods", words["orders_page.goods"]) { IsNumber = true },
        ];
        return new ListTable(words["orders_page.title"], columns, [.. page.Orders.Select(o => RowOf(o, names))])
        {
            NextHref = page.Next is null ? null : Here(("after", page.Next)), FirstHref = Given("after") is null ? null : Here(),
            CsvHref = page.Orders.Count == 0 ? null : Here(("handler", "File"), ("ending", "csv"), ("after", Given("after"))),
            XlsxHref = page.Orders.Count == 0 ? null : Here(("handler", "File"), ("ending", ListFile.Xlsx), ("after", Given("after"))),
        };
    }

    private ListRow RowOf(OrderSummary order, IReadOnlyDictionary<string, string> names) => new(
    [
        Html.Text(OrderWords.Number(order.Number)), Html.Text(OrderWords.Time(order.PlacedAt, Settings)), Html.Text(OrderWords.Status(order.Status)),
        .. ShowsCustomers ? [CustomerOf(order, names)] : Array.Empty<Html>(),
        Html.Text(order.Store ?? ""), Html.Text(order.Seller ?? ""), Html.Text(OrderWords.Quantity(order.Units)),
        Html.Text(OrderWords.Amount(order.Goods, order.Currency)),
    ]) { Href = Url.Content("~/orders/" + order.Id) };

    private Html CustomerOf(OrderSummary order, IReadOnlyDictionary<string, string> names) => order.Customer is not { } customer
        ? Html.Text(CommerceModule.Words["import_page.nobody"])
        : Html.Of($"<a href=\"{Url.Content("~/customers/" + customer)}\">{names.GetValueOrDefault(customer, customer)}</a>");

    private string Here(params (string Name, string? Value)[] more) => Url.Content("~/orders") + QueryString.Create(
        Filters.Select(f => KeyValuePair.Create(f, Given(f))).Concat(more.Select(m => KeyValuePair.Create(m.Name, m.Value))).Where(f => f.Value is not null));

    private const string StoresSql = """
        select distinct store from (select store from orders order by placed_at desc, id desc limit @limit) latest where store is not null
        """;
}
