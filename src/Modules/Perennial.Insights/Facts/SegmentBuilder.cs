using Perennial.Analytics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>Facts with customers numbered from 0 within the segment to be built; read twice.</summary>
internal interface IFactSource
{
    int OrderSlots { get; }

    int ReturnCount { get; }

    /// <summary>The order in a slot; false for an empty slot or one of another segment.</summary>
    bool TryOrder(int slot, out OrderFact order);

    /// <summary>A return; false for one of another segment.</summary>
    bool TryReturn(int index, out ReturnFact returned);
}

internal readonly struct NoFacts : IFactSource
{
    public int OrderSlots => 0;

    public int ReturnCount => 0;

    public bool TryOrder(int slot, out OrderFact order) => throw new InvalidOperationException("There are none.");

    public bool TryReturn(int index, out ReturnFact returned) => throw new InvalidOperationException("There are none.");
}

/// <summary>Sorts facts into a segment: counts each customer's orders, places them, and sorts her few rows by day.</summary>
internal static class SegmentBuilder
{
    // One record a row while rows find their place, so that placing touches one line of memory and not three.
    private struct Row
    {
        public long Net;

        /// <summary>Thousandths, or ~index into the extras for a covered order or huge units.</summary>
        public int Units;
        public ushort Day;
    }

    private readonly record struct Extra(long Units, int CoveredDay);

    public static Segment Build<TSource>(int customers, TSource source)
        where TSource : struct, IFactSource
    {
        var start = CountRows(customers, source);
        var rows = new Row[start[customers]];
        var extras = new List<Extra>();
        var lastDay = PlaceRows(source, start, rows, extras);
        var scratch = new ushort[LongestHistory(start)];
        var rhythm = new BuyingRhythm[customers];
        var day = new ushort[rows.Length];
        var net = new long[rows.Length];
        var units = new int[rows.Length];
        var covered = new List<CoveredOrder>();
        var largeUnits = new List<long>();
        for (var c = 0; c < customers; c++)
        {
            var history = rows.AsSpan(start[c]..start[c + 1]);
            SortByDay(history);
            var coveredBefore = covered.Count;
            for (var i = 0; i < history.Length; i++)
            {
                var row = start[c] + i;
                (day[row], net[row], units[row]) = (history[i].Day, history[i].Net, history[i].Units);
                if (history[i].Units < 0)
                {
                    units[row] = Unfold(extras[~history[i].Units], row, covered, largeUnits);
                }
            }

            // Over all that is known; customers with covered orders are summed up again for each question's day.
            rhythm[c] = covered.Count == coveredBefore
                ? BuyingRhythm.Of(day.AsSpan(start[c]..start[c + 1]), scratch)
                : default;
        }

        var returns = Returns(source, ref lastDay);
        return new Segment
        {
            Start = start, Day = day, Net = net, Units = units, Rhythm = rhythm, Covered = [.. covered], Returns = returns,
            LargeUnits = [.. largeUnits], LastDay = lastDay,
        };
    }

    private static int[] CountRows<TSource>(int customers, TSource source)
        where TSource : struct, IFactSource
    {
        var start = new int[customers + 1];
        for (var slot = 0; slot < source.OrderSlots; slot++)
        {
            if (source.TryOrder(slot, out var order))
            {
                start[order.Customer + 1]++;
            }
        }

        for (var c = 0; c < customers; c++)
        {
            start[c + 1] += start[c];
        }

        return start;
    }

    private static int PlaceRows<TSource>(TSource source, int[] start, Row[] rows, List<Extra> extras)
        where TSource : struct, IFactSource
    {
        var next = start.AsSpan(0, start.Length - 1).ToArray();
        var lastDay = -1;
        for (var slot = 0; slot < source.OrderSlots; slot++)
        {
            if (!source.TryOrder(slot, out var order))
            {
                continue;
            }

            var isExtra = order.CoveredDay != OrderFact.NeverCovered || order.Units > int.MaxValue;
            ref var row = ref rows[next[order.Customer]++];
            row.Net = order.Net;
            row.Day = (ushort)order.Day;
            row.Units = isExtra ? ~extras.Count : (int)order.Units;
            lastDay = Math.Max(lastDay, order.Day);
            if (isExtra)
            {
                extras.Add(new Extra(order.Units, order.CoveredDay));
            }
        }

        return lastDay;
    }

    private static int LongestHistory(int[] start)
    {
        var longest = 0;
        for (var c = 1; c < start.Length; c++)
        {
            longest = Math.Max(longest, start[c] - start[c - 1]);
        }

        return longest;
    }

    private static int Unfold(Extra extra, int row, List<CoveredOrder> covered, List<long> largeUnits)
    {
        if (extra.CoveredDay != OrderFact.NeverCovered)
        {
            covered.Add(new CoveredOrder(row, extra.CoveredDay));
        }

        if (extra.Units <= int.MaxValue)
        {
            return (int)extra.Units;
        }

        largeUnits.Add(extra.Units);
        return ~(largeUnits.Count - 1);
    }

    private static ReturnedValue[] Returns<TSource>(TSource source, ref int lastDay)
        where TSource : struct, IFactSource
    {
        var returns = new List<ReturnedValue>();
        for (var i = 0; i < source.ReturnCount; i++)
        {
            if (source.TryReturn(i, out var returned))
            {
                returns.Add(new ReturnedValue(returned.Customer, returned.Day, returned.Value));
                lastDay = Math.Max(lastDay, returned.Day);
            }
        }

        returns.Sort((a, b) => (a.Customer, a.Day, a.Value).CompareTo((b.Customer, b.Day, b.Value)));
        return [.. returns];
    }

    // Files are mostly in the order of time, so most histories need one look and no move.
    private static void SortByDay(Span<Row> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Day >= rows[i - 1].Day)
            {
                continue;
            }

            if (rows.Length > 32)
            {
                rows.Sort(static (a, b) => a.Day.CompareTo(b.Day));
                return;
            }

            var row = rows[i];
            var j = i;
            for (; j > 0 && rows[j - 1].Day > row.Day; j--)
            {
                rows[j] = rows[j - 1];
            }

            rows[j] = row;
        }
    }
}
