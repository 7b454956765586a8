using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Commerce.Demo;
using Perennial.Server.Start;

namespace Perennial.Browser.House;

/// <summary>A server of a test's own on SQLite, with nothing in it until somebody sets it up.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private readonly string folder;

    private OpenShop(PerennialServer server, string folder) => (Server, this.folder) = (server, folder);

    public PerennialServer Server { get; }

    /// <summary>By name: passkeys refuse numbers.</summary>
    public string Address => Server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public string Folder => folder;

    public static async Task<OpenShop> StartAsync()
    {
        var made = Directory.CreateTempSubdirectory("perennial-browser-").FullName;
        var server = await PerennialServer.StartAsync(
            ["--data", made, "--address", "http://127.0.0.1:0", "--node", "test", "--failures", "1000000"], TimeProvider.System);
        return new OpenShop(server, made);
    }

    /// <summary>Sets the shop up on its page, as its owner does.</summary>
    public async Task SetUpAsync(IPage page)
    {
        await page.GotoAsync(Address + "/start");
        await page.FillAsync("#OwnerKey", Server.OwnerKey!);
        await page.FillAsync("#Name", Person.Owner.Name);
        await page.FillAsync("#Email", Person.Owner.Email);
        await page.FillAsync("#Password", Person.Owner.Password);
        await page.FillAsync("#Shop", "Little Oak");
        await page.FillAsync("#Currency", "EUR");
        await page.SelectOptionAsync("#TimeZone", "Europe/Bucharest");
        await page.ClickAsync("main button[type=submit]");
        await page.ArriveAsync("**/welcome");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Somebody of the shop, as tests know her.</summary>
internal sealed record Person(string Name, string Email, string Password)
{
    public static Person Owner { get; } = new("Ana Popescu", "ana@shop.example", "a quiet river at dawn");
}
