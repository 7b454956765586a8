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
        var count = values.Sum(v => (long)v.Length);
        if (count == 0)
        {
            return new QuintileCuts(null, null, null, null);
        }

        var ranges = OfEach(values, Range);
        var (min, max) = (ranges.Min(r => r.Min), ranges.Max(r => r.Max));

        // Values fall into equal buckets; only the buckets that hold a cut are looked into.
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(unchecked((ulong)(max - min)));
        var shift = Math.Max(0, bits - BucketBits);
        var counts = new int[((max - min) >> shift) + 1];
        foreach (var part in OfEach(values, v => Count(v, min, shift, counts.Length)))
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += part[bucket];
            }
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
        var isWanted = new bool[counts.Length];
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
                isWanted[near] = true;
            }
        }

        var inside = OfEach(values, v => Collect(v, min, shift, isWanted)).SelectMany(v => v).ToArray();
        Array.Sort(inside);
        Span<long> cuts = stackalloc long[Cuts];
        cuts.Fill(long.MaxValue);
        var firstOfBucket = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            // Ties share a rank: only the first of equal values says how many are smaller.
            if (i > 0 && inside[i] == inside[i - 1])
            {
                continue;
            }

            var bucket = (inside[i] - min) >> shift;
            var isFirst = i == 0 || (inside[i - 1] - min) >> shift != bucket;
            firstOfBucket = isFirst ? i : firstOfBucket;
            for (var j = 0; j < Cuts; j++)
            {
                if (inside[i] < cuts[j] && belowBucket[bucket] + i - firstOfBucket >= Needed(j, count))
                {
                    cuts[j] = inside[i];
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

    // Each part on a core of its own.
    private static T[] OfEach<T>(IReadOnlyList<ReadOnlyMemory<long>> parts, Func<ReadOnlyMemory<long>, T> look)
    {
        var seen = new T[parts.Count];
        Parallel.For(0, seen.Length, p => seen[p] = look(parts[p]));
        return seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (long Min, long Max) Range(ReadOnlyMemory<long> values)
    {
        var (min, max) = (long.MaxValue, long.MinValue);
        foreach (var value in values.Span)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Count(ReadOnlyMemory<long> values, long min, int shift, int buckets)
    {
        var counts = new int[buckets];
        foreach (var value in values.Span)
        {
            counts[(value - min) >> shift]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<long> Collect(ReadOnlyMemory<long> values, long min, int shift, bool[] isWanted)
    {
        var wanted = new List<long>();
        foreach (var value in values.Span)
        {
            if (isWanted[(value - min) >> shift])
            {
                wanted.Add(value);
            }
        }

        return wanted;
    }
}
