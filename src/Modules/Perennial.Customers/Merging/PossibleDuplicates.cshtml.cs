using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Api;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Merging;

/// <summary>Pairs who may be one customer: merged, or said to be two.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed class PossibleDuplicates : StaffPage
{
    private const string PathOfIt = "/customers/duplicates";
    private const int PairsShown = 25;

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    [BindProperty]
    public string? One { get; set; }

    [BindProperty]
    public string? Other { get; set; }

    public IReadOnlyList<(ListDuplicates.Pair Pair, CustomerProfile One, CustomerProfile Other)> Pairs { get; private set; } = [];

    public string? Next { get; private set; }

    public bool MayWrite => Person.May(Scopes.CustomersWrite);

    public async Task<IActionResult> OnGetAsync()
    {
        ListDuplicates.Pair? after = null;
        if (After is not null && !MergeRoutes.TryRead(After, out after))
        {
            return LocalRedirect("~" + PathOfIt);
        }

        (Pairs, Next) = await Db.ReadAsync(async unit =>
        {
            var pairs = await ListDuplicates.HandleAsync(unit, new ListDuplicates.Request(PairsShown, after));
            var profiles = await new CustomerProfiles().ReadAsync(unit, pairs.SelectMany(p => (Guid[])[p.One, p.Other]).ToHashSet());
            return (pairs.Where(p => profiles.ContainsKey(p.One) && profiles.ContainsKey(p.Other))
                    .Select(p => (p, profiles[p.One], profiles[p.Other])).ToList(),
                pairs.Count == PairsShown ? MergeRoutes.Write(pairs[^1]) : null);
        }, Cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostDismissAsync()
    {
        if (!MayWrite)
        {
            return Missing.Page(this, new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        var dismissed = PublicId.TryRead(CustomerIds.Customer, One, out var one) && PublicId.TryRead(CustomerIds.Customer, Other, out var other)
            ? await Db.TryWriteAsync(unit => DismissDuplicate.HandleAsync(unit, one, other), Cancellation)
            : new Refusal(RefusalKind.Missing, "duplicate.not_found");
        return dismissed.TryGet(out _, out var refusal) ? Done(PathOfIt, CustomersModule.Words["pairs.dismissed"]) : Missing.Page(this, refusal);
    }

    /// <summary>What pointed to both, in words.</summary>
    public static string Reason(ListDuplicates.Pair pair) => CustomersModule.Words["column." + IdentifierCodes.Of(pair.Reason)];

    public static string IdOf(Guid customer) => PublicId.Write(CustomerIds.Customer, customer);
}
