using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Commerce.Imports;
using Perennial.Commerce.Orders;
using Perennial.Kernel;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Products;

/// <summary>A product with its prices. Its code stands behind the question mark, since it may hold any sign.</summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ShowProduct(IShopSettings shop) : StaffPage
{
    public ReadProducts.ProductView? View { get; private set; }

    public string Heading => View is null ? CommerceModule.Words["products_page.title"] : View.Name ?? View.Code;

    public string OrdersHref => Url.Content("~/orders") + QueryString.Create("product", View!.Code);

    public IReadOnlyList<Fact> Known => [.. Facts().Where(f => f.Value is not null).Select(f => Fact.Of(CommerceModule.Words[f.Key], f.Value!))];

    public ListTable Prices { get; private set; } = new("", [], []);

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "code")] string? code)
    {
        var settings = (await shop.FindAsync(Db, Cancellation))!;
        View = string.IsNullOrEmpty(code) ? null : await Db.ReadAsync(unit => ReadProducts.FindAsync(unit, code), Cancellation);
        if (View is null)
        {
            return Show(new Refusal(RefusalKind.Missing, "products.not_found"));
        }

        var words = CommerceModule.Words;
        Prices = new ListTable(words["products_page.prices"],
            [new ListColumn("since", words["products_page.since"]), new ListColumn("price", words["field.price"]) { IsNumber = true },
                new ListColumn("currency", words["field.currency"])],
            [.. View.Prices!.Select(p => new ListRow([Html.Text(OrderWords.Time(p.Since, settings)), Html.Text(ImportWords.Exact(p.Price)),
                Html.Text(p.Currency)]))]);
        return Page();
    }

    private IEnumerable<(string Key, string? Value)> Facts() =>
    [
        ("products_page.code", View!.Code), ("products_page.called", View.Name), ("field.category", View.Category),
        ("products_page.supplier", View.Supplier),
    ];
}
