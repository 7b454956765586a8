using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Puts what is known of a customer in the place of what was known. Identifiers are another matter.</summary>
internal static class ChangeCustomer
{
    /// <param name="Customer">Whom; the id of a merged one means the survivor.</param>
    /// <param name="Fields">All that is known from now on.</param>
    /// <param name="Version">The version that was read; null to not mind changes in between.</param>
    internal sealed record Request(Guid Customer, ProfileFields Fields, long? Version = null);

    public static async Task<Result<CustomerProfile>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        var problems = new List<FieldProblem>();
        var fields = ProfileRules.Read(request.Fields, now.InUtc().Date, problems);
        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        if (await LockedCustomer.FindAsync(unit, request.Customer) is not { } old)
        {
            return Refusals.NotFound;
        }

        if (request.Version is { } version && version != old.Version)
        {
            return new Refusal(RefusalKind.Changed, "customers.version_changed");
        }

        var row = fields with { Id = old.Id, Source = old.Source, Created = old.Created, Updated = now, Version = old.Version + 1 };
        await ProfileStore.ReplaceAsync(unit, row);
        if (!row.Names.SequenceEqual(old.Names, StringComparer.Ordinal))
        {
            await IdentifierStore.RebuildWordsAsync(unit, row.Id, row.Names);
        }

        await parts.Outbox.AddAsync(unit, parts.News("customer.changed", now, row.Id));
        var identifiers = await IdentifierStore.OfAsync(unit, [row.Id]);
        return row.Shown(identifiers[row.Id].Select(i => i.Identifier));
    }
}
