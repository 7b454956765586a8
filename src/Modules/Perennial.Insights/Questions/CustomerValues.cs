using System.Runtime.CompilerServices;
using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>A row a customer: what RFM and lateness are computed from.</summary>
/// <param name="customersMax">Rows to make room for.</param>
internal sealed class CustomerValues(int customersMax) : ICustomerQuestion
{
    /// <summary>Customers with a counting order.</summary>
    public int Count { get; private set; }

    /// <summary>Last buying day.</summary>
    public ushort[] LastDay { get; } = GC.AllocateUninitializedArray<ushort>(customersMax);

    /// <summary>Counting orders.</summary>
    public int[] Frequency { get; } = GC.AllocateUninitializedArray<int>(customersMax);

    /// <summary>Sum of their net values, minor units.</summary>
    public long[] Monetary { get; } = GC.AllocateUninitializedArray<long>(customersMax);

    /// <summary>Revenue beside the counting orders: returns, and covered orders.</summary>
    public Dictionary<int, long> Other { get; } = [];

    public BuyingRhythm[] Rhythm { get; } = GC.AllocateUninitializedArray<BuyingRhythm>(customersMax);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit(in CustomerHistory history)
    {
        if (history.Days.IsEmpty)
        {
            return;
        }

        long monetary = 0;
        foreach (var net in history.Nets)
        {
            monetary += net;
        }

        if (!history.Other.IsEmpty)
        {
            long other = 0;
            foreach (var (_, value) in history.Other)
            {
                other += value;
            }

            Other[Count] = other;
        }

        LastDay[Count] = history.Days[^1];
        Frequency[Count] = history.Days.Length;
        Monetary[Count] = monetary;
        Rhythm[Count] = history.Rhythm;
        Count++;
    }
}
