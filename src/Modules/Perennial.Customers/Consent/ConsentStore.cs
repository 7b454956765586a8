using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>The ledger's tables.</summary>
internal static class ConsentStore
{
    public static readonly DbTable<ConsentRow> Rows = new DbTable<ConsentRow>("consents")
        .Id("customer_id", r => r.Customer).Long("sequence", r => r.Sequence).Id("entry_id", r => r.Entry)
        .Text("purpose", r => r.Purpose).Text("channel", r => r.Channel).Int("kind", r => (int)r.Kind)
        .Int("claimed", r => r.IsClaimed ? 1 : 0).Int("proof", r => (int)r.Proof)
        .Long("happened", r => r.Happened is { } h ? Micros.Of(h) : null).Long("recorded", r => Micros.Of(r.Recorded))
        .Long("confirmed", r => r.Confirmed is { } c ? Micros.Of(c) : null).Text("source", r => r.Source)
        .Text("actor", r => r.Actor).Id("text_id", r => r.Text).Bytes("proof_hash", r => r.ProofHash)
        .Bytes("previous_hash", r => r.PreviousHash).Bytes("row_hash", r => r.RowHash);

    public static readonly DbTable<ConsentEvidence> Evidence = new DbTable<ConsentEvidence>("consent_proofs")
        .Id("customer_id", e => e.Customer).Long("sequence", e => e.Sequence).Bytes("salt", e => e.Salt)
        .Text("ip", e => e.Ip).Text("address", e => e.Address);

    public static readonly DbTable<ConsentRow> Heads = new DbTable<ConsentRow>("consent_heads")
        .Id("customer_id", r => r.Customer).Long("sequence", r => r.Sequence).Bytes("row_hash", r => r.RowHash)
        .OnConflict("(customer_id) do update set sequence = excluded.sequence, row_hash = excluded.row_hash");

    /// <summary>The rows of many customers, in no order.</summary>
    public static async Task<IReadOnlyList<ConsentRow>> ReadAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var batch = unit.Batch();
        var rows = batch.Lookup(RowSql, customers, Read);
        await batch.RunAsync();
        return rows;
    }

    /// <summary>The ends of many customers' chains.</summary>
    public static async Task<Dictionary<Guid, (long Sequence, byte[] Hash)>> HeadsAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var batch = unit.Batch();
        var heads = batch.Lookup("select customer_id, sequence, row_hash from consent_heads where customer_id {{in_keys}} {{for_update}}",
            customers, row => (Customer: row.Id(0), Sequence: row.Long(1), Hash: row.Bytes(2)));
        await batch.RunAsync();
        return heads.ToDictionary(h => h.Customer, h => (h.Sequence, h.Hash));
    }

    /// <summary>What proves the consents of many customers.</summary>
    public static async Task<IReadOnlyList<ConsentEvidence>> EvidenceAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var batch = unit.Batch();
        var rows = batch.Lookup("select customer_id, sequence, salt, ip, address from consent_proofs where customer_id {{in_keys}}", customers,
            row => new ConsentEvidence(row.Id(0), row.Long(1), row.Bytes(2), row.TextOrNull(3), row.TextOrNull(4)));
        await batch.RunAsync();
        return rows;
    }

    private static ConsentRow Read(DbRow row) =>
        new(row.Id(0), row.Long(1), row.Id(2), row.Text(3), row.Text(4), (ConsentKind)row.Int(5))
        {
            IsClaimed = row.Int(6) != 0, Proof = (ConsentProofKind)row.Int(7),
            Happened = row.LongOrNull(8) is { } happened ? Micros.ToInstant(happened) : null,
            Recorded = Micros.ToInstant(row.Long(9)),
            Confirmed = row.LongOrNull(10) is { } confirmed ? Micros.ToInstant(confirmed) : null,
            Source = row.Text(11), Actor = row.Text(12), Text = row.IdOrNull(13),
            ProofHash = row.IsNull(14) ? null : row.Bytes(14), PreviousHash = row.Bytes(15), RowHash = row.Bytes(16),
        };

    private const string RowSql = """
        select customer_id, sequence, entry_id, purpose, channel, kind, claimed, proof, happened, recorded, confirmed,
            source, actor, text_id, proof_hash, previous_hash, row_hash
        from consents where customer_id {{in_keys}}
        """;
}
