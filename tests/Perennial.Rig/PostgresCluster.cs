using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Perennial.Rig;

/// <summary>
/// A PostgreSQL cluster of the tests' own: made in a temporary folder, on a free port of loopback, run by an ordinary
/// user, and gone with the process.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const int StartSecondsMax = 60;

    // The server refuses to run as root; Debian's package makes this user, and any other without rights does as well.
    private static readonly string[] OrdinaryUsers = ["postgres", "nobody"];

    // Owns no table and is no superuser: a server's role where tables are another's.
    private const string ServerRole = "perennial_server";

    private readonly string folder;
    private readonly int port;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly SmallDisk? disk;
    private string? logFolder;
    private Process? server;
    private int made;

    private PostgresCluster(string folder, int port, IReadOnlyDictionary<string, string> settings, SmallDisk? disk) =>
        (this.folder, this.port, this.settings, this.disk) = (folder, port, settings, disk);

    private static string Tools => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault("")
        : "";

    public static async Task<PostgresCluster> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var parent = Directory.CreateTempSubdirectory("perennial-pg-").FullName;
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(parent, (UnixFileMode)0b111_111_111);
        }

        var cluster = new PostgresCluster(Path.Combine(parent, "data"), FreePort(),
            settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal), disk: null);
        await cluster.MakeAsync();
        return cluster;
    }

    /// <summary>One whose data lies on a small disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="logApart">Its log has all the space it wants: then a full disk costs it statements, not its life.</param>
    public static async Task<PostgresCluster> StartAsync(SmallDisk disk, bool logApart)
    {
        var small = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["max_wal_size"] = logApart ? "256MB" : "16MB", ["min_wal_size"] = logApart ? "32MB" : "2MB", ["shared_buffers"] = "16MB",
        };
        var cluster = new PostgresCluster(disk.InsideFolder("data"), FreePort(), small, disk)
        {
            logFolder = logApart ? Directory.CreateTempSubdirectory("perennial-wal-").FullName : null,
        };
        await cluster.MakeAsync();
        return cluster;
    }

    /// <summary>A setting of a database as a role names it that owns nothing in it.</summary>
    public static string AsServerRole(string setting) => new NpgsqlConnectionStringBuilder(setting) { Username = ServerRole }.ToString();

    /// <summary>A new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"t{Interlocked.Increment(ref made)}";
        await DoAsync($"create database {name}");
        return ConnectionString(name);
    }

    private async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Kills the server as a loss of power would, and starts it again.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        await RestartAsync();
    }

    /// <summary>Kills the server as a loss of power would.</summary>
    public async Task KillAsync()
    {
        server!.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
    }

    /// <summary>Starts the server again, and waits until it lets somebody in.</summary>
    public async Task RestartAsync()
    {
        var claim = Path.Combine(folder, "postmaster.pid");
        File.Delete(disk?.FromHere(claim) ?? claim);
        await StartServerAsync();
    }

    /// <summary>Starts the server again if it gave up.</summary>
    public async Task ReviveAsync()
    {
        if (server!.HasExited)
        {
            await RestartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }

        if (logFolder is not null)
        {
            Directory.Delete(logFolder, recursive: true);
        }

        if (disk is null)
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    private async Task MakeAsync()
    {
        string[] sizes = disk is null ? [] : logFolder is null ? ["--wal-segsize=1"] : ["--waldir", logFolder];
        await RunAsync("initdb", ["-D", folder, "-U", "perennial", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", .. sizes]);
        await StartServerAsync();
        await DoAsync($"create role {ServerRole} login");
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port};Username=perennial;Database={database};Maximum Pool Size=20;Timeout=30";

    private async Task StartServerAsync()
    {
        var options = settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" });
        server = Start("postgres", ["-D", folder, "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=100", "-c", "logging_collector=off", .. options]);
        _ = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        for (var since = Stopwatch.StartNew(); ;)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (since.Elapsed.TotalSeconds < StartSecondsMax && !server.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task RunAsync(string tool, string[] arguments)
    {
        using var process = Start(tool, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await errors} {await output}");
        }
    }

    private Process Start(string tool, IEnumerable<string> arguments)
    {
        var path = Path.Combine(Tools, tool);
        if (Tools.Length == 0)
        {
            throw new InvalidOperationException(
                "PostgreSQL is not there. The tests need its server, version 15 or newer: on Debian, apt-get install postgresql.");
        }

        string[] command = disk is not null ? [.. disk.EnterAsOrdinaryUser, path, .. arguments]
            : Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", OrdinaryUser(), "--regid", Group(), "--clear-groups", path, .. arguments]
            : [path, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        })!;
    }

    internal static string OrdinaryUser() => OrdinaryUsers.First(u =>
        File.ReadLines("/etc/passwd").Any(l => l.StartsWith(u + ":", StringComparison.Ordinal)));

    internal static string Group() => File.ReadLines("/etc/passwd")
        .First(l => l.StartsWith(OrdinaryUser() + ":", StringComparison.Ordinal)).Split(':')[3];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
