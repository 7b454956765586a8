using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Customers.Profiles;

/// <summary>A note about a customer.</summary>
internal sealed record ShownNote(Guid Id, string Body, string Author, Instant Created);

/// <summary>A merge that may still be undone.</summary>
internal sealed record OpenMerge(Guid Merge, Guid Merged, Instant At);

/// <summary>What this module shows of a customer beside her profile.</summary>
internal sealed record ProfileParts(
    IReadOnlyList<ShownNote> Notes, IReadOnlyList<ReadConsents.Answer> Consents, ILookup<Guid, ConsentEvidence> Evidence,
    IReadOnlyList<CustomerTask> Tasks, IReadOnlyList<OpenMerge> Merges, IReadOnlyList<CustomerProfile> MaybeSame)
{
    private const int NotesMax = 20;
    private const int PairsMax = 10;
    private static readonly Duration Undoable = Duration.FromDays(30);

    public static ProfileParts None { get; } = new([], [], Array.Empty<ConsentEvidence>().ToLookup(e => e.Customer), [], [], []);

    public static async Task<ProfileParts> ReadAsync(DbUnit unit, IReadOnlyList<Guid> ids, Instant now)
    {
        var keys = ids.ToHashSet();
        var batch = unit.Batch();
        var notes = batch.Lookup("select note_id, body, author, created from customer_notes where customer_id {{in_keys}}", keys,
            row => new ShownNote(row.Id(0), row.Text(1), row.Text(2), Micros.ToInstant(row.Long(3))));
        var lesser = batch.Lookup("select other_id from customer_duplicates where customer_id {{in_keys}} and state = 0", keys, row => row.Id(0));
        var greater = batch.Lookup("select customer_id from customer_duplicates where other_id {{in_keys}} and state = 0", keys, row => row.Id(0));
        await batch.RunAsync();
        var others = await new CustomerProfiles().ReadAsync(unit, [.. lesser.Concat(greater).Distinct().Take(PairsMax)]);
        return new ProfileParts([.. notes.OrderByDescending(n => n.Created).ThenByDescending(n => n.Id).Take(NotesMax)],
            await ReadConsents.HandleAsync(unit, ids[0]), (await ConsentStore.EvidenceAsync(unit, keys)).ToLookup(e => e.Customer),
            await CustomerTasks.OfAsync(unit, ids), await MergesAsync(unit, ids, now),
            [.. others.Values.DistinctBy(p => p.Id).Where(p => !keys.Contains(p.Id))]);
    }

    /// <summary>Her merges that may be undone, the latest first.</summary>
    public static async Task<IReadOnlyList<OpenMerge>> MergesAsync(DbUnit unit, IReadOnlyList<Guid> ids, Instant now)
    {
        var batch = unit.Batch();
        var merges = batch.Lookup("select merge_id, merged_id, merged from customer_merges where customer_id {{in_keys}} and undone is null",
            ids.ToHashSet(), row => new OpenMerge(row.Id(0), row.Id(1), Micros.ToInstant(row.Long(2))));
        await batch.RunAsync();
        return [.. merges.Where(m => now - m.At <= Undoable).OrderByDescending(m => m.At)];
    }
}
