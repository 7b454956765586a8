using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Privacy;

/// <summary>A customer's right to see and to lose all that is known of her: the file, and the erasure, which a typed word confirms.</summary>
[Asks(Scopes.Privacy, OfWholeShop = true)]
internal sealed class CustomerData(CustomersServices customers) : CustomerPage(customers)
{
    /// <summary>What was typed to confirm.</summary>
    [BindProperty]
    public string? Confirmation { get; set; }

    /// <summary>What has to be typed.</summary>
    public string WordOfConfirmation => Words["data.word"];

    public async Task<IActionResult> OnGetAsync() => await FindAsync("/data") ?? Page();

    public async Task<IActionResult> OnPostExportAsync()
    {
        if (await FindAsync() is { } instead)
        {
            return instead;
        }

        if (!(await AuditedPrivacy.ExportAsync(Call, Customer.Id)).TryGet(out var export, out var refusal))
        {
            return Show(refusal);
        }

        Response.Headers.CacheControl = "no-store";
        return File(export, "application/json", "customer-data.json");
    }

    public async Task<IActionResult> OnPostEraseAsync()
    {
        if (await FindAsync() is { } instead)
        {
            return instead;
        }

        if (!string.Equals(Confirmation?.Trim(), WordOfConfirmation, StringComparison.CurrentCultureIgnoreCase))
        {
            return Show(Refusals.Invalid([new FieldProblem(nameof(Confirmation), "data.word_wanted", WordOfConfirmation)]));
        }

        var erased = await Db.TryWriteAsync(unit => AuditedPrivacy.EraseAsync(Call, unit, Customer.Id), Cancellation);
        return erased.TryGet(out _, out var refusal) ? Done("/customers", Words["data.erased"]) : Show(refusal);
    }
}
