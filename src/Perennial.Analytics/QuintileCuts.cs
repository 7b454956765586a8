using System.Runtime.CompilerServices;

namespace Perennial.Analytics;

/// <summary>
/// Scores 1 to 5 by rank: 1 + floor(5 × values strictly worse / n), so that ties share a score. The cuts are the
/// smallest values that reach score 2, 3, 4 and 5; with them a score is four comparisons.
/// </summary>
/// <param name="Two">Smallest value of score 2 or above; null when no value reaches it, because of ties.</param>
/// <param name="Three">Smallest value of score 3 or above, or null.</param>
/// <param name="Four">Smallest value of score 4 or above, or null.</param>
/// <param name="Five">Smallest value of score 5, or null.</param>
public sealed record QuintileCuts(long? Two, long? Three, long? Four, long? Five)
{
    private const int BucketBits = 12;
    private const int SortedAtMost = 4096;

    /// <summary>Finds the cuts among values of which larger is better.</summary>
    /// <param name="values">All values, in any order; may be empty.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static QuintileCuts Of(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
        {
            return new QuintileCuts(null, null, null, null);
        }

        // A value has score j + 1 when at least ⌈j·n/5⌉ values are smaller: the values above the one at that rank.
        Span<long> below = stackalloc long[4];
        Span<long> cuts = stackalloc long[4];
        for (var j = 1; j <= 4; j++)
        {
            below[j - 1] = AtRank(values, (((long)j * values.Length) + 4) / 5 - 1);
            cuts[j - 1] = long.MaxValue;
        }

        var (b0, b1, b2, b3) = (below[0], below[1], below[2], below[3]);
        var (c0, c1, c2, c3) = (long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        foreach (var value in values)
        {
            c0 = value > b0 && value < c0 ? value : c0;
            c1 = value > b1 && value < c1 ? value : c1;
            c2 = value > b2 && value < c2 ? value : c2;
            c3 = value > b3 && value < c3 ? value : c3;
        }

        return new QuintileCuts(Cut(c0), Cut(c1), Cut(c2), Cut(c3));

        static long? Cut(long cut) => cut == long.MaxValue ? null : cut;
    }

    /// <summary>The score of a value, 1 to 5.</summary>
    public int Score(long value) =>
        1 + (value >= (Two ?? long.MaxValue) ? 1 : 0) + (value >= (Three ?? long.MaxValue) ? 1 : 0) +
        (value >= (Four ?? long.MaxValue) ? 1 : 0) + (value >= (Five ?? long.MaxValue) ? 1 : 0);

    // The value at a 0-based rank: count values in equal buckets, then look only into the bucket that holds the rank.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long AtRank(ReadOnlySpan<long> values, long rank)
    {
        long[]? kept = null;
        while (true)
        {
            if (values.Length <= SortedAtMost)
            {
                var sorted = values.ToArray();
                Array.Sort(sorted);
                return sorted[rank];
            }

            long min = long.MaxValue, max = long.MinValue;
            foreach (var value in values)
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }

            if (min == max)
            {
                return min;
            }

            var shift = Math.Max(0,
                64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(max - min)) - BucketBits);
            var counts = new int[1 << BucketBits];
            foreach (var value in values)
            {
                counts[(value - min) >> shift]++;
            }

            var bucket = 0;
            while (rank >= counts[bucket])
            {
                rank -= counts[bucket++];
            }

            if (shift == 0)
            {
                return min + bucket;
            }

            var inside = new long[counts[bucket]];
            var at = 0;
            foreach (var value in values)
            {
                if ((value - min) >> shift == bucket)
                {
                    inside[at++] = value;
                }
            }

            values = kept = inside;
        }
    }
}
