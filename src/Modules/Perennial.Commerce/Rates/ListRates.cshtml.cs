using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using NodaTime.Text;
using Perennial.Commerce.Imports;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Time;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Rates;

/// <summary>What amounts of other currencies are worth, what has no rate, and entering one.</summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ListRates(IShopSettings shop, CustomersServices customers) : StaffPage
{
    private const int RowsOfPage = 50;

    [BindProperty]
    public string? Currency { get; set; }

    [BindProperty]
    public string? Day { get; set; }

    [BindProperty]
    public string? Rate { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public ListTable Table { get; private set; } = new("", [], []);

    public ListTable Gaps { get; private set; } = new("", [], []);

    /// <summary>Whether they were looked for.</summary>
    public bool AreGapsKnown { get; private set; }

    /// <summary>The shop's currency.</summary>
    public string Own => Settings.Currency.Code;

    /// <summary>Rates are the whole shop's, and change every figure of it.</summary>
    public bool MayEnter => Person.May(Scopes.Admin) && Person.Stores is null;

    private ShopSettings Settings { get; set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() is { } refusal ? Show(refusal) : Page();

    public async Task<IActionResult> OnGetGapsAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        if (!MayEnter)
        {
            return LocalRedirect("~/data/rates");
        }

        var words = CommerceModule.Words;
        var unrated = await CommerceModule.UnratedOrders(Db, Settings, customers.Aliases).ReadAsync(Cancellation);
        Gaps = new ListTable(words["rates_page.gaps"],
        [
            new ListColumn("currency", words["field.currency"]), new ListColumn("orders", words["orders_page.title"]) { IsNumber = true },
            new ListColumn("revenue", words["rates_page.not_counted"]) { IsNumber = true }, new ListColumn("from", words["orders_page.from"]),
            new ListColumn("to", words["orders_page.to"]),
        ],
        [
            .. unrated.Select(u => new ListRow(
            [
                Html.Text(u.Currency.Code), Html.Text(Kernel.Words.Shown.Number(u.Orders)),
                Html.Text(OrderWords.Amount(new ShownAmounts(u.Currency).Minor(u.Revenue), u.Currency.Code)),
                Html.Text(ImportWords.Day(DayNumber.ToDate(u.From))), Html.Text(ImportWords.Day(DayNumber.ToDate(u.To))),
            ])),
        ]);
        if (HttpContext.Request.Headers.ContainsKey("HX-Request"))
        {
            return Partial("/Rates/_RateGaps.cshtml", this);
        }

        AreGapsKnown = true;
        return await LoadAsync() is { } refusal ? Show(refusal) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        if (!MayEnter)
        {
            return await AgainAsync(new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        // As people write it: with a comma, with spaces.
        var text = (Rate ?? "").Trim().Replace(',', '.').Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate))
        {
            return await AgainAsync(new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem(nameof(Rate), "rates.out_of_range")],
            });
        }

        var body = new RateBody((Currency ?? "").Trim().ToUpperInvariant(), Day ?? "", rate,
            string.IsNullOrWhiteSpace(Source) ? null : Source.Trim());
        return (await Db.TryWriteAsync(unit => SaveRates.ManyAsync(Call, unit, [body]), Cancellation)).TryGet(out _, out var refusal)
            ? Done("/data/rates", CommerceModule.Words["rates_page.saved", ("currency", body.Currency), ("day", DayOf(body.Day))])
            : await AgainAsync(refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = f.Field.Split('.')[^1] })] });
    }

    private async Task<IActionResult> AgainAsync(Refusal refusal)
    {
        await LoadAsync();
        return Show(refusal);
    }

    private async Task<Refusal?> LoadAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        if (!(await ReadRates.FindAsync(Call, new ReadRates.Asked(null, null, null, After), RowsOfPage)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        var words = CommerceModule.Words;
        Table = new ListTable(words["rates_page.known"],
        [
            new ListColumn("currency", words["field.currency"]), new ListColumn("day", words["rates_page.day"]),
            new ListColumn("rate", words["rates_page.rate_in", ("currency", Own)]) { IsNumber = true },
            new ListColumn("source", words["rates_page.source"]) { IsMinor = true },
        ],
        [
            .. found.Rates.Select(r => new ListRow(
            [
                Html.Text(r.Currency), Html.Text(DayOf(r.Day)), Html.Text(r.Rate.ToString("#,##0.#########", CultureInfo.CurrentCulture)),
                Html.Name(r.Source ?? ""),
            ])),
        ])
        {
            NextHref = found.Next is { } next ? Url.Content("~/data/rates?after=" + next) : null,
            FirstHref = After is null ? null : Url.Content("~/data/rates"),
        };
        return null;
    }

    private static string DayOf(string iso) => LocalDatePattern.Iso.Parse(iso) is { Success: true } day ? ImportWords.Day(day.Value) : iso;
}
