using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Server.Start;

namespace Perennial.Slices.House;

/// <summary>A whole server of a test's own, on either engine, with a shop set up in it and a client that may everything.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly string folder;

    private readonly string ownerSetting;

    private Shop(PerennialServer server, (string Data, string Setting) place, HttpClient client, string key)
    {
        (Server, (folder, ownerSetting), Client, Key) = (server, place, client, key);
    }

    /// <summary>Folder of keys, uploads, the snapshot and the file database.</summary>
    public string Folder => folder;

    /// <summary>The database's setting by the role that owns the tables.</summary>
    public string OwnerSetting => ownerSetting;

    public PerennialServer Server { get; }

    public HttpClient Client { get; }

    public Db Db => (Db)Server.Services.GetService(typeof(Db))!;

    /// <summary>A key with every scope.</summary>
    public string Key { get; }

    public static Task<Shop> OpenAsync(Engines engines, DbEngine engine) => OpenAsync(engines, engine, TimeProvider.System);

    public static async Task<Shop> OpenAsync(Engines engines, DbEngine engine, TimeProvider clock, params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("perennial-shop-").FullName;
        var setting = await engines.NewSettingAsync(engine);
        var server = await PerennialServer.StartAsync(
            [
                "--data", data, .. Databases(engine, setting), "--address", "http://127.0.0.1:0", "--node", "test", "--failures", "1000000",
                .. arguments,
            ], clock);
        var client = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(2) };
        var founded = await SendAsync(client, HttpMethod.Post, "/v1/setup", Founding(server.OwnerKey!));
        var key = (string)founded.Body!["key"]!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new Shop(server, (data, setting), client, key);
    }

    /// <summary>How a server is told its database: on PostgreSQL by a role that does not own the tables, as is advised.</summary>
    public static string[] Databases(DbEngine engine, string setting) => engine == DbEngine.Sqlite
        ? ["--database", setting]
        : ["--database", PostgresCluster.AsServerRole(setting), "--migrate-database", setting];

    /// <summary>What somebody does who has the rights of the tables' owner.</summary>
    public async Task AsOwnerAsync(Func<DbUnit, Task> work)
    {
        if (Db.Engine == DbEngine.Sqlite)
        {
            await Db.WriteAsync(work, TestContext.Current.CancellationToken);
            return;
        }

        await using var owner = await Db.OpenAsync(ownerSetting, TestContext.Current.CancellationToken);
        await owner.WriteAsync(work, TestContext.Current.CancellationToken);
    }

    /// <summary>What sets a shop up.</summary>
    public static JsonObject Founding(string ownerKey) => new()
    {
        ["ownerKey"] = ownerKey,
        ["shop"] = new JsonObject
        {
            ["name"] = "Test shop", ["timeZone"] = "Europe/Bucharest", ["currency"] = "RON", ["taxIncluded"] = true,
            ["shippingIncluded"] = false, ["weekStart"] = "monday", ["language"] = "en", ["phoneRegion"] = "RO",
        },
    };

    public Task<Reply> PostAsync(string path, JsonNode body, string? idempotencyKey = null) =>
        SendAsync(Client, HttpMethod.Post, path, body, idempotencyKey);

    public Task<Reply> GetAsync(string path) => SendAsync(Client, HttpMethod.Get, path, null);

    public Task<Reply> SendAsync(HttpMethod method, string path, JsonNode? body) => SendAsync(Client, method, path, body);

    public static async Task<Reply> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode? body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.OfAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, string Text, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string? Code => (string?)Body?["code"];

    /// <summary>Fields that are wrong, with their codes: <c>number: field.missing</c>.</summary>
    public IReadOnlyList<string> Errors => [.. (Body?["errors"] as JsonArray ?? []).Select(e => $"{e!["field"]}: {e["code"]}")];

    public static async Task<Reply> OfAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        JsonNode? body = null;
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0)
        {
            body = JsonNode.Parse(text);
        }

        return new Reply((int)answer.StatusCode, text, body, answer.Headers);
    }
}
