using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Products;

/// <summary>What is sold: found by the beginning of its name, or by its category.</summary>
[Asks(Scopes.OrdersRead)]
internal sealed class ListProducts : StaffPage
{
    [BindProperty(SupportsGet = true, Name = "name")]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true, Name = "category")]
    public string? Category { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public ListTable Table { get; private set; } = new("", [], []);

    public bool IsFiltered => Given(Name) is not null || Given(Category) is not null;

    public async Task<IActionResult> OnGetAsync()
    {
        var asked = new ReadProducts.Asked(Given(Name), Given(Category), null, After, null);
        if (!(await ReadProducts.ListAsync(Call, asked)).TryGet(out var page, out var refusal))
        {
            return Show(refusal);
        }

        var words = CommerceModule.Words;
        Table = new ListTable(words["products_page.title"],
        [
            new ListColumn("code", words["products_page.code"]), new ListColumn("name", words["products_page.called"]),
            new ListColumn("category", words["field.category"]), new ListColumn("supplier", words["products_page.supplier"]) { IsMinor = true },
        ],
        [
            .. page.Products.Select(p => new ListRow(
                [Html.Name(p.Code), Html.Name(p.Name ?? ""), Html.Name(p.Category ?? ""), Html.Name(p.Supplier ?? "")])
            {
                Href = Url.Content("~/data/products/one") + QueryString.Create("code", p.Code),
            }),
        ])
        {
            NextHref = page.Next is { } next ? Here(next) : null, FirstHref = After is null ? null : Here(null),
        };
        return Page();
    }

    private string Here(string? after) => Url.Content("~/data/products") + QueryString.Create(
        new[] { ("name", Given(Name)), ("category", Given(Category)), ("after", after) }
            .Where(p => p.Item2 is not null).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
