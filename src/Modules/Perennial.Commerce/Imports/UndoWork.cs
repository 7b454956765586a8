using System.Text.Json;
using NodaTime;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using OrderDraft = Perennial.Commerce.Orders.OrderDraft;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Walks an import back, some orders a unit: what it made goes, what it changed is put back, what was changed again since is
/// left and listed. Each unit takes its rows of what is to be undone away, so that a process that dies doubles nothing.
/// </summary>
internal sealed class UndoWork(ImportParts parts, ICustomerRemoval removal, Outbox outbox, IdSource ids)
{
    public const string Kind = "import_undo";
    private const int OrdersAtOnce = 500;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var job = JsonSerializer.Deserialize(run.Argument, ImportsJson.Api.ImportJob)!;
        var row = await parts.Db.ReadAsync(unit => ImportStore.FindAsync(unit, job.Import), cancellation);
        if (row is not { State: ImportState.Undoing })
        {
            return;
        }

        var total = run.Done + await parts.Db.ReadAsync(unit => unit.ValueAsync<long>(
            "select count(*) from import_undo where import_id = @id and kept = false", new { id = row.Id }), cancellation);
        for (var done = run.Done; ;)
        {
            var now = parts.Now;
            var undone = await parts.Db.WriteAsync(async unit =>
            {
                var count = await StepAsync(unit, row, now);
                await run.SaveAsync(unit, $"{done + count}", done + count, total);
                return count;
            }, cancellation);
            done += undone;
            if (undone < OrdersAtOnce)
            {
                break;
            }
        }

        await parts.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("update imports set state = 'undone', ended_at = @now, version = version + 1 where id = @id",
                new { id = row.Id, now = Micros.Of(parts.Now) });
            await run.CompleteAsync(unit, null);
        }, cancellation);
        parts.Folder.Remove(row.Id);
    }

    private async Task<int> StepAsync(DbUnit unit, ImportRow import, Instant now)
    {
        var undo = await unit.QueryAsync<Undo>(NextSql, new { import = import.Id, limit = OrdersAtOnce });
        var looks = unit.Batch();
        var places = looks.Lookup(PlacesSql, [.. undo.Select(u => u.OrderKey).Order(StringComparer.Ordinal)],
            row => (Order: row.Id(1), Customer: row.Id(2)));
        await looks.RunAsync();
        var versionsOf = unit.Batch();
        var orders = versionsOf.Ask("select id, customer_id, version from orders where customer_id = {{1}} and id = {{2}}", OrderTables.Places,
            [.. places.Select(p => new OrderPlace(p.Customer, p.Order))], row => (Order: row.Id(0), Customer: row.Id(1), Version: row.Int(2)));
        await versionsOf.RunAsync();
        var there = orders.ToDictionary(o => o.Order);

        var back = new PuttingBack(now, ids);
        var kept = new List<Undo>();
        foreach (var one in undo)
        {
            if (!there.TryGetValue(one.OrderId, out var order))
            {
                // It is gone already, with its customer.
            }
            else if (order.Version != one.Version)
            {
                kept.Add(one);
            }
            else
            {
                back.Add(one, new OrderPlace(order.Customer, one.OrderId));
            }
        }

        var writes = unit.Batch();
        back.Send(writes, outbox);
        writes.Each("update import_undo set kept = {{3}} where import_id = {{1}} and order_id = {{2}}", Keeping,
            [.. kept.Select(k => (import.Id, k.OrderId))]);
        writes.Each("delete from import_undo where import_id = {{1}} and order_id = {{2}}", Row,
            [.. undo.Except(kept).Select(u => (import.Id, u.OrderId))]);
        await writes.RunAsync();
        await unit.ExecuteAsync("update imports set put_back = put_back + @back, kept = kept + @kept, version = version + 1 where id = @id",
            new { id = import.Id, back = back.Count, kept = kept.Count });
        await RemoveCustomersAsync(unit, import, back.Left, now);
        return undo.Count;
    }

    // Whoever has no order left, and came with the import.
    private async Task RemoveCustomersAsync(DbUnit unit, ImportRow import, IReadOnlySet<Guid> left, Instant now)
    {
        var looks = unit.Batch();
        var having = looks.Lookup("select distinct customer_id from orders where customer_id {{in_keys}}", left, row => row.Id(0));
        await looks.RunAsync();
        await removal.RemoveAsync(unit, [.. left.Except(having)], new JoinSource("import:" + import.PublicId),
            import.EndedAt is { } ended ? Micros.ToInstant(ended) : now, now);
    }

    /// <summary>What of an import is to be undone.</summary>
    internal sealed class Undo
    {
        public Guid OrderId { get; set; }

        public string OrderKey { get; set; } = "";

        public int Version { get; set; }

        public string? Before { get; set; }

        public string? Waited { get; set; }
    }

    /// <summary>The rows of one unit.</summary>
    private sealed class PuttingBack(Instant now, IdSource ids)
    {
        private readonly List<OrderPlace> cleared = [];
        private readonly List<string> keysGone = [];
        private readonly List<OrderKeyRow> keys = [];
        private readonly List<StoredOrder> stored = [];
        private readonly List<WaitingRow> waiting = [];
        private readonly List<OutboxEvent> news = [];
        private readonly HashSet<Guid> left = [];

        public int Count => cleared.Count;

        /// <summary>Customers who have an order less.</summary>
        public IReadOnlySet<Guid> Left => left;

        public void Add(Undo undo, OrderPlace place)
        {
            cleared.Add(place);
            keysGone.Add(undo.OrderKey);
            var (order, customer) = (PublicId.Write("ord", place.Order), PublicId.Write("cus", place.Customer));
            if (undo.Before is null)
            {
                left.Add(place.Customer);
                waiting.AddRange((undo.Waited is null ? [] : JsonSerializer.Deserialize(undo.Waited, ImportsJson.Kept.IReadOnlyListWaitedNews)!)
                    .Select(w => new WaitingRow(undo.OrderKey, w.EventKey, w.Body, Micros.Of(now))));
                Tell($"{{\"order\":\"{order}\",\"customer\":\"{customer}\",\"version\":{undo.Version + 1},\"removed\":true}}");
                return;
            }

            var before = JsonSerializer.Deserialize(undo.Before, ImportsJson.Kept.StoredOrder)!;
            stored.Add(before with { Order = before.Order with { Version = undo.Version + 1, ChangedAt = Micros.Of(now) } });
            keys.Add(new OrderKeyRow(undo.OrderKey, place.Order, before.Order.CustomerId));
            if (before.Order.CustomerId != place.Customer)
            {
                left.Add(place.Customer);
            }

            var owner = PublicId.Write("cus", before.Order.CustomerId);
            Tell($"{{\"order\":\"{order}\",\"customer\":\"{owner}\",\"version\":{undo.Version + 1},\"was\":\"{customer}\"}}");
        }

        public void Send(DbBatch batch, Outbox outbox)
        {
            foreach (var table in ClearSql)
            {
                batch.Each(table, OrderTables.Places, cleared);
            }

            batch.Each("delete from order_keys where order_key = {{1}}", OrderTables.Key, keysGone);
            batch.Insert(OrderTables.Keys, keys);
            batch.Insert(OrderTables.Orders, [.. stored.Select(s => s.Order)]);
            batch.Insert(OrderTables.Lines, [.. stored.SelectMany(s => s.Lines.Select((l, i) => new PartOf<OrderLineRow>(PlaceOf(s), i + 1, l)))]);
            batch.Insert(OrderTables.Returns, [.. stored.SelectMany(s => s.Returns.Select(r => new PartOf<OrderReturnRow>(PlaceOf(s), 0, r)))]);
            batch.Insert(OrderTables.Shipments, [.. stored.SelectMany(s => s.Shipments.Select(p => new PartOf<ShipmentRow>(PlaceOf(s), 0, p)))]);
            batch.Insert(OrderTables.Waiting, waiting);
            outbox.Add(batch, news);
        }

        private static OrderPlace PlaceOf(StoredOrder order) => new(order.Order.CustomerId, order.Order.Id);

        private void Tell(string body) => news.Add(new OutboxEvent(ids.New(), "order.changed", body, now));

        private static readonly string[] ClearSql =
        [
            "delete from order_lines where customer_id = {{1}} and order_id = {{2}}",
            "delete from order_returns where customer_id = {{1}} and order_id = {{2}}",
            "delete from shipments where customer_id = {{1}} and order_id = {{2}}",
            "delete from orders where customer_id = {{1}} and id = {{2}}",
        ];
    }

    private static readonly DbTable<(Guid Import, Guid Order)> Row = new DbTable<(Guid Import, Guid Order)>("")
        .Id("", r => r.Import).Id("", r => r.Order);

    private static readonly DbTable<(Guid Import, Guid Order)> Keeping = new DbTable<(Guid Import, Guid Order)>("")
        .Id("", r => r.Import).Id("", r => r.Order).Bool("", _ => true);

    private const string NextSql = """
        select order_id as OrderId, order_key as OrderKey, version as Version, before as Before, waited as Waited
        from import_undo where import_id = @import and kept = false order by order_id limit @limit
        """;

    private const string PlacesSql = "select order_key, order_id, customer_id from order_keys where order_key {{in_keys}} {{for_update}}";
}
