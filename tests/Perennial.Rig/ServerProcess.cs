using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Perennial.Rig;

/// <summary>How a server process is started.</summary>
/// <param name="Database">Its database setting.</param>
public sealed record ServerSetting(string Database)
{
    /// <summary>Its data folder; null for one of its own, which goes with it.</summary>
    public string? Folder { get; init; }

    public string Node { get; init; } = "victim";

    /// <summary>Requests a second of one key.</summary>
    public int Rate { get; init; } = 100_000;

    /// <summary>The program and what stands before the server's own arguments.</summary>
    public IReadOnlyList<string> Program { get; init; } = [ServerProcess.Built];

    /// <summary>How long a start may take before it is given up.</summary>
    public int StartSecondsMax { get; init; } = 120;

    /// <summary>Variables of its environment beside our own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Words that come before the program: what runs it on a disk of its own.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];
}

/// <summary>The server as a process of its own, to be killed and started again on the same data.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int AnswerSecondsMax = 60;
    private const int SaidCharactersMax = 4_000;

    private readonly ServerSetting setting;
    private readonly string folder;
    private readonly int port;
    private readonly StringBuilder said = new();
    private Process? process;

    private ServerProcess(ServerSetting setting)
    {
        (this.setting, port) = (setting, FreePort());
        folder = setting.Folder ?? Directory.CreateTempSubdirectory("perennial-process-").FullName;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The program as it was built beside this one.</summary>
    public static string Built => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "perennial-server.exe" : "perennial-server");

    public HttpClient Client { get; }

    /// <summary>Its data folder.</summary>
    public string Folder => folder;

    /// <summary>Its database setting.</summary>
    public string Database => setting.Database;

    /// <summary>A key that may everything.</summary>
    public string Key { get; private set; } = "";

    /// <summary>All that it wrote to its standard output and error, of all its lives.</summary>
    public string Output
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    // What it said last is told where it does not do what it should.
    private string SaidLast => Output is { Length: > SaidCharactersMax } all ? all[^SaidCharactersMax..] : Output;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Memory it holds now.</summary>
    public long Bytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts it for the first time and sets a shop up.</summary>
    public static Task<ServerProcess> StartAsync(string database) => StartAsync(new ServerSetting(database));

    /// <inheritdoc cref="StartAsync(string)"/>
    public static async Task<ServerProcess> StartAsync(ServerSetting setting)
    {
        var server = new ServerProcess(setting);
        var owner = await server.StartAsync();
        var founded = await server.SendAsync(HttpMethod.Post, "/v1/setup", Founding(owner));
        server.Use(founded.Status == 201 ? (string)founded.Body!["key"]! : throw new RigException(founded.Text));
        return server;
    }

    /// <summary>Starts one more on a shop that is set up, with a key of it.</summary>
    public static async Task<ServerProcess> JoinAsync(ServerSetting setting, string key)
    {
        var server = Prepare(setting, key);
        await server.StartAsync();
        return server;
    }

    /// <summary>One that is not started yet, on a shop that is set up, with a key of it.</summary>
    public static ServerProcess Prepare(ServerSetting setting, string key)
    {
        var server = new ServerProcess(setting);
        server.Use(key);
        return server;
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

    /// <summary>Starts it, again or for the first time, and waits until it is ready.</summary>
    /// <returns>The owner's key that it printed; empty once the shop is set up.</returns>
    public async Task<string> StartAsync()
    {
        var owner = Launch();
        for (var since = Stopwatch.StartNew(); !await IsReadyAsync();)
        {
            if (since.Elapsed.TotalSeconds > setting.StartSecondsMax || process!.HasExited)
            {
                throw new RigException($"The server does not start: {SaidLast}");
            }

            await Task.Delay(20);
        }

        return await owner.WaitAsync(TimeSpan.FromSeconds(AnswerSecondsMax));
    }

    /// <summary>Starts its process and does not wait for it.</summary>
    /// <returns>The owner's key, or nothing, when the process has said that it listens.</returns>
    public Task<string> Launch()
    {
        var words = (List<string>)[.. setting.Before, .. setting.Program, "--data", folder, "--database", setting.Database, "--address",
            $"http://127.0.0.1:{port}", "--node", setting.Node, "--rate", $"{setting.Rate}"];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in setting.Environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        var owner = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var printed = "";
        process.OutputDataReceived += (_, line) =>
        {
            Hear(line.Data);
            printed = line.Data?.IndexOf("own_", StringComparison.Ordinal) is >= 0 and var at ? line.Data[at..] : printed;
            if (printed.Length > 0 || line.Data is null || Key.Length > 0)
            {
                owner.TrySetResult(printed);
            }
        };
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return owner.Task;
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (process is { } running)
        {
            process = null;
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public Task<Reply> SendAsync(HttpMethod method, string path, JsonNode? body, string? key = null, CancellationToken cancellation = default) =>
        Reply.ToAsync(Client, method, path, body, key, cancellation);

    public async Task<JsonNode> ReportAsync() => await AskAsync("/v1/insights/report?fresh=1&parts=totals");

    /// <summary>Asks until the answer is there: figures are loaded a moment after the start.</summary>
    public async Task<JsonNode> AskAsync(string path)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            var reply = await SendAsync(HttpMethod.Get, path, null);
            if (reply.Status == 200)
            {
                return reply.Body!;
            }

            if (reply.Status != 503 || since.Elapsed.TotalSeconds > AnswerSecondsMax)
            {
                throw new RigException($"{path}: {reply.Status} {reply.Text} {SaidLast}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await KillAsync();
        if (setting.Folder is null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Hear(string? line)
    {
        lock (said)
        {
            said.Append(line).Append('\n');
        }
    }

    private void Use(string key)
    {
        Key = key;
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
