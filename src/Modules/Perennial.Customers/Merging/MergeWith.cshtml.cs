using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Api;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Merging;

/// <summary>
/// Joins another customer to one: searched for, shown beside her with what would happen, and done when that is confirmed. Of one who
/// is anonymous the order is claimed by whoever is chosen.
/// </summary>
[Asks(Scopes.CustomersWrite, OfWholeShop = true)]
internal sealed class MergeWith(CustomersServices customers, IEnumerable<ICustomerSection> sections) : CustomerPage(customers)
{
    private const int FoundMax = 20;
    private const int TextCharsMax = 200;

    /// <summary>What is searched for.</summary>
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Who was chosen.</summary>
    [BindProperty(SupportsGet = true, Name = "with")]
    public string? With { get; set; }

    public IReadOnlyList<CustomerProfile> Found { get; private set; } = [];

    /// <summary>Who was chosen; null before.</summary>
    public CustomerProfile? Other { get; private set; }

    /// <summary>Whose profile wins and whose id stays.</summary>
    public CustomerProfile Survivor => IsAnonymous ? Other! : Customer;

    /// <summary>Fields that the survivor lacks and gets: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Filled { get; private set; } = [];

    /// <summary>Fields in which both have something: the survivor's stays.</summary>
    public IReadOnlyList<(string Field, string Stays, string Rests)> Different { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => LookAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        With = null;
        return await LookAsync();
    }

    public async Task<IActionResult> OnPostMergeAsync()
    {
        if (await FindAsync(mayBeAnonymous: true) is { } instead)
        {
            return instead;
        }

        if (!PublicId.TryRead(CustomerIds.Customer, With, out var other))
        {
            return Missing.Page(this, Refusals.NotFound);
        }

        // Of one of whom nothing is known only an order can be claimed: there must be one.
        if (IsAnonymous && !await HasSomethingAsync())
        {
            return Missing.Page(this, Refusals.NotFound);
        }

        var request = IsAnonymous
            ? new MergeRequest(other, Customer.Id, Call.Caller.Actor) { MergedIsAnonymous = true }
            : new MergeRequest(Customer.Id, other, Call.Caller.Actor);
        var made = await Db.TryWriteAsync(unit => AuditedMerges.MergeAsync(Call, unit, request), Cancellation);
        if (made.TryGet(out var merged, out var refusal))
        {
            return Done(ShownCustomer.Path(merged.Survivor), Words["merge.done"]);
        }

        await LoadAsync();
        return Show(refusal);
    }

    /// <summary>A field as people call it.</summary>
    public string FieldName(string field) => field.Split(':') switch
    {
        ["attribute", .. var rest] => string.Join(':', rest),
        ["tag", ..] => Words["column.tags"],
        ["given_name"] => Words["edit.given_name"],
        ["family_name"] => Words["edit.family_name"],
        [var plain, ..] => Words["column." + plain],
        _ => field,
    };

    private async Task<IActionResult> LookAsync()
    {
        if (await FindAsync("/merge", mayBeAnonymous: true) is { } instead)
        {
            return instead;
        }

        await LoadAsync();
        return IsAnonymous && !await HasSomethingAsync() ? Missing.Page(this, Refusals.NotFound) : Page();
    }

    private Task<bool> HasSomethingAsync() => Db.ReadAsync(async unit =>
    {
        foreach (var section in sections)
        {
            if (await section.ReadAsync(unit, new SectionQuestion(Customer.Id, Ids, Call.Now, Zone)) is not null)
            {
                return true;
            }
        }

        return false;
    }, Cancellation);

    private Task LoadAsync() => Db.ReadAsync(async unit =>
    {
        if (!string.IsNullOrWhiteSpace(Text) && Text.Length <= TextCharsMax)
        {
            var found = await SearchCustomers.HandleAsync(unit, new SearchCustomers.Request(Text, FoundMax));
            Found = [.. found.Customers.Where(c => c.Id != Customer.Id)];
        }

        if (!PublicId.TryRead(CustomerIds.Customer, With, out var id) || !(await GetCustomer.HandleAsync(unit, id)).TryGet(out var other, out _) ||
            other.Id == Customer.Id)
        {
            return false;
        }

        Other = other;
        var rows = await ProfileStore.ReadAsync(unit, [Customer.Id, other.Id]);
        if (rows.GetValueOrDefault(Customer.Id) is { } survivor && rows.GetValueOrDefault(other.Id) is { } merged)
        {
            var known = ProfileField.Of(merged).ToLookup(f => ProfileField.Get(survivor, f.Key) is null && ProfileField.HasRoom(survivor, f.Key));
            Filled = [.. known[true]];
            Different = [.. known[false].Select(f => (f.Key, ProfileField.Get(survivor, f.Key) ?? "", f.Value)).Where(f => f.Item2 != f.Value)];
        }

        return true;
    }, Cancellation);
}
