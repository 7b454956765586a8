using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Commerce.Api;
using Perennial.Commerce.Events;
using Perennial.Commerce.Imports;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.History;

/// <summary>
/// What the module knows of a person. Erased, orders stay for the sums and lose every free text; events, carts, subscriptions
/// and wishes go.
/// </summary>
internal sealed class CommercePersonalData : IPersonalData
{
    private const int EventsAtOnce = 5_000;
    private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public async Task<IReadOnlyList<KeyValuePair<string, JsonNode>>> ExportAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var batch = unit.Batch();
        var places = batch.Lookup("select customer_id, id from orders where customer_id {{in_keys}}", customers.ToHashSet(),
            row => new OrderPlace(row.Id(0), row.Id(1)));
        await batch.RunAsync();
        var orders = await KeptOrder.ReadAsync(unit, places);
        var events = new JsonArray();
        await foreach (var row in EventsAsync(unit, customers))
        {
            events.Add(JsonSerializer.SerializeToNode(ReadEvents.EventView.Of(row), CommerceJson.Api.EventView));
        }

        return
        [
            new("orders", new JsonArray([.. orders.OrderBy(o => o.Row.PlacedAt).ThenBy(o => o.Row.Number, StringComparer.Ordinal)
                .Select(o => JsonSerializer.SerializeToNode(OrderView.Of(o, customers[0], long.MinValue), CommerceJson.Api.OrderView))])),
            new("events", events),
            new("holdings", new JsonArray([.. (await ReadEvents.HoldingsOfAsync(unit, customers.ToHashSet()))
                .Select(h => JsonSerializer.SerializeToNode(ReadEvents.HoldingView.Of(h), CommerceJson.Api.HoldingView))])),
        ];
    }

    public async Task EraseAsync(DbUnit unit, ErasedPerson person, Instant now)
    {
        var customers = person.Customers;
        await ImportErasure.EraseAsync(unit, person);
        var keys = new List<string>();
        await foreach (var row in EventsAsync(unit, customers))
        {
            keys.Add(row.Key);
        }

        keys.AddRange((await ReadEvents.HoldingsOfAsync(unit, customers.ToHashSet())).Select(h => EventKeys.OfHolding(h.Kind, h.Source, h.Subject)));
        var writes = unit.Batch();
        writes.Each("delete from event_keys where event_key = {{1}}", OrderTables.Key, keys);
        foreach (var sql in EraseSql)
        {
            writes.Each(sql, Customer, customers);
        }

        await writes.RunAsync();
    }

    private static async IAsyncEnumerable<EventRow> EventsAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var before = new ReadEvents.EventsBefore(long.MaxValue, Highest, long.MinValue, EventsAtOnce);
        IReadOnlyList<EventRow> rows;
        do
        {
            rows = await ReadEvents.EventsOfAsync(unit, customers, before);
            foreach (var row in rows)
            {
                yield return row;
                before = before with { At = row.HappenedAt, Id = row.Id };
            }
        }
        while (rows.Count == EventsAtOnce);
    }

    private static readonly DbTable<Guid> Customer = new DbTable<Guid>("").Id("", id => id);

    // A line's name can be hers as well, on a mug; what the product is called stands with the products.
    private static readonly string[] EraseSql =
    [
        "delete from customer_events where customer_id = {{1}}",
        "delete from holdings where customer_id = {{1}}",
        "update orders set status_reason = null where customer_id = {{1}}",
        "update order_lines set name = null where customer_id = {{1}}",
        "update order_returns set reason = null, note = null where customer_id = {{1}}",
    ];
}
