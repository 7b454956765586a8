using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perennial.Server;

/// <summary>What the server is told when it starts: by arguments <c>--name value</c>, else by <c>PERENNIAL_NAME</c>.</summary>
internal sealed record ServerOptions
{
    private const int PortWanted = 8787;
    private const int RequestsPerSecondMax = 1_000_000;

    /// <summary>Folder of everything that is kept beside the database: keys, snapshots, uploads; and of the SQLite file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Path of an SQLite file, or a PostgreSQL connection string.</summary>
    public required string Database { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Address { get; init; }

    /// <summary>Name of this node among others; chains of the audit and leases of jobs are told apart by it.</summary>
    public required string Node { get; init; }

    /// <summary>Requests a second of one key before it is told to wait.</summary>
    public required int RequestsPerSecond { get; init; }

    /// <summary>Hosts with their port that webhooks may go to although they stand inside.</summary>
    public required IReadOnlyList<string> WebhooksAllowed { get; init; }

    /// <summary>Names of all that can be told, in the order in which they are listed.</summary>
    public static IReadOnlyList<string> Names { get; } = ["data", "database", "address", "node", "rate", "webhooks-allow"];

    /// <summary>Reads what was told.</summary>
    /// <exception cref="OptionRefusedException">Something that there is not, or that says nothing usable.</exception>
    public static ServerOptions Read(string[] args)
    {
        Check(args);

        // Only what is ours: a machine may have a variable NODE or ADDRESS of somebody else's.
        var told = new ConfigurationBuilder().AddEnvironmentVariables("PERENNIAL_").AddCommandLine(args).Build();

        // No variable may have a hyphen in its name.
        string? Told(string name) => Names.Contains(name, StringComparer.Ordinal) ? told[name] ?? told[name.Replace('-', '_')]
            : throw new InvalidOperationException("An option is read that is not listed.");
        var folder = Path.GetFullPath(Told("data") ?? "data");
        return new ServerOptions
        {
            DataFolder = folder,
            Database = Told("database") ?? Path.Combine(folder, "perennial.db"),
            Address = Told("address") ?? "http://localhost:" + FreePort().ToString(CultureInfo.InvariantCulture),
            Node = Told("node") ?? Environment.MachineName,
            WebhooksAllowed = (Told("webhooks-allow") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            RequestsPerSecond = int.TryParse(Told("rate") ?? "2000", NumberStyles.None, CultureInfo.InvariantCulture, out var rate) &&
                rate is > 0 and <= RequestsPerSecondMax ? rate : throw new OptionRefusedException("option.rate_wrong", Told("rate")!),
        };
    }

    // What is misspelt would otherwise be passed over, and the server stand where nobody expects it.
    private static void Check(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=')[0];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !Names.Contains(name[2..], StringComparer.OrdinalIgnoreCase))
            {
                throw new OptionRefusedException("option.unknown", args[i]);
            }

            if (!args[i].Contains('=', StringComparison.Ordinal) && ++i == args.Length)
            {
                throw new OptionRefusedException("option.value_missing", name);
            }
        }
    }

    // The usual port, or any other where somebody has it.
    private static int FreePort()
    {
        foreach (var port in (int[])[PortWanted, 0])
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException) when (port != 0)
            {
                // Somebody has it.
            }
        }

        return PortWanted;
    }
}

/// <summary>The server was told something that it cannot do.</summary>
/// <param name="code">Why, as a code.</param>
/// <param name="detail">What was told.</param>
internal sealed class OptionRefusedException(string code, string detail) : Exception
{
    public string Code => code;

    public string Detail => detail;
}
