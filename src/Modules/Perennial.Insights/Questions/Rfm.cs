using System.Runtime.CompilerServices;
using Perennial.Analytics;

namespace Perennial.Insights.Questions;

/// <summary>Recency, frequency and money of all customers, scored by rank.</summary>
internal sealed class Rfm
{
    private readonly Scores scores;

    private Rfm(QuintileCuts lastDays, QuintileCuts frequency, QuintileCuts monetary, Scores scores) =>
        (LastDays, Frequency, Monetary, this.scores) = (lastDays, frequency, monetary, scores);

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
        var days = new int[ushort.MaxValue + 1];
        var frequencies = new int[partitions.Select(p => p.FrequencyMax).DefaultIfEmpty(0).Max() + 1];
        foreach (var partition in partitions)
        {
            PeriodTallies.Sum(days, partition.LastDayCounts);
            PeriodTallies.Sum(frequencies, partition.FrequencyCounts);
        }

        var lastDay = QuintileCuts.OfCounts(days);
        var frequency = QuintileCuts.OfCounts(frequencies);
        var monetary = QuintileCuts.Of([.. partitions.Select(p => (ReadOnlyMemory<long>)p.Monetary.AsMemory(0, p.Count))]);
        var rfm = new Rfm(lastDay, frequency, monetary, new Scores(lastDay, frequency, monetary, frequencies.Length));
        var gate = new Lock();
        Parallel.ForEach(partitions, partition =>
        {
            var part = new Rfm(lastDay, frequency, monetary, rfm.scores);
            part.Score(partition);
            lock (gate)
            {
                rfm.Add(part);
            }
        });
        return rfm;
    }

    /// <summary>Scores of a customer, each 0 to 4.</summary>
    public (int R, int F, int M) ScoresOf(CustomerValues values, int row) => scores.Of(values, row);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(CustomerValues values)
    {
        for (var c = 0; c < values.Count; c++)
        {
            var (r, f, m) = scores.Of(values, c);
            Cells[r, f, m]++;
            Revenue[r, f, m] += values.Monetary[c];
        }

        foreach (var (c, other) in values.Other)
        {
            var (r, f, m) = scores.Of(values, c);
            Revenue[r, f, m] += other;
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

    /// <summary>Scores less one. Days and orders have few values: their scores are looked up.</summary>
    private sealed class Scores
    {
        private readonly byte[] byDay = new byte[ushort.MaxValue + 1];
        private readonly byte[] byFrequency;
        private readonly long two;
        private readonly long three;
        private readonly long four;
        private readonly long five;

        public Scores(QuintileCuts lastDay, QuintileCuts frequency, QuintileCuts monetary, int frequencies)
        {
            byFrequency = new byte[frequencies];
            Fill(byDay, lastDay);
            Fill(byFrequency, frequency);
            (two, three) = (monetary.Two ?? long.MaxValue, monetary.Three ?? long.MaxValue);
            (four, five) = (monetary.Four ?? long.MaxValue, monetary.Five ?? long.MaxValue);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (int R, int F, int M) Of(CustomerValues values, int customer)
        {
            var money = values.Monetary[customer];
            return (byDay[values.LastDay[customer]], byFrequency[values.Frequency[customer]],
                (money >= two ? 1 : 0) + (money >= three ? 1 : 0) + (money >= four ? 1 : 0) + (money >= five ? 1 : 0));
        }

        private static void Fill(byte[] scores, QuintileCuts cuts)
        {
            for (var value = 0; value < scores.Length; value++)
            {
                scores[value] = (byte)(cuts.Score(value) - 1);
            }
        }
    }
}
