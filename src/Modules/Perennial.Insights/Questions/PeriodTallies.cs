using System.Runtime.CompilerServices;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>What <see cref="PeriodTallies"/> is asked beside the counts of each period.</summary>
[Flags]
internal enum PeriodParts
{
    None = 0,

    /// <summary>The matrix of cohorts by period.</summary>
    Cohorts = 1,

    /// <summary>Second orders, and how soon they came.</summary>
    SecondOrders = 2,

    /// <summary>How long the lost had stayed.</summary>
    LostSpans = 4,
}

/// <summary>
/// Customers by calendar period: who bought, who stayed, who came and went (the period view of the base with a
/// minimum of one order), and how her cohort fared. One walk over a customer's runs of orders answers all of it.
/// </summary>
internal sealed class PeriodTallies : ICustomerQuestion
{
    // How an order stands among those of its customer; counted by period and kind. Half a kind is that of the next order
    // in the same period: after a first the second, then 0 for all later ones.
    private const int SecondInPeriod = 1;
    private const int FirstAfterPeriodBefore = 2;
    private const int FirstOtherwise = 3;
    private const int Kinds = 4;

    private readonly Timeline timeline;
    private readonly PeriodParts parts;
    private readonly int secondOrderDays;
    private readonly int count;
    private readonly int[] kinds;
    private readonly Cell[] cells;
    private int[] cellOfRow = [];

    /// <param name="timeline">The periods.</param>
    /// <param name="parts">What is wanted beside the counts of each period.</param>
    /// <param name="secondOrderDays">Days within which a second order counts for the second-order rate.</param>
    public PeriodTallies(Timeline timeline, PeriodParts parts, int secondOrderDays)
    {
        (this.timeline, this.parts, this.secondOrderDays, count) = (timeline, parts, secondOrderDays, timeline.Count);
        (Customers, Repeaters, Retained) = (new int[count], new int[count], new int[count]);
        (New, Returned) = (new int[count], new int[count]);
        (SecondOrders, SecondOrdersInTime, ObservedLongEnough) = (new int[count], new int[count], new int[count]);
        LostSpanDays = new long[count + 1];
        kinds = new int[count * Kinds];
        cells = parts.HasFlag(PeriodParts.Cohorts) ? new Cell[count * count] : [];
    }

    /// <summary>Members of a cohort who bought in a period, and what it brought, minor units.</summary>
    internal struct Cell
    {
        public long Revenue;
        public int Active;
    }

    /// <summary>Distinct customers with a counting order in the period; when the counting has ended, as the next three.</summary>
    public int[] Customers { get; }

    /// <summary>Those of them with at least two.</summary>
    public int[] Repeaters { get; }

    /// <summary>Customers of the period before who bought in this one too.</summary>
    public int[] Retained { get; }

    /// <summary>Customers who bought earlier, not in the period before, and in this one again.</summary>
    public int[] Returned { get; }

    /// <summary>Customers whose first order ever lies in the period.</summary>
    public int[] New { get; }

    /// <summary>Customers whose second order ever lies in the period.</summary>
    public int[] SecondOrders { get; }

    /// <summary>Customers first seen in the period whose time since is long enough for the second-order rate.</summary>
    public int[] ObservedLongEnough { get; }

    /// <summary>Those of them with a second order in time.</summary>
    public int[] SecondOrdersInTime { get; }

    /// <summary>Days from first to last order, summed over the customers of the period before who did not buy in this one.</summary>
    public long[] LostSpanDays { get; }

    /// <summary>Cohort c in period p, at [c * count + p].</summary>
    public ReadOnlySpan<Cell> Cohorts => cells;

    public void Visit(in Histories histories)
    {
        var rows = histories.Start[^1] - histories.Start[0];
        if (cellOfRow.Length < rows)
        {
            cellOfRow = new int[Math.Max(rows, 2 * cellOfRow.Length)];
        }

        CountRuns(histories);
        if (parts.HasFlag(PeriodParts.Cohorts))
        {
            AddToCohorts(histories.Nets.Slice(histories.Start[0], rows), cellOfRow);
            AddOtherRevenue(histories);
        }

        if (parts.HasFlag(PeriodParts.SecondOrders))
        {
            CountSecondOrders(histories);
        }

        if (parts.HasFlag(PeriodParts.LostSpans))
        {
            AddLostSpans(histories);
        }
    }

    /// <summary>Ends the counting: what follows from the other counts.</summary>
    public void Finish()
    {
        for (var period = 0; period < count; period++)
        {
            var ofPeriod = kinds.AsSpan(period * Kinds, Kinds);
            Customers[period] = ofPeriod[FirstAfterPeriodBefore] + ofPeriod[FirstOtherwise];
            Retained[period] = ofPeriod[FirstAfterPeriodBefore];
            Repeaters[period] = ofPeriod[SecondInPeriod];
            Returned[period] = ofPeriod[FirstOtherwise] - New[period];
        }
    }

    public void Add(PeriodTallies other)
    {
        Sum(kinds, other.kinds);
        Sum(New, other.New);
        Sum(SecondOrders, other.SecondOrders);
        Sum(ObservedLongEnough, other.ObservedLongEnough);
        Sum(SecondOrdersInTime, other.SecondOrdersInTime);
        Sum(LostSpanDays, other.LostSpanDays);
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell].Active += other.cells[cell].Active;
            cells[cell].Revenue += other.cells[cell].Revenue;
        }
    }

    // The hot loop of every report. Whether an order opens a new period cannot be foretold, so nothing here branches
    // on it: the kind of an order follows from the kind before and from how many periods later it is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountRuns(in Histories histories)
    {
        var start = histories.Start;
        var days = histories.Days;
        var (firstRow, firstDay) = (start[0], timeline.FirstDay);
        var periodOfDay = timeline.PeriodOfDay;
        var newcomers = New.AsSpan();
        var counts = kinds.AsSpan();
        var cellOf = cellOfRow.AsSpan();
        unchecked
        {
            for (var customer = 0; customer < start.Length - 1; customer++)
            {
                var (from, to) = (start[customer], start[customer + 1]);
                if (from == to)
                {
                    continue;
                }

                int cohort = periodOfDay[days[from] - firstDay];
                newcomers[cohort]++;
                var (previous, kind) = (-2, 0);
                for (var row = from; row < to; row++)
                {
                    int period = periodOfDay[days[row] - firstDay];
                    var later = period - previous;
                    var isFirst = later > 0 ? 1 : 0;
                    kind = (-isFirst & (FirstAfterPeriodBefore + (later > 1 ? 1 : 0))) | ((isFirst - 1) & (kind >> 1));
                    counts[(period * Kinds) + kind]++;
                    cellOf[row - firstRow] = (((cohort * count) + period) << 1) | isFirst;
                    previous = period;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddToCohorts(ReadOnlySpan<long> nets, ReadOnlySpan<int> cellOf)
    {
        for (var row = 0; row < nets.Length; row++)
        {
            ref var cell = ref cells[cellOf[row] >> 1];
            cell.Active += cellOf[row] & 1;
            cell.Revenue += nets[row];
        }
    }

    // What happened before her first counting order belongs to no period of her cohort.
    private void AddOtherRevenue(in Histories histories)
    {
        foreach (var (customer, day, value) in histories.Other)
        {
            if (histories.DaysOf(customer) is not [var firstOrder, ..] || day < timeline.FirstDay)
            {
                continue;
            }

            var (cohort, period) = (PeriodOf(firstOrder), PeriodOf(day));
            if (period >= cohort)
            {
                cells[(cohort * count) + period].Revenue += value;
            }
        }
    }

    private void CountSecondOrders(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            if (days.Length > 1)
            {
                SecondOrders[PeriodOf(days[1])]++;
            }

            if (days.Length > 0 && timeline.AsOf - days[0] > secondOrderDays)
            {
                ObservedLongEnough[PeriodOf(days[0])]++;
                SecondOrdersInTime[PeriodOf(days[0])] += days.Length > 1 && days[1] - days[0] <= secondOrderDays ? 1 : 0;
            }
        }
    }

    // Whoever skips a period was lost in it, with the orders up to then; whoever never comes again, in the one after her last.
    private void AddLostSpans(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            for (var i = 1; i <= days.Length; i++)
            {
                var previous = PeriodOf(days[i - 1]);
                if (i == days.Length || PeriodOf(days[i]) > previous + 1)
                {
                    LostSpanDays[previous + 1] += days[i - 1] - days[0];
                }
            }
        }
    }

    private int PeriodOf(int day) => timeline.PeriodOfDay[day - timeline.FirstDay];

    internal static void Sum<T>(Span<T> into, ReadOnlySpan<T> from)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < from.Length; i++)
        {
            into[i] += from[i];
        }
    }
}
