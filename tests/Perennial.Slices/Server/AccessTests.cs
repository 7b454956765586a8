using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Slices.Server;

/// <summary>Every route times every key: who may not is refused before anything is looked at. Generated from the routes themselves.</summary>
[Collection("staff")]
public sealed class AccessTests(Engines engines)
{
    private const string NoSuchId = "xxx_01kjmnnbg0e9mapnh1sdd7w9zt";

    // Routes that look at the store themselves; each has a case in StoreAccessTests.
    private static readonly string[] OfStores =
    [
        "POST /v1/orders", "POST /v1/orders/batch", "POST /v1/orders/events", "GET /v1/stores", "GET /v1/channels", "GET /v1/sellers",
        "PUT /v1/stores/{code}", "PUT /v1/channels/{code}", "PUT /v1/sellers/{code}", "GET /v1/settings", "GET /v1/keys", "POST /v1/keys",
        "DELETE /v1/keys/{id}",
        // What is sent and read of orders, products, events and rates: each looks at the stores of the key itself.
        "GET /v1/orders", "GET /v1/orders/{id}", "POST /v1/orders/search", "GET /v1/customers/{id}/orders", "POST /v1/events",
        "GET /v1/customers/{id}/events", "GET /v1/customers/{id}/holdings", "GET /v1/products", "GET /v1/products/{code}", "GET /v1/rates",
        "POST /v1/shop-events", "GET /v1/shop-events", "DELETE /v1/shop-events/{id}",
    ];

    private static readonly string[] Open = ["POST /v1/setup"];

    [Fact]
    public async Task Every_route_asks_for_a_scope_or_is_open_on_purpose_and_stands_in_the_document()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var routes = Routes(shop);
        routes.Count.ShouldBeGreaterThan(50);
        routes.Where(r => r.Scope is null && !r.IsOpen).Select(r => r.Name).ShouldBeEmpty();
        routes.Where(r => r.IsOpen).Select(r => r.Name).ShouldBe(Open);
        routes.Where(r => r.Scope is not null && !Scopes.All.Contains(r.Scope)).ShouldBeEmpty();

        var document = (await shop.GetAsync("/openapi/v1.json")).Body!;
        ((string)document["info"]!["title"]!).ShouldBe("Perennial");
        ((string)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!).ShouldBe("bearer");
        var described = document["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => (Name: $"{o.Key.ToUpperInvariant()} {p.Key}", Body: o.Value!)))
            .ToDictionary(d => d.Name, d => d.Body);
        described.Keys.Order(StringComparer.Ordinal).ShouldBe(routes.Select(r => r.Name).Order(StringComparer.Ordinal));
        foreach (var route in routes)
        {
            var operation = described[route.Name];
            ((string?)operation["x-scope"]).ShouldBe(route.Scope, route.Name);
            (operation["security"] is not null).ShouldBe(!route.IsOpen, route.Name);
            operation["operationId"].ShouldNotBeNull(route.Name);
            operation["tags"]!.AsArray().Count.ShouldBe(1, route.Name);
            operation["responses"]!["default"]!["content"]!["application/problem+json"].ShouldNotBeNull(route.Name);
            operation["responses"]!.AsObject().Count.ShouldBeGreaterThan(1, route.Name);
            var inPath = (operation["parameters"]?.AsArray() ?? []).Count(p => (string)p!["in"]! == "path");
            (operation["requestBody"]?["content"]?.AsObject().Select(c => c.Key) ?? ["application/json"]).Single()
                .ShouldBe(route.Name == "POST /v1/imports" ? "application/octet-stream" : "application/json", route.Name);
            inPath.ShouldBe(route.Path.Count(c => c == '{'), route.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task No_key_a_revoked_key_and_a_key_without_the_scope_get_nothing_from_any_route(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var (revoked, id) = await KeyAsync(shop, Scopes.All);
        (await AskAsync(shop, revoked, "GET", "/v1/keys")).Status.ShouldBe(200);
        (await shop.SendAsync(HttpMethod.Delete, "/v1/keys/" + id, null)).Status.ShouldBe(204);
        var without = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scope in Scopes.All)
        {
            without[scope] = (await KeyAsync(shop, Scopes.All.Except([scope]))).Key;
        }

        var forged = shop.Key[..^1] + (shop.Key[^1] == '0' ? '1' : '0');
        foreach (var route in Routes(shop).Where(r => !r.IsOpen))
        {
            (await AskAsync(shop, null, route.Method, route.Example)).ShouldBe((401, "access.no_key"), route.Name);
            (await AskAsync(shop, forged, route.Method, route.Example)).ShouldBe((401, "access.no_key"), route.Name);
            (await AskAsync(shop, revoked, route.Method, route.Example)).ShouldBe((401, "access.no_key"), route.Name);
            (await AskAsync(shop, without[route.Scope!], route.Method, route.Example)).ShouldBe((403, "access.scope_missing"), route.Name);
            (await AskAsync(shop, shop.Key, route.Method, route.Example)).Status.ShouldNotBeOneOf(401, 403);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_key_of_one_store_gets_nothing_of_the_whole_shop(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var north = (await KeyAsync(shop, Scopes.All, "north")).Key;
        var routes = Routes(shop).Where(r => !r.IsOpen).ToList();
        routes.Where(r => !r.IsOfWholeShop).Select(r => r.Name).Order(StringComparer.Ordinal).ShouldBe(OfStores.Order(StringComparer.Ordinal));
        foreach (var route in routes.Where(r => r.IsOfWholeShop))
        {
            (await AskAsync(shop, north, route.Method, route.Example)).ShouldBe((403, "access.other_store"), route.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_key_of_one_store_neither_sees_nor_changes_what_is_of_another(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var store in (string[])["north", "south"])
        {
            (await AskAsync(shop, shop.Key, "PUT", "/v1/stores/" + store, $$"""{"name":"{{store}}"}""")).Status.ShouldBe(200);
            (await AskAsync(shop, shop.Key, "PUT", "/v1/sellers/of-" + store, $$"""{"name":"{{store}}","store":"{{store}}"}""")).Status.ShouldBe(200);
            (await AskAsync(shop, shop.Key, "POST", "/v1/orders", Order(store, store))).Status.ShouldBe(201);
        }

        var (north, northId) = await KeyAsync(shop, Scopes.All, "north");
        var (_, southId) = await KeyAsync(shop, Scopes.All, "south");
        (await TextAsync(shop, north, "/v1/stores")).ShouldBe(["north"]);
        (await TextAsync(shop, north, "/v1/sellers")).ShouldBe(["of-north"]);
        (await AskAsync(shop, north, "PUT", "/v1/stores/north", """{"name":"N"}""")).Status.ShouldBe(200);
        (string Path, string Body)[] refused =
        [
            ("PUT /v1/stores/south", """{"name":"mine"}"""), ("PUT /v1/channels/web", """{"name":"mine"}"""),
            ("PUT /v1/sellers/of-south", """{"name":"mine","store":"north"}"""), ("PUT /v1/sellers/of-north", """{"name":"mine","store":"south"}"""),
            ("PUT /v1/sellers/new", """{"name":"mine"}"""), ("POST /v1/orders", Order("south", "south")),
            ("POST /v1/orders", Order("south", "north")),
            ("POST /v1/orders", Order("new", "south")), ("POST /v1/orders", Order("new", null)),
            ("POST /v1/orders/events", """{"source":"web","number":"south","id":"e","at":"2026-03-05T10:00:00Z","status":"cancelled"}"""),
        ];
        foreach (var (path, body) in refused)
        {
            (await AskAsync(shop, north, path.Split(' ')[0], path.Split(' ')[1], body)).ShouldBe((403, "access.other_store"), path + body);
        }

        (await AskAsync(shop, north, "POST", "/v1/keys", """{"name":"all","scopes":["admin"]}""")).Status.ShouldBe(422);
        (await AskAsync(shop, north, "POST", "/v1/keys", """{"name":"all","scopes":["admin"],"stores":["north","south"]}""")).Status.ShouldBe(422);
        (await AskAsync(shop, north, "DELETE", "/v1/keys/" + southId)).ShouldBe((404, "keys.not_found"));
        using var request = Request(north, "GET", "/v1/keys", null);
        var listed = await Reply.OfAsync(await shop.Client.SendAsync(request, TestContext.Current.CancellationToken));
        listed.Body!["keys"]!.AsArray().Select(k => (string)k!["id"]!).ShouldBe([northId]);
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from orders"), TestContext.Current.CancellationToken)).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task No_route_falls_over_bodies_that_are_rubbish(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        string[] lists = ["rates", "orders", "events", "prices", "consents", "addresses", "identifiers", "tags", "scopes", "stores"];
        string[] bodies =
        [
            "{}", "[]", "null", "7", "{\"a\":", """{"role":"owner"}""", .. lists.Select(l => $$"""{"{{l}}":[{}]}"""),
            .. lists.Select(l => $$"""{"{{l}}":[null]}"""),
            """{"name":null,"text":null,"url":null,"kind":null}""",
        ];
        var fallen = new List<string>();
        foreach (var route in Routes(shop).Where(r => r.Method != "GET"))
        {
            foreach (var body in bodies)
            {
                if ((await AskAsync(shop, shop.Key, route.Method, route.Example, body)).Status >= 500)
                {
                    fallen.Add($"{route.Name} {body}");
                }
            }
        }

        fallen.ShouldBeEmpty();
    }

    private sealed record Route(string Method, string Path, string? Scope, bool IsOpen, bool IsOfWholeShop)
    {
        public string Name => $"{Method} {Path}";

        public string Example => string.Join('/', Path.Split('/').Select(p => p.StartsWith('{') ? NoSuchId : p));
    }

    private static List<Route> Routes(Shop shop) =>
    [
        .. from endpoint in shop.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            where path.StartsWith("/v1/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            select new Route(method, path, endpoint.Metadata.GetMetadata<ScopeAsked>()?.Scope,
                endpoint.Metadata.GetMetadata<OpenToAll>() is not null, endpoint.Metadata.GetMetadata<WholeShopAsked>() is not null),
    ];

    private static async Task<(string Key, string Id)> KeyAsync(Shop shop, IEnumerable<string> scopes, params string[] stores)
    {
        var made = await shop.PostAsync("/v1/keys", new JsonObject
        {
            ["name"] = "test", ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]),
            ["stores"] = stores.Length == 0 ? null : new JsonArray([.. stores.Select(s => (JsonNode)s)]),
        });
        made.Status.ShouldBe(201, made.Text);
        return ((string)made.Body!["key"]!, (string)made.Body["id"]!);
    }

    private static HttpRequestMessage Request(string? key, string method, string path, string? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? "none");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static async Task<(int Status, string? Code)> AskAsync(Shop shop, string? key, string method, string path, string? body = null)
    {
        using var request = Request(key, method, path, body);
        var reply = await Reply.OfAsync(await shop.Client.SendAsync(request, TestContext.Current.CancellationToken));
        return (reply.Status, (reply.Body as JsonObject)?["code"]?.GetValue<string>());
    }

    private static async Task<IReadOnlyList<string>> TextAsync(Shop shop, string key, string path)
    {
        using var request = Request(key, "GET", path, null);
        var reply = await Reply.OfAsync(await shop.Client.SendAsync(request, TestContext.Current.CancellationToken));
        return [.. reply.Body!["items"]!.AsArray().Select(i => (string)i!["code"]!)];
    }

    private static string Order(string number, string? store) => new JsonObject
    {
        ["source"] = "web", ["number"] = number, ["placedAt"] = "2026-03-01T10:00:00Z", ["store"] = store,
        ["lines"] = new JsonArray(new JsonObject { ["product"] = "T", ["quantity"] = 1, ["price"] = "10.00" }),
    }.ToJsonString();
}
