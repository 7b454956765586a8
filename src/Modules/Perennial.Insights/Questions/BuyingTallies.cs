using System.Runtime.CompilerServices;
using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>What <see cref="BuyingTallies"/> is asked beside the stretch.</summary>
[Flags]
internal enum BuyingParts
{
    None = 0,

    /// <summary>Gaps over all time.</summary>
    AllGaps = 1,

    /// <summary>The order ladder.</summary>
    Ladder = 2,
}

/// <summary>
/// Buying over one stretch of days and over all time: customers and repeaters of the stretch, gaps between buying
/// days, and the ladder from one order to the next.
/// </summary>
internal sealed class BuyingTallies : ICustomerQuestion
{
    /// <summary>Steps of the order ladder.</summary>
    public const int LadderSteps = 10;

    private readonly int from;
    private readonly int to;
    private readonly bool isAll;
    private readonly int gapMax;

    // Orders by days since the row before, gapMax further on: from one customer to the next days may fall.
    private readonly int[] gaps;
    private readonly int[] allGaps;

    // Days from the n-th order to the next, at [n * (gapMax + 1) + days].
    private readonly int[] ladder;
    private int customersEver;

    /// <param name="from">First day of the stretch.</param>
    /// <param name="to">The day after its last.</param>
    /// <param name="span">First day with a fact and the day asked for.</param>
    /// <param name="parts">What else is wanted.</param>
    public BuyingTallies(int from, int to, (int From, int To) span, BuyingParts parts)
    {
        (this.from, this.to) = (from, to);
        isAll = from <= span.From && to >= span.To;
        gapMax = Math.Max(0, span.To - span.From);
        gaps = new int[(2 * gapMax) + 1];
        allGaps = isAll || !parts.HasFlag(BuyingParts.AllGaps) ? [] : new int[gaps.Length];
        ladder = parts.HasFlag(BuyingParts.Ladder) ? new int[(LadderSteps + 1) * (gapMax + 1)] : [];
    }

    /// <summary>Customers with a counting order in the stretch.</summary>
    public int Customers { get; private set; }

    /// <summary>Those with at least two.</summary>
    public int Repeaters { get; private set; }

    /// <summary>Customers of the stretch whose first order lies before it.</summary>
    public int Returning { get; private set; }

    /// <summary>Gaps between buying days that end in the stretch; counted when the counting has ended, as are those below.</summary>
    public DayHistogram Gaps { get; private set; } = DayHistogram.Of([]);

    /// <summary>All gaps between buying days; where they are wanted, or the stretch is all there is.</summary>
    public DayHistogram AllGaps { get; private set; } = DayHistogram.Of([]);

    /// <summary>Customers with at least n orders, at [n]; where the ladder is wanted.</summary>
    public long[] Reached { get; } = new long[LadderSteps + 2];

    /// <summary>Days from the n-th to the next order, at [n]; empty unless the ladder is wanted.</summary>
    public DayHistogram[] LadderGaps { get; private set; } = [];

    public void Visit(in Histories histories)
    {
        if (isAll)
        {
            CountAll(histories.Start);
            CountGaps(histories, gaps, 0, int.MaxValue);
        }
        else
        {
            CountInStretch(histories);
            CountGaps(histories, gaps, from, to);
        }

        if (allGaps.Length > 0)
        {
            CountGaps(histories, allGaps, 0, int.MaxValue);
        }

        if (ladder.Length > 0)
        {
            CountLadder(histories);
        }
    }

    public void Add(BuyingTallies other)
    {
        Customers += other.Customers;
        Repeaters += other.Repeaters;
        Returning += other.Returning;
        customersEver += other.customersEver;
        PeriodTallies.Sum(gaps, other.gaps);
        PeriodTallies.Sum(allGaps, other.allGaps);
        PeriodTallies.Sum(ladder, other.ladder);
    }

    /// <summary>Ends the counting.</summary>
    public void Finish()
    {
        // Days without a gap between them are one buying day.
        Gaps = DayHistogram.Of([0, .. gaps.AsSpan(gapMax + 1)]);
        AllGaps = isAll ? Gaps : DayHistogram.Of(allGaps.Length == 0 ? [0] : [0, .. allGaps.AsSpan(gapMax + 1)]);
        if (ladder.Length > 0)
        {
            LadderGaps = [.. Enumerable.Range(0, LadderSteps + 1)
                .Select(n => DayHistogram.Of(ladder.AsSpan(n * (gapMax + 1), gapMax + 1)))];
            Reached[1] = customersEver;
            for (var n = 1; n <= LadderSteps; n++)
            {
                Reached[n + 1] = LadderGaps[n].Total;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountAll(ReadOnlySpan<int> start)
    {
        var (customers, repeaters) = (0, 0);
        var rowFrom = start[0];
        foreach (var rowTo in start[1..])
        {
            customers += rowTo > rowFrom ? 1 : 0;
            repeaters += rowTo - rowFrom > 1 ? 1 : 0;
            rowFrom = rowTo;
        }

        (Customers, Repeaters, customersEver) = (Customers + customers, Repeaters + repeaters, customersEver + customers);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountInStretch(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            var inStretch = AscendingDays.CountBefore(days, to) - AscendingDays.CountBefore(days, from);
            customersEver += days.Length > 0 ? 1 : 0;
            Customers += inStretch > 0 ? 1 : 0;
            Repeaters += inStretch > 1 ? 1 : 0;
            Returning += inStretch > 0 && days[0] < from ? 1 : 0;
        }
    }

    // Where one customer ends and the next begins cannot be foretold, so the rows are walked as if they were one
    // customer's, and what lies between two customers is taken away again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountGaps(in Histories histories, int[] into, int first, int end)
    {
        var start = histories.Start;
        var days = histories.Days;
        var rows = days[start[0]..start[^1]];
        if (rows.IsEmpty)
        {
            return;
        }

        unchecked
        {
            var zero = gapMax;
            int previous = rows[0];
            foreach (int day in rows[1..])
            {
                into[day - previous + zero] += IsIn(day, first, end);
                previous = day;
            }

            var last = start[0];
            foreach (var row in start[1..^1])
            {
                if (row != last && row < start[^1])
                {
                    into[days[row] - days[row - 1] + zero] -= IsIn(days[row], first, end);
                    last = row;
                }
            }
        }
    }

    // No branch: days around the ends of the stretch cannot be foretold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IsIn(int day, int from, int to) => unchecked((uint)(day - from)) < unchecked((uint)(to - from)) ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountLadder(in Histories histories)
    {
        var (into, stride) = (ladder, gapMax + 1);
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            days = days[..Math.Min(days.Length, LadderSteps + 1)];
            for (var n = 1; n < days.Length; n++)
            {
                unchecked
                {
                    into[(n * stride) + days[n] - days[n - 1]]++;
                }
            }
        }
    }
}
