using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Perennial.Customers.Api;
using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Profiles;

/// <summary>A page about one customer: it finds her, leads from a merged id to the survivor, and says where she is no more.</summary>
internal abstract class CustomerPage(CustomersServices customers) : StaffPage
{
    /// <summary>Her id as the path has it.</summary>
    [BindProperty(SupportsGet = true, Name = "id")]
    public string CustomerId { get; set; } = "";

    /// <summary>Her profile; one that is anonymous has an id and nothing else.</summary>
    public CustomerProfile Customer { get; private set; } = new(default, 0, default, default);

    /// <summary>All her ids.</summary>
    public IReadOnlyList<Guid> Ids { get; private set; } = [];

    public bool IsAnonymous { get; private set; }

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public string Name => IsAnonymous ? Words["profile.anonymous"] : ShownCustomer.Name(Customer);

    /// <summary>Where her page is.</summary>
    public string Path => ShownCustomer.Path(Customer.Id);

    public bool MayWrite => Person.May(Scopes.CustomersWrite);

    public bool MayPrivacy => Person.May(Scopes.Privacy);

    private protected static Kernel.Words.WordBook Words => CustomersModule.Words;

    private protected CustomersParts Parts => customers.Parts;

    private protected CustomersServices Services => customers;

    /// <summary>Finds her.</summary>
    /// <param name="tail">What stands behind her page's path on this page.</param>
    /// <param name="mayBeAnonymous">Whether this page says anything of one of whom nothing is known but an order.</param>
    /// <returns>What is answered instead; null where she is there.</returns>
    private protected async Task<IActionResult?> FindAsync(string tail = "", bool mayBeAnonymous = false)
    {
        if (!PublicId.TryRead(CustomerIds.Customer, CustomerId, out var id))
        {
            return Missing.Page(this, Refusals.NotFound);
        }

        Zone = (await Get<IShopSettings>().FindAsync(Db, Cancellation))?.Zone ?? Zone;
        var (ids, profile, erased) = await Db.ReadAsync(async unit =>
        {
            var family = await new CustomerAliases().IdsOfAsync(unit, id);
            var found = await GetCustomer.HandleAsync(unit, id);
            var gone = found.Succeeded ? null : await unit.ValueAsync<long?>("select erased from erased_customers where customer_id = @id", new { id });
            return (family, found.Succeeded ? found.Value : null, gone);
        }, Cancellation);
        Ids = ids;
        if (erased is { } at)
        {
            return Missing.Page(this, new Refusal(RefusalKind.Missing, "customers.erased_since")
            {
                Detail = ShownCustomer.Time(Micros.ToInstant(at), Zone),
            });
        }

        // Who is called by an old id is the survivor; a page's address is hers from here on.
        if (ids[0] != id && HttpContext.Request.Method == "GET")
        {
            return LocalRedirect("~" + ShownCustomer.Path(ids[0]) + tail);
        }

        IsAnonymous = profile is null;
        Customer = profile ?? new CustomerProfile(id, 0, default, default);
        return profile is null && !mayBeAnonymous ? Missing.Page(this, Refusals.NotFound) : null;
    }

    /// <summary>Finds her for a change, which who may only look is refused.</summary>
    private protected async Task<IActionResult?> FindToChangeAsync() => MayWrite
        ? await FindAsync()
        : Missing.Page(this, new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
}
