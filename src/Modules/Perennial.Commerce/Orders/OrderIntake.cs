using System.Runtime.InteropServices;
using System.Text.Json;
using Perennial.Commerce.Api;
using Perennial.Commerce.Products;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Orders;

/// <summary>
/// Takes orders and news of them in, many at a time: one trip to the database finds what is known, one writes what is new.
/// Each order is taken whole or refused by itself.
/// </summary>
internal sealed class OrderIntake(ICustomerJoining joining, ICustomerAliases aliases, Outbox outbox, IdSource ids, ProductsAtHand products)
{
    /// <summary>Takes drafts in, within the caller's unit.</summary>
    /// <param name="unit">The unit; it may run more than once.</param>
    /// <param name="drafts">Orders and news, in the order in which they came.</param>
    /// <param name="origin">Where they come from.</param>
    /// <param name="mayUse">Whether the caller may write to an order of a store.</param>
    /// <param name="watch">Sees each draft beside what is known, and what was changed; null for nobody.</param>
    /// <returns>What became of each, in the same order.</returns>
    public async Task<IReadOnlyList<Result<OrderOutcome>>> TakeAsync(
        DbUnit unit, IReadOnlyList<OrderDraft> drafts, OrderOrigin origin, Func<string?, bool> mayUse, IIntakeWatch? watch = null)
    {
        var now = Micros.Of(origin.Now);
        var writes = unit.Batch();
        var states = await FindAsync(unit, drafts, origin);
        var allowed = drafts.Select(d => IsAllowed(d, states[d.Key], mayUse)).ToArray();

        // Nobody is made known by an order that is refused.
        List<int> named = [.. Enumerable.Range(0, drafts.Count).Where(i => allowed[i] && drafts[i].Content is not null)];
        var joined = await joining.JoinAsync(unit, writes, [.. named.Select(i => drafts[i].Customer)], new JoinSource(origin.Origin), origin.Now);
        var owners = new Result<JoinedCustomer>?[drafts.Count];
        for (var i = 0; i < named.Count; i++)
        {
            owners[named[i]] = joined[i];
        }

        var outcomes = new Result<OrderOutcome>[drafts.Count];
        for (var i = 0; i < drafts.Count; i++)
        {
            outcomes[i] = !allowed[i] ? new Refusal(RefusalKind.Forbidden, "access.other_store")
                : owners[i]?.Refusal is { } refusal ? OfCustomer(refusal)
                : Take(watch?.Fit(drafts[i], states[drafts[i].Key]) ?? drafts[i], owners[i]?.Value, states[drafts[i].Key], now);
        }

        // No product either.
        Write(writes, states.Values, [.. drafts.Where((_, i) => outcomes[i].Succeeded)], now, origin, watch);
        await writes.RunAsync();
        return [.. outcomes.Select((o, i) => o.Succeeded ? Told(o.Value, states[drafts[i].Key].State) : o)];
    }

    private static bool IsAllowed(OrderDraft draft, Known known, Func<string?, bool> mayUse) =>
        (draft.Content is not { } wanted || mayUse(wanted.Store)) && (known.State?.Content is not { } there || mayUse(there.Store)) &&
        (draft.Content is not null || known.State is not null || mayUse(null));

    private static Refusal OfCustomer(Refusal refusal) =>
        refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = "customer." + f.Field })] };

    private OrderOutcome Take(OrderDraft draft, JoinedCustomer? owner, Known known, long now)
    {
        if (known.State is null && draft.Content is null)
        {
            known.Waiting.Add(draft);
            return new OrderOutcome(null, draft.Source, draft.Number, null, "waiting", 0);
        }

        var isNew = known.State is null;
        var state = known.State ??= new OrderState { Id = ids.New(), Source = draft.Source, Number = draft.Number, RecordedAt = now };
        var before = state.Changes;
        draft.ApplyTo(state, owner);
        if (isNew)
        {
            known.Earlier.ForEach(e => e.ApplyTo(state, null));
            known.Waiting.ForEach(e => e.ApplyTo(state, null));
            known.Waiting.Clear();
        }

        return new OrderOutcome(PublicId.Write("ord", state.Id), draft.Source, draft.Number, null,
            isNew ? "created" : state.Changes > before ? "changed" : "unchanged", 0);
    }

    // The version and the customer are settled once all drafts of an order were taken.
    private static OrderOutcome Told(OrderOutcome outcome, OrderState? state) => state is null
        ? outcome
        : outcome with { Id = PublicId.Write("ord", state.Id), Customer = PublicId.Write("cus", state.Customer), Version = state.Version };

    private async Task<Dictionary<string, Known>> FindAsync(DbUnit unit, IReadOnlyList<OrderDraft> drafts, OrderOrigin origin)
    {
        var states = new Dictionary<string, Known>(drafts.Count, StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(states, draft.Key, out _) ??= new Known();
        }

        // In one order everywhere, so that two units that lock the same rows do not lock them crosswise.
        string[] keys = [.. states.Keys.Order(StringComparer.Ordinal)];
        var looks = unit.Batch();
        var found = looks.Lookup(KeysSql, keys, row => new OrderKeyRow(row.Text(0), row.Id(1), row.Id(2)));
        var waiting = looks.Lookup(WaitingSql, keys, row => (Key: row.Text(0), Body: row.Text(1)));
        await looks.RunAsync();
        foreach (var (key, body) in waiting)
        {
            states[key].Earlier.Add(ReadWaiting(body, origin));
        }

        if (found.Count > 0)
        {
            await LoadAsync(unit, found, states, aliases);
        }

        return states;
    }

    // Read before it was kept, so that it can be read again.
    private static OrderDraft ReadWaiting(string body, OrderOrigin origin) =>
        new OrderDrafting(origin).Read(JsonSerializer.Deserialize(body, CommerceJson.Api.OrderEventBody)!, body).Value;

    private static async Task LoadAsync(DbUnit unit, IReadOnlyList<OrderKeyRow> found, Dictionary<string, Known> states,
        ICustomerAliases aliases)
    {
        var stored = await KeptOrder.ReadAsync(unit, [.. found.Select(f => new OrderPlace(f.Customer, f.Order))]);
        var survivors = await aliases.SurvivorsAsync(unit, [.. stored.Where(s => !s.Row.IsAnonymous).Select(s => s.Row.CustomerId).Distinct()]);
        foreach (var (row, lines, returns, shipments) in stored)
        {
            var state = states[OrderDraft.KeyOf(row.Source, row.Number)].State = OrderState.Stored(row, lines, returns, shipments);
            state.Survivor = survivors.GetValueOrDefault(row.CustomerId, row.CustomerId);
        }
    }

    private void Write(DbBatch writes, IEnumerable<Known> states, IReadOnlyList<OrderDraft> drafts, long now, OrderOrigin origin,
        IIntakeWatch? watch)
    {
        var work = new Writing(now);
        foreach (var known in states)
        {
            work.Add(known);
        }

        work.Send(writes);
        watch?.Add(writes, work.Changed);
        products.Write(writes, drafts, now);
        outbox.Add(writes, [.. work.Changed.Select(s => new OutboxEvent(ids.New(), "order.changed", BodyOf(s), origin.Now))]);
    }

    private static string BodyOf(OrderState state)
    {
        var customer = PublicId.Write("cus", state.Customer);
        var was = state.StoredUnder is { } before && before != state.Customer ? $",\"was\":\"{PublicId.Write("cus", before)}\"" : "";
        return $"{{\"order\":\"{PublicId.Write("ord", state.Id)}\",\"customer\":\"{customer}\",\"version\":{state.Version}{was}}}";
    }

    /// <summary>What is known of one key while its drafts are taken.</summary>
    internal sealed class Known
    {
        public OrderState? State { get; set; }

        /// <summary>News that came before the order did, and were kept.</summary>
        public List<OrderDraft> Earlier { get; } = [];

        /// <summary>News of this call that have to wait.</summary>
        public List<OrderDraft> Waiting { get; } = [];
    }

    /// <summary>The rows of one unit, table by table.</summary>
    private sealed class Writing(long now)
    {
        private readonly List<OrderKeyRow> keys = [];
        private readonly List<OrderKeyRow> movedKeys = [];
        private readonly List<OrderRow> orders = [];
        private readonly List<PartOf<OrderLineRow>> lines = [];
        private readonly List<PartOf<OrderReturnRow>> returns = [];
        private readonly List<PartOf<ShipmentRow>> shipments = [];
        private readonly List<OrderPlace> cleared = [];
        private readonly List<OrderPlace> rewritten = [];
        private readonly List<WaitingRow> waiting = [];
        private readonly List<string> takenIn = [];

        public List<OrderState> Changed { get; } = [];

        public void Add(Known known)
        {
            waiting.AddRange(known.Waiting.Select(w => new WaitingRow(w.Key, w.Event!.Value.Key, w.Event.Value.Body, now)));
            if (known.State is not { NeedsWriting: true } state)
            {
                return;
            }

            if (state.IsChanged)
            {
                state.Version++;
                Changed.Add(state);
            }

            var place = new OrderPlace(state.Customer, state.Id);
            var key = new OrderKeyRow(OrderDraft.KeyOf(state.Source, state.Number), state.Id, place.Customer);
            if (state.StoredUnder is not { } before)
            {
                keys.Add(key);
                takenIn.AddRange(known.Earlier.Count > 0 ? [key.Key] : []);
            }
            else
            {
                (state.PartsChanged ? cleared : rewritten).Add(new OrderPlace(before, state.Id));
                if (before != place.Customer)
                {
                    movedKeys.Add(key);
                }
            }

            orders.Add(OrderRow.Of(state, now));
            if (state.StoredUnder is null || state.PartsChanged)
            {
                lines.AddRange(state.Content!.Lines.Select((l, i) => new PartOf<OrderLineRow>(place, i + 1, l)));
                returns.AddRange(state.Returns.Values.Select(r => new PartOf<OrderReturnRow>(place, 0, r)));
                shipments.AddRange(state.Shipments.Values.Select(s => new PartOf<ShipmentRow>(place, 0, s)));
            }
        }

        public void Send(DbBatch batch)
        {
            foreach (var table in (string[])["delete from order_lines where customer_id = {{1}} and order_id = {{2}}",
                "delete from order_returns where customer_id = {{1}} and order_id = {{2}}",
                "delete from shipments where customer_id = {{1}} and order_id = {{2}}"])
            {
                batch.Each(table, OrderTables.Places, cleared);
            }

            batch.Each("delete from orders where customer_id = {{1}} and id = {{2}}", OrderTables.Places, [.. cleared, .. rewritten]);
            batch.Each("update order_keys set customer_id = {{2}} where order_key = {{1}}", MovedKey, movedKeys);
            batch.Each("delete from waiting_order_events where order_key = {{1}}", OrderTables.Key, takenIn);
            batch.Insert(OrderTables.Keys, keys);
            batch.Insert(OrderTables.Orders, orders);
            batch.Insert(OrderTables.Lines, lines);
            batch.Insert(OrderTables.Returns, returns);
            batch.Insert(OrderTables.Shipments, shipments);
            batch.Insert(OrderTables.Waiting, waiting);
        }

        private static readonly DbTable<OrderKeyRow> MovedKey = new DbTable<OrderKeyRow>("").Text("", k => k.Key).Id("", k => k.Customer);
    }

    private const string KeysSql = "select order_key, order_id, customer_id from order_keys where order_key {{in_keys}} {{for_update}}";

    private const string WaitingSql = "select order_key, body from waiting_order_events where order_key {{in_keys}}";
}

/// <summary>Looks on while orders are taken in.</summary>
internal interface IIntakeWatch
{
    /// <summary>What a draft becomes beside what is known of its order; told before anything of it is taken.</summary>
    OrderDraft Fit(OrderDraft draft, OrderIntake.Known known);

    /// <summary>Adds what is to be written beside the orders that were made or changed.</summary>
    void Add(DbBatch writes, IReadOnlyList<OrderState> changed);
}
