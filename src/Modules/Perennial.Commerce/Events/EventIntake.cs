using System.Runtime.InteropServices;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Commerce.Events;

/// <summary>What became of an event that was sent.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Source">Its source.</param>
/// <param name="Event">Its id there.</param>
/// <param name="Customer">Whose it is; null for a key limited to stores where it was told before and is no longer found as theirs.</param>
/// <param name="State">How the cart, the subscription or the wish stands now; null where it moves none.</param>
/// <param name="Outcome"><c>created</c>, or <c>unchanged</c> where it was told before.</param>
internal sealed record EventOutcome(string Id, string Source, string Event, string? Customer, string? State, string Outcome);

/// <summary>
/// Takes events of customers in, many at a time: one trip to the database finds what is known, one writes what is new. An
/// event of a source's id is one event; each is taken or refused by itself.
/// </summary>
internal sealed class EventIntake(ICustomerJoining joining, ICustomerAliases aliases, Outbox outbox, IdSource ids)
{
    /// <summary>Takes drafts in, within the caller's unit.</summary>
    /// <returns>What became of each, in the same order.</returns>
    public async Task<IReadOnlyList<Result<EventOutcome>>> TakeAsync(
        DbUnit unit, IReadOnlyList<EventDraft> drafts, OrderOrigin origin, Func<string?, bool> mayUse)
    {
        var (known, holdings) = await FindAsync(unit, drafts);
        var seen = await SeenAsync(unit, known, mayUse);
        var taken = new Taken(drafts.Count);
        var allowed = drafts.Select(d => IsAllowed(d, holdings, mayUse) && seen.GetValueOrDefault(d.Row.Key, true) != false).ToArray();
        List<int> fresh = [.. Enumerable.Range(0, drafts.Count).Where(i => allowed[i] && !known.ContainsKey(drafts[i].Row.Key) &&
            taken.First.TryAdd(drafts[i].Row.Key, i))];
        var writes = unit.Batch();
        List<CustomerHint> hints = [.. fresh.Select(i => drafts[i].Customer)];
        var joined = await joining.JoinAsync(unit, writes, hints, new JoinSource(origin.Origin), origin.Now);
        for (var n = 0; n < fresh.Count; n++)
        {
            Take(drafts[fresh[n]], fresh[n], joined[n], holdings, taken);
        }

        Write(writes, drafts, holdings, taken, origin);
        await writes.RunAsync();
        return [.. drafts.Select((d, i) => allowed[i]
            ? Without(Told(d, i, known, holdings, taken), seen.TryGetValue(d.Row.Key, out var isSeen) && isSeen is null)
            : new Refusal(RefusalKind.Forbidden, "access.other_store"))];
    }

    private static Result<EventOutcome> Without(Result<EventOutcome> told, bool isOfAnother) =>
        isOfAnother && told.TryGet(out var outcome, out _) ? outcome with { Customer = null } : told;

    // What belongs to a store is moved by who may use it; what belongs to none, by who may use all.
    private static bool IsAllowed(EventDraft draft, Dictionary<string, Holding> holdings, Func<string?, bool> mayUse) =>
        draft.HoldingKey is { } key && holdings.TryGetValue(key, out var holding)
            ? mayUse(holding.Store) && (draft.Row.Store is null || mayUse(draft.Row.Store))
            : mayUse(draft.Row.Store);

    // For a key that is limited to stores: whether events that were told before are theirs; null where they are another's by now.
    private static async Task<Dictionary<string, bool?>> SeenAsync(
        DbUnit unit, Dictionary<string, EventPlace> known, Func<string?, bool> mayUse)
    {
        if (mayUse(null) || known.Count == 0)
        {
            return [];
        }

        var looks = unit.Batch();
        var rows = looks.Ask("select id, store from customer_events where customer_id = {{1}} and id = {{2}}", OrderTables.Places,
            [.. known.Values.Select(k => new OrderPlace(k.Customer, k.Id))], row => (Id: row.Id(0), Store: row.TextOrNull(1)));
        await looks.RunAsync();
        var stores = rows.ToDictionary(r => r.Id, r => r.Store);
        return known.ToDictionary(k => k.Key, k => stores.TryGetValue(k.Value.Id, out var store) ? mayUse(store) : (bool?)null,
            StringComparer.Ordinal);
    }

    private void Take(EventDraft draft, int at, Result<JoinedCustomer> joined, Dictionary<string, Holding> holdings, Taken taken)
    {
        if (!joined.TryGet(out var owner, out var refusal))
        {
            taken.Refused[at] = refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = "customer." + f.Field })] };
            return;
        }

        taken.Owners[at] = owner;
        if (draft.HoldingKey is { } key)
        {
            ref var holding = ref CollectionsMarshal.GetValueRefOrAddDefault(holdings, key, out _);
            holding ??= new Holding { Id = ids.New(), Kind = draft.Type.Holding!, Source = draft.Row.Source, Subject = draft.Row.Subject! };
            holding.Take(owner, draft.Row.HappenedAt);
            holding.Take(draft.Type, draft.Row);
        }
    }

    private static Result<EventOutcome> Told(
        EventDraft draft, int at, Dictionary<string, EventPlace> known, Dictionary<string, Holding> holdings, Taken taken)
    {
        var holding = draft.HoldingKey is { } key ? holdings.GetValueOrDefault(key) : null;
        var state = holding is null ? null : EventTypes.NameOf(holding.Kind, holding.State);
        if (!known.TryGetValue(draft.Row.Key, out var place))
        {
            var first = taken.First[draft.Row.Key];
            if (taken.Refused[first] is { } refusal)
            {
                return refusal;
            }

            place = new EventPlace(draft.Row.Key, taken.Rows[first]!.CustomerId, taken.Rows[first]!.Id);
            if (first == at)
            {
                return Of("created");
            }
        }

        return Of("unchanged");

        EventOutcome Of(string outcome) => new(PublicId.Write("evt", place.Id), draft.Row.Source, draft.Row.EventId,
            PublicId.Write("cus", holding is { IsAnonymous: false } && outcome == "unchanged" ? holding.Customer : place.Customer), state, outcome);
    }

    private async Task<(Dictionary<string, EventPlace> Known, Dictionary<string, Holding> Holdings)> FindAsync(
        DbUnit unit, IReadOnlyList<EventDraft> drafts)
    {
        // In one order everywhere, so that two units that lock the same rows do not lock them crosswise.
        string[] keys = [.. drafts.Select(d => d.Row.Key).Concat(drafts.Select(d => d.HoldingKey).OfType<string>())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var looks = unit.Batch();
        var found = looks.Lookup(KeysSql, keys, row => new EventPlace(row.Text(0), row.Id(1), row.Id(2)));
        await looks.RunAsync();
        var holdingKeys = drafts.Select(d => d.HoldingKey).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var parts = unit.Batch();
        var rows = parts.Ask(HoldingSql, OrderTables.Places,
            [.. found.Where(f => holdingKeys.Contains(f.Key)).Select(f => new OrderPlace(f.Customer, f.Id))], HoldingRow.Read);
        await parts.RunAsync();
        var survivors = await aliases.SurvivorsAsync(unit, [.. rows.Select(r => r.CustomerId).Distinct()]);
        var holdings = new Dictionary<string, Holding>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var holding = holdings[EventKeys.OfHolding(row.Kind, row.Source, row.Subject)] = Holding.Stored(row);
            holding.Survivor = survivors[row.CustomerId];
        }

        return (found.Where(f => !holdingKeys.Contains(f.Key)).ToDictionary(f => f.Key, StringComparer.Ordinal), holdings);
    }

    private void Write(DbBatch writes, IReadOnlyList<EventDraft> drafts, Dictionary<string, Holding> holdings, Taken taken, OrderOrigin origin)
    {
        var now = Micros.Of(origin.Now);
        List<(string Key, Holding Holding)> changed = [.. holdings.Where(h => h.Value.IsChanged).OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => (h.Key, h.Value))];
        changed.ForEach(c => c.Holding.Version++);
        for (var i = 0; i < drafts.Count; i++)
        {
            if (taken.Owners[i] is { } owner)
            {
                // Who is not named is whoever has the cart, once everything is known.
                var whose = owner.IsAnonymous && drafts[i].HoldingKey is { } key ? holdings[key].Customer : owner.Customer;
                taken.Rows[i] = drafts[i].Row with { CustomerId = whose, Id = ids.New() };
            }
        }

        List<EventRow> rows = [.. taken.Rows.OfType<EventRow>()];
        var moved = changed.Where(c => c.Holding.StoredUnder is { } was && was != c.Holding.Customer).ToList();

        // An anonymous id is of one cart alone: what came before she was known is hers.
        writes.Each(MoveEventsSql, Moves, [.. moved.Where(m => m.Holding.WasAnonymous)
            .Select(m => (m.Holding.StoredUnder!.Value, m.Holding.Customer))]);
        writes.Each("delete from holdings where customer_id = {{1}} and id = {{2}}", OrderTables.Places,
            [.. changed.Where(c => c.Holding.StoredUnder is not null).Select(c => new OrderPlace(c.Holding.StoredUnder!.Value, c.Holding.Id))]);
        writes.Each("update event_keys set customer_id = {{2}} where event_key = {{1}}", MovedKeys,
            [.. moved.Select(m => (m.Key, m.Holding.Customer))]);
        writes.Insert(EventPlace.Table, [.. changed.Where(c => c.Holding.StoredUnder is null)
            .Select(c => new EventPlace(c.Key, c.Holding.Customer, c.Holding.Id)), .. rows.Select(r => new EventPlace(r.Key, r.CustomerId, r.Id))]);
        writes.Insert(HoldingRow.Table, [.. changed.Select(c => HoldingRow.Of(c.Holding, now))]);
        writes.Insert(EventRow.Table, rows);
        outbox.Add(writes, [.. changed.Select(c => new OutboxEvent(ids.New(), c.Holding.Kind + ".changed", BodyOf(c.Holding), origin.Now))]);
    }

    private static string BodyOf(Holding holding) =>
        $"{{\"{holding.Kind}\":\"{PublicId.Write("hld", holding.Id)}\",\"customer\":\"{PublicId.Write("cus", holding.Customer)}\"," +
        $"\"state\":\"{EventTypes.NameOf(holding.Kind, holding.State)}\",\"version\":{holding.Version}}}";

    /// <summary>What one run of the unit came to, by draft.</summary>
    private sealed class Taken(int count)
    {
        public Dictionary<string, int> First { get; } = new(StringComparer.Ordinal);

        public JoinedCustomer?[] Owners { get; } = new JoinedCustomer?[count];

        public Refusal?[] Refused { get; } = new Refusal?[count];

        public EventRow?[] Rows { get; } = new EventRow?[count];
    }

    private static readonly DbTable<(Guid From, Guid To)> Moves = new DbTable<(Guid From, Guid To)>("").Id("", m => m.From).Id("", m => m.To);

    private static readonly DbTable<(string Key, Guid To)> MovedKeys = new DbTable<(string Key, Guid To)>("").Text("", m => m.Key).Id("", m => m.To);

    private const string KeysSql = "select event_key, customer_id, id from event_keys where event_key {{in_keys}} {{for_update}}";

    private const string HoldingSql = $"select {HoldingRow.Columns} from holdings where customer_id = {{{{1}}}} and id = {{{{2}}}}";

    private const string MoveEventsSql = "update customer_events set customer_id = {{2}} where customer_id = {{1}}";
}
