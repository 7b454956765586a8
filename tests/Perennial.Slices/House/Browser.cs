using System.Net;
using System.Text.RegularExpressions;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.House;

/// <summary>What a page answered.</summary>
internal sealed record Shown(int Status, string Text, string? Location, IReadOnlyList<string> Cookies, HttpResponseMessage Message);

/// <summary>Somebody's browser: it keeps cookies, sends forms with their token, and follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    public const string GoodPassword = "four cups of green tea";

    private readonly HttpClient client;

    public Browser(string address)
    {
        client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Jar }) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Jar { get; } = new();

    public HttpClient Client => client;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    /// <summary>Somebody invited from the machine who chose her password, and is in.</summary>
    public static async Task<Browser> OfAsync(Shop shop, StaffRole role, string name, TimeProvider? clock = null, string? stores = null,
        string? address = null)
    {
        var made = await new StaffFromMachine(shop.Db, clock ?? TimeProvider.System).InviteAsync(name, name + "@shop.example", role, End);
        if (stores is not null)
        {
            await shop.Db.WriteAsync(u => u.ExecuteAsync("update staff set stores = @stores where name = @name", new { stores, name }), End);
        }

        var browser = new Browser(address ?? shop.Server.Address);
        (await browser.SendAsync("/invitation", ("Token", made.Value.Path.Split('#')[1]), ("Password", GoodPassword))).Location.ShouldBe("/welcome");
        return browser;
    }

    public async Task<Shown> GetAsync(string path) => await ShownAsync(await client.GetAsync(path, End));

    /// <summary>Takes a page and sends its form.</summary>
    public async Task<Shown> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path.Split("?handler")[0]);
        page.Status.ShouldBe(200, path + page.Location);
        return await PostAsync(path, Token(page.Text), fields);
    }

    /// <summary>Sends a form with a token at hand.</summary>
    public async Task<Shown> PostAsync(string path, string? token, params (string Name, string Value)[] fields) =>
        await ShownAsync(await client.PostAsync(path, new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), .. token is null ? [] : new[] { KeyValuePair.Create("__RequestVerificationToken", token) }]),
            End));

    /// <summary>Signs in, whoever is in before.</summary>
    public async Task<Shown> SignInAsync(string name, string password = GoodPassword) =>
        await PostAsync("/signin", await AnyTokenAsync(), ("Email", name + "@shop.example"), ("Password", password));

    public async Task<Shown> SignOutAsync() => await PostAsync("/signout", await AnyTokenAsync());

    private async Task<string> AnyTokenAsync() => Token((await GetAsync("/reset")).Text);

    /// <summary>Whether its person is in.</summary>
    public async Task<bool> IsInAsync() => (await GetAsync("/me")).Status == 200;

    public static string Token(string page) => TokenField().Match(page).Groups["token"].Value;

    public void Dispose() => client.Dispose();

    private static async Task<Shown> ShownAsync(HttpResponseMessage answer) => new((int)answer.StatusCode,
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(End)), answer.Headers.Location?.OriginalString,
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [], answer);

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="(?<token>[^"]+)""")]
    private static partial Regex TokenField();
}
