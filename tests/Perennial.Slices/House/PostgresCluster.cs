using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Perennial.Slices.House;

/// <summary>
/// A PostgreSQL cluster of the tests' own: made in a temporary folder, on a free port of loopback, run by an ordinary
/// user, and gone with the process.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const int StartSecondsMax = 60;

    // The server refuses to run as root; Debian's package makes this user, and any other without rights does as well.
    private static readonly string[] OrdinaryUsers = ["postgres", "nobody"];

    // Owns no table and is no superuser: a server's role where tables are another's.
    private const string ServerRole = "perennial_server";

    private readonly string folder;
    private readonly int port;
    private readonly IReadOnlyDictionary<string, string> settings;
    private Process? server;
    private int made;

    private PostgresCluster(string folder, int port, IReadOnlyDictionary<string, string> settings) =>
        (this.folder, this.port, this.settings) = (folder, port, settings);

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
            settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal));
        await Run("initdb", "-D", cluster.folder, "-U", "perennial", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await cluster.StartServerAsync();
        await cluster.DoAsync($"create role {ServerRole} login");
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
        server!.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        File.Delete(Path.Combine(folder, "postmaster.pid"));
        await StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }

        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
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

    private static async Task Run(string tool, params string[] arguments)
    {
        using var process = Start(tool, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await errors} {await output}");
        }
    }

    private static Process Start(string tool, IEnumerable<string> arguments)
    {
        var path = Path.Combine(Tools, tool);
        if (Tools.Length == 0)
        {
            throw new InvalidOperationException(
                "PostgreSQL is not there. The tests need its server, version 15 or newer: on Debian, apt-get install postgresql.");
        }

        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", OrdinaryUser(), "--regid", Group(), "--clear-groups", path, .. arguments]
            : [path, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        })!;
    }

    private static string OrdinaryUser() => OrdinaryUsers.First(u =>
        File.ReadLines("/etc/passwd").Any(l => l.StartsWith(u + ":", StringComparison.Ordinal)));

    private static string Group() => File.ReadLines("/etc/passwd")
        .First(l => l.StartsWith(OrdinaryUser() + ":", StringComparison.Ordinal)).Split(':')[3];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
