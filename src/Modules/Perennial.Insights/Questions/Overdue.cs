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
            var mine = new int[4];
            for (var c = 0; c < partition.Count; c++)
            {
                mine[(int)partition.Rhythm[c].LatenessAfter(asOf - partition.LastDay[c], shop)]++;
            }

            lock (gate)
            {
                PeriodTallies.Sum(counts, mine);
            }
        });
        return counts;
    }
}
