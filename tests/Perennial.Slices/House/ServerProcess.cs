using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Perennial.Slices.House;

/// <summary>The server as a process of its own, to be killed and started again on the same data.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int StartSecondsMax = 120;

    private readonly string folder = Directory.CreateTempSubdirectory("perennial-process-").FullName;
    private readonly string database;
    private readonly int port;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> output = new();
    private readonly IReadOnlyDictionary<string, string> environment;
    private Process? process;

    private ServerProcess(string database, int port, IReadOnlyDictionary<string, string>? environment)
    {
        (this.database, this.port, this.environment) = (database, port, environment ?? new Dictionary<string, string>());
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Client { get; }

    /// <summary>Folder of keys, uploads and the snapshot.</summary>
    public string Folder => folder;

    /// <summary>All that it wrote to its standard output and error, of all its lives.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it for the first time and sets a shop up.</summary>
    public static async Task<ServerProcess> StartAsync(string database, IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = new ServerProcess(database, FreePort(), environment);
        var owner = await server.StartAsync();
        var founded = await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/setup", Shop.Founding(owner));
        founded.Status.ShouldBe(201, founded.Text);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)founded.Body!["key"]!);
        return server;
    }

    /// <summary>Starts it, again or for the first time.</summary>
    /// <returns>The owner's key that it printed; empty once the shop is set up.</returns>
    public async Task<string> StartAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perennial-server"),
            ["--data", folder, "--database", database, "--address", $"http://127.0.0.1:{port}", "--node", "victim", "--rate", "100000"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        var owner = "";
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) =>
            owner = line.Data?.IndexOf("own_", StringComparison.Ordinal) is >= 0 and var at ? line.Data[at..] : owner;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var since = Stopwatch.StartNew(); !await IsReadyAsync();)
        {
            (since.Elapsed.TotalSeconds < StartSecondsMax && !process.HasExited).ShouldBeTrue("The server does not start.");
            await Task.Delay(50);
        }

        return owner;
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task<JsonNode> ReportAsync() => await AskAsync("/v1/insights/report?fresh=1&parts=totals");

    /// <summary>Asks until the answer is there: figures are loaded a moment after the start.</summary>
    public async Task<JsonNode> AskAsync(string path)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            var reply = await Shop.SendAsync(Client, HttpMethod.Get, path, null);
            if (reply.Status == 200)
            {
                return reply.Body!;
            }

            reply.Status.ShouldBe(503, reply.Text);
            since.Elapsed.TotalSeconds.ShouldBeLessThan(StartSecondsMax);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
