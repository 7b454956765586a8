using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// What adds up by day without asking who bought: orders, net values, units, returns. What a customer had is taken away
/// again when her history is replaced.
/// </summary>
internal sealed class DailyTotals
{
    /// <summary>One day.</summary>
    internal record struct Day(long Orders, long Net, long Units, long Returns, long Returned)
    {
        public readonly bool IsEmpty => Orders + Returns == 0;
    }

    /// <summary>Orders of a day that returns came to cover on another.</summary>
    internal record struct Covered(int CoveredDay, long Orders, long Net, long Units);

    private Day[] days = [];
    private int firstDay = -1;
    private readonly Dictionary<int, List<Covered>> covered;

    // Lists of a copy are the other's until it writes to them.
    private readonly HashSet<int>? owned;

    public DailyTotals() => covered = [];

    private DailyTotals(DailyTotals of)
    {
        (days, firstDay, Span) = ([.. of.days], of.firstDay, of.Span);
        (covered, owned) = (new Dictionary<int, List<Covered>>(of.covered), []);
    }

    /// <summary>First day with a fact, and the day after the last one; equal when there is none.</summary>
    public (int From, int To) Span { get; private set; }

    /// <summary>The last day of an order that all data leaves standing, or -1.</summary>
    public int LastCountingDay
    {
        get
        {
            for (var day = Span.To - 1; day >= Span.From; day--)
            {
                if (At(day).Orders > (covered.TryGetValue(day, out var ofDay) ? ofDay.Sum(c => c.Orders) : 0))
                {
                    return day;
                }
            }

            return -1;
        }
    }

    /// <summary>Everything added up, whatever is covered.</summary>
    public Day Whole()
    {
        var whole = default(Day);
        for (var day = Span.From; day < Span.To; day++)
        {
            Add(ref whole, At(day), 1);
        }

        return whole;
    }

    /// <summary>A copy that changes alone; this one must not change any more.</summary>
    public DailyTotals Copy() => new(this);

    // Done for every order that is loaded, so without a factor.
    public void Add(in OrderFact order)
    {
        ref var day = ref Reach(order.Day);
        day.Orders++;
        day.Net += order.Net;
        day.Units += order.Units;
        if (order.CoveredDay != OrderFact.NeverCovered)
        {
            Cover(order.Day, new Covered(order.CoveredDay, 1, order.Net, order.Units));
        }
    }

    public void Add(in ReturnFact returned) => Count(returned.Day, returned.Value, 1);

    /// <summary>Adds a customer's history.</summary>
    public void Add(History history) => Count(history, 1);

    /// <summary>Takes away a history that was added.</summary>
    public void Subtract(History history) => Count(history, -1);

    /// <summary>Adds all of a segment.</summary>
    public void Add(Segment segment)
    {
        var nextCovered = 0;
        for (var row = 0; row < segment.Orders; row++)
        {
            var isCovered = nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row == row;
            Add(new OrderFact(0, segment.Day[row], segment.Net[row], segment.UnitsOf(row),
                isCovered ? segment.Covered[nextCovered++].CoveredDay : OrderFact.NeverCovered));
        }

        foreach (ref readonly var returned in segment.Returns.AsSpan())
        {
            Count(returned.Day, returned.Value, 1);
        }
    }

    public void Add(DailyTotals other)
    {
        for (var day = other.Span.From; day < other.Span.To; day++)
        {
            var theirs = other.At(day);
            if (!theirs.IsEmpty)
            {
                Add(ref Reach(day), theirs, 1);
            }
        }

        foreach (var (day, ofDay) in other.covered)
        {
            foreach (var cover in ofDay)
            {
                Cover(day, cover);
            }
        }
    }

    /// <summary>Sums over <c>[from, to)</c> as known at <paramref name="asOf"/>.</summary>
    public TradeTotals Sum(int from, int to, int asOf)
    {
        (from, to) = (Math.Max(from, Span.From), Math.Min(to, Span.To));
        var sum = default(Day);
        for (var day = from; day < to; day++)
        {
            Add(ref sum, At(day), 1);
        }

        // Covered orders count nowhere; their value stays in the revenue of their day.
        var revenue = sum.Net - sum.Returned;
        for (var day = from; covered.Count > 0 && day < to; day++)
        {
            foreach (var cover in CollectionsMarshal.AsSpan(covered.GetValueOrDefault(day)))
            {
                if (cover.CoveredDay >= asOf)
                {
                    break;
                }

                sum = sum with { Orders = sum.Orders - cover.Orders, Net = sum.Net - cover.Net, Units = sum.Units - cover.Units };
            }
        }

        return new TradeTotals(sum.Orders, sum.Net, sum.Units, revenue);
    }

    /// <summary>Whether both say the same of every day.</summary>
    public bool Equals(int day, DailyTotals other) =>
        Of(day) == other.Of(day) &&
        covered.GetValueOrDefault(day, []).SequenceEqual(other.covered.GetValueOrDefault(day, []));

    private Day Of(int day) => day >= Span.From && day < Span.To ? At(day) : default;

    private void Count(History history, int times)
    {
        foreach (ref readonly var order in history.Orders.AsSpan())
        {
            Count(order.Day, order.Net, order.Units, order.CoveredDay, times);
        }

        foreach (ref readonly var returned in history.Returns.AsSpan())
        {
            Count(returned.Day, returned.Value, times);
        }

        // Days at the ends on which nothing is left are no days with a fact.
        while (times < 0 && Span.From < Span.To && At(Span.From).IsEmpty)
        {
            Span = (Span.From + 1, Span.To);
        }

        while (times < 0 && Span.From < Span.To && At(Span.To - 1).IsEmpty)
        {
            Span = (Span.From, Span.To - 1);
        }
    }

    private void Count(int onDay, long net, long units, int coveredDay, int times)
    {
        ref var day = ref Reach(onDay);
        day.Orders += times;
        day.Net += times * net;
        day.Units += times * units;
        if (coveredDay != OrderFact.NeverCovered)
        {
            Cover(onDay, new Covered(coveredDay, times, times * net, times * units));
        }
    }

    private void Count(int onDay, long value, int times) => Add(ref Reach(onDay), new Day(0, 0, 0, 1, value), times);

    private static void Add(ref Day day, in Day other, int times)
    {
        day.Orders += times * other.Orders;
        day.Net += times * other.Net;
        day.Units += times * other.Units;
        day.Returns += times * other.Returns;
        day.Returned += times * other.Returned;
    }

    private void Cover(int day, Covered cover)
    {
        ref var ofDay = ref CollectionsMarshal.GetValueRefOrAddDefault(covered, day, out var isKnown);
        if (!isKnown || owned?.Add(day) == true)
        {
            owned?.Add(day);
            ofDay = isKnown ? [.. ofDay!] : [];
        }

        var place = CollectionsMarshal.AsSpan(ofDay).BinarySearch(new ByCoveredDay(cover.CoveredDay));
        if (place < 0)
        {
            ofDay!.Insert(~place, cover);
            return;
        }

        var had = ofDay![place];
        ofDay[place] = new Covered(cover.CoveredDay, had.Orders + cover.Orders, had.Net + cover.Net, had.Units + cover.Units);
        if (ofDay[place].Orders == 0)
        {
            ofDay.RemoveAt(place);
        }
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

    private readonly struct ByCoveredDay(int day) : IComparable<Covered>
    {
        public int CompareTo(Covered other) => day.CompareTo(other.CoveredDay);
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
