using System.Runtime.CompilerServices;
using Perennial.Analytics;

namespace Perennial.Insights.Questions;

/// <summary>Recency, frequency and money of all customers, scored by rank.</summary>
internal sealed class Rfm
{
    private Rfm(QuintileCuts lastDays, QuintileCuts frequency, QuintileCuts monetary) =>
        (LastDays, Frequency, Monetary) = (lastDays, frequency, monetary);

    /// <summary>Cuts of the last buying day: later is better.</summary>
    public QuintileCuts LastDays { get; }

    /// <summary>Cuts of the number of counting orders.</summary>
    public QuintileCuts Frequency { get; }

    /// <summary>Cuts of the sum of net values, minor units.</summary>
    public QuintileCuts Monetary { get; }

    /// <summary>Customers by scores, at [r - 1, f - 1, m - 1].</summary>
    public int[,,] Cells { get; } = new int[5, 5, 5];

    /// <summary>Revenue by the same scores, minor units.</summary>
    public long[,,] Revenue { get; } = new long[5, 5, 5];

    /// <summary>Scores the customers of all partitions together.</summary>
    public static Rfm Of(IReadOnlyList<CustomerValues> partitions)
    {
        var count = partitions.Sum(p => p.Count);
        var cuts = new QuintileCuts[3];
        Parallel.Invoke(
            () => cuts[2] = QuintileCuts.Of(Gather(partitions, count, static (p, into) => p.Monetary.AsSpan(0, p.Count)
                .CopyTo(into))),
            () =>
            {
                cuts[0] = QuintileCuts.Of(Gather(partitions, count, static (p, into) =>
                    Widen<ushort>(p.LastDay.AsSpan(0, p.Count), into)));
                cuts[1] = QuintileCuts.Of(Gather(partitions, count, static (p, into) =>
                    Widen<int>(p.Frequency.AsSpan(0, p.Count), into)));
            });
        var rfm = new Rfm(cuts[0], cuts[1], cuts[2]);
        var gate = new Lock();
        Parallel.ForEach(partitions, partition =>
        {
            var part = new Rfm(cuts[0], cuts[1], cuts[2]);
            part.Score(partition);
            lock (gate)
            {
                rfm.Add(part);
            }
        });
        return rfm;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(CustomerValues values)
    {
        // Days and orders have few values: their scores are looked up.
        var recencyScores = new byte[ushort.MaxValue + 1];
        for (var day = 0; day < recencyScores.Length; day++)
        {
            recencyScores[day] = (byte)(LastDays.Score(day) - 1);
        }

        for (var c = 0; c < values.Count; c++)
        {
            var (r, f, m) = (recencyScores[values.LastDay[c]], Frequency.Score(values.Frequency[c]) - 1,
                Monetary.Score(values.Monetary[c]) - 1);
            Cells[r, f, m]++;
            Revenue[r, f, m] += values.Monetary[c];
        }

        foreach (var (c, other) in values.Other)
        {
            Revenue[LastDays.Score(values.LastDay[c]) - 1, Frequency.Score(values.Frequency[c]) - 1,
                Monetary.Score(values.Monetary[c]) - 1] += other;
        }
    }

    private void Add(Rfm other)
    {
        for (var r = 0; r < 5; r++)
        {
            for (var f = 0; f < 5; f++)
            {
                for (var m = 0; m < 5; m++)
                {
                    Cells[r, f, m] += other.Cells[r, f, m];
                    Revenue[r, f, m] += other.Revenue[r, f, m];
                }
            }
        }
    }

    private delegate void CopyColumn(CustomerValues from, Span<long> into);

    private static long[] Gather(IReadOnlyList<CustomerValues> partitions, int count, CopyColumn copy)
    {
        var values = GC.AllocateUninitializedArray<long>(count);
        var at = 0;
        foreach (var partition in partitions)
        {
            copy(partition, values.AsSpan(at, partition.Count));
            at += partition.Count;
        }

        return values;
    }

    private static void Widen<T>(ReadOnlySpan<T> from, Span<long> into)
        where T : System.Numerics.INumberBase<T>
    {
        for (var i = 0; i < from.Length; i++)
        {
            into[i] = long.CreateTruncating(from[i]);
        }
    }
}
