using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Joining;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Merging;

/// <summary>
/// Makes two customers one. The merged one's rows stay as they are; her id becomes an alias, her identifiers point to the
/// survivor, and the survivor's gaps are filled.
/// </summary>
internal static class MergeCustomers
{
    /// <summary>Ids of one customer; her history is asked for by all of them.</summary>
    public const int IdsMax = 200;

    private const int LooksMax = 5;

    public static async Task<Result<MadeMerge>> HandleAsync(CustomersParts parts, DbUnit unit, MergeRequest request, Instant now)
    {
        if (!Refusals.IsCode(request.By))
        {
            return Refusals.Invalid([new FieldProblem("by", "code.malformed")]);
        }

        var locked = await LockAsync(unit, request);
        if (!locked.TryGet(out var ids, out var refusal))
        {
            return refusal;
        }

        var (survivor, merged) = ids;
        var families = await new CustomerAliases().FamiliesAsync(unit, [survivor, merged]);
        if (families[survivor].Count + families[merged].Count > IdsMax)
        {
            return new Refusal(RefusalKind.Conflict, "merge.too_many") { Detail = $"{IdsMax}" };
        }

        var rows = await ProfileStore.ReadAsync(unit, [survivor, merged]);
        await GapFilling.FillAsync(unit, rows[survivor], rows.GetValueOrDefault(merged), now);
        var made = new MadeMerge(parts.Ids.New(), survivor, merged);
        var values = new { survivor, merged, merge = made.Merge, now = Micros.Of(now), by = request.By };
        await unit.ExecuteAsync("update customer_identifiers set customer_id = @survivor where customer_id = @merged", values);
        await unit.ExecuteAsync("update customer_aliases set survivor_id = @survivor where survivor_id = @merged", values);
        await unit.ExecuteAsync(AliasSql, values);
        await unit.ExecuteAsync(MergeSql, values);
        await Duplicates.SetAsync(unit, survivor, merged, DuplicateState.Merged);
        await parts.Outbox.AddAsync(unit, parts.News("customer.merged", now, survivor,
            ("merged", PublicId.Write("cus", merged)), ("merge", PublicId.Write("mrg", made.Merge))));
        return made;
    }

    // Both are locked in the order of their ids; where one was merged while we waited, we look again.
    private static async Task<Result<(Guid Survivor, Guid Merged)>> LockAsync(DbUnit unit, MergeRequest request)
    {
        var aliases = new CustomerAliases();
        for (var look = 0; look < LooksMax; look++)
        {
            var survivors = await aliases.SurvivorsAsync(unit, [request.Survivor, request.Merged]);
            var (survivor, merged) = (survivors[request.Survivor], survivors[request.Merged]);
            if (survivor == merged)
            {
                return new Refusal(RefusalKind.Conflict, "merge.same");
            }

            foreach (var id in (Guid[])[.. new[] { survivor, merged }.Order()])
            {
                // An anonymous one has no row to be locked; that two claim her at once shows at her alias.
                var isClaimed = request.MergedIsAnonymous && id == merged;
                if (await LockedCustomer.LockAsync(unit, id) == isClaimed)
                {
                    return isClaimed ? new Refusal(RefusalKind.Conflict, "merge.claimed") : Refusals.NotFound;
                }
            }

            var again = await aliases.SurvivorsAsync(unit, [survivor, merged]);
            if (again[survivor] == survivor && again[merged] == merged)
            {
                return (survivor, merged);
            }
        }

        throw new InvalidOperationException("Customers were merged again and again while they were to be merged.");
    }

    private const string AliasSql = """
        insert into customer_aliases (alias_id, survivor_id, parent_id, merge_id, merged)
        values (@merged, @survivor, @survivor, @merge, @now)
        """;

    private const string MergeSql = """
        insert into customer_merges (customer_id, merge_id, merged_id, merged, merged_by, undone, undone_by)
        values (@survivor, @merge, @merged, @now, @by, null, null)
        """;
}
