using System.Runtime.CompilerServices;
using Perennial.Analytics;

namespace Perennial.Insights.Questions;

/// <summary>
/// How many customers are on time and how many late, each against her own rhythm, and what they brought; everything
/// by <see cref="Lateness"/>.
/// </summary>
internal sealed class Overdue
{
    private Overdue()
    {
    }

    /// <summary>Customers.</summary>
    public int[] Customers { get; } = new int[4];

    /// <summary>Their net values less returns to date, minor units.</summary>
    public long[] Revenue { get; } = new long[4];

    /// <summary>The same over the last 365 days.</summary>
    public long[] YearRevenue { get; } = new long[4];

    /// <summary>Counts; null where the shop has no gap at all, so that nobody has a usual interval.</summary>
    /// <param name="partitions">The customers.</param>
    /// <param name="asOf">The day asked for.</param>
    /// <param name="shopTwiceMedian">Twice the median of all gaps of the shop; null when there are none.</param>
    public static Overdue? Count(IReadOnlyList<CustomerValues> partitions, int asOf, long? shopTwiceMedian)
    {
        if (shopTwiceMedian is not { } shop)
        {
            return null;
        }

        var overdue = new Overdue();
        var gate = new Lock();
        Parallel.ForEach(partitions, partition =>
        {
            var mine = new Overdue();
            mine.CountOf(partition, asOf, shop);
            lock (gate)
            {
                PeriodTallies.Sum(overdue.Customers, mine.Customers);
                PeriodTallies.Sum(overdue.Revenue, mine.Revenue);
                PeriodTallies.Sum(overdue.YearRevenue, mine.YearRevenue);
            }
        });
        return overdue;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountOf(CustomerValues customers, int asOf, long shopTwiceMedian)
    {
        for (var c = 0; c < customers.Count; c++)
        {
            var state = (int)customers.Rhythm[c].LatenessAfter(asOf - customers.LastDay[c], shopTwiceMedian);
            Customers[state]++;
            Revenue[state] += customers.Monetary[c];
            YearRevenue[state] += customers.YearNet[c];
        }

        foreach (var (c, other) in customers.Other)
        {
            var state = (int)customers.Rhythm[c].LatenessAfter(asOf - customers.LastDay[c], shopTwiceMedian);
            Revenue[state] += other;
            YearRevenue[state] += customers.YearOther[c];
        }
    }
}
