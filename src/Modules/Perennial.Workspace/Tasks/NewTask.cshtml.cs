using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Tasks;

/// <summary>Makes a staff task from a form on any page, and leads back there.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed partial class NewTask : StaffPage
{
    private const int MatchMilliseconds = 1000;

    private bool isCustomerWrong;

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>An id of a customer, or the address of her page with it.</summary>
    [BindProperty]
    public string? Customer { get; set; }

    [BindProperty]
    public string? Due { get; set; }

    /// <summary>Where it is led back to: a path of ours.</summary>
    [BindProperty]
    public string? Back { get; set; }

    /// <summary>The form as it was sent; a customer that can be mended stands in a field.</summary>
    public TaskWish Wish => new(BackPath) { Title = Title, Note = Note, Due = Due, Customer = isCustomerWrong ? null : Customer };

    private string BackPath => Back is ['/', ..] back && Url.IsLocalUrl(back) ? back : "/tasks";

    public async Task<IActionResult> OnPostAsync()
    {
        // Whoever pastes the address of a customer's page means the customer.
        var customer = Customer is { } typed && IdWithin().Match(typed) is { Success: true } found ? found.Value : Customer;
        var wanted = Wish with { Title = Title ?? "", Customer = customer };
        var added = await Db.TryWriteAsync(unit => StaffTasks.AddAsync(Call, unit, wanted), Cancellation);
        if (added.TryGet(out _, out var refusal))
        {
            return Done(BackPath, WorkspaceModule.Words["tasks.made", ("title", wanted.Title)]);
        }

        isCustomerWrong = refusal.Fields.Any(f => f.Field == "customer");
        return Show(refusal);
    }

    [GeneratedRegex("cus_[0-9a-hjkmnp-tv-z]{26}", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex IdWithin();
}
