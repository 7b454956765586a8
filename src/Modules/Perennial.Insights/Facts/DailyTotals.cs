using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// What adds up by day without asking who bought: orders, net values, units, returns. Grows with each fact, so it
/// needs no folding.
/// </summary>
internal sealed class DailyTotals
{
    private struct Day
    {
        public long Orders;
        public long Net;
        public long Units;
        public long Returned;
    }

    private readonly record struct Covered(int Day, int CoveredDay, long Net, long Units);

    private Day[] days = [];
    private int firstDay = -1;
    private readonly List<Covered> covered = [];

    /// <summary>First day with a fact, and the day after the last one; equal when there is none.</summary>
    public (int From, int To) Span { get; private set; }

    /// <summary>The last day of an order that all data leaves standing, or -1.</summary>
    public int LastCountingDay
    {
        get
        {
            for (var day = Span.To - 1; day >= Span.From; day--)
            {
                if (At(day).Orders > covered.Count(c => c.Day == day))
                {
                    return day;
                }
            }

            return -1;
        }
    }

    public DailyTotals Copy()
    {
        var copy = new DailyTotals { days = [.. days], firstDay = firstDay, Span = Span };
        copy.covered.AddRange(covered);
        return copy;
    }

    public void Add(in OrderFact order)
    {
        ref var day = ref Reach(order.Day);
        day.Orders++;
        day.Net += order.Net;
        day.Units += order.Units;
        if (order.CoveredDay != OrderFact.NeverCovered)
        {
            covered.Add(new Covered(order.Day, order.CoveredDay, order.Net, order.Units));
        }
    }

    public void Add(in ReturnFact returned) => Reach(returned.Day).Returned += returned.Value;

    public void Add(DailyTotals other)
    {
        for (var day = other.Span.From; day < other.Span.To; day++)
        {
            var theirs = other.At(day);
            ref var ours = ref Reach(day);
            ours.Orders += theirs.Orders;
            ours.Net += theirs.Net;
            ours.Units += theirs.Units;
            ours.Returned += theirs.Returned;
        }

        covered.AddRange(other.covered);
    }

    /// <summary>Sums over <c>[from, to)</c> as known at <paramref name="asOf"/>.</summary>
    public TradeTotals Sum(int from, int to, int asOf)
    {
        long orders = 0, net = 0, units = 0, returned = 0;
        for (var day = Math.Max(from, Span.From); day < Math.Min(to, Span.To); day++)
        {
            ref readonly var total = ref At(day);
            orders += total.Orders;
            net += total.Net;
            units += total.Units;
            returned += total.Returned;
        }

        // Covered orders count nowhere; their value stays in the revenue of their day.
        var revenue = net - returned;
        foreach (var order in covered)
        {
            if (order.Day >= from && order.Day < to && order.CoveredDay < asOf)
            {
                (orders, net, units) = (orders - 1, net - order.Net, units - order.Units);
            }
        }

        return new TradeTotals(orders, net, units, revenue);
    }

    private ref readonly Day At(int day) => ref days[day - firstDay];

    private ref Day Reach(int day)
    {
        if (Span.From == Span.To)
        {
            (firstDay, days, Span) = (day, new Day[64], (day, day + 1));
        }
        else if (day < firstDay || day - firstDay >= days.Length)
        {
            // Doubling on the side that grows keeps adding cheap in any order of days.
            var from = day < firstDay ? Math.Max(0, Math.Min(day, firstDay - days.Length)) : firstDay;
            var to = Math.Max(Math.Max(day + 1, Span.To), day < firstDay ? 0 : firstDay + (2 * days.Length));
            var grown = new Day[to - from];
            days.AsSpan(Span.From - firstDay, Span.To - Span.From).CopyTo(grown.AsSpan(Span.From - from));
            (firstDay, days) = (from, grown);
        }

        Span = (Math.Min(Span.From, day), Math.Max(Span.To, day + 1));
        return ref days[day - firstDay];
    }
}

/// <summary>Sums over a stretch of days.</summary>
/// <param name="Orders">Counting orders.</param>
/// <param name="Net">Sum of their net values, minor units.</param>
/// <param name="Units">Sum of their units, thousandths.</param>
/// <param name="Revenue">Net values of the days' orders less the days' returns, minor units.</param>
internal readonly record struct TradeTotals(long Orders, long Net, long Units, long Revenue)
{
    public static TradeTotals operator +(TradeTotals left, TradeTotals right) => new(
        left.Orders + right.Orders, left.Net + right.Net, left.Units + right.Units, left.Revenue + right.Revenue);
}
