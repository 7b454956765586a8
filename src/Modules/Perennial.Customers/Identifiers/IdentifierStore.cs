using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Identifiers;

/// <summary>An identifier as it is kept.</summary>
/// <param name="Customer">Who has it now.</param>
/// <param name="Origin">With whom it came: the same, unless she was merged.</param>
/// <param name="Identifier">The identifier.</param>
/// <param name="Added">When.</param>
internal sealed record HeldIdentifier(Guid Customer, Guid Origin, Identifier Identifier, Instant Added);

/// <summary>Reads and writes identifiers, and the words that find customers.</summary>
internal static class IdentifierStore
{
    public static readonly DbTable<HeldIdentifier> Identifiers = Table();

    /// <summary>Identifiers that somebody else may be giving to somebody at this moment.</summary>
    public static readonly DbTable<HeldIdentifier> Claims = Table().OnConflict("(identifier_key) do nothing");

    public static readonly DbTable<(Guid Customer, string Word)> Words = new DbTable<(Guid Customer, string Word)>("customer_search")
        .Id("customer_id", w => w.Customer).Text("word_key", w => w.Word).OnConflict("(customer_id, word_key) do nothing");

    /// <summary>The identifiers of customers, of those merged into them too.</summary>
    public static async Task<ILookup<Guid, HeldIdentifier>> OfAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var batch = unit.Batch();
        var held = batch.Lookup(
            "select customer_id, origin_id, kind, value, added from customer_identifiers where customer_id {{in_keys}}", customers, Read);
        await batch.RunAsync();
        return held.ToLookup(i => i.Customer);
    }

    /// <summary>Who has which of these.</summary>
    public static async Task<Dictionary<string, HeldIdentifier>> FindAsync(DbUnit unit, IReadOnlyCollection<string> keys)
    {
        var batch = unit.Batch();
        var held = batch.Lookup(
            "select customer_id, origin_id, kind, value, added from customer_identifiers where identifier_key {{in_keys}}", keys, Read);
        await batch.RunAsync();
        return held.ToDictionary(i => i.Identifier.Key, StringComparer.Ordinal);
    }

    /// <summary>Writes the words of a customer anew: of her names, and of identifiers that came with her.</summary>
    public static async Task RebuildWordsAsync(DbUnit unit, Guid customer, IEnumerable<string?> names)
    {
        var lookup = unit.Batch();
        var own = lookup.Lookup(
            "select customer_id, origin_id, kind, value, added from customer_identifiers where origin_id {{in_keys}}", [customer], Read);
        await lookup.RunAsync();
        await unit.ExecuteAsync("delete from customer_search where customer_id = @customer", new { customer });
        var batch = unit.Batch();
        batch.Insert(Words, [.. SearchKey.Of(names, own.Select(i => i.Identifier)).Select(w => (customer, w))]);
        await batch.RunAsync();
    }

    private static DbTable<HeldIdentifier> Table() => new DbTable<HeldIdentifier>("customer_identifiers")
        .Text("identifier_key", i => i.Identifier.Key).Id("customer_id", i => i.Customer).Id("origin_id", i => i.Origin)
        .Int("kind", i => (int)i.Identifier.Kind).Text("value", i => i.Identifier.Value).Long("added", i => Micros.Of(i.Added));

    private static HeldIdentifier Read(DbRow row) => new(row.Id(0), row.Id(1),
        Identifier.Of((IdentifierKind)row.Int(2), row.Text(3)), Micros.ToInstant(row.Long(4)));
}
