using System.Net.Http.Headers;
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

    public static async Task<Shop> OpenAsync(Engines engines, DbEngine engine, TimeProvider clock, params string[] arguments) =>
        await OpenAtAsync(engine, await engines.NewSettingAsync(engine), clock, arguments);

    /// <summary>The same on a database of the test's own.</summary>
    public static async Task<Shop> OpenAtAsync(DbEngine engine, string setting, TimeProvider clock, params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("perennial-shop-").FullName;
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
    public static JsonObject Founding(string ownerKey) => ServerProcess.Founding(ownerKey);

    public Task<Reply> PostAsync(string path, JsonNode body, string? idempotencyKey = null) =>
        SendAsync(Client, HttpMethod.Post, path, body, idempotencyKey);

    public Task<Reply> GetAsync(string path) => SendAsync(Client, HttpMethod.Get, path, null);

    public Task<Reply> SendAsync(HttpMethod method, string path, JsonNode? body) => SendAsync(Client, method, path, body);

    public static Task<Reply> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode? body, string? idempotencyKey = null) =>
        Reply.ToAsync(client, method, path, body, idempotencyKey, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
