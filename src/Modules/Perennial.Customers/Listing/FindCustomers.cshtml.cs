using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Listing;

/// <summary>A few customers for a reader who types: the part of a page that the palette shows.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed class FindCustomers : StaffPage
{
    private const int FoundMax = 8;
    private const int TextCharsMax = 200;

    /// <summary>What is typed.</summary>
    [BindProperty(Name = "q")]
    public string? Text { get; set; }

    public IReadOnlyList<CustomerProfile> Found { get; private set; } = [];

    /// <summary>There is nothing to see without a search.</summary>
    public IActionResult OnGet() => LocalRedirect("~" + AllCustomers.PathOfIt);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!string.IsNullOrWhiteSpace(Text) && Text.Length <= TextCharsMax)
        {
            Found = (await Db.ReadAsync(unit =>
                SearchCustomers.HandleAsync(unit, new SearchCustomers.Request(Text, FoundMax)), Cancellation)).Customers;
        }

        return Page();
    }
}
