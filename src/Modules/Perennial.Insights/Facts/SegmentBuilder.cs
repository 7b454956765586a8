using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Perennial.Analytics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// Sorts facts into segments, a share of the customers each: counts every customer's orders, places them, and sorts
/// her few rows by day. All cores count and place side by side, each its own stretch of the facts.
/// </summary>
internal sealed class SegmentBuilder
{
    private const int OrdersAtOnce = 512;
    private const int OrdersPerThreadMin = 50_000;

    // One record a row while rows find their place, so that placing touches one line of memory and not three.
    private struct Row
    {
        public long Net;

        /// <summary>Thousandths, or ~index into the extras for a covered order or huge units.</summary>
        public int Units;
        public ushort Day;
    }

    private readonly record struct Extra(long Units, int CoveredDay);

    private readonly ISalesFacts facts;
    private readonly int bits;
    private readonly int threads;
    private readonly int[][] places;
    private readonly int[][] starts;
    private readonly Row[][] rows;
    private readonly List<Extra> extras = [];
    private readonly Lock gate = new();

    private SegmentBuilder(ISalesFacts facts, int bits)
    {
        (this.facts, this.bits) = (facts, bits);
        threads = Math.Clamp(facts.OrderSlots / OrdersPerThreadMin, 1, Environment.ProcessorCount);
        places = new int[threads][];
        starts = new int[1 << bits][];
        rows = new Row[1 << bits][];
    }

    /// <summary>Builds the segments of 2^<paramref name="bits"/> shares, and the totals by day on the way.</summary>
    public static (Segment[] Segments, DailyTotals Identified, DailyTotals Anonymous) Build(ISalesFacts facts, int bits)
    {
        var builder = new SegmentBuilder(facts, bits);
        var totals = builder.Count();
        builder.Reserve();
        Parallel.For(0, builder.threads, builder.Place);
        var returns = builder.Returns();
        var segments = new Segment[1 << bits];
        Parallel.For(0, segments.Length, share => segments[share] = builder.Finish(share, returns[share]));
        return (segments, totals.Identified, totals.Anonymous);
    }

    /// <summary>Builds one segment of all facts.</summary>
    public static Segment Build(ISalesFacts facts) => Build(facts, 0).Segments[0];

    private (DailyTotals Identified, DailyTotals Anonymous) Count()
    {
        var identified = new DailyTotals[threads];
        var anonymous = new DailyTotals[threads];
        Parallel.For(0, threads, thread =>
        {
            var counts = places[thread] = new int[facts.CustomerCount];
            var (mine, nobodys) = (identified[thread], anonymous[thread]) = (new DailyTotals(), new DailyTotals());
            var (slot, end) = Stretch(thread);
            var read = new OrderFact[OrdersAtOnce];
            while (facts.ReadOrders(ref slot, end, read) is > 0 and var count)
            {
                foreach (ref readonly var order in read.AsSpan(0, count))
                {
                    if (order.Customer < 0)
                    {
                        nobodys.Add(order);
                    }
                    else
                    {
                        counts[order.Customer]++;
                        mine.Add(order);
                    }
                }
            }
        });
        for (var thread = 1; thread < threads; thread++)
        {
            identified[0].Add(identified[thread]);
            anonymous[0].Add(anonymous[thread]);
        }

        for (var i = 0; i < facts.ReturnCount; i++)
        {
            var returned = facts.Return(i);
            (returned.Customer < 0 ? anonymous : identified)[0].Add(returned);
        }

        return (identified[0], anonymous[0]);
    }

    // Turns counts into places: where each thread puts the next order of each customer.
    private void Reserve() => Parallel.For(0, starts.Length, share =>
    {
        var customers = Math.Max(0, (facts.CustomerCount - share + (1 << bits) - 1) >> bits);
        var start = starts[share] = new int[customers + 1];
        for (var c = 0; c < customers; c++)
        {
            var next = start[c];
            foreach (var counts in places)
            {
                ref var count = ref counts[(c << bits) + share];
                (count, next) = (next, next + count);
            }

            start[c + 1] = next;
        }

        rows[share] = GC.AllocateUninitializedArray<Row>(start[customers]);
    });

    private void Place(int thread)
    {
        var next = places[thread];
        var mask = (1 << bits) - 1;
        var (slot, end) = Stretch(thread);
        var read = new OrderFact[OrdersAtOnce];
        while (facts.ReadOrders(ref slot, end, read) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                FetchAhead(read.AsSpan(0, count), i, next);
                ref readonly var order = ref read[i];
                if (order.Customer >= 0)
                {
                    ref var row = ref rows[order.Customer & mask][next[order.Customer]++];
                    row.Net = order.Net;
                    row.Day = (ushort)order.Day;
                    row.Units = order.CoveredDay == OrderFact.NeverCovered && order.Units <= int.MaxValue
                        ? (int)order.Units
                        : AddExtra(order);
                }
            }
        }
    }

    // Customers come in any order, so each row lies somewhere else in memory: have its line on the way before its turn.
    private unsafe void FetchAhead(ReadOnlySpan<OrderFact> read, int at, int[] next)
    {
        const int RowsAhead = 8;
        if (Sse.IsSupported && at + RowsAhead < read.Length && read[at + RowsAhead].Customer is >= 0 and var customer)
        {
            var (share, place) = (rows[customer & ((1 << bits) - 1)], next[customer]);
            if (place < share.Length)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref share[place]));
            }
        }
    }

    private int AddExtra(in OrderFact order)
    {
        lock (gate)
        {
            extras.Add(new Extra(order.Units, order.CoveredDay));
            return ~(extras.Count - 1);
        }
    }

    private (int From, int To) Stretch(int thread) =>
        ((int)((long)facts.OrderSlots * thread / threads), (int)((long)facts.OrderSlots * (thread + 1) / threads));

    private List<ReturnedValue>[] Returns()
    {
        var mask = (1 << bits) - 1;
        List<ReturnedValue>[] returns = [.. Enumerable.Range(0, 1 << bits).Select(_ => new List<ReturnedValue>())];
        for (var i = 0; i < facts.ReturnCount; i++)
        {
            var returned = facts.Return(i);
            if (returned.Customer >= 0)
            {
                returns[returned.Customer & mask]
                    .Add(new ReturnedValue(returned.Customer >> bits, returned.Day, returned.Value));
            }
        }

        return returns;
    }

    private Segment Finish(int share, List<ReturnedValue> returns)
    {
        var (start, placed) = (starts[share], rows[share]);
        var customers = start.Length - 1;
        var scratch = new ushort[LongestHistory(start)];
        var rhythm = new BuyingRhythm[customers];
        var day = GC.AllocateUninitializedArray<ushort>(placed.Length);
        var net = GC.AllocateUninitializedArray<long>(placed.Length);
        var units = GC.AllocateUninitializedArray<int>(placed.Length);
        var covered = new List<CoveredOrder>();
        var largeUnits = new List<long>();
        var lastDay = -1;
        for (var c = 0; c < customers; c++)
        {
            var history = placed.AsSpan(start[c]..start[c + 1]);
            SortByDay(history, scratch);
            var coveredBefore = covered.Count;
            for (var i = 0; i < history.Length; i++)
            {
                ref readonly var from = ref history[i];
                var row = start[c] + i;
                (day[row], net[row]) = (from.Day, from.Net);
                units[row] = from.Units >= 0 ? from.Units : Unfold(extras[~from.Units], row, covered, largeUnits);
            }

            lastDay = history.IsEmpty ? lastDay : Math.Max(lastDay, history[^1].Day);

            // Over all that is known; customers with covered orders are summed up again for each question's day.
            rhythm[c] = covered.Count == coveredBefore
                ? BuyingRhythm.Of(day.AsSpan(start[c]..start[c + 1]), scratch)
                : default;
        }

        rows[share] = [];
        returns.Sort((a, b) => (a.Customer, a.Day, a.Value).CompareTo((b.Customer, b.Day, b.Value)));
        return new Segment
        {
            Start = start, Day = day, Net = net, Units = units, Rhythm = rhythm, Covered = [.. covered],
                Returns = [.. returns],
            LargeUnits = [.. largeUnits], LastDay = returns.Aggregate(lastDay, (last, r) => Math.Max(last, r.Day)),
        };
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

    // Files are mostly in the order of time, so most histories need one look and no move.
    private static void SortByDay(Span<Row> rows, Span<ushort> scratch)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Day >= rows[i - 1].Day)
            {
                continue;
            }

            if (rows.Length > 32)
            {
                var keys = scratch[..rows.Length];
                for (var k = 0; k < rows.Length; k++)
                {
                    keys[k] = rows[k].Day;
                }

                keys.Sort(rows);
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
