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
/// <param name="fromDay">Orders before this day are not looked at, nor customers who have no others.</param>
internal sealed class CustomerValues(int customersMax, int fromDay = 0) : ICustomerQuestion, IDisposable
{
    private int[] frequencyCounts = new int[64];

    /// <summary>Customers with a counting order.</summary>
    public int Count { get; private set; }

    /// <summary>Last buying day.</summary>
    public ushort[] LastDay { get; } = ArrayPool<ushort>.Shared.Rent(customersMax);

    /// <summary>Counting orders.</summary>
    public int[] Frequency { get; } = ArrayPool<int>.Shared.Rent(customersMax);

    /// <summary>Sum of their net values, minor units.</summary>
    public long[] Monetary { get; } = ArrayPool<long>.Shared.Rent(customersMax);

    public BuyingRhythm[] Rhythm { get; } = ArrayPool<BuyingRhythm>.Shared.Rent(customersMax);

    /// <summary>Revenue beside the counting orders: returns, and covered orders; by row.</summary>
    public Dictionary<int, long> Other { get; } = [];

    /// <summary>Customers by last buying day.</summary>
    public int[] LastDayCounts { get; } = new int[ushort.MaxValue + 1];

    /// <summary>Customers by number of counting orders, up to <see cref="FrequencyMax"/>.</summary>
    public ReadOnlySpan<int> FrequencyCounts => frequencyCounts.AsSpan(0, FrequencyMax + 1);

    /// <summary>The most orders of one customer.</summary>
    public int FrequencyMax { get; private set; }

    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(LastDay);
        ArrayPool<int>.Shared.Return(Frequency);
        ArrayPool<long>.Shared.Return(Monetary);
        ArrayPool<BuyingRhythm>.Shared.Return(Rhythm);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit(in CustomerHistory history)
    {
        if (history.Days.IsEmpty || history.Days[^1] < fromDay)
        {
            return;
        }

        var first = 0;
        while (history.Days[first] < fromDay)
        {
            first++;
        }

        long monetary = 0;
        foreach (var net in history.Nets[first..])
        {
            monetary += net;
        }

        if (!history.Other.IsEmpty)
        {
            long other = 0;
            foreach (var (day, value) in history.Other)
            {
                other += day >= fromDay ? value : 0;
            }

            Other[Count] = other;
        }

        var (lastDay, frequency) = (history.Days[^1], history.Days.Length - first);
        LastDayCounts[lastDay]++;
        CountFrequency(frequency);
        LastDay[Count] = lastDay;
        Frequency[Count] = frequency;
        Monetary[Count] = monetary;
        Rhythm[Count] = history.Rhythm;
        Count++;
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
