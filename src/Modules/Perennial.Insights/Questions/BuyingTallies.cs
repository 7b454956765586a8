using System.Runtime.CompilerServices;
using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

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

    /// <param name="from">First day of the stretch.</param>
    /// <param name="to">The day after its last.</param>
    /// <param name="span">First day with a fact and the day asked for.</param>
    /// <param name="withLadder">Whether the ladder is wanted.</param>
    public BuyingTallies(int from, int to, (int From, int To) span, bool withLadder)
    {
        (this.from, this.to) = (from, to);
        isAll = from <= span.From && to >= span.To;
        var gapMax = Math.Max(0, span.To - span.From);
        AllGaps = new DayHistogram(gapMax);
        Gaps = isAll ? AllGaps : new DayHistogram(gapMax);
        LadderGaps = withLadder ? [.. Enumerable.Range(0, LadderSteps + 1).Select(_ => new DayHistogram(gapMax))] : [];
    }

    /// <summary>Customers with a counting order in the stretch.</summary>
    public int Customers { get; private set; }

    /// <summary>Those with at least two.</summary>
    public int Repeaters { get; private set; }

    /// <summary>Customers of the stretch whose first order lies before it.</summary>
    public int Returning { get; private set; }

    /// <summary>Customers with any counting order.</summary>
    public int CustomersEver { get; private set; }

    /// <summary>Those with at least two.</summary>
    public int RepeatersEver { get; private set; }

    /// <summary>Gaps between buying days that end in the stretch.</summary>
    public DayHistogram Gaps { get; }

    /// <summary>All gaps between buying days.</summary>
    public DayHistogram AllGaps { get; }

    /// <summary>Customers with at least n orders, at [n]; where the ladder is wanted.</summary>
    public int[] Reached { get; } = new int[LadderSteps + 2];

    /// <summary>Days from the n-th to the next order, at [n]; empty unless the ladder is wanted.</summary>
    public DayHistogram[] LadderGaps { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit(in CustomerHistory history)
    {
        var days = history.Days;
        if (days.IsEmpty)
        {
            return;
        }

        CustomersEver++;
        RepeatersEver += days.Length > 1 ? 1 : 0;
        CountInStretch(days);
        CountGaps(days);
        if (LadderGaps.Length > 0)
        {
            CountLadder(days);
        }
    }

    public void Add(BuyingTallies other)
    {
        Customers += other.Customers;
        Repeaters += other.Repeaters;
        Returning += other.Returning;
        CustomersEver += other.CustomersEver;
        RepeatersEver += other.RepeatersEver;
        PeriodTallies.Sum(Reached, other.Reached);
        PeriodTallies.Sum(AllGaps.Counts, other.AllGaps.Counts);
        if (!isAll)
        {
            PeriodTallies.Sum(Gaps.Counts, other.Gaps.Counts);
        }

        for (var n = 1; n < LadderGaps.Length; n++)
        {
            PeriodTallies.Sum(LadderGaps[n].Counts, other.LadderGaps[n].Counts);
        }
    }

    /// <summary>Ends the counting.</summary>
    public void Finish()
    {
        AllGaps.Recount();
        Gaps.Recount();
        foreach (var gaps in LadderGaps)
        {
            gaps.Recount();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountInStretch(ReadOnlySpan<ushort> days)
    {
        var inStretch = days.Length;
        if (!isAll)
        {
            inStretch = 0;
            foreach (var day in days)
            {
                inStretch += day >= from && day < to ? 1 : 0;
            }
        }

        if (inStretch > 0)
        {
            Customers++;
            Repeaters += inStretch > 1 ? 1 : 0;
            Returning += days[0] < from ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountGaps(ReadOnlySpan<ushort> days)
    {
        var all = AllGaps.Counts;
        var inStretch = isAll ? null : Gaps.Counts;
        var previous = days[0];
        for (var i = 1; i < days.Length; i++)
        {
            var day = days[i];
            var gap = day - previous;
            if (gap > 0)
            {
                all[gap]++;
                if (inStretch is not null && day >= from && day < to)
                {
                    inStretch[gap]++;
                }

                previous = day;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountLadder(ReadOnlySpan<ushort> days)
    {
        var steps = Math.Min(days.Length, LadderSteps + 1);
        Reached[1]++;
        for (var n = 1; n < steps; n++)
        {
            Reached[n + 1]++;
            LadderGaps[n].Counts[days[n] - days[n - 1]]++;
        }
    }
}
