using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Merging;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Privacy;

/// <summary>Erases again whom a restored backup brought back.</summary>
internal static class ReapplyErasures
{
    private const string By = "restore";
    private const int IdsAtOnceMax = 1_000;

    public static async Task<int> HandleAsync(
        CustomersParts parts, Db db, IReadOnlyList<Erasure> erasures, Instant now, CancellationToken cancellation)
    {
        var ids = erasures.Select(e => e.Customer).ToHashSet();
        foreach (var id in ids)
        {
            await db.WriteAsync(unit => PartAsync(parts, unit, id, ids, now), cancellation);
        }

        var back = await db.ReadAsync(unit => FindAsync(parts, unit, erasures), cancellation);
        foreach (var customer in back)
        {
            cancellation.ThrowIfCancellationRequested();
            await db.WriteAsync(unit => EraseCustomer.HandleAsync(parts, unit, new EraseCustomer.Request(customer, By), now), cancellation);
        }

        // The restored database may be of a time before the erasures, and must know of them for the next restore.
        foreach (var chunk in erasures.Chunk(IdsAtOnceMax))
        {
            await db.WriteAsync(unit => ErasureStore.AddAsync(unit, chunk, By), cancellation);
        }

        return back.Count;
    }

    // The backup may have her merged into somebody who is not to be erased: they are parted first.
    private static async Task<bool> PartAsync(CustomersParts parts, DbUnit unit, Guid id, HashSet<Guid> erased, Instant now)
    {
        if (erased.Contains(await CustomerAliases.SurvivorAsync(unit, id)))
        {
            return false;
        }

        var merge = (await unit.FindAsync<AliasRow>("select merge_id as MergeId from customer_aliases where alias_id = @id", new { id }))!.MergeId;
        return (await UndoMerge.HandleAsync(parts, unit, new UndoMerge.Request(merge, By, IsLate: true), now)).Succeeded;
    }

    private sealed class AliasRow
    {
        public Guid MergeId { get; set; }
    }

    private static async Task<IReadOnlyList<Guid>> FindAsync(CustomersParts parts, DbUnit unit, IReadOnlyList<Erasure> erasures)
    {
        var back = new SortedSet<Guid>();
        foreach (var chunk in erasures.Chunk(IdsAtOnceMax))
        {
            var batch = unit.Batch();
            var found = batch.Lookup("select customer_id from customers where customer_id {{in_keys}}",
                chunk.Select(e => e.Customer).ToHashSet(), row => row.Id(0));
            await batch.RunAsync();
            back.UnionWith(found);
        }

        var byHash = new Dictionary<string, Instant>(StringComparer.Ordinal);
        foreach (var erasure in erasures)
        {
            foreach (var hash in erasure.IdentifierHashes)
            {
                byHash[hash] = byHash.TryGetValue(hash, out var known) ? Instant.Max(known, erasure.Erased) : erasure.Erased;
            }
        }

        // Hashes lead nowhere, so all identifiers are hashed: once, in one pass. Whoever gave hers after the erasure is new.
        await unit.ScanAsync("select customer_id, kind, value, added from customer_identifiers", row =>
        {
            var key = Identifier.Of((IdentifierKind)row.Int(1), row.Text(2)).Key;
            if (byHash.TryGetValue(parts.Hash.Of(key), out var erased) && Micros.ToInstant(row.Long(3)) <= erased)
            {
                back.Add(row.Id(0));
            }
        });
        return [.. (await new CustomerAliases().SurvivorsAsync(unit, back)).Values.Distinct().Order()];
    }
}
