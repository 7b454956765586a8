using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Perennial.Bench.Server;

/// <summary>The built server as a process of its own on loopback, with a shop set up in it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private const int StartSecondsMax = 60;

    private readonly Process process;
    private readonly string folder;

    private RunningServer(Process process, string folder, HttpClient client, string database, double readySeconds) =>
        (this.process, this.folder, Client, Database, ReadySeconds) = (process, folder, client, database, readySeconds);

    public HttpClient Client { get; }

    /// <summary>What its database setting was.</summary>
    public string Database { get; }

    /// <summary>From the start of its process until it said that it is ready.</summary>
    public double ReadySeconds { get; }

    /// <summary>Memory it holds now.</summary>
    public long Bytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static async Task<RunningServer> StartAsync(string? database, bool byPage = false)
    {
        var data = Directory.CreateTempSubdirectory("perennial-bench-").FullName;
        database ??= Path.Combine(data, "perennial.db");
        var path = Path.Combine(new ColdProgram().Root, "artifacts", "bin", "Perennial.Server", "release", "perennial-server");
        var clock = Stopwatch.StartNew();
        var started = Process.Start(new ProcessStartInfo(path,
            ["--data", data, "--database", database, "--address", "http://127.0.0.1:0", "--rate", "1000000"])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        }) ?? throw new InvalidOperationException($"{path} did not start.");
        var (address, owner) = ("", "");
        while (clock.Elapsed.TotalSeconds < StartSecondsMax && owner.Length == 0 && await started.StandardOutput.ReadLineAsync() is { } line)
        {
            address = address.Length == 0 ? From(line, "http://") : address;
            owner = From(line, "own_");
        }

        _ = PassOnAsync(started.StandardOutput);
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
        {
            BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10),
        };
        (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).EnsureSuccessStatusCode();
        var ready = clock.Elapsed.TotalSeconds;
        if (byPage)
        {
            await StartOnPageAsync(client, owner);
            return new RunningServer(started, data, client, database, ready);
        }

        var shop = $$$"""
            {"ownerKey":"{{{owner}}}","shop":{"name":"Bench","timeZone":"Europe/Bucharest","currency":"RON","taxIncluded":true,
            "shippingIncluded":false,"weekStart":"monday","language":"en","phoneRegion":"RO"}}
            """;
        using var content = new StringContent(shop, Encoding.UTF8, "application/json");
        var answer = await client.PostAsync(new Uri("/v1/setup", UriKind.Relative), content);
        var founded = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(founded)!["key"]!);
        return new RunningServer(started, data, client, database, ready);
    }

    /// <summary>The token of a page's form.</summary>
    public static string TokenOf(string page) => Regex.Match(page, "name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["token"].Value;

    /// <summary>Paths of what a page loads.</summary>
    public static IEnumerable<string> AssetsOf(string page) =>
        Regex.Matches(page, "(href|src)=\"(?<path>/assets/[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups["path"].Value).Distinct(StringComparer.Ordinal);

    // As the owner does, who is signed in then.
    private static async Task StartOnPageAsync(HttpClient client, string owner)
    {
        var page = new Uri("/start", UriKind.Relative);
        using var form = new FormUrlEncodedContent(
        [
            new("OwnerKey", owner), new("Name", "Ana"), new("Email", "ana@shop.example"), new("Password", "a quiet river at dawn"), new("Shop", "Bench"),
            new("TimeZone", "Europe/Bucharest"), new("Currency", "RON"), new("Week", "monday"), new("ShopLanguage", "en"), new("TaxIn", "true"),
            new("__RequestVerificationToken", TokenOf(await client.GetStringAsync(page))),
        ]);
        using var answer = await client.PostAsync(page, form);
        if (!answer.IsSuccessStatusCode || answer.RequestMessage!.RequestUri!.AbsolutePath == "/start")
        {
            throw new InvalidOperationException("The shop could not be set up on its page.");
        }
    }

    // What the server says once it is ready is about what went wrong; unread, it would stand still at a full pipe.
    private static async Task PassOnAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
        {
            await Console.Error.WriteLineAsync(line);
        }
    }

    private static string From(string line, string mark) =>
        line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? line[at..] : "";

    /// <summary>Gives it a file and waits until its job has ended.</summary>
    /// <returns>Seconds from the start of the job.</returns>
    /// <exception cref="InvalidOperationException">It did not take all of it in.</exception>
    public async Task<double> ImportAsync(byte[] file)
    {
        using var content = new ByteArrayContent(file);
        var uploaded = await ReadAsync(await Client.PostAsync(new Uri("/v1/imports?source=web&name=orders.csv", UriKind.Relative), content));
        var import = new Uri($"/v1/imports/{uploaded["id"]}", UriKind.Relative);
        var clock = Stopwatch.StartNew();
        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
        await ReadAsync(await Client.PostAsync(new Uri($"/v1/imports/{uploaded["id"]}/start", UriKind.Relative), nothing));
        while (true)
        {
            var now = await ReadAsync(await Client.GetAsync(import));
            var state = (string)now["job"]!["state"]!;
            if (state is "failed" or "cancelled" or "paused" || (state == "done" && (long)now["counts"]!["rejected"]! > 0))
            {
                throw new InvalidOperationException(now.ToJsonString());
            }

            if (state == "done")
            {
                return clock.Elapsed.TotalSeconds;
            }

            await Task.Delay(20);
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using var given = answer;
        var text = await given.Content.ReadAsStringAsync();
        return given.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
    }

    /// <summary>Ends the process, so that its database can be looked at.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
