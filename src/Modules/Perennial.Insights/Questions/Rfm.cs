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
        var days = new int[partitions.Select(p => p.LastDayCounts.Length).DefaultIfEmpty(0).Max()];
        var frequencies = new int[partitions.Select(p => p.FrequencyMax).DefaultIfEmpty(0).Max() + 1];
        foreach (var partition in partitions)
        {
            PeriodTallies.Sum(days, partition.LastDayCounts);
            PeriodTallies.Sum(frequencies, partition.FrequencyCounts);
        }

        var firstDay = partitions.Count == 0 ? 0 : partitions[0].FirstDay;
        var lastDay = QuintileCuts.OfCounts(days, firstDay);
        var frequency = QuintileCuts.OfCounts(frequencies);
        var monetary = QuintileCuts.Of([.. partitions.Select(p => (ReadOnlyMemory<long>)p.Monetary.AsMemory(0, p.Count))]);
        var byRank = new Scores((firstDay, days.Length), frequencies.Length, lastDay, frequency, monetary);
        var rfm = new Rfm(lastDay, frequency, monetary, byRank);
        var gate = new Lock();
        Parallel.ForEach(partitions, partition =>
        {
            var part = byRank.Count(partition);
            lock (gate)
            {
                rfm.Add(part);
            }
        });
        return rfm;
    }

    /// <summary>Scores of a customer, each 0 to 4.</summary>
    public (int R, int F, int M) ScoresOf(CustomerValues values, int row) => scores.Of(values, row);

    private void Add(ReadOnlySpan<Scores.Cell> cells)
    {
        for (var cell = 0; cell < cells.Length; cell++)
        {
            var (r, f, m) = Scores.OfCell(cell);
            Cells[r, f, m] += cells[cell].Customers;
            Revenue[r, f, m] += cells[cell].Revenue;
        }
    }

    /// <summary>Scores less one. Days and orders have few values: their scores are looked up.</summary>
    private sealed class Scores
    {
        private const int Steps = 5;

        private readonly int firstDay;

        // Of a cell [r, f, m] in a row: what the last day and the orders add to its place.
        private readonly byte[] byDay;
        private readonly byte[] byFrequency;
        private readonly long two;
        private readonly long three;
        private readonly long four;
        private readonly long five;

        public Scores((int First, int Count) days, int frequencies, QuintileCuts lastDay, QuintileCuts frequency, QuintileCuts monetary)
        {
            firstDay = days.First;
            byDay = [.. Enumerable.Range(days.First, days.Count).Select(d => (byte)(Steps * Steps * (lastDay.Score(d) - 1)))];
            byFrequency = [.. Enumerable.Range(0, frequencies).Select(f => (byte)(Steps * (frequency.Score(f) - 1)))];
            (two, three) = (monetary.Two ?? long.MaxValue, monetary.Three ?? long.MaxValue);
            (four, five) = (monetary.Four ?? long.MaxValue, monetary.Five ?? long.MaxValue);
        }

        internal struct Cell
        {
            public int Customers;
            public long Revenue;
        }

        public static (int R, int F, int M) OfCell(int cell) => (cell / (Steps * Steps), cell / Steps % Steps, cell % Steps);

        public (int R, int F, int M) Of(CustomerValues values, int customer) => OfCell(CellOf(values, customer));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public Cell[] Count(CustomerValues values)
        {
            var cells = new Cell[Steps * Steps * Steps];
            for (var c = 0; c < values.Count; c++)
            {
                ref var cell = ref cells[CellOf(values, c)];
                cell.Customers++;
                cell.Revenue += values.Monetary[c];
            }

            foreach (var (c, other) in values.Other)
            {
                cells[CellOf(values, c)].Revenue += other;
            }

            return cells;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int CellOf(CustomerValues values, int customer)
        {
            var money = values.Monetary[customer];
            return byDay[values.LastDay[customer] - firstDay] + byFrequency[values.Frequency[customer]] +
                (money >= two ? 1 : 0) + (money >= three ? 1 : 0) + (money >= four ? 1 : 0) + (money >= five ? 1 : 0);
        }
    }
}
