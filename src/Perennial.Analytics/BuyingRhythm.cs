using System.Runtime.CompilerServices;

namespace Perennial.Analytics;

/// <summary>A customer's gaps between consecutive buying days, summed up.</summary>
/// <param name="Gaps">How many gaps: distinct buying days - 1, ≥ 0.</param>
/// <param name="TwiceMedian">Twice the median gap in days: whole, since a median of whole days is whole or a half; 0 without gaps.</param>
/// <param name="Shortest">The shortest gap in days; 0 without gaps.</param>
public readonly record struct BuyingRhythm(int Gaps, int TwiceMedian, int Shortest)
{
    /// <summary>Weight of the shop's own median in a customer's usual interval, in gaps.</summary>
    public const int ShopWeight = 3;

    /// <summary>Sums up the gaps of ascending days; equal days are one buying day.</summary>
    /// <param name="days">Days with a counting order, ascending.</param>
    /// <param name="scratch">Room for as many values as there are days.</param>
    public static BuyingRhythm Of(ReadOnlySpan<ushort> days, Span<ushort> scratch)
    {
        var count = 0;
        for (var i = 1; i < days.Length; i++)
        {
            var gap = days[i] - days[i - 1];
            if (gap > 0)
            {
                scratch[count++] = (ushort)gap;
            }
        }

        if (count == 0)
        {
            return default;
        }

        var gaps = scratch[..count];
        Sort(gaps);
        var upper = gaps[count / 2];
        return new BuyingRhythm(count, count % 2 == 1 ? 2 * upper : upper + gaps[(count / 2) - 1], gaps[0]);
    }

    /// <summary>
    /// How late she is: days since her last buying day over her usual interval
    /// (n·m + 3·s)/(n + 3), never below her own shortest gap, in whole-number arithmetic.
    /// </summary>
    /// <param name="daysSince">Days from her last buying day to the day asked for, ≥ 0.</param>
    /// <param name="shopTwiceMedian">Twice the median gap of the whole shop, > 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lateness LatenessAfter(int daysSince, long shopTwiceMedian)
    {
        var (numerator, denominator) = UsualInterval(shopTwiceMedian);
        var since = daysSince * denominator;

        // Added up without a branch: of a million customers none can be foretold.
        return (Lateness)((since > numerator ? 1 : 0) + (since > 2 * numerator ? 1 : 0) + (since > 3 * numerator ? 1 : 0));
    }

    /// <summary>Her usual interval in days as an exact fraction.</summary>
    /// <param name="shopTwiceMedian">Twice the median gap of the whole shop, > 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (long Numerator, long Denominator) UsualInterval(long shopTwiceMedian)
    {
        var numerator = ((long)Gaps * TwiceMedian) + (ShopWeight * shopTwiceMedian);
        var denominator = 2L * (Gaps + ShopWeight);
        return numerator >= Shortest * denominator ? (numerator, denominator) : (Shortest, 1);
    }

    // Most customers have a handful of gaps, where insertion beats everything.
    private static void Sort(Span<ushort> gaps)
    {
        if (gaps.Length > 24)
        {
            gaps.Sort();
            return;
        }

        for (var i = 1; i < gaps.Length; i++)
        {
            var gap = gaps[i];
            var j = i;
            for (; j > 0 && gaps[j - 1] > gap; j--)
            {
                gaps[j] = gaps[j - 1];
            }

            gaps[j] = gap;
        }
    }
}

/// <summary>How late a customer is against her own rhythm: at most once, twice, three times her usual interval, or more.</summary>
public enum Lateness
{
    OnTime,
    Late,
    AtRisk,
    LongGone,
}
