using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perennial.Server;

/// <summary>What the server is told when it starts: by arguments <c>--name value</c>, else by <c>PERENNIAL_NAME</c>.</summary>
internal sealed record ServerOptions
{
    private const int PortWanted = 8787;
    private const int NumberMax = 1_000_000;

    /// <summary>Folder of everything that is kept beside the database: keys, snapshots, uploads; and of the SQLite file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Path of an SQLite file, or a PostgreSQL connection string.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// The same database by the role that owns its tables, for bringing them up to date; null where one role does all. The role of
    /// <see cref="Database"/> then may not change what is evidence.
    /// </summary>
    public required string? MigrateDatabase { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Address { get; init; }

    /// <summary>Name of this node among others; chains of the audit and leases of jobs are told apart by it.</summary>
    public required string Node { get; init; }

    /// <summary>Requests a second of one key before it is told to wait.</summary>
    public required int RequestsPerSecond { get; init; }

    /// <summary>Calls without a valid key a minute of one address before it is told to wait.</summary>
    public required int FailuresPerMinute { get; init; }

    /// <summary>Addresses and networks of reverse proxies that are believed who the caller is, beside this machine.</summary>
    public required IReadOnlyList<IPNetwork> Proxies { get; init; }

    /// <summary>Hosts with their port that webhooks may go to although they stand inside.</summary>
    public required IReadOnlyList<string> WebhooksAllowed { get; init; }

    /// <summary>Whether it shows the made-up shop; never told from outside.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Names of all that can be told, in the order in which they are listed.</summary>
    public static IReadOnlyList<string> Names { get; } = 
        ["data", "database", "migrate-database", "address", "node", "rate", "failures", "proxies", "webhooks-allow"];

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
            MigrateDatabase = Told("migrate-database"),
            Address = Told("address") ?? "http://localhost:" + FreePort().ToString(CultureInfo.InvariantCulture),
            Node = Told("node") ?? Environment.MachineName,
            WebhooksAllowed = List(Told("webhooks-allow")),
            RequestsPerSecond = Number(Told("rate") ?? "2000", "option.rate_wrong"),
            FailuresPerMinute = Number(Told("failures") ?? "60", "option.failures_wrong"),
            Proxies = [.. List(Told("proxies")).Select(Network)],
        };
    }

    private static string[] List(string? told) =>
        (told ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Number(string told, string code) =>
        int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= NumberMax
            ? number
            : throw new OptionRefusedException(code, told);

    private static IPNetwork Network(string told) => IPNetwork.TryParse(told, out var network) ? network
        : IPAddress.TryParse(told, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new OptionRefusedException("option.proxies_wrong", told);

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
