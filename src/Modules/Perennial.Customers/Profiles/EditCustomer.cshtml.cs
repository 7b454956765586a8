using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Profiles;

/// <summary>Changes what is known of a customer. Where somebody else changed her meanwhile, what was typed stays and both are told.</summary>
[Asks(Scopes.CustomersWrite, OfWholeShop = true)]
internal sealed class EditCustomer(CustomersServices customers) : CustomerPage(customers)
{
    [BindProperty]
    public CustomerForm Form { get; set; } = new();

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public long Version { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync("/edit") is { } instead)
        {
            return instead;
        }

        (Form, Version) = (CustomerForm.Of(Customer), Customer.Version);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } instead)
        {
            return instead;
        }

        var request = new ChangeCustomer.Request(Customer.Id, Form.Fields(Customer.Attributes), Version);
        var changed = await Db.TryWriteAsync(unit => ChangeCustomer.HandleAsync(Parts, unit, request, Call.Now), Cancellation);
        if (changed.TryGet(out _, out var refusal))
        {
            return Done(Path, Words["edit.done"]);
        }

        if (refusal.Kind == RefusalKind.Changed)
        {
            // Sent once more, it is meant: the reader has seen what stands there now.
            Version = Customer.Version;
            ModelState.Remove(nameof(Version));
            return Show(refusal with { Code = "edit.changed_meanwhile" });
        }

        return Show(refusal with { Fields = [.. refusal.Fields.Select(CustomerForm.Placed)] }, "Form.");
    }
}
