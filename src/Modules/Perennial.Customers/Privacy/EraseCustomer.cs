using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Merging;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Privacy;

/// <summary>Erases a customer with all her ids, in all modules, in one unit.</summary>
internal static class EraseCustomer
{
    // Where an address of a kind receives messages.
    private static readonly Dictionary<string, IdentifierKind> Channels = new(StringComparer.Ordinal)
    {
        ["email"] = IdentifierKind.Email, ["sms"] = IdentifierKind.Phone, ["viber"] = IdentifierKind.Phone,
        ["whatsapp"] = IdentifierKind.Phone, ["phone"] = IdentifierKind.Phone,
    };

    /// <param name="Customer">Any of her ids.</param>
    /// <param name="By">Who says so, as a code.</param>
    internal sealed record Request(Guid Customer, string By);

    public static async Task<Result<IReadOnlyList<Erasure>>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        if (!Refusals.IsCode(request.By))
        {
            return Refusals.Invalid([new FieldProblem("by", "code.malformed")]);
        }

        if (await LockedCustomer.FindAsync(unit, request.Customer) is not { } customer)
        {
            return Refusals.NotFound;
        }

        var ids = await new CustomerAliases().IdsOfAsync(unit, customer.Id);
        var identifiers = (await IdentifierStore.OfAsync(unit, ids.ToHashSet())).SelectMany(g => g).ToList();
        await KeepOptOutsAsync(parts, unit, customer.Id, identifiers, now);
        var profiles = await ProfileStore.ReadAsync(unit, ids.ToHashSet());
        var person = new ErasedPerson(ids, [.. identifiers.Select(h => h.Identifier.Shown).Distinct()],
            [.. profiles.Values.SelectMany(p => (string?[])[p.Name, $"{p.GivenName} {p.FamilyName}", $"{p.FamilyName} {p.GivenName}"])
                .Select(n => n?.Trim()).OfType<string>().Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)]);
        foreach (var module in parts.PersonalData)
        {
            await module.EraseAsync(unit, person, now);
        }

        List<Erasure> left = [.. ids.Select(id => new Erasure(id, now,
            [.. identifiers.Where(h => h.Origin == id).Select(h => parts.Hash.Of(h.Identifier.Key)).Order(StringComparer.Ordinal)]))];
        await ErasureStore.AddAsync(unit, left, request.By);
        await parts.Outbox.AddAsync(unit, parts.News("customer.erased", now, customer.Id));
        unit.LeaveNoTrace();
        return left;
    }

    // Whoever opted out and comes back with a new import must not be written to: her address stays suppressed.
    private static async Task KeepOptOutsAsync(
        CustomersParts parts, DbUnit unit, Guid customer, List<HeldIdentifier> identifiers, Instant now)
    {
        var kinds = (await ReadConsents.HandleAsync(unit, customer))
            .Where(a => a.State.Standing == ConsentStanding.Withdrawn && Channels.ContainsKey(a.Channel))
            .Select(a => Channels[a.Channel]).ToHashSet();
        var suppressions = new Suppressions(parts.Hash);
        foreach (var held in identifiers.Where(h => kinds.Contains(h.Identifier.Kind)))
        {
            await suppressions.AddAsync(unit, held.Identifier.Shown, "withdrawn", now);
        }
    }
}
