using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>What customers do besides ordering: told once or often, in any order, it is there once.</summary>
[Collection("orders")]
public sealed class EventTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_cart_that_was_nobodys_is_hers_with_its_past_once_she_is_named(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var first = await shop.PostAsync("/v1/events", Of("e1", "cart.created", 1, subject: "77", value: "30.00"));
        first.Status.ShouldBe(201, first.Text);
        ((string)first.Body!["state"]!).ShouldBe("open");
        (await Orders.Count(shop, "select count(*) from customers")).ShouldBe(0);
        var named = await shop.PostAsync("/v1/events", Of("e3", "cart.abandoned", 3, subject: "77", customer: "ana@example.com"));
        ((string)named.Body!["state"]!).ShouldBe("abandoned");
        ((string)named.Body["customer"]!).ShouldNotBe((string)first.Body["customer"]!);
        var late = await shop.PostAsync("/v1/events", Of("e2", "cart.changed", 2, subject: "77", value: "45.50"));
        ((string)late.Body!["state"]!).ShouldBe("abandoned");
        var again = await shop.PostAsync("/v1/events", Of("e1", "cart.created", 1, subject: "77", value: "30.00"));
        again.Status.ShouldBe(200);
        ((string)again.Body!["outcome"]!).ShouldBe("unchanged");
        ((string)again.Body["customer"]!).ShouldBe((string)named.Body["customer"]!);
        var holdings = (await shop.GetAsync($"/v1/customers/{named.Body["customer"]}/holdings")).Body!["holdings"]!.AsArray();
        holdings.Count.ShouldBe(1);
        holdings[0]!["value"]!.ToJsonString().ShouldBe("45.50");
        var events = (await shop.GetAsync($"/v1/customers/{named.Body["customer"]}/events")).Body!["events"]!.AsArray();
        events.Select(e => (string)e!["event"]!).ShouldBe(["e3", "e2", "e1"]);
        (await Orders.Count(shop, "select count(*) from outbox_events where name = 'cart.changed'")).ShouldBe(3);
        (await Orders.Count(shop, "select count(*) from event_keys")).ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Many_events_are_taken_together_and_a_wrong_one_is_refused_alone(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var events = new JsonArray([.. Enumerable.Range(0, 500).Select(i => (JsonNode)Of($"v{i}", "product.viewed", 1 + (i % 9),
            customer: $"c{i % 20}@example.com", product: $"P-{i % 7}"))]);
        events[3]!["type"] = "product.tasted";
        events[4]!.AsObject().Remove("product");
        events[5]!["customer"] = new JsonObject { ["id"] = "cus_nobody" };
        events[6]!["at"] = "2999-01-01T00:00:00Z";
        events.Add(events[7]!.DeepClone());
        var reply = await shop.PostAsync("/v1/events", new JsonObject { ["events"] = events });
        reply.Status.ShouldBe(200, reply.Text);
        ((int)reply.Body!["created"]!, (int)reply.Body["unchanged"]!, (int)reply.Body["refused"]!).ShouldBe((496, 1, 4));
        var results = reply.Body["results"]!.AsArray();
        ((string)results[3]!["errors"]![0]!["code"]!).ShouldBe("events.type_unknown");
        ((string)results[4]!["errors"]![0]!["field"]!).ShouldBe("product");
        ((string)results[5]!["errors"]![0]!["field"]!).ShouldBe("customer.id");
        ((string)results[6]!["errors"]![0]!["code"]!).ShouldBe("value.in_future");
        (await Orders.Count(shop, "select count(*) from customer_events")).ShouldBe(496);
        (await Orders.Count(shop, "select count(*) from customers")).ShouldBe(20);
        (await shop.PostAsync("/v1/events", new JsonObject { ["events"] = new JsonArray() })).Errors.ShouldBe(["events: orders.too_many_or_none"]);
        (await shop.PostAsync("/v1/events", new JsonObject { ["id"] = "1" })).Errors.ShouldBe(["type: value.missing", "at: value.missing"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_subscription_told_by_many_at_once_is_one_and_keeps_its_terms(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var told = new[]
        {
            Of("s1", "subscription.started", 1, subject: "S", customer: "ana@example.com", from: "2025-03-01", until: "2026-02-28"),
            Of("s2", "subscription.renewed", 2, subject: "S", from: "2026-03-01", until: "2027-02-28"),
            Of("s3", "subscription.paused", 3, subject: "S"), Of("s4", "subscription.resumed", 4, subject: "S"),
            Of("s5", "subscription.cancelled", 5, subject: "S"),
        };
        var replies = await Task.WhenAll(told.Concat(told).Select(e => shop.PostAsync("/v1/events", e.DeepClone())));
        replies.ShouldAllBe(r => r.Status == 200 || r.Status == 201);
        replies.Count(r => r.Status == 201).ShouldBe(5);
        var ana = (string)(await shop.PostAsync("/v1/events", Of("v", "visit", 1, customer: "ana@example.com"))).Body!["customer"]!;
        var one = (await shop.GetAsync($"/v1/customers/{ana}/holdings?kind=subscription")).Body!["holdings"]!.AsArray().ShouldHaveSingleItem()!;
        ($"{one["state"]} {one["from"]} {one["until"]}").ShouldBe("cancelled 2026-03-01 2027-02-28");
        (await Orders.Count(shop, "select count(*) from customer_events where until_day is not null")).ShouldBe(2);
        (await shop.GetAsync($"/v1/customers/{ana}/holdings?kind=cart")).Body!["holdings"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_key_of_one_store_moves_and_sees_nothing_of_another(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var cart = Of("m1", "cart.created", 1, subject: "1", customer: "ana@example.com");
        cart["store"] = "main";
        var ana = (string)(await shop.PostAsync("/v1/events", cart)).Body!["customer"]!;
        using var limited = await Orders.LimitedAsync(shop, "side", "orders:write", "orders:read");
        Task<Reply> Post(JsonObject body) => Shop.SendAsync(limited, HttpMethod.Post, "/v1/events", body);
        var own = Of("m2", "visit", 2, customer: "ana@example.com");
        (await Post((JsonObject)own.DeepClone())).Code.ShouldBe("access.other_store");
        own["store"] = "side";
        (await Post(own)).Status.ShouldBe(201);
        var taken = Of("m3", "cart.abandoned", 3, subject: "1");
        taken["store"] = "side";
        (await Post(taken)).Code.ShouldBe("access.other_store");
        var seen = await Shop.SendAsync(limited, HttpMethod.Get, $"/v1/customers/{ana}/events", null);
        seen.Body!["events"]!.AsArray().Select(e => (string)e!["event"]!).ShouldBe(["m2"]);
        (await Shop.SendAsync(limited, HttpMethod.Get, $"/v1/customers/{ana}/holdings", null)).Body!["holdings"]!.AsArray().ShouldBeEmpty();
    }

    internal static JsonObject Of(string id, string type, int day, string? subject = null, string? customer = null, string? product = null,
        string? value = null, string? from = null, string? until = null)
    {
        var body = new JsonObject { ["source"] = "web", ["id"] = id, ["type"] = type, ["at"] = $"2026-03-0{day}T12:00:00Z" };
        foreach (var (name, text) in new[] { ("subject", subject), ("product", product), ("value", value), ("from", from), ("until", until) })
        {
            if (text is not null)
            {
                body[name] = text;
            }
        }

        if (customer is not null)
        {
            body["customer"] = new JsonObject { ["email"] = customer };
        }

        return body;
    }
}
