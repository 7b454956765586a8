using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Slices.Server;

/// <summary>
/// Every route that a key limited to a store may use, times what there is of another store and of none: it shows nothing of it
/// and changes nothing of it. A route without a case fails.
/// </summary>
[Collection("staff")]
public sealed class StoreAccessTests(Engines engines)
{
    // Stands in every text of what is not of the key's store.
    private const string Secret = "zzsecret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="Path">With what it asks for; names in brackets stand for ids.</param>
    /// <param name="Body">What is sent; null for nothing.</param>
    /// <param name="Status">What must come back.</param>
    /// <param name="Shows">What must be in it: that it is there for its own store.</param>
    private sealed record Try(string Path, string? Body, int Status, string? Shows = null);

    // What is asked of each route with the key of the store north.
    private static readonly Dictionary<string, Try[]> Cases = new(StringComparer.Ordinal)
    {
        ["POST /v1/orders"] =
        [
            new("", Order("south-1", "south"), 403), new("", Order("south-1", "north"), 403), new("", Order("south-1", null), 403),
            new("", Order("none-1", null), 403), new("", Order("none-1", "north"), 403), new("", Order("north-1", "south"), 403),
            new("", Order("north-1", null), 403), new("", Order("new", "south"), 403), new("", Order("new", null), 403),
            new("", Order("north-1", "north"), 200, "unchanged"),
        ],
        ["POST /v1/orders/batch"] =
        [
            new("", $$"""
                {"orders":[{{Order("south-1", "north")}},{{Order("none-1", "north")}},{{Order("new", "south")}},{{Order("north-1", "north")}}]}
                """, 200, "\"refused\":3"),
        ],
        ["POST /v1/orders/events"] =
        [
            new("", News("south-1", "\"status\":\"cancelled\""), 403), new("", News("none-1", "\"status\":\"cancelled\""), 403),
            new("", News("not-there", "\"status\":\"cancelled\""), 403),
            new("", News("south-1", "\"return\":{\"id\":\"r\",\"at\":\"2026-03-06T10:00:00Z\",\"value\":1}"), 403),
            new("", News("south-1", "\"shipment\":{\"id\":\"s\",\"updatedAt\":\"2026-03-06T10:00:00Z\"}"), 403),
        ],
        ["GET /v1/orders"] =
        [
            new("?source=web&number=south-1", null, 404), new("?source=web&number=none-1", null, 404),
            new("?source=web&number=north-1", null, 200, "north-1"),
        ],
        ["GET /v1/orders/{id}"] = [new("{south order}", null, 404), new("{none order}", null, 404), new("{north order}", null, 200, "north-1")],
        ["POST /v1/orders/search"] =
        [
            new("", "{}", 200, "north-1"), new("", """{"store":"south"}""", 200, "[]"), new("", """{"limit":1}""", 200, "north-1"),
            new("", """{"customer":"{customer}"}""", 200, "north-1"), new("", """{"product":"of-south"}""", 200, "[]"),
        ],
        ["GET /v1/customers/{id}/orders"] = [new("{customer}", null, 200, "north-1"), new("{customer}?limit=1", null, 200, "north-1")],
        ["POST /v1/events"] =
        [
            new("", Event("new", "south", "c9"), 403), new("", Event("new", null, "c9"), 403), new("", Event("new", "north", "of-south"), 403),
            new("", Event("new", "north", "of-none"), 403), new("", Event("new", "south", "of-north"), 403),
            new("", """{"source":"web","id":"south-visit","type":"visit","at":"2026-03-02T10:00:00Z","store":"north"}""", 403),
            new("", """{"source":"web","id":"none-visit","type":"visit","at":"2026-03-02T10:00:00Z","store":"north"}""", 403),
            new("", """{"source":"web","id":"north-visit","type":"visit","at":"2026-03-02T10:00:00Z","store":"north"}""", 200, "unchanged"),
            new("", $$"""{"events":[{{Event("new", "south", "c9")}},{{Event("new", "north", "of-south")}}]}""", 200, "\"refused\":2"),
        ],
        ["GET /v1/customers/{id}/events"] =
        [
            new("{customer}", null, 200, "of-north"), new("{customer}?limit=1", null, 200, "north"), new("{customer}?limit=2", null, 200, "of-north"),
        ],
        ["GET /v1/customers/{id}/holdings"] = [new("{customer}", null, 200, "of-north"), new("{customer}?kind=cart", null, 200, "of-north")],
        ["POST /v1/shop-events"] =
        [
            new("", """{"kind":"other","from":"2026-03-01","store":"south","note":"mine"}""", 403),
            new("", """{"kind":"other","from":"2026-03-01","note":"mine"}""", 403),
        ],
        ["GET /v1/shop-events"] =
        [
            new("", null, 200, "of-north"), new("?store=south", null, 200, "[]"), new("?limit=1", null, 200, "of-north"),
            new("?kind=other", null, 200, "of-north"),
        ],
        ["DELETE /v1/shop-events/{id}"] = [new("{south shop event}", null, 404), new("{none shop event}", null, 404)],
        ["GET /v1/stores"] = [new("", null, 200, "north")],
        ["GET /v1/sellers"] = [new("", null, 200, "of-north")],
        ["GET /v1/channels"] = [new("", null, 200, "web")],
        ["PUT /v1/stores/{code}"] = [new("south", """{"name":"mine"}""", 403), new("new", """{"name":"mine"}""", 403)],
        ["PUT /v1/sellers/{code}"] =
        [
            new("of-south", """{"name":"mine","store":"north"}""", 403), new("of-none", """{"name":"mine","store":"north"}""", 403),
            new("of-north", """{"name":"mine","store":"south"}""", 403), new("of-north", """{"name":"mine"}""", 403),
        ],
        ["PUT /v1/channels/{code}"] = [new("web", """{"name":"mine"}""", 403), new("new", """{"name":"mine","store":"north"}""", 403)],
        ["GET /v1/keys"] = [new("", null, 200, "key of north")],
        ["POST /v1/keys"] =
        [
            new("", """{"name":"n","scopes":["admin"]}""", 422), new("", """{"name":"n","scopes":["admin"],"stores":["south"]}""", 422),
            new("", """{"name":"n","scopes":["admin"],"stores":["north","south"]}""", 422),
            new("", """{"name":"n","scopes":["admin"],"stores":[]}""", 422), new("", """{"name":"n","scopes":["admin"],"stores":null}""", 422),
        ],
        ["DELETE /v1/keys/{id}"] = [new("{south key}", null, 404), new("{owner key}", null, 404)],

        // The same for all of the shop, whatever the store: what is sold, what money is worth, how the shop counts.
        ["GET /v1/products"] = [new("", null, 200, "of-north")],
        ["GET /v1/products/{code}"] = [new("of-north", null, 200, "of-north")],
        ["GET /v1/rates"] = [new("", null, 200)],
        ["GET /v1/settings"] = [new("", null, 200, "RON")],
    };

    // Codes of products are everybody's; what stands in lines of another store is not.
    private static readonly string[] Shared = ["GET /v1/products", "GET /v1/products/{code}"];

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_key_of_one_store_sees_and_changes_nothing_of_another_nor_of_none_by_any_route(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ids = await FillAsync(shop);
        List<string> hidden = [Secret, .. ids.Where(i => i.Key.StartsWith("{south", StringComparison.Ordinal) ||
            i.Key.StartsWith("{none", StringComparison.Ordinal)).Select(i => i.Value)];
        var key = ids["north"];
        var routes = Routes(shop);
        routes.Select(r => r.Name).Order(StringComparer.Ordinal).ShouldBe(Cases.Keys.Order(StringComparer.Ordinal));
        var before = await StateAsync(shop);
        foreach (var route in routes)
        {
            Cases[route.Name].ShouldNotBeEmpty(route.Name);
            foreach (var one in Cases[route.Name])
            {
                var (path, body) = (Filled(Of(route.Path, one.Path), ids), one.Body is null ? null : Filled(one.Body, ids));
                var reply = await AskAsync(shop, key, route.Method, path, body);
                var about = $"{route.Method} {path} {body}\n{reply.Status} {reply.Text}";
                reply.Status.ShouldBe(one.Status, about);
                Raw(reply.Text).ShouldContain(one.Shows is null ? "" : Filled(one.Shows, ids), Case.Sensitive, about);
                if (!Shared.Contains(route.Name))
                {
                    hidden.Where(h => Raw(reply.Text).Contains(h, StringComparison.OrdinalIgnoreCase) && !path.Contains(h, StringComparison.Ordinal))
                        .ShouldBeEmpty(about);
                }
            }
        }

        // Nothing of anybody's has changed: what was its own was sent as it was.
        var after = await StateAsync(shop);
        foreach (var (table, rows) in before)
        {
            after[table].ShouldBe(rows, table);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Pages_of_a_limited_key_are_whole_and_end_at_what_it_may_see(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ids = await FillAsync(shop);
        for (var i = 0; i < 12; i++)
        {
            var store = i % 4 == 0 ? "north" : "south";
            (await AskAsync(shop, shop.Key, "POST", "/v1/events", $$"""
                {"source":"web","id":"p{{i}}","type":"visit","at":"2026-04-{{i + 1:00}}T10:00:00Z","store":"{{store}}",
                 "customer":{"email":"ana@example.com"} }
                """)).Status.ShouldBe(201);
            (await AskAsync(shop, shop.Key, "POST", "/v1/shop-events", $$"""{"kind":"other","from":"2026-04-{{i + 1:00}}","store":"{{store}}"}"""))
                .Status.ShouldBe(201);
        }

        foreach (var (path, name, expected) in new[] { ($"/v1/customers/{ids["{customer}"]}/events", "events", 5), ("/v1/shop-events", "events", 4) })
        {
            var (pages, cursor) = (new List<int>(), "");
            do
            {
                var reply = await AskAsync(shop, ids["north"], "GET", $"{path}?limit=2{cursor}", null);
                var rows = reply.Body![name]!.AsArray();
                rows.ShouldAllBe(r => (string)r!["store"]! == "north");
                pages.Add(rows.Count);
                cursor = (string?)reply.Body["next"] is { } next ? "&cursor=" + next : "";
                if (cursor.Length > 0)
                {
                    // The place it ends at is that of the last row shown.
                    Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor.AsSpan(8))).ShouldContain((string)rows[^1]!["id"]!);
                }
            }
            while (cursor.Length > 0);

            pages.Sum().ShouldBe(expected, path);
            pages.SkipLast(1).ShouldAllBe(p => p == 2, path);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Fields_that_nobody_asked_for_are_refused_by_every_route_and_change_nothing(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ids = await FillAsync(shop);
        var before = await StateAsync(shop);
        var routes = AllRoutes(shop).Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true &&
            e.Metadata.GetMetadata<OpenToAll>() is null).ToList();
        routes.Count.ShouldBeGreaterThan(20);
        foreach (var endpoint in routes)
        {
            var raw = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var path = Of(raw, raw.StartsWith("/v1/customers/", StringComparison.Ordinal) ? ids["{customer}"] : "web");
            foreach (var extra in (string[])["role", "points", "isAdmin", "customerId", "__proto__", "Id"])
            {
                var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
                var reply = await AskAsync(shop, shop.Key, method, path, $$"""{"{{extra}}":"owner"}""");
                reply.Status.ShouldBeOneOf([400, 422], $"{method} {path} {reply.Text}");
                reply.Errors.ShouldContain(e => e.EndsWith("json.unknown_field", StringComparison.Ordinal) || e.Contains("list",
                    StringComparison.Ordinal) ||
                    e.Contains("missing", StringComparison.Ordinal), $"{method} {path} {extra} {reply.Text}");
            }
        }

        foreach (var (table, rows) in await StateAsync(shop))
        {
            rows.ShouldBe(before[table], table);
        }
    }

    // Everything there is, of each store and of none, of one customer.
    private static async Task<Dictionary<string, string>> FillAsync(Shop shop)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        async Task<Reply> Do(string method, string path, string body)
        {
            var reply = await AskAsync(shop, shop.Key, method, path, body);
            reply.Status.ShouldBeOneOf([200, 201], path + body + reply.Text);
            return reply;
        }

        await Do("PUT", "/v1/channels/web", """{"name":"Web"}""");
        foreach (var store in (string?[])["north", "south", null])
        {
            var (name, note) = (store ?? "none", store == "north" ? "open" : Secret);
            var at = store is null ? "" : $",\"store\":\"{store}\"";
            if (store is not null)
            {
                await Do("PUT", "/v1/stores/" + store, $$"""{"name":"{{note}} {{store}}"}""");
                var made = await Do("POST", "/v1/keys", $$"""{"name":"{{note}} key of {{store}}","scopes":[{{AllScopes}}],"stores":["{{store}}"]}""");
                (ids[name], ids[$"{{{name} key}}"]) = ((string)made.Body!["key"]!, (string)made.Body["id"]!);
            }

            await Do("PUT", "/v1/sellers/of-" + name, $$"""{"name":"{{note}}"{{at}} }""");
            var order = await Do("POST", "/v1/orders", Order(name + "-1", store));
            (ids[$"{{{name} order}}"], ids["{customer}"]) = ((string)order.Body!["id"]!, (string)order.Body["customer"]!);
            var (visit, cart) = (await Do("POST", "/v1/events", $$"""
                {"source":"web","id":"{{name}}-visit","type":"visit","at":"2026-03-02T10:00:00Z","customer":{"email":"ana@example.com"},
                 "data":{"page":"{{note}}"}{{at}} }
                """), await Do("POST", "/v1/events", Event(name + "-cart", store, "of-" + name)));
            (ids[$"{{{name} visit}}"], ids[$"{{{name} cart}}"]) = ((string)visit.Body!["id"]!, (string)cart.Body!["id"]!);
            var shopEvent = await Do("POST", "/v1/shop-events", $$"""{"kind":"other","from":"2026-03-01","note":"{{note}} of-{{name}}"{{at}} }""");
            ids[$"{{{name} shop event}}"] = (string)shopEvent.Body!["id"]!;
        }

        ids["{owner key}"] = (string)(await AskAsync(shop, shop.Key, "GET", "/v1/keys", null)).Body!["keys"]!.AsArray()
            .Single(k => (string)k!["name"]! == "owner")!["id"]!;
        return ids;
    }

    private static string AllScopes => string.Join(',', Scopes.All.Select(s => $"\"{s}\""));

    // The same each time it is sent.
    private static string Order(string number, string? store)
    {
        var of = number.Split('-')[0];
        return new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = "2026-03-01T10:00:00Z", ["updatedAt"] = "2026-03-01T10:00:00Z", ["store"] = store,
            ["customer"] = new JsonObject { ["email"] = "ana@example.com" }, ["seller"] = of == "north" ? "of-north" : Secret,
            ["lines"] = new JsonArray(new JsonObject
            {
                ["product"] = "of-" + of, ["name"] = of == "north" ? "open" : Secret, ["quantity"] = 1, ["price"] = "10.00",
            }),
            ["returns"] = new JsonArray(new JsonObject
            {
                ["id"] = "r1", ["at"] = "2026-03-05T10:00:00Z", ["value"] = "1.00", ["note"] = of == "north" ? "open" : Secret,
            }),
        }.ToJsonString();
    }

    private static string News(string number, string what) =>
        $$"""{"source":"web","number":"{{number}}","id":"e1","at":"2026-03-05T10:00:00Z",{{what}} }""";

    private static string Event(string id, string? store, string subject) => new JsonObject
    {
        ["source"] = "web", ["id"] = id, ["type"] = "cart.changed", ["at"] = "2026-03-03T10:00:00Z", ["subject"] = subject, ["store"] = store,
        ["value"] = "5.00", ["customer"] = new JsonObject { ["email"] = "ana@example.com" },
        ["data"] = new JsonObject { ["page"] = subject == "of-north" ? "open" : Secret },
    }.ToJsonString();

    private static async Task<Dictionary<string, IReadOnlyList<string>>> StateAsync(Shop shop)
    {
        var all = await shop.Db.ReadAsync(Dump.AllAsync, Cancellation);
        var state = all.Where(t => !t.Key.StartsWith("sqlite_", StringComparison.Ordinal) && t.Key is not ("api_keys" or "installation" or "leases" or
            "webhook_cursor")).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        state["api_keys"] = await shop.Db.ReadAsync(u => Dump.TableAsync(u, "api_keys", "last_used"), Cancellation);
        return state;
    }

    private sealed record Route(string Name, string Method, string Path);

    private static IEnumerable<RouteEndpoint> AllRoutes(Shop shop) =>
        shop.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal));

    private static List<Route> Routes(Shop shop) =>
    [
        .. from endpoint in AllRoutes(shop)
           where endpoint.Metadata.GetMetadata<OpenToAll>() is null && endpoint.Metadata.GetMetadata<WholeShopAsked>() is null
           let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           select new Route($"{method} {path}", method, path),
    ];

    // What a try names goes where the route has a place for it, else behind it.
    private static string Of(string path, string named)
    {
        var (place, end) = (path.IndexOf('{', StringComparison.Ordinal), path.IndexOf('}', StringComparison.Ordinal));
        if (place < 0)
        {
            return named.StartsWith('?') ? path + named : path;
        }

        var query = named.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? path[..place] + named + path[(end + 1)..] : path[..place] + named[..query] + path[(end + 1)..] + named[query..];
    }

    private static string Filled(string text, Dictionary<string, string> ids) =>
        ids.Where(i => i.Key[0] == '{').Aggregate(text, (t, i) => t.Replace(i.Key, i.Value, StringComparison.Ordinal));

    // Pages that end somewhere say where, in letters nobody is to read: read them.
    private static string Raw(string text)
    {
        var body = text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null;
        return (string?)body?["next"] is { } next && System.Buffers.Text.Base64Url.IsValid(next)
            ? text + Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(next))
            : text;
    }

    private static async Task<Reply> AskAsync(Shop shop, string key, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await Reply.OfAsync(await shop.Client.SendAsync(request, Cancellation));
    }
}
