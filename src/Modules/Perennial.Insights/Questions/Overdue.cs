using System.Runtime.CompilerServices;
using Perennial.Analytics;

namespace Perennial.Insights.Questions;

/// <summary>How many customers are on time and how many late, each against her own rhythm.</summary>
internal static class Overdue
{
    /// <summary>Counts by <see cref="Lateness"/>; null where the shop has no gap at all, so that nobody has a usual interval.</summary>
    /// <param name="partitions">The customers.</param>
    /// <param name="asOf">The day asked for.</param>
    /// <param name="shopTwiceMedian">Twice the median of all gaps of the shop; null when there are none.</param>
    public static int[]? Count(IReadOnlyList<CustomerValues> partitions, int asOf, long? shopTwiceMedian)
    {
        if (shopTwiceMedian is not { } shop)
        {
            return null;
        }

        var counts = new int[4];
        var gate = new Lock();
        Parallel.ForEach(partitions, partition =>
        {
            var mine = CountOf(partition, asOf, shop);
            lock (gate)
            {
                PeriodTallies.Sum(counts, mine);
            }
        });
        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] CountOf(CustomerValues customers, int asOf, long shopTwiceMedian)
    {
        var counts = new int[4];
        for (var c = 0; c < customers.Count; c++)
        {
            counts[(int)customers.Rhythm[c].LatenessAfter(asOf - customers.LastDay[c], shopTwiceMedian)]++;
        }

        return counts;
    }
}
