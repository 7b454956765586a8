using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>Customers by HTTP: what programs make, change, find and merge.</summary>
[Collection("engines")]
public sealed class CustomersApiTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_customer_is_made_once_a_key_shown_and_changed_field_by_field(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var made = await shop.PostAsync("/v1/customers", Ana(), "k1");
        made.Status.ShouldBe(201, made.Text);
        made.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var again = await shop.PostAsync("/v1/customers", Ana(), "k1");
        (again.Status, again.Text, again.Headers.Contains("Idempotency-Replayed")).ShouldBe((201, made.Text, true));
        var path = "/v1/customers/" + (string)made.Body!["id"]!;
        var shown = await shop.GetAsync(path);
        shown.Headers.ETag!.Tag.ShouldBe("\"1\"");
        ((string)shown.Body!["givenName"]!).ShouldBe("Ana");
        ((string)shown.Body["attributes"]!["size"]!).ShouldBe("M");
        shown.Body["identifiers"]!.AsArray().Select(i => $"{i!["kind"]} {i["value"]}").ShouldBe(["email ana@example.com", "phone +40722111222"]);

        var changed = await PatchAsync(shop, path, """{"familyName":"Pop","givenName":null,"attributes":{"size":null,"colour":"red"}}""", "\"1\"");
        changed.Status.ShouldBe(200, changed.Text);
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        var now = (await shop.GetAsync(path)).Body!;
        (now["givenName"], (string)now["familyName"]!, (string)now["name"]!, (string)now["tags"]![0]!).ShouldBe((null, "Pop", "Ana P.", "vip"));
        now["attributes"]!.ToJsonString().ShouldBe("""{"colour":"red"}""");
        (await PatchAsync(shop, path, """{"name":"X"}""", "\"1\"")).Code.ShouldBe("customers.version_changed");
        (await PatchAsync(shop, path, """{"name":"X"}""", "\"1\"")).Status.ShouldBe(412);
        (await PatchAsync(shop, path, """{"points":100}""", "*")).Errors.ShouldBe(["points: json.unknown_field"]);
        (await shop.GetAsync("/v1/customers/cus_1")).Code.ShouldBe("customers.not_found");
        (await shop.GetAsync("/v1/customers/cus_01kjmnnbg0e9mapnh1sdd7w9zt")).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Everything_that_is_wrong_with_a_customer_is_told_at_once(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var refused = await shop.PostAsync("/v1/customers", JsonNode.Parse("""
            {"givenName":"\u0000","language":"x","country":"ROM","birthday":"2999-01-01","tags":[null],"source":"A B",
             "identifiers":[{"kind":"email","value":"ana"},{"kind":"fax","value":"1"},null,{"kind":"phone","value":"12"}]}
            """)!);
        refused.Status.ShouldBe(422, refused.Text);
        refused.Errors.ShouldBe(
        [
            "givenName: name.malformed", "language: language.malformed", "country: country.malformed", "birthday: birthday.malformed",
            "tags[0]: tag.malformed", "source: code.malformed", "identifiers[0]: email.malformed", "identifiers[1]: identifier.kind_unknown",
            "identifiers[2]: identifier.kind_unknown", "identifiers[3]: phone.malformed",
        ]);
        (await Count(shop, "select count(*) from customers")).ShouldBe(0);
        (await shop.PostAsync("/v1/customers", Ana())).Status.ShouldBe(201);
        var taken = await shop.PostAsync("/v1/customers", Ana());
        (taken.Status, taken.Code).ShouldBe((409, "customers.identifier_taken"));
        taken.Errors.ShouldBe(["identifiers[0]: identifier.taken", "identifiers[1]: identifier.taken"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Customers_are_found_by_beginnings_page_by_page(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var name in (string[])["Ana Ionescu", "Anton Rusu", "Anca Popa", "Maria Pop"])
        {
            await MakeAsync(shop, name);
        }

        var first = await shop.PostAsync("/v1/customers/search", new JsonObject { ["text"] = "AN", ["limit"] = 2 });
        Names(first).ShouldBe(["Ana Ionescu", "Anca Popa"]);
        var rest = await shop.PostAsync("/v1/customers/search",
            new JsonObject { ["text"] = "AN", ["limit"] = 2, ["cursor"] = (string)first.Body!["next"]! });
        Names(rest).ShouldBe(["Anton Rusu"]);
        rest.Body!["next"].ShouldBeNull();
        Names(await shop.PostAsync("/v1/customers/search", new JsonObject { ["text"] = "pop mar" })).ShouldBe(["Maria Pop"]);
        (await shop.PostAsync("/v1/customers/search", new JsonObject { ["text"] = " ", ["limit"] = 0, ["cursor"] = "zz" })).Errors
            .ShouldBe(["text: value.text_wanted", "limit: customers.limit_outside", "cursor: customers.cursor_malformed"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Identifiers_come_and_go_and_one_that_is_taken_leaves_a_pair(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var (ana, bea) = (await MakeAsync(shop, "Ana"), await MakeAsync(shop, "Bea"));
        var card = new JsonObject { ["kind"] = "card", ["value"] = "12-34" };
        (await shop.PostAsync($"/v1/customers/{ana}/identifiers", card.DeepClone())).Status.ShouldBe(200);
        (await shop.PostAsync($"/v1/customers/{ana}/identifiers", card.DeepClone())).Status.ShouldBe(200);
        var taken = await shop.PostAsync($"/v1/customers/{bea}/identifiers", card.DeepClone());
        (taken.Status, taken.Code).ShouldBe((409, "customers.identifier_taken"));
        var pairs = (await shop.GetAsync("/v1/customers/duplicates?limit=1")).Body!;
        ((string)pairs["pairs"]!.AsArray().Single()!["reason"]!).ShouldBe("card");
        (await shop.GetAsync($"/v1/customers/duplicates?limit=1&cursor={pairs["next"]}")).Body!["pairs"]!.AsArray().ShouldBeEmpty();
        (await shop.GetAsync("/v1/customers/duplicates?cursor=x")).Code.ShouldBe("request.page_malformed");
        var dismissed = new JsonObject { ["one"] = ana, ["other"] = bea };
        (await shop.PostAsync("/v1/customers/duplicates/dismiss", dismissed.DeepClone())).Status.ShouldBe(204);
        (await shop.GetAsync("/v1/customers/duplicates")).Body!["pairs"]!.AsArray().ShouldBeEmpty();
        (await shop.PostAsync("/v1/customers/duplicates/dismiss", new JsonObject { ["one"] = "a", ["other"] = "b" })).Errors
            .ShouldBe(["one: id.malformed", "other: id.malformed"]);

        var held = (await shop.GetAsync("/v1/customers/" + ana)).Body!["identifiers"]!.AsArray().Single()!;
        ((string)held["value"]!).ShouldBe("1234");
        var path = $"/v1/customers/{ana}/identifiers/{held["id"]}";
        (await shop.SendAsync(HttpMethod.Delete, $"/v1/customers/{bea}/identifiers/{held["id"]}", null)).Code.ShouldBe("identifier.not_found");
        (await shop.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(200);
        (await shop.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(404);
        (await shop.PostAsync($"/v1/customers/{bea}/identifiers", card)).Status.ShouldBe(200);
        (await shop.PostAsync($"/v1/customers/{bea}/identifiers", new JsonObject { ["kind"] = "x", ["value"] = "y" })).Errors
            .ShouldBe(["value: identifier.kind_unknown"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_merged_id_answers_with_the_survivor_until_the_merge_is_undone(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var (ana, old) = (await MakeAsync(shop, "Ana"), await MakeAsync(shop, "Anna"));
        var merged = await shop.PostAsync($"/v1/customers/{ana}/merge", new JsonObject { ["with"] = old }, "m1");
        merged.Status.ShouldBe(200, merged.Text);
        (await shop.PostAsync($"/v1/customers/{ana}/merge", new JsonObject { ["with"] = old }, "m1")).Text.ShouldBe(merged.Text);
        ((string)(await shop.GetAsync("/v1/customers/" + old)).Body!["id"]!).ShouldBe(ana);
        (await shop.PostAsync($"/v1/customers/{ana}/merge", new JsonObject { ["with"] = old })).Code.ShouldBe("merge.same");
        (await shop.PostAsync($"/v1/customers/{ana}/merge", new JsonObject { ["with"] = "x" })).Errors.ShouldBe(["with: id.malformed"]);
        var undo = $"/v1/merges/{merged.Body!["merge"]}/undo";
        var undone = await shop.SendAsync(HttpMethod.Post, undo, null);
        ((string)undone.Body!["split"]!).ShouldBe(old);
        (await shop.SendAsync(HttpMethod.Post, undo, null)).Code.ShouldBe("merge.undone");
        (await shop.SendAsync(HttpMethod.Post, "/v1/merges/mrg_1/undo", null)).Code.ShouldBe("merge.not_found");
        ((string)(await shop.GetAsync("/v1/customers/" + old)).Body!["id"]!).ShouldBe(old);
        (await Audited(shop)).ShouldBe(["customers.unmerged", "customers.merged"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_timeline_is_told_page_by_page_with_notes(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ana = await MakeAsync(shop, "Ana");
        var notes = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var note = await shop.PostAsync($"/v1/customers/{ana}/notes", new JsonObject { ["text"] = $"Note {i}" });
            note.Status.ShouldBe(201, note.Text);
            notes.Add((string)note.Body!["id"]!);
        }

        var (told, next) = (new List<string>(), "");
        do
        {
            var page = (await shop.GetAsync($"/v1/customers/{ana}/timeline?limit=2{next}")).Body!;
            told.AddRange(page["entries"]!.AsArray().Select(e => $"{e!["kind"]} {e["subject"]}"));
            next = page["next"] is { } cursor ? $"&cursor={cursor}" : "";
        }
        while (next.Length > 0);
        told.ShouldBe([.. notes.AsEnumerable().Reverse().Select(n => "customer.note " + n), "customer.created " + ana]);
        (await shop.SendAsync(HttpMethod.Delete, $"/v1/customers/{ana}/notes/{notes[0]}", null)).Status.ShouldBe(204);
        (await shop.SendAsync(HttpMethod.Delete, $"/v1/customers/{ana}/notes/{notes[0]}", null)).Code.ShouldBe("note.not_found");
        (await shop.GetAsync($"/v1/customers/{ana}/timeline?limit=201&cursor=a&from=yesterday&to=2026-01-01T00:00:00Z")).Errors
            .ShouldBe(["limit: customers.limit_outside", "cursor: customers.cursor_malformed", "from: customers.time_malformed"]);
        (await shop.GetAsync($"/v1/customers/{ana}/timeline?to=2020-01-01T00:00:00%2B02:00")).Body!["entries"]!.AsArray().ShouldBeEmpty();
        (await shop.PostAsync($"/v1/customers/{ana}/notes", new JsonObject { ["text"] = " " })).Errors.ShouldBe(["text: note.malformed"]);
    }

    private static JsonObject Ana() => JsonNode.Parse("""
        {"name":"Ana P.","givenName":"Ana","language":"ro","country":"RO","birthday":"1990-05-31","attributes":{"size":"M"},"tags":["vip"],
         "identifiers":[{"kind":"email","value":"Ana@Example.com"},{"kind":"phone","value":"0722 111 222"}]}
        """)!.AsObject();

    private static IEnumerable<string> Names(Reply reply) => reply.Body!["customers"]!.AsArray().Select(c => (string)c!["name"]!);

    private static async Task<string> MakeAsync(Shop shop, string name) =>
        (string)(await shop.PostAsync("/v1/customers", new JsonObject { ["name"] = name })).Body!["id"]!;

    private static async Task<Reply> PatchAsync(Shop shop, string path, string body, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Reply.OfAsync(await shop.Client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    private static async Task<IReadOnlyList<string>> Audited(Shop shop) => [.. (await shop.GetAsync("/v1/audit")).Body!["entries"]!.AsArray()
        .Select(e => (string)e!["action"]!).Where(a => a.StartsWith("customers.", StringComparison.Ordinal))];

    private static Task<long> Count(Shop shop, string sql) => shop.Db.ReadAsync(unit => unit.ValueAsync<long>(sql),
        TestContext.Current.CancellationToken);
}
