using System.Globalization;
using Perennial.Bench.Faults;
using Perennial.Kernel.Data;

namespace Perennial.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Names">Benches to run.</param>
/// <param name="Orders">Orders of the shop.</param>
/// <param name="Seed">Which shop.</param>
/// <param name="Engines">Databases under the server.</param>
internal sealed record BenchOptions(IReadOnlySet<string> Names, int Orders, ulong Seed, IReadOnlyList<DbEngine> Engines)
{
    private const int OrdersDefault = 10_000_000;
    private const int FormRowsMax = 1_000_000;
    private const int OrdersMin = 1_000;
    private const int OrdersMax = 50_000_000;
    private const int MinutesMax = 24 * 60;

    /// <summary>Benches that run when none is named: those that need no other program.</summary>
    private static readonly string[] Usual = ["insights", "facts", "ingest", "files", "stream", "models"];

    private static readonly string[] All = [.. Usual, "server", "load", "pages", .. FaultsBench.Names];

    /// <summary>The seed was named, and did not just stand there.</summary>
    public bool IsSeedNamed { get; init; }

    /// <summary>How many orders was named.</summary>
    public bool IsOrdersNamed { get; init; }

    /// <summary>How long what lasts is to last; null for its own time.</summary>
    public int? Minutes { get; init; }

    /// <summary>Rows of a form of files: enough to see its speed.</summary>
    public int FormRows => Math.Min(Orders, FormRowsMax);

    /// <summary>Whether a bench is to run.</summary>
    public bool Has(string name) => Names.Contains(name);

    /// <summary>Reads the arguments; false when one means nothing.</summary>
    public static bool TryParse(string[] args, out BenchOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        options = new BenchOptions(names, OrdersDefault, Seed: 1, [DbEngine.Sqlite, DbEngine.PostgreSql]);
        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--orders" when
                    int.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var orders) &&
                    orders is >= OrdersMin and <= OrdersMax:
                    options = options with { Orders = orders, IsOrdersNamed = true };
                    i++;
                    break;
                case "--seed" when
                    ulong.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed, IsSeedNamed = true };
                    i++;
                    break;
                case "--minutes" when
                    int.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= MinutesMax:
                    options = options with { Minutes = minutes };
                    i++;
                    break;
                case "--engine" when Enum.TryParse<DbEngine>(next, ignoreCase: true, out var engine):
                    options = options with { Engines = [engine] };
                    i++;
                    break;
                case var name when All.Contains(name, StringComparer.Ordinal):
                    names.Add(name);
                    break;
                default:
                    return false;
            }
        }

        if (names.Count == 0)
        {
            names.UnionWith(Usual);
        }

        return true;
    }
}
