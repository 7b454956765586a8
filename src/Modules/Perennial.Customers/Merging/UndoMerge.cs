using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Joining;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Merging;

/// <summary>
/// Makes one customer two again: whoever was merged leaves with all who had been merged into her, also where later merges
/// stand on top. What was written under the survivor meanwhile stays with the survivor.
/// </summary>
internal static class UndoMerge
{
    private const int LooksMax = 5;
    private static readonly Duration Undoable = Duration.FromDays(30);

    /// <param name="Merge">Which.</param>
    /// <param name="By">Who says so, as a code.</param>
    /// <param name="IsLate">Whether it may be later than people may undo it.</param>
    internal sealed record Request(Guid Merge, string By, bool IsLate = false);

    public static async Task<Result<UndoneMerge>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        if (!Refusals.IsCode(request.By))
        {
            return Refusals.Invalid([new FieldProblem("by", "code.malformed")]);
        }

        var merge = await unit.FindAsync<MergeRow>(FindSql, new { merge = request.Merge });
        if (Refused(merge, request, now) is { } refusal)
        {
            return refusal;
        }

        if (await LockAsync(unit, merge!.MergedId) is not { } survivor)
        {
            return new Refusal(RefusalKind.Conflict, "merge.erased");
        }

        var family = await AliasFamily.ReadAsync(unit, survivor);
        var split = family.Of(merge.MergedId);
        await SplitAsync(unit, merge.MergedId, split);
        await ReviseAsync(unit, family.Without(merge.MergedId), survivor, merge, now);
        await unit.ExecuteAsync(UndoneSql, new { merge = request.Merge, now = Micros.Of(now), by = request.By });
        await Duplicates.SetAsync(unit, merge.CustomerId, merge.MergedId, DuplicateState.Dismissed);
        await parts.Outbox.AddAsync(unit, parts.News("customer.unmerged", now, survivor,
            ("split", PublicId.Write("cus", merge.MergedId)), ("merge", PublicId.Write("mrg", request.Merge))));
        return new UndoneMerge(survivor, merge.MergedId, split);
    }

    private static Refusal? Refused(MergeRow? merge, Request request, Instant now) => merge switch
    {
        null => new Refusal(RefusalKind.Missing, "merge.not_found"),
        { Undone: not null } => new Refusal(RefusalKind.Conflict, "merge.undone"),
        _ when !request.IsLate && now - Micros.ToInstant(merge.Merged) > Undoable =>
            new Refusal(RefusalKind.Conflict, "merge.too_late") { Detail = $"{Undoable.Days}" },
        _ => null,
    };

    // The survivor, with both locked in the order of their ids; null where she was erased. Where she was merged in turn
    // while we waited, we look again.
    private static async Task<Guid?> LockAsync(DbUnit unit, Guid merged)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            var survivor = await CustomerAliases.SurvivorAsync(unit, merged);
            var isThere = false;
            foreach (var id in (Guid[])[.. new[] { survivor, merged }.Order()])
            {
                isThere |= await LockedCustomer.LockAsync(unit, id) && id == survivor;
            }

            if (!isThere || await CustomerAliases.SurvivorAsync(unit, merged) == survivor)
            {
                return isThere ? survivor : null;
            }
        }

        throw new InvalidOperationException("Customers were merged again and again while a merge was to be undone.");
    }

    private static async Task SplitAsync(DbUnit unit, Guid merged, IReadOnlyList<Guid> split)
    {
        await unit.ExecuteAsync("delete from customer_aliases where alias_id = @merged", new { merged });
        foreach (var id in split)
        {
            await unit.ExecuteAsync("update customer_aliases set survivor_id = @merged where alias_id = @id", new { merged, id });
            await unit.ExecuteAsync("update customer_identifiers set customer_id = @merged where origin_id = @id", new { merged, id });
        }
    }

    // From whom she was merged into up to the survivor: each may have got something of hers.
    private static async Task ReviseAsync(DbUnit unit, AliasFamily family, Guid survivor, MergeRow merge, Instant now)
    {
        for (var (customer, source) = (merge.CustomerId, merge.MergedId); ; (customer, source) = (family.Parent(customer), customer))
        {
            await GapFilling.ReviseAsync(unit, customer, source, family.Children(customer), now);
            if (customer == survivor)
            {
                return;
            }
        }
    }

    private sealed class MergeRow
    {
        public Guid CustomerId { get; set; }

        public Guid MergedId { get; set; }

        public long Merged { get; set; }

        public long? Undone { get; set; }
    }

    private const string FindSql = """
        select customer_id as CustomerId, merged_id as MergedId, merged as Merged, undone as Undone
        from customer_merges where merge_id = @merge {{for_update}}
        """;

    private const string UndoneSql = "update customer_merges set undone = @now, undone_by = @by where merge_id = @merge";
}
