using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>Orders that programs send: taken whole and once, or refused with the field that is wrong.</summary>
[Collection("orders")]
public sealed class SendOrdersTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_is_made_once_whatever_number_of_times_it_is_sent(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var first = await shop.PostAsync("/v1/orders", Order("A-1"));
        first.Status.ShouldBe(201, first.Text);
        ((string)first.Body!["outcome"]!).ShouldBe("created");
        var again = await shop.PostAsync("/v1/orders", Order("A-1"));
        again.Status.ShouldBe(200);
        ((string)again.Body!["outcome"]!).ShouldBe("unchanged");
        ((string)again.Body["id"]!).ShouldBe((string)first.Body["id"]!);
        var edited = await shop.PostAsync("/v1/orders", Order("A-1", price: "25.00"));
        ((string)edited.Body!["outcome"]!).ShouldBe("changed");
        ((int)edited.Body["version"]!).ShouldBe(2);
        (await Count(shop, "select count(*) from orders")).ShouldBe(1);
        (await Count(shop, "select goods from orders")).ShouldBe(5000);
        (await Count(shop, "select count(*) from order_lines")).ShouldBe(1);
        (await Count(shop, "select count(*) from outbox_events where name = 'order.changed'")).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_stored(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var order = Order(" ");
        order["placedAt"] = "2999-01-01T00:00:00Z";
        order["currency"] = "EURO";
        order["lines"]![0]!["price"] = -1_000_000_000_001m;
        order["customer"]!["email"] = "ana@example.com";
        var refused = await shop.PostAsync("/v1/orders", order);
        refused.Status.ShouldBe(422, refused.Text);
        refused.Errors.ShouldBe(
            ["number: value.missing", "placedAt: value.in_future", "currency: value.currency_wanted", "lines[0].price: value.negative"]);
        (await Count(shop, "select count(*) from orders")).ShouldBe(0);
        (await Count(shop, "select count(*) from customers")).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"number":"1","placedAt":"2026-03-01","lines":[{"price":"x"}]}""", 400, "lines[0].price: json.wrong_type")]
    [InlineData("""{"number":"1","placedAt":"yesterday","lines":[]}""", 400, "placedAt: json.wrong_type")]
    [InlineData("""{"number":"1","placedAt":"2026-03-01T00:00:00Z","lines":[],"colour":"red"}""", 400, "colour: json.unknown_field")]
    [InlineData("""{"number":"1","number":"2","placedAt":"2026-03-01T00:00:00Z","lines":[]}""", 400, "number: json.field_twice")]
    [InlineData("""{"number":"1","placedAt":"2026-03-01T00:00:00Z"}""", 400, "lines: value.missing")]
    [InlineData("""{"number":"1","placedAt":"2026-03-01T00:00:00Z","lines":null}""", 400, "lines: json.null")]
    [InlineData("""{"number":"1","placedAt":"2026-03-01T00:00:00Z","lines":[null]}""", 422, "lines[0]: json.null")]
    [InlineData("""{"number":"\u0000","placedAt":"2026-03-01T00:00:00Z","lines":[]}""", 422, "number: value.control_character")]
    [InlineData("""{"number":"\ud800","placedAt":"2026-03-01T00:00:00Z","lines":[]}""", 400, "number: json.wrong_type")]
    [InlineData("[1,2", 400, ": json.wrong_type")]
    [InlineData("null", 400, ": json.null")]
    [InlineData("", 400, ": json.not_json")]
    [InlineData("not json", 400, ": json.not_json")]
    public async Task Rubbish_is_refused_with_the_field_that_is_wrong(string body, int status, string error)
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var reply = await Reply.OfAsync(await shop.Client.PostAsync(new Uri("/v1/orders", UriKind.Relative), content,
            TestContext.Current.CancellationToken));
        reply.Status.ShouldBe(status, reply.Text);
        reply.Errors.ShouldBe([error]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_wrong_order_of_many_is_refused_alone(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var many = new JsonArray([.. Enumerable.Range(0, 100).Select(i => (JsonNode)Order($"B-{i}"))]);
        many[7]!["lines"]![0]!["quantity"] = "two";
        many[8]!["customer"]!["id"] = "cus_nobody";
        many[9]!["status"] = "lost";
        var reply = await shop.PostAsync("/v1/orders/batch", new JsonObject { ["orders"] = many });
        reply.Status.ShouldBe(200, reply.Text);
        ((int)reply.Body!["created"]!).ShouldBe(97);
        ((int)reply.Body["refused"]!).ShouldBe(3);
        var results = (JsonArray)reply.Body["results"]!;
        results.Count.ShouldBe(100);
        ((string)results[7]!["errors"]![0]!["field"]!).ShouldBe("lines[0].quantity");
        ((string)results[8]!["code"]!).ShouldStartWith("customers.");
        ((string)results[9]!["errors"]![0]!["code"]!).ShouldBe("orders.status_unknown");
        ((string)results[10]!["number"]!).ShouldBe("B-10");
        (await Count(shop, "select count(*) from orders")).ShouldBe(97);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task News_wait_for_their_order_and_count_once(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var returned = new JsonObject
        {
            ["source"] = "web", ["number"] = "C-1", ["id"] = "e1", ["at"] = "2026-03-05T10:00:00Z",
            ["return"] = new JsonObject { ["id"] = "r1", ["at"] = "2026-03-05T10:00:00Z", ["value"] = "10.00", ["reason"] = "damaged" },
        };
        for (var i = 0; i < 20; i++)
        {
            var waits = await shop.PostAsync("/v1/orders/events", returned.DeepClone());
            waits.Status.ShouldBe(202, waits.Text);
        }

        (await Count(shop, "select count(*) from waiting_order_events")).ShouldBe(1);
        (await shop.PostAsync("/v1/orders", Order("C-1"))).Status.ShouldBe(201);
        (await Count(shop, "select count(*) from waiting_order_events")).ShouldBe(0);
        (await Count(shop, "select value from order_returns")).ShouldBe(1000);
        ((string)(await shop.PostAsync("/v1/orders/events", returned)).Body!["outcome"]!).ShouldBe("unchanged");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_key_has_one_effect_and_one_answer(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.PostAsync("/v1/orders", Order("K-1"), "key-1")));
        replies.Select(r => (r.Status, r.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(201);
        replies.Count(r => r.Headers.Contains("Idempotency-Replayed")).ShouldBe(99);
        (await Count(shop, "select count(*) from orders")).ShouldBe(1);
        (await shop.PostAsync("/v1/orders", Order("K-2"), "key-1")).Status.ShouldBe(422);
        (await Count(shop, "select count(*) from orders")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_same_number_sent_at_the_same_time_by_many_is_one_order(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => shop.PostAsync("/v1/orders", Order($"S-{i % 3}"))));
        replies.ShouldAllBe(r => r.Status == 200 || r.Status == 201);
        replies.Count(r => r.Status == 201).ShouldBe(3);
        (await Count(shop, "select count(*) from orders")).ShouldBe(3);
        (await Count(shop, "select count(*) from customers")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_anonymous_order_is_claimed_by_a_version_that_names_her(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var anonymous = Order("N-1");
        anonymous.Remove("customer");
        var first = await shop.PostAsync("/v1/orders", anonymous);
        (await Count(shop, "select count(*) from customers")).ShouldBe(0);
        var claimed = await shop.PostAsync("/v1/orders", Order("N-1"));
        ((string)claimed.Body!["customer"]!).ShouldNotBe((string)first.Body!["customer"]!);
        ((string)claimed.Body["id"]!).ShouldBe((string)first.Body["id"]!);
        (await Count(shop, "select count(*) from orders where is_anonymous = false")).ShouldBe(1);
        (await Count(shop, "select count(*) from order_lines")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Ten_thousand_lines_are_one_order_and_more_are_refused(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        (await shop.PostAsync("/v1/orders", Order("L-1", lines: 10_000))).Status.ShouldBe(201);
        (await Count(shop, "select count(*) from order_lines")).ShouldBe(10_000);
        (await shop.PostAsync("/v1/orders", Order("L-2", lines: 10_001))).Errors.ShouldBe(["lines: value.too_many"]);
        (await Count(shop, "select count(*) from orders")).ShouldBe(1);
    }

    [Fact]
    public async Task What_no_figure_holds_is_refused()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var many = Order("U-1", "0.000001", lines: 2);
        (many["lines"]![0]!["quantity"], many["lines"]![1]!["quantity"]) = (999_999_999_999, 999_999_999_999);
        (await shop.PostAsync("/v1/orders", many)).Errors.ShouldBe(["lines: value.too_large"]);
        var dear = Order("U-2", "400000000000");
        dear["currency"] = "KWD";
        (await shop.PostAsync("/v1/orders", dear)).Errors.ShouldBe(["lines: value.too_large"]);
        var taxed = Order("U-3");
        (taxed["currency"], taxed["tax"]) = ("KWD", 400_000_000_000);
        (await shop.PostAsync("/v1/orders", taxed)).Errors.ShouldBe(["tax: value.too_large"]);
    }

    private static JsonObject Order(string number, string price = "10.00", int lines = 1) => new()
    {
        ["source"] = "web", ["number"] = number, ["placedAt"] = "2026-03-01T10:00:00+02:00",
        ["customer"] = new JsonObject { ["email"] = "ana@example.com" }, ["store"] = "main", ["channel"] = "web",
        ["lines"] = new JsonArray([.. Enumerable.Range(0, lines).Select(i => (JsonNode)new JsonObject
        {
            ["product"] = $"TEA-{i}", ["name"] = "Tea", ["category"] = "Drinks", ["quantity"] = 2, ["price"] = price,
        })]),
    };

    private static Task<long> Count(Shop shop, string sql) =>
        shop.Db.ReadAsync(unit => unit.ValueAsync<long>(sql), TestContext.Current.CancellationToken);
}
