using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Joining;

/// <summary>What the database knows of the hints at hand, and what was decided for earlier ones of the same call.</summary>
internal sealed class KnownCustomers
{
    private readonly Dictionary<string, Guid> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Guid> survivors = [];
    private readonly Dictionary<Guid, HashSet<string>> externals = [];

    /// <summary>Looks everything up in one trip.</summary>
    public static async Task<KnownCustomers> ReadAsync(DbUnit unit, IReadOnlyList<ReadHint> hints)
    {
        var known = new KnownCustomers();
        var keys = hints.SelectMany(h => h.Identifiers).Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
        var ids = hints.Where(h => h.Id is not null).Select(h => h.Id!.Value).ToHashSet();
        var batch = unit.Batch();
        var held = batch.Lookup(OwnersSql, keys, row => (Key: row.Text(0), Customer: row.Id(1), External: row.TextOrNull(2)));
        var customers = batch.Lookup("select customer_id from customers where customer_id {{in_keys}}", ids, row => row.Id(0));
        var aliases = batch.Lookup(AliasesSql, ids, row => (Alias: row.Id(0), Survivor: row.IdOrNull(1)));
        await batch.RunAsync();
        foreach (var (key, customer, external) in held)
        {
            known.owners[key] = customer;
            known.Note(customer, external);
        }

        customers.ToList().ForEach(c => known.survivors[c] = c);
        foreach (var (alias, survivor) in aliases)
        {
            // Whoever was merged into a customer who was erased is nobody, though a row of hers may still be there.
            known.survivors.Remove(alias);
            if (survivor is { } found)
            {
                known.survivors[alias] = found;
            }
        }

        return known;
    }

    /// <summary>Who an id means; null for nobody.</summary>
    public Guid? Survivor(Guid id) => survivors.TryGetValue(id, out var survivor) ? survivor : null;

    /// <summary>Who has an identifier; null for nobody.</summary>
    public Guid? Owner(Identifier identifier) => owners.TryGetValue(identifier.Key, out var owner) ? owner : null;

    /// <summary>Gives an identifier to a customer.</summary>
    public void Give(Identifier identifier, Guid customer)
    {
        owners[identifier.Key] = customer;
        Note(customer, identifier.Kind == IdentifierKind.External ? identifier.Value : null);
    }

    /// <summary>Whether a customer has an id of the same system and it is another one.</summary>
    public bool HasOtherIdOfSystem(Guid customer, Identifier external) => externals.TryGetValue(customer, out var values) &&
        !values.Contains(external.Value) && values.Any(v => v.StartsWith(external.System, StringComparison.Ordinal));

    private void Note(Guid customer, string? external)
    {
        if (external is not null)
        {
            (externals.TryGetValue(customer, out var values) ? values : externals[customer] = new(StringComparer.Ordinal)).Add(external);
        }
    }

    // Who has it, or whoever she was merged into meanwhile, with all ids that other systems know her by: a row each.
    private const string OwnersSql = """
        select i.identifier_key, coalesce(a.survivor_id, i.customer_id), x.value
        from customer_identifiers i
        left join customer_aliases a on a.alias_id = i.customer_id
        left join customer_identifiers x on x.customer_id = coalesce(a.survivor_id, i.customer_id) and x.kind = 4
        where i.identifier_key {{in_keys}}
        """;

    private const string AliasesSql = """
        select a.alias_id, c.customer_id
        from customer_aliases a left join customers c on c.customer_id = a.survivor_id
        where a.alias_id {{in_keys}}
        """;
}
