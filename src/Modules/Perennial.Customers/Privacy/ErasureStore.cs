using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Privacy;

/// <summary>What is left of erased customers.</summary>
internal static class ErasureStore
{
    private static readonly DbTable<(Erasure Erasure, string By)> Customers = new DbTable<(Erasure Erasure, string By)>("erased_customers")
        .Id("customer_id", e => e.Erasure.Customer).Long("erased", e => Micros.Of(e.Erasure.Erased)).Text("erased_by", e => e.By)
        .OnConflict("(customer_id) do nothing");

    private static readonly DbTable<(Guid Customer, string Hash)> Identifiers = new DbTable<(Guid Customer, string Hash)>("erased_identifiers")
        .Id("customer_id", e => e.Customer).Text("identifier_hash", e => e.Hash)
        .OnConflict("(customer_id, identifier_hash) do nothing");

    public static async Task AddAsync(DbUnit unit, IReadOnlyList<Erasure> erasures, string by)
    {
        var batch = unit.Batch();
        batch.Insert(Customers, [.. erasures.Select(e => (e, by))]);
        batch.Insert(Identifiers, [.. erasures.SelectMany(e => e.IdentifierHashes.Select(h => (e.Customer, h)))]);
        await batch.RunAsync();
    }

    public static async Task<IReadOnlyList<Erasure>> ReadAsync(DbUnit unit, Instant since)
    {
        var rows = await unit.QueryAsync<Row>(SinceSql, new { since = Micros.Of(since) });
        return [.. rows.GroupBy(r => (r.CustomerId, r.Erased)).Select(g => new Erasure(
            g.Key.CustomerId, Micros.ToInstant(g.Key.Erased), [.. g.Select(r => r.Hash).OfType<string>()]))];
    }

    private sealed class Row
    {
        public Guid CustomerId { get; set; }

        public long Erased { get; set; }

        public string? Hash { get; set; }
    }

    private const string SinceSql = """
        select c.customer_id as CustomerId, c.erased as Erased, i.identifier_hash as Hash
        from erased_customers c left join erased_identifiers i on i.customer_id = c.customer_id
        where c.erased >= @since
        order by c.erased, c.customer_id, i.identifier_hash
        """;
}
