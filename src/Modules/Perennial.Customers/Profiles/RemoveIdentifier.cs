using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Takes an identifier from a customer.</summary>
internal static class RemoveIdentifier
{
    /// <param name="Customer">Whom; the id of a merged one means the survivor.</param>
    /// <param name="Identifier">The identifier as her profile has it.</param>
    internal sealed record Request(Guid Customer, CustomerIdentifier Identifier);

    public static async Task<Result<CustomerProfile>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        if (await LockedCustomer.FindAsync(unit, request.Customer) is not { } row)
        {
            return Refusals.NotFound;
        }

        var wanted = Identifier.Of(request.Identifier);
        var held = (await IdentifierStore.OfAsync(unit, [row.Id]))[row.Id].ToList();
        if (held.Find(h => h.Identifier == wanted) is not { } found)
        {
            return new Refusal(RefusalKind.Missing, "identifier.not_found");
        }

        await unit.ExecuteAsync("delete from customer_identifiers where identifier_key = @key", new { key = wanted.Key });
        var names = found.Origin == row.Id ? row : (await ProfileStore.ReadAsync(unit, [found.Origin])).GetValueOrDefault(found.Origin);
        await IdentifierStore.RebuildWordsAsync(unit, found.Origin, names?.Names ?? []);
        var changed = row with { Updated = now, Version = row.Version + 1 };
        await ProfileStore.TouchAsync(unit, changed);
        await parts.Outbox.AddAsync(unit, parts.News("customer.changed", now, row.Id));
        return changed.Shown(held.Where(h => h != found).Select(h => h.Identifier));
    }
}
