using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>Consents, suppressions, export and erasure by HTTP.</summary>
[Collection("engines")]
public sealed class ConsentApiTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Consents_are_written_down_each_by_itself_and_shown_with_where_she_stands(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ana = await MakeAsync(shop);
        var wording = new JsonObject { ["purpose"] = "marketing", ["language"] = "ro", ["text"] = "Da, scrieți-mi." };
        var text = await shop.PostAsync("/v1/consents/texts", wording.DeepClone());
        text.Status.ShouldBe(200, text.Text);
        (await shop.PostAsync("/v1/consents/texts", wording)).Text.ShouldBe(text.Text);
        ((string)(await shop.GetAsync($"/v1/consents/texts/{text.Body!["id"]}")).Body!["text"]!).ShouldBe("Da, scrieți-mi.");
        (await shop.GetAsync("/v1/consents/texts/ctx_1")).Code.ShouldBe("consent.text_not_found");

        var given = Said(ana, "given", "2026-01-02T10:00:00Z");
        given["text"] = (string)text.Body["id"]!;
        given["proof"] = new JsonObject { ["kind"] = "double_opt_in", ["ip"] = "203.0.113.9", ["confirmed"] = "2026-01-02T10:05:00Z" };
        var first = await shop.PostAsync("/v1/consents", given.DeepClone(), "c1");
        first.Status.ShouldBe(201, first.Text);
        (await shop.PostAsync("/v1/consents", given, "c1")).Text.ShouldBe(first.Text);
        var many = new JsonArray(Said(ana, "withdrawn", "2026-01-03T10:00:00Z"), Said("cus_1", "given", "2026-01-02T10:00:00Z"),
            Said(ana, "perhaps", "2999-01-01T00:00:00Z"), JsonNode.Parse("""{"customer":7}"""), JsonNode.Parse("""{"colour":"red"}"""));
        var batch = await shop.PostAsync("/v1/consents/batch", new JsonObject { ["consents"] = many });
        batch.Status.ShouldBe(200, batch.Text);
        ((int)batch.Body!["recorded"]!, (int)batch.Body["refused"]!).ShouldBe((1, 4));
        batch.Body["results"]!.AsArray().Select(r => (string?)r!["code"])
            .ShouldBe([null, "customers.not_found", "consent.invalid", "request.malformed", "request.malformed"]);
        batch.Body["results"]![2]!["errors"]!.AsArray().Select(e => $"{e!["field"]} {e["code"]}")
            .ShouldBe(["kind code.malformed", "happened consent.in_future"]);
        (await shop.PostAsync("/v1/consents/batch", new JsonObject { ["consents"] = new JsonArray() })).Errors
            .ShouldBe(["consents: consents.too_many_or_none"]);
        (await shop.PostAsync("/v1/consents/batch", new JsonObject { ["list"] = new JsonArray() })).Errors
            .ShouldBe(["consents: consents.list_wanted"]);

        var state = (await shop.GetAsync($"/v1/customers/{ana}/consents")).Body!["consents"]!.AsArray().Single()!;
        ((string)state["standing"]!).ShouldBe("withdrawn");
        state["entries"]!.AsArray().Select(e => $"{e!["kind"]} {e["proof"]} {e["actor"]}")
            .ShouldBe(["given double_opt_in customer", "withdrawn none customer"]);
        ((string)state["entries"]![0]!["text"]!).ShouldBe((string)text.Body["id"]!);
        var verified = (await shop.GetAsync("/v1/consents/verification")).Body!;
        ((int)verified["rows"]!, (bool)verified["whole"]!).ShouldBe((2, true));
        (await shop.GetAsync("/v1/customers/cus_01kjmnnbg0e9mapnh1sdd7w9zt/consents")).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_thousand_consents_are_taken_at_once_and_one_more_is_refused(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ana = await MakeAsync(shop);
        JsonObject Many(int count) => new()
        {
            ["consents"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)Said(ana, "given", "2026-01-02T10:00:00Z"))]),
        };
        ((int)(await shop.PostAsync("/v1/consents/batch", Many(1_000))).Body!["recorded"]!).ShouldBe(1_000);
        (await shop.PostAsync("/v1/consents/batch", Many(1_001))).Status.ShouldBe(400);
        ((int)(await shop.GetAsync("/v1/consents/verification")).Body!["rows"]!).ShouldBe(1_000);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Suppressed_addresses_are_known_in_any_spelling_and_stand_nowhere(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var added = new JsonObject { ["kind"] = "email", ["address"] = " Canary@Example.com ", ["reason"] = "hard_bounce" };
        (await shop.PostAsync("/v1/suppressions", added.DeepClone(), "s1")).Status.ShouldBe(204);
        (await shop.PostAsync("/v1/suppressions", added, "s1")).Status.ShouldBe(204);
        (await shop.PostAsync("/v1/suppressions", JsonNode.Parse("""{"kind":"card","address":"1","reason":"No!"}""")!)).Errors
            .ShouldBe(["kind: suppressions.kind_unknown", "reason: code.malformed"]);
        var asked = JsonNode.Parse("""{"addresses":[{"kind":"email","address":"CANARY@example.com"},{"kind":"phone","address":"0722111222"}]}""")!;
        (await shop.PostAsync("/v1/suppressions/check", asked.DeepClone())).Body!["suppressed"]!.ToJsonString()
            .ShouldBe("""[{"kind":"email","address":"canary@example.com","reason":"hard_bounce"}]""");
        (await shop.PostAsync("/v1/suppressions/check", JsonNode.Parse("""{"addresses":[null,{"kind":"email","address":"x"}]}""")!)).Errors
            .ShouldBe(["addresses[0].kind: suppressions.kind_unknown", "addresses[1].address: email.malformed"]);
        (await shop.PostAsync("/v1/suppressions/check", JsonNode.Parse("""{"addresses":[]}""")!)).Errors
            .ShouldBe(["addresses: suppressions.addresses_wanted"]);
        var removed = JsonNode.Parse("""{"kind":"email","address":"canary@example.com"}""")!;
        (await shop.PostAsync("/v1/suppressions/remove", removed.DeepClone())).Status.ShouldBe(204);
        (await shop.PostAsync("/v1/suppressions/remove", removed)).Code.ShouldBe("suppressions.not_found");
        (await shop.PostAsync("/v1/suppressions/check", asked)).Body!["suppressed"]!.AsArray().ShouldBeEmpty();
        (await Audited(shop)).ShouldBe(["suppressions.removed", "suppressions.added"]);
        (await Tables(shop, "canary")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Erasure_leaves_nothing_of_her_in_any_table_and_is_audited(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var made = await shop.PostAsync("/v1/customers", JsonNode.Parse("""
            {"name":"Canary Bird","attributes":{"a":"canary"},"tags":["canary"],"identifiers":[{"kind":"email","value":"canary@example.com"}]}
            """)!, "e1");
        var path = "/v1/customers/" + (string)made.Body!["id"]!;
        (await shop.SendAsync(HttpMethod.Patch, path, JsonNode.Parse("""{"givenName":"Canary"}"""))).Status.ShouldBe(200);
        (await shop.PostAsync(path + "/notes", JsonNode.Parse("""{"text":"canary sings"}""")!, "e2")).Status.ShouldBe(201);
        (await shop.PostAsync(path + "/identifiers", JsonNode.Parse("""{"kind":"external","value":"web:canary"}""")!, "e3")).Status.ShouldBe(200);
        var export = await shop.SendAsync(HttpMethod.Post, path + "/export", null);
        export.Status.ShouldBe(200, export.Text);
        export.Text.ShouldContain("canary sings");
        (await Tables(shop, "canary")).ShouldContain("customers");
        var erased = await shop.PostAsync(path + "/erase", new JsonObject(), "e4");
        erased.Status.ShouldBe(200, erased.Text);
        (await shop.PostAsync(path + "/erase", new JsonObject(), "e4")).Text.ShouldBe(erased.Text);
        (await shop.PostAsync(path + "/erase", new JsonObject())).Code.ShouldBe("customers.not_found");
        (await shop.GetAsync(path)).Status.ShouldBe(404);
        (await shop.SendAsync(HttpMethod.Post, path + "/export", null)).Status.ShouldBe(404);
        (await Tables(shop, "canary")).ShouldBeEmpty();
        (await Audited(shop)).ShouldBe(["customers.erased", "customers.exported"]);
    }

    private static JsonObject Said(string customer, string kind, string happened) => new()
    {
        ["customer"] = customer, ["purpose"] = "marketing", ["channel"] = "email", ["kind"] = kind, ["source"] = "form:checkout",
        ["actor"] = "customer", ["happened"] = happened,
    };

    private static async Task<string> MakeAsync(Shop shop) =>
        (string)(await shop.PostAsync("/v1/customers", new JsonObject { ["name"] = "Ana" })).Body!["id"]!;

    private static async Task<IReadOnlyList<string>> Audited(Shop shop) => [.. (await shop.GetAsync("/v1/audit")).Body!["entries"]!.AsArray()
        .Select(e => (string)e!["action"]!)
            .Where(a => a.StartsWith("customers.", StringComparison.Ordinal) || a.StartsWith("supp", StringComparison.Ordinal))];

    private static async Task<IReadOnlyList<string>> Tables(Shop shop, string canary) =>
        [.. (await shop.Db.ReadAsync(Dump.AllAsync, TestContext.Current.CancellationToken))
            .Where(t => t.Value.Any(r => r.Contains(canary, StringComparison.OrdinalIgnoreCase))).Select(t => t.Key)];
}
