using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>Holds a customer's chain of consents against its hashes.</summary>
internal static class VerifyConsents
{
    private const int CustomersAtOnceMax = 1_000;

    /// <param name="Customer">Whose chain.</param>
    /// <param name="Sequence">The first wrong row, or the first that is missing.</param>
    /// <param name="Code">
    /// <c>consent.chain_broken</c>: a row is not what was written; <c>consent.chain_cut</c>: rows are missing;
    /// <c>consent.proof_changed</c>: what proves it is not what was written.
    /// </param>
    internal sealed record Fault(Guid Customer, long Sequence, string Code);

    /// <param name="Rows">Rows that were read.</param>
    /// <param name="First">The first fault, by customer; null where all is as it was written.</param>
    internal sealed record Response(long Rows, Fault? First);

    /// <summary>Verifies all chains.</summary>
    public static async Task<Response> HandleAsync(DbUnit unit)
    {
        var customers = new SortedSet<Guid>();
        await unit.ScanAsync("select customer_id from consent_heads", row => customers.Add(row.Id(0)));
        await unit.ScanAsync("select distinct customer_id from consents", row => customers.Add(row.Id(0)));
        var rows = 0L;
        foreach (var chunk in customers.Chunk(CustomersAtOnceMax))
        {
            var (read, fault) = await VerifyAsync(unit, chunk);
            rows += read;
            if (fault is not null)
            {
                return new Response(rows, fault);
            }
        }

        return new Response(rows, null);
    }

    private static async Task<(int Rows, Fault? First)> VerifyAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var rows = await ConsentStore.ReadAsync(unit, customers);
        var evidence = (await ConsentStore.EvidenceAsync(unit, customers)).ToDictionary(e => (e.Customer, e.Sequence));
        var batch = unit.Batch();
        var heads = batch.Lookup("select customer_id, sequence, row_hash from consent_heads where customer_id {{in_keys}}", customers,
            row => (Customer: row.Id(0), Sequence: row.Long(1), Hash: row.Bytes(2)));
        var erased = batch.Lookup("select customer_id from erased_customers where customer_id {{in_keys}}", customers, row => row.Id(0));
        await batch.RunAsync();
        var byCustomer = rows.ToLookup(r => r.Customer);
        var ends = heads.ToDictionary(h => h.Customer, h => ((long, byte[])?)(h.Sequence, h.Hash));
        var gone = erased.ToHashSet();
        var faults = customers.Select(c => Verify(c, [.. byCustomer[c].OrderBy(r => r.Sequence)],
            ends.GetValueOrDefault(c), row => IsProofRight(row, evidence.GetValueOrDefault((c, row.Sequence)), gone.Contains(c))));
        return (rows.Count, faults.FirstOrDefault(f => f is not null));
    }

    private static Fault? Verify(Guid customer, List<ConsentRow> rows, (long Sequence, byte[] Hash)? head, Func<ConsentRow, bool> isProofRight)
    {
        var (sequence, hash) = (1L, ConsentChain.Start(customer));
        foreach (var row in rows)
        {
            if (row.Sequence != sequence)
            {
                return new Fault(customer, sequence, "consent.chain_cut");
            }

            if (!row.PreviousHash.AsSpan().SequenceEqual(hash) || !row.RowHash.AsSpan().SequenceEqual(ConsentChain.Hash(row)))
            {
                return new Fault(customer, sequence, "consent.chain_broken");
            }

            if (!isProofRight(row))
            {
                return new Fault(customer, sequence, "consent.proof_changed");
            }

            (sequence, hash) = (sequence + 1, row.RowHash);
        }

        return head is { } end && end.Sequence == sequence - 1 && end.Hash.AsSpan().SequenceEqual(hash)
            ? null
            : new Fault(customer, sequence, "consent.chain_cut");
    }

    // Erasure takes the proof of an erased customer away; of nobody else.
    private static bool IsProofRight(ConsentRow row, ConsentEvidence? evidence, bool isErased) => (row.ProofHash, evidence) switch
    {
        (null, null) => true,
        (null, _) => false,
        (_, null) => isErased,
        _ => row.ProofHash.AsSpan().SequenceEqual(ConsentChain.Hash(evidence)),
    };
}
