using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

        var ranges = OfEach(values, v => Range(v.Span));
        var (min, max) = (ranges.Min(r => r.Min), ranges.Max(r => r.Max));

        // Exactly the values above the one at rank needed - 1 have that many values below them.
        var lasts = new long[Cuts];
        Select(values, (min, max), [.. Enumerable.Range(0, Cuts).Select(j => (j, Needed(j, count) - 1))], lasts);
        var nexts = OfEach(values, v => NextAfterEach(v.Span, lasts));
        return Of([.. Enumerable.Range(0, Cuts).Select(j => nexts.Min(n => n[j]))]);
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

    // The values at ranks counted from 0, without sorting: values fall into equal buckets, and only those of the buckets
    // that hold a wanted rank are looked into again.
    private static void Select(
        IReadOnlyList<ReadOnlyMemory<long>> values, (long Min, long Max) range, (int Cut, long Rank)[] wanted, long[] into)
    {
        var bits = 64 - BitOperations.LeadingZeroCount(unchecked((ulong)(range.Max - range.Min)));
        var shift = Math.Max(0, bits - BucketBits);
        var counts = new int[((range.Max - range.Min) >> shift) + 1];
        foreach (var part in OfEach(values, v => Count(v.Span, range.Min, shift, counts.Length)))
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += part[bucket];
            }
        }

        var places = Array.ConvertAll(wanted, w => (w.Cut, Place: PlaceOf(counts, w.Rank)));
        if (shift == 0)
        {
            foreach (var (cut, place) in places)
            {
                into[cut] = range.Min + place.Bucket;
            }

            return;
        }

        var isWanted = new bool[counts.Length];
        foreach (var (_, place) in places)
        {
            isWanted[place.Bucket] = true;
        }

        long[] inside = [.. OfEach(values, v => Collect(v.Span, range.Min, shift, isWanted)).SelectMany(v => v)];
        foreach (var ofBucket in places.GroupBy(p => p.Place.Bucket))
        {
            var first = range.Min + ((long)ofBucket.Key << shift);
            var last = first + Math.Min(range.Max - first, (1L << shift) - 1);
            Select([Array.FindAll(inside, v => v >= first && v <= last)], (first, last),
                [.. ofBucket.Select(p => (p.Cut, p.Place.Rank))], into);
        }
    }

    // The bucket that holds a rank, and the rank within it.
    private static (int Bucket, long Rank) PlaceOf(int[] counts, long rank)
    {
        var bucket = 0;
        for (; rank >= counts[bucket]; bucket++)
        {
            rank -= counts[bucket];
        }

        return (bucket, rank);
    }

    // Each part on a core of its own.
    private static T[] OfEach<T>(IReadOnlyList<ReadOnlyMemory<long>> parts, Func<ReadOnlyMemory<long>, T> look)
    {
        var seen = new T[parts.Count];
        Parallel.For(0, seen.Length, p => seen[p] = look(parts[p]));
        return seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (long Min, long Max) Range(ReadOnlySpan<long> values)
    {
        var (min, max) = (long.MaxValue, long.MinValue);
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Count(ReadOnlySpan<long> values, long min, int shift, int buckets)
    {
        var counts = new int[buckets];
        foreach (var value in values)
        {
            counts[(value - min) >> shift]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<long> Collect(ReadOnlySpan<long> values, long min, int shift, bool[] isWanted)
    {
        var wanted = new List<long>();
        foreach (var value in values)
        {
            if (isWanted[(value - min) >> shift])
            {
                wanted.Add(value);
            }
        }

        return wanted;
    }

    // The smallest value above each of the lasts; the greatest number where there is none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long[] NextAfterEach(ReadOnlySpan<long> values, long[] lasts)
    {
        var nexts = new long[lasts.Length];
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        for (var i = 0; i < lasts.Length; i++)
        {
            var last = new Vector<long>(lasts[i]);
            var lanes = new Vector<long>(long.MaxValue);
            foreach (var vector in vectors)
            {
                lanes = Vector.Min(lanes, Vector.ConditionalSelect(Vector.GreaterThan(vector, last), vector, lanes));
            }

            nexts[i] = long.MaxValue;
            for (var lane = 0; lane < Vector<long>.Count; lane++)
            {
                nexts[i] = Math.Min(nexts[i], lanes[lane]);
            }

            foreach (var value in values[(vectors.Length * Vector<long>.Count)..])
            {
                nexts[i] = value > lasts[i] ? Math.Min(nexts[i], value) : nexts[i];
            }
        }

        return nexts;
    }
}
