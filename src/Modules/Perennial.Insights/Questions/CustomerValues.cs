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
/// <param name="yearFrom">First day of the last 365; null where their revenue is not wanted.</param>
internal sealed class CustomerValues(int customersMax, int fromDay = 0, int? yearFrom = null)
    : ICustomerQuestion, IDisposable
{
    private readonly long yearStart = yearFrom ?? long.MaxValue / 2;
    private int[] frequencyCounts = new int[64];

    /// <summary>Customers with a counting order.</summary>
    public int Count { get; private set; }

    /// <summary>Last buying day.</summary>
    public ushort[] LastDay { get; } = ArrayPool<ushort>.Shared.Rent(customersMax);

    /// <summary>Counting orders.</summary>
    public int[] Frequency { get; } = ArrayPool<int>.Shared.Rent(customersMax);

    /// <summary>Sum of their net values, minor units.</summary>
    public long[] Monetary { get; } = ArrayPool<long>.Shared.Rent(customersMax);

    /// <summary>Net values of her counting orders of the last 365 days; empty unless wanted.</summary>
    public long[] YearNet { get; } = yearFrom is null ? [] : ArrayPool<long>.Shared.Rent(customersMax);

    public BuyingRhythm[] Rhythm { get; } = ArrayPool<BuyingRhythm>.Shared.Rent(customersMax);

    /// <summary>Revenue beside the counting orders: returns, and covered orders; by row.</summary>
    public Dictionary<int, long> Other { get; } = [];

    /// <summary>The part of <see cref="Other"/> in the last 365 days; by row.</summary>
    public Dictionary<int, long> YearOther { get; } = [];

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
        if (yearFrom is not null)
        {
            ArrayPool<long>.Shared.Return(YearNet);
        }
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

        // Both sums in one walk without a branch: days around the beginning of the year cannot be foretold.
        long monetary = 0, ofYear = 0;
        var nets = history.Nets;
        var days = history.Days[..nets.Length];
        for (var i = first; i < nets.Length; i++)
        {
            monetary += nets[i];
            ofYear += nets[i] & ((yearStart - 1L - days[i]) >> 63);
        }

        if (yearFrom is not null)
        {
            YearNet[Count] = ofYear;
        }

        if (!history.Other.IsEmpty)
        {
            AddOther(history.Other);
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

    private void AddOther(ReadOnlySpan<OtherRevenue> revenue)
    {
        long other = 0, ofYear = 0;
        foreach (var (day, value) in revenue)
        {
            other += day >= fromDay ? value : 0;
            ofYear += day >= yearFrom ? value : 0;
        }

        Other[Count] = other;
        YearOther[Count] = ofYear;
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
