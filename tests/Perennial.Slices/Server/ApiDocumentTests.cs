using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Perennial.Server.Start;
using Perennial.Slices.House;

namespace Perennial.Slices.Server;

/// <summary>The description of the interface: whole, in words, and true.</summary>
[Collection("staff")]
public sealed class ApiDocumentTests(Engines engines)
{
    // What reads by a body, and what must leave nothing behind or is once only by itself.
    private static readonly string[] WithoutIdempotencyKey =
        ["checkSuppressions", "exportCustomer", "searchCustomers", "searchOrders", "setUpShop", "uploadImport"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_OpenAPI_3_1_by_a_reader_that_is_not_ours()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        await using var stream = await shop.Client.GetStreamAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation);
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole, Cancellation);
        whole.Position = 0;
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(whole, "json", cancellationToken: Cancellation);
        diagnostic!.Errors.ShouldBeEmpty();
        diagnostic.Warnings.ShouldBeEmpty();
        diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).ShouldBeEmpty();
        document!.Paths!.Count.ShouldBeGreaterThan(70);
    }

    [Fact]
    public async Task Every_route_parameter_answer_and_field_is_there_in_words()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var api = await ApiDescription.OfAsync(shop.Client);
        var tags = api.Document["tags"]!.AsArray().Select(t => (string)t!["name"]!).ToList();
        api.Document["tags"]!.AsArray().ShouldAllBe(t => t!["description"] != null);
        foreach (var (name, operation) in api.Operations)
        {
            IsText(operation["summary"]).ShouldBeTrue(name);
            tags.ShouldContain((string)operation["tags"]!.AsArray().Single()!, name);
            foreach (var parameter in operation["parameters"] as JsonArray ?? [])
            {
                IsText(parameter!["description"]).ShouldBeTrue($"{name}: {parameter["name"]}");
            }

            var takesKey = (operation["parameters"] as JsonArray ?? []).Any(p => (string)p!["name"]! == "Idempotency-Key");
            takesKey.ShouldBe(!name.StartsWith("GET", StringComparison.Ordinal) &&
                 !WithoutIdempotencyKey.Contains((string)operation["operationId"]!), name);
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                IsText(answer!["description"]).ShouldBeTrue($"{name}: {status}");
                var forms = (answer["content"] as JsonObject ?? []).Select(c => c.Value!["schema"]).ToList();
                (status == "204" ? forms.Count == 0 : forms.Count == 1 && forms[0] is not null).ShouldBeTrue($"{name}: {status} has no form");
            }
        }

        api.Operations.Values.GroupBy(o => (string)o["summary"]!).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
        foreach (var (name, schema) in api.Document["components"]!["schemas"]!.AsObject())
        {
            IsText(schema!["description"]).ShouldBeTrue(name);
            (schema["properties"] as JsonObject ?? []).Where(p => p.Value!["$ref"] is null && !IsText(p.Value!["description"]))
                .Select(p => $"{name}.{p.Key}").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Every_example_of_a_request_is_one_that_its_form_allows()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var api = await ApiDescription.OfAsync(shop.Client);
        var examples = api.Operations.Select(o => (o.Key, Content: o.Value["requestBody"]?["content"]?["application/json"]))
            .Where(o => o.Content is not null).ToList();
        foreach (var (name, content) in examples)
        {
            (content!["example"] is not null || name is "POST /v1/consents/batch").ShouldBeTrue(name);
            if (content["example"] is { } example)
            {
                api.Differences(content["schema"]!, example, name).ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task Nothing_is_said_of_routes_and_parameters_that_are_not_there()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var api = await ApiDescription.OfAsync(shop.Client);
        await using var file = typeof(ApiWords).Assembly.GetManifestResourceStream("interface.json")!;
        var words = (await JsonNode.ParseAsync(file, cancellationToken: Cancellation))!;
        var operations = api.Operations.Values.ToDictionary(o => (string)o["operationId"]!);
        words["routes"]!.AsObject().Select(r => r.Key).Except(operations.Keys).ShouldBeEmpty();
        var parameters = operations.SelectMany(o => (o.Value["parameters"] as JsonArray ?? [])
            .SelectMany(p => (string[])[(string)p!["name"]!, $"{o.Key}.{p["name"]}"]))
            .ToHashSet();
        words["query"]!.AsObject().Concat(words["paths"]!.AsObject()).Select(q => q.Key).Where(q => !parameters.Contains(q)).ShouldBeEmpty();
        var schemas = api.Document["components"]!["schemas"]!.AsObject();
        words["types"]!.AsObject().Select(t => t.Key).Where(t => !schemas.ContainsKey(t)).ShouldBeEmpty();
        words["fields"]!.AsObject().Select(f => f.Key.Split('.')).Where(f => f.Length == 2 && schemas[f[0]]?["properties"]?[f[1]] is null)
            .Select(f => string.Join('.', f)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/insights/report")]
    [InlineData("/v1/insights/comparison")]
    [InlineData("/v1/insights/customers")]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/tasks")]
    [InlineData("/v1/shop-events")]
    public async Task Every_value_that_is_listed_is_taken_and_another_is_not(string path)
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        (await shop.PostAsync("/v1/orders/batch", Orders())).Status.ShouldBe(200);
        var api = await ApiDescription.OfAsync(shop.Client);
        var fresh = path.StartsWith("/v1/insights", StringComparison.Ordinal) ? "fresh=1&compareTo=2025-02&" : "";
        fresh = path.EndsWith("comparison", StringComparison.Ordinal) ? fresh : fresh.Replace("compareTo=2025-02&", "", StringComparison.Ordinal);
        var tried = 0;
        foreach (var parameter in api.Operations["GET " + path]["parameters"]!.AsArray())
        {
            var (name, schema) = ((string)parameter!["name"]!, parameter["schema"]!);
            var values = schema["enum"] as JsonArray ?? schema["items"]?["enum"] as JsonArray ?? [];
            if (values.Count == 0 || name == "fresh")
            {
                continue;
            }

            foreach (var value in values.Select(v => (string)v!))
            {
                var reply = await shop.GetAsync($"{path}?{fresh}{name}={value}");
                reply.Status.ShouldBe(200, $"{name}={value}: {reply.Text}");
                tried++;
            }

            (await shop.GetAsync($"{path}?{fresh}{name}=nonsense")).Status.ShouldBeInRange(400, 499, name);
            (await shop.GetAsync($"{path}?{fresh}{name}=customer")).Status.ShouldBeInRange(400, 499, name);
            (await shop.GetAsync($"{path}?{fresh}{name}=none")).Status.ShouldBeInRange(400, 499, name);
        }

        tried.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_report_with_everything_is_of_the_form_that_is_described()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        (await shop.PostAsync("/v1/orders/batch", Orders())).Status.ShouldBe(200);
        var api = await ApiDescription.OfAsync(shop.Client);
        const string All = "with=retention_rate_gross,churn_rate_of_end,resurrection_rate,returning_share,repeat_rate_lifetime,customer_value," +
            "lifespan,lifespan_observed_days,ltv_simple,ltv_historic,units_per_customer,second_order_rate_30d&by=store,channel,seller,country";
        foreach (var path in (string[])
                 [
                     "report?fresh=1&" + All, "report?fresh=1&window=90d&rfmLookBack=1y&period=week",
                     "comparison?fresh=1&compareTo=2025-01&from=2025-02-01&to=2025-03-01&" + All,
                     "customers?fresh=1", "customers?fresh=1&rfmLookBack=8w", "facts/verification",
                 ])
        {
            var reply = await shop.GetAsync("/v1/insights/" + path);
            reply.Status.ShouldBe(200, reply.Text);
            api.Differences("GET", "/v1/insights/" + path, "", 200, "application/json", reply.Text).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_page_to_read_and_try_is_there()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var page = await shop.GetAsync("/docs/");
        page.Status.ShouldBe(200);
        page.Text.ShouldContain("openapi/v1.json");

        // It may ask nobody else, whatever its maker's script would like to fetch.
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'self';");
        policy.ShouldNotContain("http");
    }

    private static bool IsText(JsonNode? node) => node is not null && ((string)node!).Length > 2;

    // Some who stay, leave and come back, in two stores, over a year.
    private static JsonObject Orders() => new()
    {
        ["orders"] = new JsonArray([.. Enumerable.Range(0, 120).Select(i => (JsonNode)new JsonObject
        {
            ["number"] = $"{i}",
            ["placedAt"] = new DateTimeOffset(2024, 1, 1, 10, 0, 0, TimeSpan.Zero).AddDays((i * 7 % 420) + (i % 3)).ToString("O"),
            ["customer"] = i % 11 == 0 ? null : new JsonObject { ["email"] = $"{i * i % 23}@example.com" },
            ["store"] = i % 2 == 0 ? "north" : "south",
            ["channel"] = "web",
            ["lines"] = new JsonArray(new JsonObject { ["product"] = "TEA", ["quantity"] = 1 + (i % 3), ["price"] = $"{10 + (i % 7)}.50" }),
        })]),
    };
}
