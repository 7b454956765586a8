using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Customers.Contract;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>Orders as they are shown and searched, within what a key may see.</summary>
[Collection("orders")]
public sealed class ReadOrdersTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_is_shown_with_all_its_parts_by_id_and_by_number(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var order = Orders.Of("A-1", customer: "ana@example.com", store: "main");
        order["shipping"] = "9.90";
        order["returns"] = new JsonArray(new JsonObject
        {
            ["id"] = "r1", ["at"] = "2026-03-05T10:00:00Z", ["value"] = "10.00", ["reason"] = "damaged", ["note"] = "a crack",
        });
        order["shipments"] = new JsonArray(new JsonObject
        {
            ["id"] = "s1", ["updatedAt"] = "2026-03-04T10:00:00Z", ["promisedAt"] = "2026-03-03T10:00:00Z", ["deliveredAt"] = "2026-03-04T10:00:00Z",
        });
        var sent = await shop.PostAsync("/v1/orders", order);
        sent.Status.ShouldBe(201, sent.Text);
        var byId = await shop.GetAsync("/v1/orders/" + sent.Body!["id"]);
        byId.Status.ShouldBe(200, byId.Text);
        byId.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var shown = byId.Body!["order"]!;
        ((string)shown["number"]!).ShouldBe("A-1");
        ((string)shown["customer"]!).ShouldBe((string)sent.Body["customer"]!);
        shown["goods"]!.ToJsonString().ShouldBe("20.00");
        shown["shipping"]!.ToJsonString().ShouldBe("9.90");
        ((decimal)byId.Body["lines"]![0]!["quantity"]!).ShouldBe(2);
        ((string)byId.Body["returns"]![0]!["note"]!).ShouldBe("a crack");
        ((bool)byId.Body["shipments"]![0]!["late"]!).ShouldBeTrue();
        (await shop.GetAsync("/v1/orders?source=web&number=A-1")).Text.ShouldBe(byId.Text);
        (await shop.GetAsync("/v1/orders?source=till&number=A-1")).Code.ShouldBe("orders.not_found");
        (await shop.GetAsync("/v1/orders?source=web")).Errors.ShouldBe(["number: value.missing"]);
        (await shop.GetAsync("/v1/orders/ord_nothing")).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Pages_of_a_search_hold_every_fitting_order_once_the_latest_first(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var many = Enumerable.Range(0, 60).Select(i => (JsonNode)Orders.Of($"B-{i}", customer: $"c{i % 7}@example.com",
            store: i % 2 == 0 ? "main" : "side", at: $"2026-03-{1 + (i / 10):00}T1{i % 10}:00:00+02:00", product: i % 3 == 0 ? "TEA" : "CUP"));
        (await shop.PostAsync("/v1/orders/batch", new JsonObject { ["orders"] = new JsonArray([.. many]) })).Status.ShouldBe(200);
        (await shop.PostAsync("/v1/orders/events", new JsonObject
        {
            ["source"] = "web", ["number"] = "B-6", ["id"] = "c", ["at"] = "2026-04-01T00:00:00Z", ["status"] = "cancelled",
        })).Status.ShouldBe(200);

        (await All(shop, new JsonObject())).ShouldBe(Enumerable.Range(0, 60).Reverse().Select(i => $"B-{i}"));
        (await All(shop, new JsonObject { ["from"] = "2026-03-02", ["to"] = "2026-03-03" }))
            .ShouldBe(Enumerable.Range(10, 20).Reverse().Select(i => $"B-{i}"));
        (await All(shop, new JsonObject { ["status"] = "cancelled" })).ShouldBe(["B-6"]);
        (await All(shop, new JsonObject { ["store"] = "side", ["product"] = "TEA", ["to"] = "2026-03-01" })).ShouldBe(["B-9", "B-3"]);
        var ana = (await shop.GetAsync("/v1/orders?source=web&number=B-3")).Body!["order"]!["customer"]!;
        (await All(shop, new JsonObject { ["customer"] = ana.DeepClone() }))
            .ShouldBe(Enumerable.Range(0, 60).Where(i => i % 7 == 3).Reverse().Select(i => $"B-{i}"));
        var wrong = await shop.PostAsync("/v1/orders/search", new JsonObject
        {
            ["from"] = "yesterday", ["status"] = "lost", ["customer"] = "ana", ["limit"] = 0, ["cursor"] = "%",
        });
        wrong.Errors.ShouldBe(["from: value.day_wanted", "status: orders.status_unknown", "customer: value.id_wanted",
            "limit: value.out_of_range", "cursor: request.page_malformed"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_merged_customers_orders_are_one_list(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var (number, who, day) in new[] { ("M-1", "ana", 1), ("M-2", "eva", 2), ("M-3", "ana", 3) })
        {
            var order = Orders.Of(number, customer: $"{who}@example.com", at: $"2026-03-0{day}T10:00:00Z");
            (await shop.PostAsync("/v1/orders", order)).Status.ShouldBe(201);
        }

        var (ana, eva) = (await Orders.CustomerOf(shop, "M-1"), await Orders.CustomerOf(shop, "M-2"));
        await Orders.MergeAsync(shop, ana, eva);
        foreach (var id in new[] { ana, eva })
        {
            var first = await shop.GetAsync($"/v1/customers/{id}/orders?limit=2");
            Numbers(first.Body!).ShouldBe(["M-3", "M-2"]);
            first.Body!["orders"]!.AsArray().Select(o => (string)o!["customer"]!).ShouldAllBe(c => c == ana);
            var second = await shop.GetAsync($"/v1/customers/{id}/orders?limit=2&cursor={first.Body["next"]}");
            Numbers(second.Body!).ShouldBe(["M-1"]);
            second.Body!["next"].ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_key_of_one_store_sees_no_other_order(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ids = new Dictionary<string, string>();
        foreach (var (number, store) in new[] { ("S-1", "main"), ("S-2", "side"), ("S-3", (string?)null) })
        {
            ids[number] = (string)(await shop.PostAsync("/v1/orders", Orders.Of(number, customer: "ana@example.com", store: store))).Body!["id"]!;
        }

        using var limited = await Orders.LimitedAsync(shop, "main", "orders:read");
        Task<Reply> Get(string path) => Shop.SendAsync(limited, HttpMethod.Get, path, null);
        (await Get("/v1/orders/" + ids["S-1"])).Status.ShouldBe(200);
        foreach (var hidden in new[] { "S-2", "S-3" })
        {
            (await Get("/v1/orders/" + ids[hidden])).Status.ShouldBe(404);
            (await Get("/v1/orders?source=web&number=" + hidden)).Status.ShouldBe(404);
        }

        Numbers((await Shop.SendAsync(limited, HttpMethod.Post, "/v1/orders/search", new JsonObject())).Body!).ShouldBe(["S-1"]);
        Numbers((await Get($"/v1/customers/{await Orders.CustomerOf(shop, "S-1")}/orders")).Body!).ShouldBe(["S-1"]);
    }

    private static async Task<IReadOnlyList<string>> All(Shop shop, JsonObject search)
    {
        var all = new List<string>();
        for (string? next = null; ;)
        {
            var asked = (JsonObject)search.DeepClone();
            asked["limit"] = 7;
            asked["cursor"] = next;
            if (next is null)
            {
                asked.Remove("cursor");
            }

            var page = await shop.PostAsync("/v1/orders/search", asked);
            page.Status.ShouldBe(200, page.Text);
            all.AddRange(Numbers(page.Body!));
            next = (string?)page.Body!["next"];
            if (next is null)
            {
                return all;
            }
        }
    }

    private static IReadOnlyList<string> Numbers(JsonNode page) => [.. page["orders"]!.AsArray().Select(o => (string)o!["number"]!)];
}

/// <summary>Orders and what tests do around them.</summary>
internal static class Orders
{
    public static JsonObject Of(string number, string? customer = null, string? store = null, string at = "2026-03-01T10:00:00+02:00",
        string product = "TEA", string price = "10.00", string? currency = null)
    {
        var order = new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = at,
            ["lines"] = new JsonArray(new JsonObject { ["product"] = product, ["name"] = product + " of ours", ["quantity"] = 2, ["price"] = price }),
        };
        if (customer is not null)
        {
            order["customer"] = new JsonObject { ["email"] = customer };
        }

        if (store is not null)
        {
            order["store"] = store;
        }

        if (currency is not null)
        {
            order["currency"] = currency;
        }

        return order;
    }

    public static async Task<string> CustomerOf(Shop shop, string number) =>
        (string)(await shop.GetAsync("/v1/orders?source=web&number=" + number)).Body!["order"]!["customer"]!;

    public static Guid Id(string customer) => PublicId.TryRead("cus", customer, out var id) ? id : throw new FormatException(customer);

    public static CustomersServices Customers(Shop shop) => (CustomersServices)shop.Server.Services.GetService(typeof(CustomersServices))!;

    public static Task MergeAsync(Shop shop, string survivor, string merged) => shop.Db.WriteAsync(async unit =>
        (await Customers(shop).Merging.MergeAsync(unit, new MergeRequest(Id(survivor), Id(merged), "staff:1"),
            NodaTime.Instant.FromUtc(2026, 3, 10, 0, 0))).Succeeded.ShouldBeTrue(), TestContext.Current.CancellationToken);

    public static async Task<HttpClient> LimitedAsync(Shop shop, string store, params IReadOnlyList<string> scopes)
    {
        var made = await shop.PostAsync("/v1/keys", new JsonObject
        {
            ["name"] = "till", ["scopes"] = new JsonArray([.. scopes.Select(s => JsonValue.Create(s))]), ["stores"] = new JsonArray(store),
        });
        made.Status.ShouldBe(201, made.Text);
        var client = new HttpClient { BaseAddress = shop.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)made.Body!["key"]!);
        return client;
    }

    public static Task<long> Count(Shop shop, string sql) =>
        shop.Db.ReadAsync(unit => unit.ValueAsync<long>(sql), TestContext.Current.CancellationToken);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
