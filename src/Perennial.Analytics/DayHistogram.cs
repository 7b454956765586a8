namespace Perennial.Analytics;

/// <summary>How often each number of days occurred: quantiles of millions of gaps without sorting them.</summary>
public sealed class DayHistogram(int daysMax)
{
    private readonly long[] counts = new long[daysMax + 1];

    /// <summary>Values counted.</summary>
    public long Total { get; private set; }

    /// <summary>Counts by number of days, for passes that write to it directly; call <see cref="Recount"/> after.</summary>
    public long[] Counts => counts;

    public void Add(int days)
    {
        counts[days]++;
        Total++;
    }

    public void Add(DayHistogram other)
    {
        for (var i = 0; i < other.counts.Length; i++)
        {
            counts[i] += other.counts[i];
        }

        Total += other.Total;
    }

    /// <summary>Sums up what was written to <see cref="Counts"/>.</summary>
    public void Recount() => Total = counts.Sum();

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
