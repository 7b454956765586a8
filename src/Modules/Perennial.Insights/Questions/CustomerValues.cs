using System.Buffers;
using System.Runtime.CompilerServices;
using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// A row a customer: what RFM and lateness are computed from. The columns are borrowed and given back, since fresh
/// memory for a million customers costs more than filling it.
/// </summary>
/// <param name="customersMax">Rows to make room for.</param>
/// <param name="span">First day with a fact and the day asked for.</param>
/// <param name="fromDay">Orders before this day are not looked at, nor customers who have no others.</param>
/// <param name="yearFrom">First day of the last 365; null where lateness is not asked for, and rhythms are not wanted.</param>
internal sealed class CustomerValues(int customersMax, (int From, int To) span, int fromDay = 0, int? yearFrom = null)
    : ICustomerQuestion, IDisposable
{
    private int[] frequencyCounts = new int[64];

    // Sums of all rows so far, and of those of the year: a customer's is the difference between her ends.
    private long[] netsBefore = [];
    private long[] yearNetsBefore = [];

    /// <summary>Customers with a counting order.</summary>
    public int Count { get; private set; }

    /// <summary>Last buying day.</summary>
    public ushort[] LastDay { get; } = ArrayPool<ushort>.Shared.Rent(customersMax);

    /// <summary>Counting orders.</summary>
    public int[] Frequency { get; } = ArrayPool<int>.Shared.Rent(customersMax);

    /// <summary>Sum of their net values, minor units.</summary>
    public long[] Monetary { get; } = ArrayPool<long>.Shared.Rent(customersMax);

    /// <summary>Net values of her counting orders of the last 365 days; empty unless lateness is asked for.</summary>
    public long[] YearNet { get; } = yearFrom is null ? [] : ArrayPool<long>.Shared.Rent(customersMax);

    /// <summary>Her gaps; empty unless lateness is asked for.</summary>
    public BuyingRhythm[] Rhythm { get; } = yearFrom is null ? [] : ArrayPool<BuyingRhythm>.Shared.Rent(customersMax);

    /// <summary>Revenue beside the counting orders: returns, and covered orders; by row.</summary>
    public Dictionary<int, long> Other { get; } = [];

    /// <summary>The part of <see cref="Other"/> in the last 365 days; by row.</summary>
    public Dictionary<int, long> YearOther { get; } = [];

    /// <summary>The day at [0] of <see cref="LastDayCounts"/>.</summary>
    public int FirstDay => span.From;

    /// <summary>Customers by last buying day.</summary>
    public int[] LastDayCounts { get; } = new int[Math.Max(1, span.To - span.From)];

    /// <summary>Customers by number of counting orders, up to <see cref="FrequencyMax"/>.</summary>
    public ReadOnlySpan<int> FrequencyCounts => frequencyCounts.AsSpan(0, FrequencyMax + 1);

    /// <summary>The most orders of one customer.</summary>
    public int FrequencyMax { get; private set; }

    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(LastDay);
        ArrayPool<int>.Shared.Return(Frequency);
        ArrayPool<long>.Shared.Return(Monetary);
        if (yearFrom is not null)
        {
            ArrayPool<long>.Shared.Return(YearNet);
            ArrayPool<BuyingRhythm>.Shared.Return(Rhythm);
        }
    }

    public void Visit(in Histories histories)
    {
        SumUp(histories);
        var other = histories.Other;
        var start = histories.Start;
        var days = histories.Days;
        for (var customer = 0; customer < start.Length - 1; customer++)
        {
            var (from, to) = (start[customer], start[customer + 1]);
            if (from == to || days[to - 1] < fromDay)
            {
                continue;
            }

            while (days[from] < fromDay)
            {
                from++;
            }

            var (lastDay, frequency) = (days[to - 1], to - from);
            LastDayCounts[lastDay - span.From]++;
            CountFrequency(frequency);
            LastDay[Count] = lastDay;
            Frequency[Count] = frequency;
            Monetary[Count] = netsBefore[to - start[0]] - netsBefore[from - start[0]];
            if (yearFrom is not null)
            {
                YearNet[Count] = yearNetsBefore[to - start[0]] - yearNetsBefore[from - start[0]];
                Rhythm[Count] = histories.RhythmOf(customer);
            }

            while (other is [var next, ..] && next.Customer <= customer)
            {
                AddOther(next, customer);
                other = other[1..];
            }

            Count++;
        }
    }

    // Where one customer ends and the next begins cannot be foretold, nor days around the beginning of the year: one
    // walk over all rows without a branch.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumUp(in Histories histories)
    {
        var (from, rows) = (histories.Start[0], histories.Start[^1] - histories.Start[0]);
        if (netsBefore.Length <= rows)
        {
            netsBefore = new long[Math.Max(rows + 1, 2 * netsBefore.Length)];
            yearNetsBefore = new long[netsBefore.Length];
        }

        var nets = histories.Nets.Slice(from, rows);
        var sums = netsBefore.AsSpan(1, rows);
        long sum = 0;
        for (var row = 0; row < nets.Length; row++)
        {
            sum += nets[row];
            sums[row] = sum;
        }

        if (yearFrom is { } year)
        {
            var days = histories.Days.Slice(from, rows);
            sums = yearNetsBefore.AsSpan(1, rows);
            sum = 0;
            for (var row = 0; row < nets.Length; row++)
            {
                sum += nets[row] & ((year - 1L - days[row]) >> 63);
                sums[row] = sum;
            }
        }
    }

    // What is of customers who were passed over, who have no row, is passed over too.
    private void AddOther(in OtherRevenue other, int customer)
    {
        if (other.Customer == customer)
        {
            Other[Count] = Other.GetValueOrDefault(Count) + (other.Day >= fromDay ? other.Value : 0);
            YearOther[Count] = YearOther.GetValueOrDefault(Count) + (other.Day >= yearFrom ? other.Value : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountFrequency(int frequency)
    {
        if (frequency >= frequencyCounts.Length)
        {
            Array.Resize(ref frequencyCounts, Math.Max(frequency + 1, 2 * frequencyCounts.Length));
        }

        frequencyCounts[frequency]++;
        FrequencyMax = Math.Max(FrequencyMax, frequency);
    }
}
