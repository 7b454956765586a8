using System.Text.Json.Nodes;
using Perennial.Commerce.ShopEvents;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>Products, their prices, and what changed around customers.</summary>
[Collection("orders")]
public sealed class ProductTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_the_shop_says_of_a_product_holds_against_lines_of_orders(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        (await shop.PostAsync("/v1/orders", Orders.Of("P-1", product: "TEA"))).Status.ShouldBe(201);
        var named = await shop.GetAsync("/v1/products/TEA");
        ((string)named.Body!["name"]!).ShouldBe("TEA of ours");
        var saved = await shop.SendAsync(HttpMethod.Put, "/v1/products/TEA", new JsonObject
        {
            ["name"] = "Șoc de ceai", ["supplier"] = "Leaf & Co",
            ["prices"] = new JsonArray(new JsonObject { ["price"] = "12.50", ["since"] = "2026-03-02T00:00:00Z" }),
        });
        saved.Status.ShouldBe(200, saved.Text);
        saved.Headers.ETag!.Tag.ShouldBe($"\"{saved.Body!["version"]}\"");
        (await shop.PostAsync("/v1/orders", Orders.Of("P-2", product: "TEA"))).Status.ShouldBe(201);
        ((string)(await shop.GetAsync("/v1/products/TEA")).Body!["name"]!).ShouldBe("Șoc de ceai");
        (await shop.GetAsync("/v1/products/TEA%20X")).Code.ShouldBe("products.not_found");
        (await shop.SendAsync(HttpMethod.Put, "/v1/products/CUP", new JsonObject { ["name"] = "Cup" })).Status.ShouldBe(201);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Products_are_found_by_name_category_and_supplier_page_by_page(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var (code, name, category, supplier) in new[]
        {
            ("1", "Ceai verde", "tea", "A"), ("2", "CEAI negru", "tea", "B"), ("3", "Cèai alb", "tea", "A"), ("4", "Cană", "cups", "A"),
            ("5", "Чай", "tea", "B"),
        })
        {
            var body = new JsonObject { ["name"] = name, ["category"] = category, ["supplier"] = supplier };
            (await shop.SendAsync(HttpMethod.Put, "/v1/products/" + code, body)).Status.ShouldBe(201);
        }

        (await Codes(shop, "name=ceai&limit=2")).ShouldBe(["3", "2", "1"]);
        (await Codes(shop, "name=CĂN")).ShouldBe(["4"]);
        (await Codes(shop, "name=%D1%87")).ShouldBe(["5"]);
        (await Codes(shop, "category=tea&limit=3")).ShouldBe(["1", "2", "3", "5"]);
        (await Codes(shop, "supplier=A&category=tea&limit=1")).ShouldBe(["1", "3"]);
        (await Codes(shop, "supplier=B")).ShouldBe(["2", "5"]);
        (await Codes(shop, "limit=2")).ShouldBe(["1", "2", "3", "4", "5"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Prices_of_newer_orders_make_the_history_and_each_change_is_found_once(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var (number, day, price) in new[]
        {
            ("1", 1, "10.00"), ("2", 2, "10.00"), ("3", 5, "12.00"), ("4", 3, "11.00"), ("5", 6, "12.00"), ("6", 8, "9.00"),
        })
        {
            (await shop.PostAsync("/v1/orders", Orders.Of("H-" + number, at: $"2026-03-0{day}T10:00:00Z", price: price))).Status.ShouldBe(201);
        }

        var prices = (await shop.GetAsync("/v1/products/TEA")).Body!["prices"]!.AsArray();
        prices.Select(p => $"{((string)p!["since"]!)[..10]} {p["price"]} {p["currency"]}")
            .ShouldBe(["2026-03-08 9 RON", "2026-03-05 12 RON", "2026-03-01 10 RON"]);

        var watch = (PriceWatch)shop.Server.Services.GetService(typeof(PriceWatch))!;
        (await watch.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(3);
        (await watch.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        (await Changes(shop)).ShouldBe(["2026-03-08 12>9", "2026-03-05 10>12"]);

        // A price between two that were known: what follows changed from it.
        (await shop.SendAsync(HttpMethod.Put, "/v1/products/TEA", new JsonObject
        {
            ["prices"] = new JsonArray(new JsonObject { ["price"] = 11, ["since"] = "2026-03-03T00:00:00Z" }),
        })).Status.ShouldBe(200);
        (await watch.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
        (await Changes(shop)).ShouldBe(["2026-03-08 12>9", "2026-03-05 11>12", "2026-03-03 10>11"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Shop_events_are_noted_found_by_days_and_taken_back(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var made = new List<string>();
        foreach (var (kind, from, to, store) in new[]
        {
            ("staff_change", "2026-03-01", "2026-03-01", "main"), ("stock_out", "2026-03-02", "2026-03-09", "side"),
            ("competitor_campaign", "2026-03-05", null, (string?)null),
        })
        {
            var body = new JsonObject { ["kind"] = kind, ["from"] = from, ["note"] = "as it was told" };
            if (to is not null)
            {
                body["to"] = to;
            }

            if (store is not null)
            {
                body["store"] = store;
            }

            var added = await shop.PostAsync("/v1/shop-events", body);
            added.Status.ShouldBe(201, added.Text);
            made.Add((string)added.Body!["id"]!);
        }

        (await Kinds(shop.Client, "")).ShouldBe(["competitor_campaign", "stock_out", "staff_change"]);
        (await Kinds(shop.Client, "?from=2026-03-06")).ShouldBe(["stock_out"]);
        (await Kinds(shop.Client, "?to=2026-03-01")).ShouldBe(["staff_change"]);
        (await Kinds(shop.Client, "?kind=stock_out")).ShouldBe(["stock_out"]);
        using var limited = await Orders.LimitedAsync(shop, "side", "orders:read", "orders:write");
        (await Kinds(limited, "")).ShouldBe(["stock_out"]);
        (await Shop.SendAsync(limited, HttpMethod.Delete, "/v1/shop-events/" + made[0], null)).Status.ShouldBe(404);
        var whole = new JsonObject { ["kind"] = "other", ["from"] = "2026-03-01" };
        (await Shop.SendAsync(limited, HttpMethod.Post, "/v1/shop-events", whole)).Status.ShouldBe(403);
        (await shop.SendAsync(HttpMethod.Delete, "/v1/shop-events/" + made[0], null)).Status.ShouldBe(204);
        (await Kinds(shop.Client, "")).ShouldBe(["competitor_campaign", "stock_out"]);
        (await shop.PostAsync("/v1/shop-events", new JsonObject { ["kind"] = "rain", ["from"] = "2026-03-05", ["to"] = "2026-03-01" })).Errors
            .ShouldBe(["kind: shop_events.kind_unknown", "to: shop_events.backwards"]);
    }

    private static async Task<IReadOnlyList<string>> Changes(Shop shop) =>
        [.. (await shop.GetAsync("/v1/shop-events?kind=price_change&product=TEA")).Body!["events"]!.AsArray()
            .Select(e => $"{e!["from"]} {e["priceBefore"]}>{e["priceAfter"]}")];

    private static async Task<IReadOnlyList<string>> Kinds(HttpClient client, string query) =>
        [.. (await Shop.SendAsync(client, HttpMethod.Get, "/v1/shop-events" + query, null)).Body!["events"]!.AsArray()
            .Select(e => (string)e!["kind"]!)];

    private static async Task<IReadOnlyList<string>> Codes(Shop shop, string query)
    {
        var codes = new List<string>();
        for (string? next = null; ;)
        {
            var page = await shop.GetAsync($"/v1/products?{query}{(next is null ? "" : "&cursor=" + next)}");
            page.Status.ShouldBe(200, page.Text);
            codes.AddRange(page.Body!["products"]!.AsArray().Select(p => (string)p!["code"]!));
            next = (string?)page.Body["next"];
            if (next is null)
            {
                return codes;
            }
        }
    }
}
