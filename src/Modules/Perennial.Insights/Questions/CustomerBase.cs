using System.Runtime.CompilerServices;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// The active base for any window and minimum: at each boundary t, customers with at least k counting orders in the
/// window before t; between two boundaries, who stayed, left and came.
/// </summary>
internal sealed class CustomerBase : ICustomerQuestion
{
    private readonly int[] boundaries;
    private readonly int minOrders;
    private readonly int firstDay;

    // An order of a day counts at the boundaries [entersAt, leavesAt); both only grow with the day.
    private readonly ushort[] entersAt;
    private readonly ushort[] leavesAt;

    /// <param name="boundaries">The boundaries t0 … tn, ascending.</param>
    /// <param name="windowStarts">First day of the window of each boundary, ascending.</param>
    /// <param name="minOrders">k.</param>
    /// <param name="span">First day with a fact and the day asked for.</param>
    public CustomerBase(int[] boundaries, int[] windowStarts, int minOrders, (int From, int To) span)
    {
        (this.boundaries, this.minOrders, firstDay) = (boundaries, minOrders, span.From);
        entersAt = FirstAfterEach(span, boundaries);
        leavesAt = FirstAfterEach(span, windowStarts);
        Movements = new Movement[boundaries.Length - 1];
    }

    /// <summary>Counts of the period between two boundaries.</summary>
    internal struct Movement
    {
        public int Start;
        public int End;
        public int Retained;
        public int Gone;
        public int Fallen;
        public int New;
        public int Risen;
        public int Returned;
        public long LostSpanDays;

        public void Add(in Movement other)
        {
            Start += other.Start;
            End += other.End;
            Retained += other.Retained;
            Gone += other.Gone;
            Fallen += other.Fallen;
            New += other.New;
            Risen += other.Risen;
            Returned += other.Returned;
            LostSpanDays += other.LostSpanDays;
        }
    }

    public Movement[] Movements { get; }

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            if (days.Length >= minOrders)
            {
                Follow(days);
            }
        }
    }

    public void Add(CustomerBase other)
    {
        for (var i = 0; i < Movements.Length; i++)
        {
            Movements[i].Add(other.Movements[i]);
        }
    }

    // k orders in a row make her a member from the boundary at which the last of them enters the window to the one at
    // which the first leaves it. Where such stretches touch she stays; few customers come and go more than once or twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Follow(ReadOnlySpan<ushort> days)
    {
        var (from, to) = (-1, -1);
        for (var end = minOrders - 1; end < days.Length; end++)
        {
            int enters = entersAt[days[end] - firstDay];
            int leaves = leavesAt[days[end - minOrders + 1] - firstDay];
            if (enters > to && leaves > enters)
            {
                if (to >= 0)
                {
                    CountMembership(days, from, to);
                }

                from = enters;
            }

            to = leaves > enters ? leaves : to;
        }

        if (to >= 0)
        {
            CountMembership(days, from, to);
        }
    }

    // A member at the boundaries [from, to) and at neither of their neighbours.
    private void CountMembership(ReadOnlySpan<ushort> days, int from, int to)
    {
        if (from > 0)
        {
            ref var came = ref Movements[from - 1];
            came.End++;
            if (days[0] >= boundaries[from - 1])
            {
                came.New++;
            }
            else if (HasOrderAt(from - 1, days))
            {
                came.Risen++;
            }
            else
            {
                came.Returned++;
            }
        }

        for (var period = from; period < to - 1; period++)
        {
            ref var stayed = ref Movements[period];
            stayed.Start++;
            stayed.End++;
            stayed.Retained++;
        }

        if (to < boundaries.Length)
        {
            ref var left = ref Movements[to - 1];
            left.Start++;
            if (HasOrderAt(to, days))
            {
                left.Fallen++;
            }
            else
            {
                left.Gone++;
            }

            left.LostSpanDays += days[Before(boundaries[to], days) - 1] - days[0];
        }
    }

    // Whether the window before a boundary holds any of her orders: the last before it is the likeliest.
    private bool HasOrderAt(int boundary, ReadOnlySpan<ushort> days) =>
        Before(boundaries[boundary], days) is > 0 and var before && leavesAt[days[before - 1] - firstDay] > boundary;

    // How many of her orders lie before a day.
    private static int Before(int day, ReadOnlySpan<ushort> days)
    {
        var (from, to) = (0, days.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = days[middle] < day ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    // The first of ascending marks that lies after each day.
    private static ushort[] FirstAfterEach((int From, int To) span, int[] marks)
    {
        var first = new ushort[Math.Max(0, span.To - span.From)];
        var mark = 0;
        for (var day = 0; day < first.Length; day++)
        {
            while (mark < marks.Length && marks[mark] <= span.From + day)
            {
                mark++;
            }

            first[day] = (ushort)mark;
        }

        return first;
    }
}
