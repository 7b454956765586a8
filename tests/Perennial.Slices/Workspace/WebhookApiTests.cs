using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Workspace;

/// <summary>Webhooks by HTTP, with the loops of the server running.</summary>
[Collection("staff")]
public sealed class WebhookApiTests(Engines engines)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_and_its_customer_reach_the_receiver_signed_and_without_personal_data(DbEngine engine)
    {
        await using var sink = await Sink.StartAsync();
        await using var shop = await Shop.OpenAsync(engines, engine, TimeProvider.System, "--webhooks-allow", "203.0.113.1:80, " + sink.HostAndPort);
        var made = await shop.PostAsync("/v1/webhooks", Wish(sink.Url, "order.changed", "customer.created"));
        made.Status.ShouldBe(201, made.Text);
        var north = Wish(sink.Url + "/north", "*");
        north["stores"] = new JsonArray("north");
        (await shop.PostAsync("/v1/webhooks", north)).Status.ShouldBe(201);
        var order = await shop.PostAsync("/v1/orders", Order("W-1", "south"));
        order.Status.ShouldBe(201, order.Text);
        (await shop.PostAsync("/v1/orders", Order("W-2", "north"))).Status.ShouldBe(201);
        await UntilAsync(() => Task.FromResult(sink.All.Count == 4));

        sink.All.ShouldAllBe(r => !r.Body.Contains("ana", StringComparison.OrdinalIgnoreCase));
        var ours = sink.All.Where(r => r.Path == "/hooks").ToList();
        ours.ShouldAllBe(r => WebhookShop.Verifies(r, (string)made.Body!["secret"]!));
        ours.Select(r => (string)JsonNode.Parse(r.Body)!["type"]!).Order(StringComparer.Ordinal)
            .ShouldBe(["customer.created", "order.changed", "order.changed"]);
        JsonNode.Parse(ours.Single(r => r.Body.Contains("customer.created")).Body)!["data"]!.ToJsonString()
            .ShouldBe(new JsonObject { ["customer"] = (string)order.Body!["customer"]! }.ToJsonString());
        var told = JsonNode.Parse(ours.Single(r => r.Body.Contains("W-1")).Body)!["data"]!;
        JsonNode.DeepEquals(told, JsonNode.Parse($$"""
            {"placedAt":"2026-03-01T10:00:00+00:00","test":false,"store":"south","channel":"web","currency":"RON",
             "goods":"19.50",
             "discount":"0.50","tax":"0.00","taxIncluded":true,"shipping":"0.00","lines":1,
             "id":"{{order.Body["id"]}}","source":"web","number":"W-1",
             "status":"placed","version":1,"customer":"{{order.Body["customer"]}}","anonymous":false}
            """)).ShouldBeTrue(told.ToJsonString());
        JsonNode.Parse(sink.All.Single(r => r.Path == "/hooks/north").Body)!["data"]!["number"]!.GetValue<string>().ShouldBe("W-2");

        // The receiver has it a moment before that is written down.
        var id = (string)made.Body!["webhook"]!["id"]!;
        await UntilAsync(async () => (await shop.GetAsync($"/v1/webhooks/{id}/deliveries?state=delivered")).Body!
            ["deliveries"]!.AsArray().Count == 3);
        var page = (await shop.GetAsync($"/v1/webhooks/{id}/deliveries?limit=2&state=delivered")).Body!;
        page["deliveries"]!.AsArray().Count.ShouldBe(2);
        (await shop.GetAsync($"/v1/webhooks/{id}/deliveries?limit=2&cursor={page["next"]}")).Body!["deliveries"]!.AsArray().Count.ShouldBe(1);
        var delivery = (string)page["deliveries"]![0]!["id"]!;
        ((int)(await shop.GetAsync($"/v1/webhooks/deliveries/{delivery}/attempts")).Body!["attempts"]!.AsArray().Single()!["status"]!).ShouldBe(200);
        ((int)(await shop.SendAsync(HttpMethod.Post, $"/v1/webhooks/deliveries/{delivery}/replay", null)).Body!["count"]!).ShouldBe(1);
        var tested = await shop.SendAsync(HttpMethod.Post, $"/v1/webhooks/{id}/test", null);
        tested.Status.ShouldBe(202, tested.Text);
        await UntilAsync(() => Task.FromResult(sink.All.Count == 6));
        sink.All.Count(r => r.Id == delivery).ShouldBe(2);
        sink.All.Single(r => r.Id == (string)tested.Body!["delivery"]!).Body.ShouldContain("\"type\":\"webhook.test\"");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_secret_is_told_once_and_lies_nowhere_in_clear(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var made = await shop.PostAsync("/v1/webhooks", Wish("https://shop.example/hooks", "*"), "w1");
        var again = await shop.PostAsync("/v1/webhooks", Wish("https://shop.example/hooks", "*"), "w1");
        again.Status.ShouldBe(201);
        (again.Body!["secret"], (bool)again.Body["secretToldBefore"]!, (string)again.Body["webhook"]!["id"]!)
            .ShouldBe((null, true, (string)made.Body!["webhook"]!["id"]!));
        var path = "/v1/webhooks/" + (string)made.Body["webhook"]!["id"]!;
        var rotated = await shop.PostAsync(path + "/rotate", new JsonObject(), "w2");
        (await shop.PostAsync(path + "/rotate", new JsonObject(), "w2")).Body!["secret"].ShouldBeNull();
        ((int)(await shop.GetAsync(path)).Body!["secrets"]!).ShouldBe(2);
        var key = await shop.PostAsync("/v1/keys", JsonNode.Parse("""{"name":"n","scopes":["webhooks"]}""")!, "w3");
        (await shop.PostAsync("/v1/keys", JsonNode.Parse("""{"name":"n","scopes":["webhooks"]}""")!, "w3")).Body!["key"].ShouldBeNull();
        string[] secrets = [(string)made.Body["secret"]!, (string)rotated.Body!["secret"]!, ((string)key.Body!["key"]!)[31..]];
        secrets.Distinct().Count().ShouldBe(3);
        var all = string.Join('\n', (await shop.Db.ReadAsync(Dump.AllAsync, TestContext.Current.CancellationToken)).SelectMany(t => t.Value));
        secrets.ShouldAllBe(s => s.Length >= 32 && !all.Contains(s));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_endpoint_is_changed_field_by_field_for_the_version_that_was_read(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var refused = await shop.PostAsync("/v1/webhooks", JsonNode.Parse(
            """{"url":"http://127.0.0.1/","events":[null,"Order"],"stores":[],"description":"\n"}""")!);
        refused.Errors.ShouldBe(
        [
            "url: webhooks.url_private", "events[0]: webhooks.event_malformed", "events[1]: webhooks.event_malformed",
            "stores: webhooks.stores_empty", "description: webhooks.description_malformed",
        ]);
        var wish = Wish("https://shop.example/hooks", "*");
        wish["stores"] = new JsonArray("north");
        var path = "/v1/webhooks/" + (string)(await shop.PostAsync("/v1/webhooks", wish)).Body!["webhook"]!["id"]!;
        (await shop.GetAsync(path)).Headers.ETag!.Tag.ShouldBe("\"1\"");
        var off = await PatchAsync(shop, path, """{"enabled":false,"description":"Till"}""", "\"1\"");
        (off.Status, off.Headers.ETag!.Tag, (bool)off.Body!["enabled"]!, off.Body["stores"]!.AsArray().Count).ShouldBe((200, "\"2\"", false, 1));
        (await PatchAsync(shop, path, "{}", "\"1\"")).Code.ShouldBe("webhooks.changed");
        (await PatchAsync(shop, path, """{"stores":null}""", "\"2\"")).Body!["stores"].ShouldBeNull();
        (await shop.PostAsync(path + "/replay", JsonNode.Parse("""{"since":"2026-01-01T00:00:00Z"}""")!)).Code.ShouldBe("webhooks.disabled");
        (await PatchAsync(shop, path, """{"enabled":true}""", "*")).Status.ShouldBe(200);
        ((int)(await shop.PostAsync(path + "/replay", JsonNode.Parse("""{"since":"2026-01-01T00:00:00Z"}""")!)).Body!["count"]!).ShouldBe(0);
        (await shop.GetAsync("/v1/webhooks/notices")).Body!["notices"]!.AsArray().ShouldBeEmpty();
        (await shop.GetAsync(path + "/deliveries?state=lost&limit=x&cursor=1")).Errors
            .ShouldBe(["state: webhooks.state_unknown", "cursor: webhooks.place_malformed", "limit: webhooks.limit_outside"]);
        (await shop.GetAsync("/v1/webhooks")).Body!["webhooks"]!.AsArray().Count.ShouldBe(1);
        (await shop.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(204);
        (await shop.GetAsync(path)).Code.ShouldBe("webhooks.not_found");
        (await shop.GetAsync("/v1/audit")).Body!["entries"]!.AsArray().Select(e => (string)e!["action"]!)
            .Where(a => a.StartsWith("webhook.", StringComparison.Ordinal))
            .ShouldBe(["webhook.deleted", "webhook.changed", "webhook.changed", "webhook.changed", "webhook.created"]);
    }

    private static JsonObject Wish(string url, params string[] events) =>
        new() { ["url"] = url, ["events"] = new JsonArray([.. events.Select(e => (JsonNode)e)]) };

    private static JsonObject Order(string number, string store) => JsonNode.Parse($$"""
        {"source":"web","number":"{{number}}","placedAt":"2026-03-01T12:00:00+02:00","store":"{{store}}","channel":"web","discount":"0.50",
         "customer":{"email":"ana@example.com","name":"Ana"},"lines":[{"product":"T","quantity":2,"price":"10.00"}]}
        """)!.AsObject();

    private static async Task<Reply> PatchAsync(Shop shop, string path, string body, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Reply.OfAsync(await shop.Client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
