namespace Perennial.Analytics;

/// <summary>How often each number of days occurred: quantiles of millions of gaps without sorting them.</summary>
public sealed class DayHistogram
{
    private readonly long[] counts;

    private DayHistogram(long[] counts) => (this.counts, Total) = (counts, counts.Sum());

    /// <summary>A histogram of values that were counted.</summary>
    /// <param name="counts">How often each number of days occurred, at [days].</param>
    public static DayHistogram Of(ReadOnlySpan<int> counts)
    {
        var wide = new long[counts.Length];
        for (var days = 0; days < wide.Length; days++)
        {
            wide[days] = counts[days];
        }

        return new DayHistogram(wide);
    }

    /// <summary>Values counted.</summary>
    public long Total { get; }

    /// <summary>
    /// Four times a quartile, linear interpolation between order statistics (R type 7), exact as a whole number.
    /// </summary>
    /// <param name="quartile">1, 2 (the median) or 3.</param>
    /// <returns>Null when nothing was counted.</returns>
    public long? QuartileTimesFour(int quartile)
    {
        if (Total == 0)
        {
            return null;
        }

        var position = (Total - 1) * quartile;
        var below = At(position / 4);
        var fraction = position % 4;
        return fraction == 0 ? 4 * below : (4 * below) + (fraction * (At((position / 4) + 1) - below));
    }

    /// <summary>A quartile in days, with at most two decimals; null when nothing was counted.</summary>
    public decimal? Quartile(int quartile) => QuartileTimesFour(quartile) / 4m;

    // The value at a rank, 0-based, in ascending order.
    private long At(long rank)
    {
        for (var days = 0; ; days++)
        {
            rank -= counts[days];
            if (rank < 0)
            {
                return days;
            }
        }
    }
}
