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
    private readonly Timeline timeline;
    private readonly PeriodParts parts;
    private readonly int secondOrderDays;
    private readonly int count;
    private readonly OrderKinds rows;

    // Orders by period and kind, at [period * room + kind].
    private readonly int[] kinds;
    private readonly Cell[] cells;

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
        (rows, kinds) = (new OrderKinds(timeline), new int[count * OrderKinds.Room]);
        cells = parts.HasFlag(PeriodParts.Cohorts) ? new Cell[count * count] : [];
    }

    /// <summary>Members of a cohort who bought in a period, and what it brought, minor units.</summary>
    internal struct Cell
    {
        public long Revenue;
        public int Active;
    }

    /// <summary>The periods.</summary>
    public Timeline Timeline => timeline;

    /// <summary>Distinct customers with a counting order in the period; when the counting has ended, as the next four.</summary>
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

    /// <summary>Whether it says what another one with these would.</summary>
    public bool Serves(Timeline wanted, PeriodParts wantedParts, int days) =>
        timeline.IsSameAs(wanted) && parts.HasFlag(wantedParts) &&
        (!wantedParts.HasFlag(PeriodParts.SecondOrders) || secondOrderDays == days);

    public void Visit(in Histories histories)
    {
        var (from, length) = (histories.Start[0], histories.Start[^1] - histories.Start[0]);
        rows.Tell(histories);
        CountKinds(rows.Periods(length), rows.Kinds(length));
        if (parts.HasFlag(PeriodParts.Cohorts))
        {
            AddToCohorts(rows.Periods(length), rows.Kinds(length), histories.Nets.Slice(from, length));
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
            var ofPeriod = kinds.AsSpan(period * OrderKinds.Room, OrderKinds.Room);
            New[period] = ofPeriod[OrderKinds.FirstEver];
            Retained[period] = ofPeriod[OrderKinds.FirstAfterPeriodBefore];
            Returned[period] = ofPeriod[OrderKinds.FirstAgain];
            Repeaters[period] = ofPeriod[OrderKinds.Second];
            Customers[period] = New[period] + Retained[period] + Returned[period];
        }
    }

    public void Add(PeriodTallies other)
    {
        Sum(kinds, other.kinds);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountKinds(ReadOnlySpan<ushort> periods, ReadOnlySpan<ushort> kindOf)
    {
        var counts = kinds;
        for (var row = 0; row < periods.Length; row++)
        {
            unchecked
            {
                counts[(periods[row] * OrderKinds.Room) + kindOf[row]]++;
            }
        }
    }

    // The row of the matrix changes with each first order; no branch, since nobody can foretell where that is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddToCohorts(ReadOnlySpan<ushort> periods, ReadOnlySpan<ushort> kindOf, ReadOnlySpan<long> nets)
    {
        var (matrix, cohort) = (cells, 0);
        for (var row = 0; row < periods.Length; row++)
        {
            var (period, kind) = ((int)periods[row], (int)kindOf[row]);
            unchecked
            {
                cohort ^= (cohort ^ (period * count)) & -(kind == OrderKinds.FirstEver ? 1 : 0);
            }

            ref var cell = ref matrix[cohort + period];
            cell.Active += kind >= OrderKinds.FirstAfterPeriodBefore ? 1 : 0;
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
