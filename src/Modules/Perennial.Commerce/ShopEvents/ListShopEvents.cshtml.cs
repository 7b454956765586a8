using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime.Text;
using Perennial.Commerce.Imports;
using Perennial.Kernel;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.ShopEvents;

/// <summary>What happened around customers, in the stores that somebody may see: noted here, sent by programs, or found in the prices.</summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ListShopEvents : StaffPage
{
    private const string FromPrices = "prices";
    private const string FromPeople = "people";

    [BindProperty]
    public string Kind { get; set; } = "staff_change";

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public string? Store { get; set; }

    [BindProperty]
    public string? Product { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>The event that is to be taken back.</summary>
    [BindProperty]
    public string? Event { get; set; }

    public ListTable Table { get; private set; } = new("", [], []);

    public PeriodChoice Choice { get; private set; } = new([]);

    /// <summary>Events of the page that people or programs noted: those can be taken back.</summary>
    public IReadOnlyList<SelectListItem> Own { get; private set; } = [];

    public bool MayEnter => Person.May(Scopes.OrdersWrite);

    /// <summary>What people note; price changes are found.</summary>
    public IEnumerable<SelectListItem> KindChoices => KeepShopEvents.Kinds.Select(k => new SelectListItem(KindOf(k), k));

    /// <summary>The stores of whoever is limited to some; empty for the whole shop.</summary>
    public IReadOnlyList<SelectListItem> StoreChoices =>
        [.. (Person.Stores ?? new HashSet<string>(StringComparer.Ordinal)).Order(StringComparer.Ordinal).Select(s => new SelectListItem(s, s))];

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() is { } refusal ? Show(refusal) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayEnter)
        {
            return await AgainAsync(new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        var body = new KeepShopEvents.AddShopEventRequest(Kind ?? "", From ?? "", Given(To), Given(Store), Given(Product), Given(Note), FromPeople);
        var added = await Db.TryWriteAsync(
            unit => KeepShopEvents.AddAsync(new WriteCall<KeepShopEvents.AddShopEventRequest>(Call, body, [], unit)), Cancellation);
        return added.TryGet(out _, out var refusal) ? Done("/data/events", CommerceModule.Words["events_page.added"]) : await AgainAsync(refusal);
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!MayEnter)
        {
            return await AgainAsync(new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        var removed = await Db.TryWriteAsync(
            unit => KeepShopEvents.RemoveAsync(new WriteCall<NoBody>(Call, new NoBody(), [], unit), Event), Cancellation);
        return removed.TryGet(out _, out var refusal) ? Done("/data/events", CommerceModule.Words["events_page.removed"]) : await AgainAsync(refusal);
    }

    private async Task<IActionResult> AgainAsync(Refusal refusal)
    {
        await LoadAsync();
        return Show(refusal);
    }

    private async Task<Refusal?> LoadAsync()
    {
        var words = CommerceModule.Words;
        Choice = new PeriodChoice(
        [
            new ChoiceField("from", words["orders_page.from"], Chosen("from") ?? "", []),
            new ChoiceField("to", words["orders_page.to"], Chosen("to") ?? "", []),
            new ChoiceField("kind", words["events_page.kind"], Chosen("kind") ?? "",
                [new SelectListItem(words["orders_page.any"], ""), .. KeepShopEvents.Kinds.Select(k => new SelectListItem(KindOf(k), k))]),
        ]);
        var asked = new KeepShopEvents.Asked(Chosen("kind"), Chosen("from"), Chosen("to"), null, null, Chosen("after"), null);
        if (!(await KeepShopEvents.FindAsync(Call, asked)).TryGet(out var page, out var refusal))
        {
            return refusal;
        }

        Own = [.. page.Events.Where(e => e.Source != FromPrices).Select(e => new SelectListItem($"{DaysOf(e)} · {KindOf(e.Kind)}", e.Id))];
        Table = new ListTable(words["events_page.title"],
        [
            new ListColumn("days", words["events_page.days"]), new ListColumn("kind", words["events_page.kind"]),
            new ListColumn("about", words["events_page.about"]), new ListColumn("store", words["field.store"]),
            new ListColumn("product", words["field.product"]), new ListColumn("source", words["rates_page.source"]) { IsMinor = true },
        ], [.. page.Events.Select(RowOf)])
        {
            NextHref = page.Next is { } next ? Here(next) : null, FirstHref = Chosen("after") is null ? null : Here(null),
        };
        return null;
    }

    private ListRow RowOf(ShopEventView e) => new(
    [
        Html.Text(DaysOf(e)), Html.Text(KindOf(e.Kind)), e is { PriceBefore: { } before, PriceAfter: { } after }
            ? Html.Text(CommerceModule.Words["events_page.price", ("before", Price(before)), ("after", Price(after)), ("currency", e.Currency)])
            : Html.Name(e.Note ?? ""),
        Html.Name(e.Store ?? CommerceModule.Words["events_page.whole_shop"]),
        e.Product is null ? Html.None : Html.Of($"<a href=\"{ProductHref(e.Product)}\">{Html.Name(e.Product)}</a>"), Html.Name(SourceOf(e.Source)),
    ]);

    private string ProductHref(string code) => Url.Content("~/data/products/one") + QueryString.Create("code", code);

    private string Here(string? after) => Url.Content("~/data/events") + QueryString.Create(
        new[] { ("kind", Chosen("kind")), ("from", Chosen("from")), ("to", Chosen("to")), ("after", after) }
            .Where(p => p.Item2 is not null).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));

    private string? Chosen(string name) => Given(HttpContext.Request.Query[name].ToString());

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // The last word of a key would be taken for a plural form.
    private static string KindOf(string kind) => CommerceModule.Words["event_kind." + (kind == "other" ? "something_else" : kind)];

    private static string SourceOf(string source) => source switch
    {
        FromPrices => CommerceModule.Words["events_page.from_prices"], FromPeople => CommerceModule.Words["events_page.from_people"], _ => source,
    };

    private static string DaysOf(ShopEventView e) => e.From == e.To
        ? DayOf(e.From)
        : CommerceModule.Words["import_page.days_from_to", ("from", DayOf(e.From)), ("to", DayOf(e.To))];

    private static string DayOf(string iso) => LocalDatePattern.Iso.Parse(iso) is { Success: true } day ? ImportWords.Day(day.Value) : iso;

    private static string Price(decimal price) => price.ToString("#,##0.00####", CultureInfo.CurrentCulture);
}
