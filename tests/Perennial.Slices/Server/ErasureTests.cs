using System.Text;
using System.Text.Json.Nodes;
using Perennial.Slices.House;
using Perennial.Slices.Workspace;

namespace Perennial.Slices.Server;

/// <summary>A customer of the whole shop, known in every way there is, is erased: every table and every file is searched for her.</summary>
[Collection("staff")]
public sealed class ErasureTests(Engines engines)
{
    private const string Mail = "canary.mail@example.com";

    // What is hers, as it stands in the database or in a file before she is erased.
    private static readonly string[] Canaries =
    [
        Mail, "+40722987123", "0722 987 123", "canaryname", "canarygiven", "canaryfamily", "canarycard77", "canary-external", "canarytag",
            "canaryattribute",
        "canarynote", "canarytask", "203.0.113.99", "canaryproof@example.com", "canaryline", "canaryreturn", "canaryreason", "canarypage",
            "canaryreject",
        "canaryfile", "1987-06-05",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Nothing_of_an_erased_customer_is_left_in_any_table_or_file(DbEngine engine)
    {
        var shop = await Shop.OpenAsync(engines, engine);
        string database;
        await using (shop)
        {
            database = shop.OwnerSetting;
            var (id, import) = await FillAsync(shop);
            (await FoundAsync(shop)).Distinct().Order(StringComparer.Ordinal).ShouldBe(Canaries.Order(StringComparer.Ordinal));
            await CheckpointAsync(shop);
            var erased = await shop.PostAsync($"/v1/customers/{id}/erase", new JsonObject(), "erase");
            erased.Status.ShouldBe(200, erased.Text);
            (await FoundAsync(shop)).ShouldBeEmpty();
            InFiles(Directory.GetFiles(shop.Folder, "*", SearchOption.AllDirectories)).ShouldBeEmpty();
            if (engine == DbEngine.Sqlite)
            {
                await JobHouse.WaitForAsync(async () => await ValueTask.FromResult(InFiles([database, database + "-wal"]).Count == 0));
            }

            await OthersAreThereAsync(shop, import);

            // What the import changed can still be put back, without her in it.
            (await shop.RunAsync(import, "undo"))["state"]!.GetValue<string>().ShouldBe("undone");
            (await FoundAsync(shop)).ShouldBeEmpty();
            var again = await shop.PostAsync("/v1/tasks", Task(id), "task");
            (again.Status, again.Text).ShouldBe((204, ""), "a repeated request has no second effect and gets nothing back");
        }

        if (engine == DbEngine.Sqlite)
        {
            InFiles([database, .. new[] { database + "-wal" }.Where(File.Exists)]).ShouldBeEmpty();
        }
    }

    private static async Task OthersAreThereAsync(Shop shop, string import)
    {
        (await shop.RejectsAsync(import)).ShouldContain("bystander");
        (await shop.PostAsync("/v1/customers/search", new JsonObject { ["text"] = "bystander" })).Body!["customers"]!.AsArray().Count.ShouldBe(1);
        (await shop.GetAsync("/v1/audit/verification")).Body!["whole"]!.GetValue<bool>().ShouldBeTrue();
        (await shop.GetAsync("/v1/orders?source=web&number=1")).Status.ShouldBe(200, "what sums are made of stays");
        (await shop.GetAsync("/v1/tasks")).Body!["tasks"]!.AsArray().Select(t => (string)t!["title"]!).ShouldBe(["of nobody"]);
    }

    private static JsonObject Task(string id) => new() { ["title"] = "Call canarytask", ["customer"] = id };

    private static async Task<(string Id, string Import)> FillAsync(Shop shop)
    {
        var calls = 0;
        async Task<JsonNode> Do(string path, string body)
        {
            var reply = await shop.PostAsync(path, JsonNode.Parse(body)!, $"k{calls++}");
            reply.Status.ShouldBeInRange(200, 299, path + reply.Text);
            return reply.Body ?? new JsonObject();
        }

        await Do("/v1/customers", """{"name":"Bystander","identifiers":[{"kind":"email","value":"bystander@example.com"}]}""");
        await Do("/v1/tasks", """{"title":"of nobody"}""");
        var id = (string)(await Do("/v1/customers", $$"""
            {"name":"Canaryname","givenName":"Canarygiven","familyName":"Canaryfamily","birthday":"1987-06-05","tags":["canarytag"],
             "attributes":{"note":"canaryattribute"},"identifiers":[{"kind":"email","value":"{{Mail}}"},{"kind":"phone","value":"+40722987123"},
             {"kind":"card","value":"CANARYCARD77"},{"kind":"external","value":"till:canary-external"}]}
            """))["id"]!;
        await Do($"/v1/customers/{id}/notes", """{"text":"canarynote"}""");
        (await shop.PostAsync("/v1/tasks", Task(id), "task")).Status.ShouldBe(201);
        await Do("/v1/consents", $$"""
            {"customer":"{{id}}","purpose":"marketing","channel":"email","kind":"given","source":"form:checkout","happened":"2026-01-01T10:00:00Z",
             "proof":{"kind":"double_opt_in","ip":"203.0.113.99","address":"canaryproof@example.com","confirmed":"2026-01-01T10:00:00Z"} }
            """);
        var order = $$"""
            {"source":"web","number":"1","placedAt":"2026-03-01T10:00:00Z","updatedAt":"2026-03-01T10:00:00Z","customer":{"email":"{{Mail}}"},
             "lines":[{"name":"Mug for canaryline","quantity":1,"price":"10.00"}],
             "returns":[{"id":"r","at":"2026-03-05T10:00:00Z","value":1,"note":"canaryreturn"}]}
            """;
        await Do("/v1/orders", order);
        await Do("/v1/orders/events", """
            {"source":"web","number":"1","id":"s","at":"2026-03-05T10:00:00Z","status":"cancelled","reason":"canaryreason"}
            """);
        await Do("/v1/events", $$"""
            {"id":"e1","type":"custom","name":"seen","at":"2026-03-02T10:00:00Z","customer":{"email":"{{Mail}}"},"data":{"page":"/canarypage"} }
            """);
        await Do("/v1/events", $$"""
            {"id":"e2","type":"cart.created","subject":"c","at":"2026-03-02T10:00:00Z","customer":{"email":"{{Mail}}"},"value":"5"}
            """);

        // An import that changes the order, with rows of no use: by her address, her number as people write it, and her name.
        var text = $"""
            order;date;email;phone;who;product;quantity;price;currency
            1;2026-03-01;{Mail};;;T;2;15,00;RON
            2;canaryreject;{Mail};;;T;1;5,00;RON
            3;soon;;0722 987 123;;T;1;5,00;RON
            4;soon;;;Canaryname;T;1;5,00;RON
            5;soon;bystander@example.com;;;T;1;5,00;RON
            """;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports?source=web&name=canaryfile%20Canaryname.csv") { Content = content };
        request.Headers.Add("Idempotency-Key", "upload");
        var uploaded = await Reply.OfAsync(await shop.Client.SendAsync(request, Cancellation));
        uploaded.Status.ShouldBe(201, uploaded.Text);
        var import = (string)uploaded.Body!["id"]!;
        (await shop.PostAsync($"/v1/imports/{import}/start", new JsonObject(), "start")).Status.ShouldBe(202);
        var done = await ImportShop.EndedAsync(shop.Client, import);
        ImportShop.Counts(done).ShouldBe("rows=5 rejected=4 created=0 changed=1 unchanged=0");
        return (id, import);
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(Shop shop)
    {
        var all = await shop.Db.ReadAsync(Dump.AllAsync, Cancellation);
        all.Count.ShouldBeGreaterThan(30);
        return [.. from canary in Canaries from table in all
                   where table.Value.Any(r => r.Contains(canary, StringComparison.OrdinalIgnoreCase))
                   select canary];
    }

    private static IReadOnlyList<string> InFiles(IEnumerable<string> files) =>
    [
        .. from file in files
           let text = Encoding.Latin1.GetString(Read(file))
           from canary in Canaries
           where text.Contains(canary, StringComparison.OrdinalIgnoreCase)
           select $"{canary} in {file}",
    ];

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // So that what is erased stood in the file itself and not only in its log.
    private static async Task CheckpointAsync(Shop shop)
    {
        if (shop.Db.Engine == DbEngine.Sqlite)
        {
            await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={shop.OwnerSetting};Pooling=False");
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "pragma wal_checkpoint(full)";
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }
}
