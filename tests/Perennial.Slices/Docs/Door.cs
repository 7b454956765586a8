using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Perennial.Slices.Docs;

/// <summary>A call that went through the door.</summary>
internal sealed record Passed(string Method, string Path, string Request, int Status, string? Type, string Body)
{
    public override string ToString() => $"{Method} {Path} → {Status} {(Body.Length > 600 ? Body[..600] : Body)}";
}

/// <summary>
/// Stands between whoever calls and the shop, hands everything on and writes it down; asked at <c>/__shown/n</c>, it compares the
/// last answer with the n-th that a page shows.
/// </summary>
internal sealed class Door : IAsyncDisposable
{
    private const string Compare = "/__shown/";

    private readonly WebApplication app;
    private readonly HttpClient shop;
    private readonly List<Shown> shown;
    private readonly HashSet<int> compared = [];
    private readonly HashSet<Passed> seen = new(ReferenceEqualityComparer.Instance);

    private Door(WebApplication app, HttpClient shop, List<Shown> shown) => (this.app, this.shop, this.shown) = (app, shop, shown);

    public string Address => app.Urls.First();

    /// <summary>All calls, in their order.</summary>
    public ConcurrentQueue<Passed> Calls { get; } = [];

    /// <summary>What came and is not as it is shown.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>Answers that are shown and were never compared: the page did not come so far.</summary>
    public IEnumerable<string> NeverCompared => shown.Index().Where(s => !compared.Contains(s.Index)).Select(s => s.Item.Where);

    /// <summary>Calls that were refused and of which no page says so.</summary>
    public IEnumerable<Passed> Unexpected => Calls.Where(c => c.Status >= 400 && !seen.Contains(c));

    public static string CompareAt(int number) => Compare + number;

    /// <summary>Opens it.</summary>
    /// <param name="to">The shop's address.</param>
    /// <param name="shown">Answers that are shown.</param>
    public static async Task<Door> OpenAsync(string to, List<Shown> shown)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var door = new Door(builder.Build(), new HttpClient { BaseAddress = new Uri(to), Timeout = TimeSpan.FromMinutes(1) }, shown);
        door.app.Run(door.PassAsync);
        await door.app.StartAsync();
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        shop.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        var path = http.Request.Path + http.Request.QueryString.Value;
        if (path.StartsWith(Compare, StringComparison.Ordinal))
        {
            Check(int.Parse(path.AsSpan(Compare.Length), null));
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType ?? "application/octet-stream");
        }

        foreach (var name in (string[])["Authorization", "Idempotency-Key", "If-Match", "Accept-Language"])
        {
            if (http.Request.Headers.TryGetValue(name, out var value))
            {
                request.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        using var answer = await shop.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Calls.Enqueue(new Passed(http.Request.Method, path, Encoding.UTF8.GetString(body.ToArray()), (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(bytes)));
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var (name, values) in answer.Headers.Where(h => h.Key is "ETag" or "Idempotency-Replayed" or "Perennial-Parts"))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await http.Response.Body.WriteAsync(bytes);
    }

    private void Check(int number)
    {
        compared.Add(number);
        var (where, status, json) = shown[number];
        if (Calls.LastOrDefault() is not { } last)
        {
            Wrong.Enqueue($"{where}: an answer is shown and nothing was called");
            return;
        }

        seen.Add(last);
        if (status is { } wanted && wanted != last.Status)
        {
            Wrong.Enqueue($"{where}: {wanted} is shown. {last}");
        }
        else if (status is null && last.Status >= 400)
        {
            Wrong.Enqueue($"{where}: {last}");
        }
        else if (json is not null && Lenient.Difference(json, last.Body) is { } difference)
        {
            Wrong.Enqueue($"{where}: {difference}. {last}");
        }
    }
}
