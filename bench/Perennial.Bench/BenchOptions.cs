using System.Globalization;

namespace Perennial.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Insights">Measure questions.</param>
/// <param name="Ingest">Measure files.</param>
/// <param name="Forms">Measure forms of files, exports and the page.</param>
/// <param name="Stream">Measure streams of orders.</param>
/// <param name="Orders">Orders of the shop.</param>
/// <param name="Seed">Which shop.</param>
internal sealed record BenchOptions(bool Insights, bool Ingest, bool Forms, bool Stream, int Orders, ulong Seed)
{
    private const int OrdersDefault = 10_000_000;
    private const int FormRowsMax = 1_000_000;
    private const int OrdersMin = 1_000;
    private const int OrdersMax = 50_000_000;

    /// <summary>Rows of a form of files: enough to see its speed.</summary>
    public int FormRows => Math.Min(Orders, FormRowsMax);

    /// <summary>Reads the arguments; false when one means nothing.</summary>
    public static bool TryParse(string[] args, out BenchOptions options)
    {
        options = new BenchOptions(Insights: false, Ingest: false, Forms: false, Stream: false, OrdersDefault, Seed: 1);
        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "insights":
                    options = options with { Insights = true };
                    break;
                case "ingest":
                    options = options with { Ingest = true };
                    break;
                case "files":
                    options = options with { Forms = true };
                    break;
                case "stream":
                    options = options with { Stream = true };
                    break;
                case "--orders" when
                    int.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var orders) &&
                    orders is >= OrdersMin and <= OrdersMax:
                    options = options with { Orders = orders };
                    i++;
                    break;
                case "--seed" when
                    ulong.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                default:
                    return false;
            }
        }

        if (!options.Insights && !options.Ingest && !options.Forms && !options.Stream)
        {
            options = options with { Insights = true, Ingest = true, Forms = true, Stream = true };
        }

        return true;
    }
}
