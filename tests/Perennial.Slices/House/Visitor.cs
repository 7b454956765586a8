using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Staff;

namespace Perennial.Slices.House;

/// <summary>Somebody at a browser: keeps cookies, follows where she is led, and sends forms with the token that stood in them.</summary>
internal sealed partial class Visitor : IDisposable
{
    public const string Password = "three blue teapots";

    private const string TokenField = "__RequestVerificationToken";

    private readonly SocketsHttpHandler handler = new() { CookieContainer = new CookieContainer() };

    public Visitor(string address) =>
        Client = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };

    public HttpClient Client { get; }

    /// <summary>Cookies that she has.</summary>
    public CookieContainer Cookies => handler.CookieContainer;

    /// <summary>The token of the last form that she saw; null before the first.</summary>
    public string? Token { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Somebody of a shop, made for this and signed in by her password.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="role">Her role.</param>
    /// <param name="stores">Codes of the stores that she is limited to; none for the whole shop.</param>
    public static async Task<Visitor> OfAsync(Shop shop, StaffRole role, params string[] stores)
    {
        var email = $"{StaffRow.CodeOf(role)}-{shop.Server.Services.GetRequiredService<IdSource>().New():N}@shop.example";
        await MakeAsync(shop, role, $"Person of {role}", email, stores);
        var visitor = new Visitor(shop.Server.Address);
        var signedIn = await visitor.SignInAsync(email);
        signedIn.Path.ShouldNotStartWith("/signin", Case.Sensitive, signedIn.Text);
        return visitor;
    }

    /// <summary>Makes somebody of a shop, with <see cref="Password"/>.</summary>
    public static async Task<StaffRow> MakeAsync(Shop shop, StaffRole role, string name, string email, params string[] stores)
    {
        await using var scope = shop.Server.Services.CreateAsyncScope();
        var person = new StaffRow
        {
            Name = name, Email = email, RoleCode = StaffRow.CodeOf(role), Stores = stores.Length == 0 ? null : string.Join('\n', stores),
            Stamp = StaffRow.NewStamp(), Version = 1,
        };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<StaffRow>>().CreateAsync(person, Password);
        made.Succeeded.ShouldBeTrue(string.Join(' ', made.Errors.Select(e => e.Description)));
        return person;
    }

    /// <summary>Signs her in by her password.</summary>
    public Task<Seen> SignInAsync(string email, string password = Password) =>
        PostAsync("/signin", ("Email", email), ("Password", password));

    /// <summary>Opens a page.</summary>
    public async Task<Seen> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, Cancellation);
        return await SeeAsync(answer);
    }

    /// <summary>Opens the page of a path, and sends the form that it has with these fields in it.</summary>
    /// <param name="path">Where the form goes; its page is at the same path without what stands behind the question mark.</param>
    /// <param name="fields">Fields of the form; the token is added.</param>
    public async Task<Seen> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        await GetAsync(path.Split('?')[0]);
        return await SendAsync(path, fields);
    }

    /// <summary>Sends a form with the token of the last page that she saw.</summary>
    public async Task<Seen> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Append((Name: TokenField, Value: Token ?? ""))
            .Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await Client.PostAsync(path, form, Cancellation);
        return await SeeAsync(answer);
    }

    public void Dispose()
    {
        Client.Dispose();
        handler.Dispose();
    }

    private async Task<Seen> SeeAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        if (FormToken().Match(text) is { Success: true } found)
        {
            Token = found.Groups["token"].Value;
        }

        return new Seen((int)answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery, text, bytes, answer);
    }

    [GeneratedRegex("name=\"" + TokenField + "\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex FormToken();
}

/// <summary>What came of a click.</summary>
/// <param name="Status">Status of the last answer.</param>
/// <param name="Path">Where she ended up, with what stands behind the question mark.</param>
/// <param name="Text">The page as it was sent.</param>
/// <param name="Bytes">The same, byte by byte, for files.</param>
/// <param name="Answer">The answer's headers.</param>
internal sealed record Seen(int Status, string Path, string Text, byte[] Bytes, HttpResponseMessage Answer)
{
    /// <summary>The page with its entities resolved: what a reader reads, tags among it.</summary>
    public string Plain => WebUtility.HtmlDecode(Text);

    public string? Header(string name) => Answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
