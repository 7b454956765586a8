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

    // How many more stay over the period after each boundary than over the one before it.
    private readonly int[] stayed;

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
        stayed = new int[boundaries.Length];
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

    /// <summary>Counts of the periods between boundaries, whole when the counting has ended.</summary>
    public Movement[] Movements { get; }

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            Follow(histories.DaysOf(customer));
        }
    }

    public void Add(CustomerBase other)
    {
        for (var i = 0; i < Movements.Length; i++)
        {
            Movements[i].Add(other.Movements[i]);
        }

        PeriodTallies.Sum(stayed, other.stayed);
    }

    /// <summary>Ends the counting: what follows from the other counts.</summary>
    public void Finish()
    {
        var retained = 0;
        for (var i = 0; i < Movements.Length; i++)
        {
            retained += stayed[i];
            ref var movement = ref Movements[i];
            movement.Retained = retained;
            movement.Start = retained + movement.Gone + movement.Fallen;
            movement.End = retained + movement.New + movement.Risen + movement.Returned;
        }
    }

    // k orders in a row make her a member from the boundary at which the last of them enters the window to the one at
    // which the first leaves it. Where such stretches touch she stays; few customers come and go more than once or twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Follow(ReadOnlySpan<ushort> days)
    {
        var (from, to, first, last) = (-1, -1, 0, 0);
        var (enterAt, leaveAt, zero, firstOfThese) = (entersAt, leavesAt, firstDay, minOrders - 1);
        for (var order = firstOfThese; order < days.Length; order++)
        {
            int enters = enterAt[unchecked(days[order] - zero)];
            int leaves = leaveAt[unchecked(days[order - firstOfThese] - zero)];
            if (leaves <= enters)
            {
                continue;
            }

            if (enters > to)
            {
                Count(days, (from, to), (first, last));
                (from, first) = (enters, order);
            }

            (to, last) = (leaves, order);
        }

        Count(days, (from, to), (first, last));
    }

    // A member at the boundaries [from, to) and at neither of their neighbours; the orders are those that made her one
    // at the first and at the last of them.
    private void Count(ReadOnlySpan<ushort> days, (int From, int To) at, (int First, int Last) orders)
    {
        if (at.To < 0)
        {
            return;
        }

        stayed[at.From]++;
        stayed[at.To - 1]--;
        if (at.From > 0)
        {
            var (before, boundary) = (orders.First, at.From - 1);
            while (before > 0 && days[before - 1] >= boundaries[boundary])
            {
                before--;
            }

            ref var came = ref Movements[boundary];
            came.New += before == 0 ? 1 : 0;
            came.Risen += IsInWindow(days, before - 1, boundary) ? 1 : 0;
            came.Returned += before > 0 && !IsInWindow(days, before - 1, boundary) ? 1 : 0;
        }

        if (at.To < boundaries.Length)
        {
            var latest = orders.Last;
            while (latest + 1 < days.Length && days[latest + 1] < boundaries[at.To])
            {
                latest++;
            }

            ref var left = ref Movements[at.To - 1];
            var hasFallen = IsInWindow(days, latest, at.To) ? 1 : 0;
            left.Fallen += hasFallen;
            left.Gone += 1 - hasFallen;
            left.LostSpanDays += days[latest] - days[0];
        }
    }

    // Whether the window of a boundary holds the last of her orders before it, and so any at all.
    private bool IsInWindow(ReadOnlySpan<ushort> days, int order, int boundary) =>
        order >= 0 && leavesAt[days[order] - firstDay] > boundary;

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
