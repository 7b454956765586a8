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
    private const int BucketBits = 16;
    private const int Cuts = 4;

    /// <summary>Finds the cuts among values of which larger is better.</summary>
    /// <param name="values">All values, in any number of parts and any order; may be empty.</param>
    public static QuintileCuts Of(params IReadOnlyList<ReadOnlyMemory<long>> values)
    {
        long min = long.MaxValue, max = long.MinValue, count = 0;
        foreach (var part in values)
        {
            (min, max) = Range(part.Span, min, max);
            count += part.Length;
        }

        if (count == 0)
        {
            return new QuintileCuts(null, null, null, null);
        }

        // Values fall into equal buckets; only the buckets that hold a cut are looked into.
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(unchecked((ulong)(max - min)));
        var shift = Math.Max(0, bits - BucketBits);
        var counts = new int[((max - min) >> shift) + 1];
        foreach (var part in values)
        {
            Count(part.Span, min, shift, counts);
        }

        return shift == 0 ? OfCounts(counts, min) : OfBuckets(values, counts, min, shift, count);
    }

    /// <summary>Finds the cuts among whole numbers that were counted.</summary>
    /// <param name="counts">How often <paramref name="min"/> + i occurred, at [i].</param>
    /// <param name="min">The value counted at [0].</param>
    public static QuintileCuts OfCounts(ReadOnlySpan<int> counts, long min = 0)
    {
        long count = 0;
        foreach (var times in counts)
        {
            count += times;
        }

        Span<long> cuts = stackalloc long[Cuts];
        cuts.Fill(long.MaxValue);
        long below = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            for (var j = 0; j < Cuts && counts[i] > 0; j++)
            {
                // With this many below it the value has score j + 2, and it is the smallest that has.
                if (cuts[j] == long.MaxValue && below >= Needed(j, count))
                {
                    cuts[j] = min + i;
                }
            }

            below += counts[i];
        }

        return Of(cuts);
    }

    /// <summary>The score of a value, 1 to 5.</summary>
    public int Score(long value) =>
        1 + (value >= (Two ?? long.MaxValue) ? 1 : 0) + (value >= (Three ?? long.MaxValue) ? 1 : 0) +
        (value >= (Four ?? long.MaxValue) ? 1 : 0) + (value >= (Five ?? long.MaxValue) ? 1 : 0);

    // How many values must be smaller than one of score j + 2: ⌈(j + 1)·n/5⌉.
    private static long Needed(int j, long count) => (((j + 1) * count) + Cuts) / (Cuts + 1);

    private static QuintileCuts Of(ReadOnlySpan<long> cuts) =>
        new(Known(cuts[0]), Known(cuts[1]), Known(cuts[2]), Known(cuts[3]));

    private static long? Known(long cut) => cut == long.MaxValue ? null : cut;

    private static QuintileCuts OfBuckets(
        IReadOnlyList<ReadOnlyMemory<long>> values, int[] counts, long min, int shift, long count)
    {
        // The bucket of each cut: the first in which a value can have enough values below it. Where all values of a
        // bucket are alike the cut lies in the next one, so that is looked into as well.
        var wanted = new Dictionary<int, List<long>>();
        var belowBucket = new long[counts.Length];
        for (var i = 1; i < counts.Length; i++)
        {
            belowBucket[i] = belowBucket[i - 1] + counts[i - 1];
        }

        for (var j = 0; j < Cuts; j++)
        {
            var needed = Needed(j, count);
            var bucket = Array.FindIndex(belowBucket, 0, b => b >= needed);
            var last = bucket < 0 ? counts.Length - 1 : bucket;
            foreach (var near in new[] { FilledUpTo(counts, last - 1), FilledFrom(counts, last) }.Where(b => b >= 0))
            {
                wanted.TryAdd(near, new List<long>(counts[near]));
            }
        }

        foreach (var part in values)
        {
            Collect(part.Span, min, shift, wanted);
        }

        Span<long> cuts = stackalloc long[Cuts];
        cuts.Fill(long.MaxValue);
        foreach (var (bucket, inside) in wanted)
        {
            inside.Sort();
            var below = belowBucket[bucket];
            for (var i = 0; i < inside.Count; i++)
            {
                // Ties share a rank: only the first of equal values says how many are smaller.
                for (var j = 0; j < Cuts && (i == 0 || inside[i] != inside[i - 1]); j++)
                {
                    if (inside[i] < cuts[j] && below + i >= Needed(j, count))
                    {
                        cuts[j] = inside[i];
                    }
                }
            }
        }

        return Of(cuts);
    }

    private static int FilledUpTo(int[] counts, int bucket)
    {
        while (bucket >= 0 && counts[bucket] == 0)
        {
            bucket--;
        }

        return bucket;
    }

    private static int FilledFrom(int[] counts, int bucket)
    {
        while (bucket < counts.Length && counts[bucket] == 0)
        {
            bucket++;
        }

        return bucket == counts.Length ? -1 : bucket;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (long Min, long Max) Range(ReadOnlySpan<long> values, long min, long max)
    {
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(ReadOnlySpan<long> values, long min, int shift, int[] counts)
    {
        foreach (var value in values)
        {
            counts[(value - min) >> shift]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Collect(ReadOnlySpan<long> values, long min, int shift, Dictionary<int, List<long>> wanted)
    {
        var isWanted = new bool[wanted.Keys.Max() + 1];
        foreach (var bucket in wanted.Keys)
        {
            isWanted[bucket] = true;
        }

        foreach (var value in values)
        {
            var bucket = (int)((value - min) >> shift);
            if (bucket < isWanted.Length && isWanted[bucket])
            {
                wanted[bucket].Add(value);
            }
        }
    }
}
