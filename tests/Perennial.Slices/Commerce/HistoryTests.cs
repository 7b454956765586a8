using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Customers.Timeline;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>What a customer's time, the export of her data and its erasure hold of commerce.</summary>
[Collection("orders")]
public sealed class HistoryTests(Engines engines)
{
    private const string Canary = "canary-7f3a";
    private static readonly Instant Later = Instant.FromUtc(2026, 4, 1, 0, 0);

    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_timeline_holds_everything_of_all_her_ids_in_the_order_of_time(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Fill(shop);
        var (ana, eva) = (await Orders.CustomerOf(shop, "T-1"), await Orders.CustomerOf(shop, "T-2"));
        await Orders.MergeAsync(shop, ana, eva);
        string[] wanted =
        [
            "order.cancelled 2026-03-08 T-1", "event.custom 2026-03-07 ", "order.returned 2026-03-06 T-2",
            "order.placed 2026-03-05 T-2", "cart.ordered 2026-03-05 T-2",
            "order.late 2026-03-04 T-1", "cart.created 2026-03-03 ", "order.placed 2026-03-02 T-1", "product.viewed 2026-03-01 ",
        ];
        foreach (var (id, limit) in new[] { (ana, 50), (eva, 50), (ana, 2), (eva, 1) })
        {
            (await Timeline(shop, Orders.Id(id), limit)).ShouldBe(wanted, $"{limit} a page");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_erasure_leaves_sums_and_no_canary(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Fill(shop);
        var (ana, eva) = (await Orders.CustomerOf(shop, "T-1"), await Orders.CustomerOf(shop, "T-2"));
        await Orders.MergeAsync(shop, ana, eva);
        var privacy = Orders.Customers(shop).Privacy;
        var export = (await shop.Db.ReadAsync(unit => privacy.ExportAsync(unit, Orders.Id(ana), Later), Cancellation)).Value;
        foreach (var canary in new[] { "reason", "note", "why", "mug", "data", "subject", "event" })
        {
            export.ToJsonString().ShouldContain(Canary + canary);
        }

        var sums = await Orders.Count(shop, "select sum(goods) + sum(tax) + count(*) from orders");
        (await shop.Db.WriteAsync(unit => privacy.EraseAsync(unit, Orders.Id(eva), "staff:1", Later), Cancellation)).Succeeded.ShouldBeTrue();
        (await Orders.Count(shop, "select sum(goods) + sum(tax) + count(*) from orders")).ShouldBe(sums);
        (await Orders.Count(shop, "select count(*) from order_returns")).ShouldBe(1);
        var dump = await shop.Db.ReadAsync(Dump.AllAsync, Cancellation);
        dump.Where(t => t.Value.Any(r => r.Contains(Canary, StringComparison.Ordinal))).Select(t => t.Key).ShouldBeEmpty();
        foreach (var table in new[] { "customer_events", "holdings", "event_keys" })
        {
            dump[table].ShouldBeEmpty();
        }
    }

    private static async Task Fill(Shop shop)
    {
        var first = Orders.Of("T-1", customer: "ana@example.com", at: "2026-03-02T10:00:00Z");
        first["lines"]![0]!.AsObject().Remove("product");
        first["lines"]![0]!["name"] = Canary + "mug";
        first["shipments"] = new JsonArray(new JsonObject
        {
            ["id"] = "s", ["updatedAt"] = "2026-03-02T11:00:00Z", ["promisedAt"] = "2026-03-04T10:00:00Z",
        });
        (await shop.PostAsync("/v1/orders", first)).Status.ShouldBe(201);
        var second = Orders.Of("T-2", customer: "eva@example.com", at: "2026-03-05T10:00:00Z");
        second["returns"] = new JsonArray(new JsonObject
        {
            ["id"] = "r", ["at"] = "2026-03-06T10:00:00Z", ["value"] = "5.00", ["reason"] = Canary + "reason", ["note"] = Canary + "note",
        });
        (await shop.PostAsync("/v1/orders", second)).Status.ShouldBe(201);
        (await shop.PostAsync("/v1/orders/events", new JsonObject
        {
            ["source"] = "web", ["number"] = "T-1", ["id"] = "c", ["at"] = "2026-03-08T10:00:00Z", ["status"] = "cancelled",
            ["reason"] = Canary + "why",
        })).Status.ShouldBe(200);
        var cart = EventTests.Of("a", "cart.created", 3, subject: Canary + "subject", customer: "eva@example.com");
        var ordered = EventTests.Of("b", "cart.ordered", 5, subject: Canary + "subject");
        ordered["at"] = "2026-03-05T10:00:00Z";
        ordered["order"] = "T-2";
        var custom = EventTests.Of(Canary + "event", "custom", 7, customer: "ana@example.com");
        custom["name"] = "quiz";
        custom["data"] = new JsonObject { ["answer"] = Canary + "data" };
        var viewed = EventTests.Of("d", "product.viewed", 1, customer: "ana@example.com", product: "TEA");
        var sent = await shop.PostAsync("/v1/events", new JsonObject { ["events"] = new JsonArray(cart, ordered, custom, viewed) });
        sent.Text.ShouldContain("\"created\":4");
    }

    // What the module itself tells of customers is left aside: it is dated today.
    private static async Task<IReadOnlyList<string>> Timeline(Shop shop, Guid customer, int limit)
    {
        var all = new List<string>();
        for (ReadTimeline.Place? after = null; ;)
        {
            var page = (await shop.Db.ReadAsync(unit => ReadTimeline.HandleAsync(Orders.Customers(shop).Parts, unit,
                new ReadTimeline.Request(customer, limit, after)), Cancellation)).Value;
            all.AddRange(page.Entries.Where(e => !e.Kind.StartsWith("customer.", StringComparison.Ordinal))
                .Select(e => $"{e.Kind} {e.At:uuuu-MM-dd} {e.Arguments.GetValueOrDefault("number")}"));
            after = page.Next;
            if (after is null)
            {
                return all;
            }
        }
    }
}
