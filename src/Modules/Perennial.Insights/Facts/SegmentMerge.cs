using Perennial.Analytics;

namespace Perennial.Insights.Facts;

/// <summary>
/// Puts two segments of one partition together; where both have a customer, the newer one's history is hers. Whole
/// stretches of customers are copied at once, so that folding costs what copying memory costs.
/// </summary>
internal sealed class SegmentMerge
{
    private const int Older = 0;
    private const int Newer = 1;

    // So many customers of a source, one after another; of no source, they have nothing.
    private readonly record struct Run(int Source, int First, int Count);

    private readonly Segment[] sources;
    private readonly List<Run> runs = [];
    private readonly int[] start;
    private readonly int rows;

    private SegmentMerge(Segment older, Segment newer, IEnumerable<Run> from)
    {
        sources = [older, newer];
        foreach (var run in from)
        {
            if (runs.Count > 0 && runs[^1] is var last && last.Source == run.Source && last.First + last.Count == run.First)
            {
                runs[^1] = last with { Count = last.Count + run.Count };
            }
            else
            {
                runs.Add(run);
            }
        }

        start = new int[runs.Sum(r => r.Count) + 1];
        var customer = 0;
        foreach (var run in runs)
        {
            var shift = run.Source < 0 ? 0 : rows - sources[run.Source].Start[run.First];
            for (var c = 0; c < run.Count; c++)
            {
                start[customer++] = run.Source < 0 ? rows : sources[run.Source].Start[run.First + c] + shift;
            }

            rows += Rows(run).Count;
        }

        start[customer] = rows;
    }

    /// <summary>Folds an overlay into the segment of all customers.</summary>
    /// <param name="older">All customers, numbered as they stand.</param>
    /// <param name="newer">Those who have news.</param>
    /// <param name="numbers">Their numbers, ascending.</param>
    public static Segment Fold(Segment older, Segment newer, int[] numbers) =>
        new SegmentMerge(older, newer, FoldRuns(older.Customers, numbers)).Build();

    /// <summary>Lays the histories of some customers over those of others.</summary>
    /// <returns>The customers of both, and their numbers, ascending.</returns>
    public static (Segment Segment, int[] Numbers) Lay(Segment older, int[] olderNumbers, Segment newer, int[] newerNumbers)
    {
        if (olderNumbers.Length == 0)
        {
            return (newer, newerNumbers);
        }

        var numbers = new List<int>(olderNumbers.Length + newerNumbers.Length);
        var merge = new SegmentMerge(older, newer, LayRuns(olderNumbers, newerNumbers, numbers));
        return (merge.Build(), [.. numbers]);
    }

    private static IEnumerable<Run> FoldRuns(int customers, int[] numbers)
    {
        var next = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var known = Math.Min(customers, numbers[i]);
            if (next < known)
            {
                yield return new Run(Older, next, known - next);
            }

            if (Math.Max(next, customers) is var beyond && beyond < numbers[i])
            {
                yield return new Run(-1, beyond, numbers[i] - beyond);
            }

            yield return new Run(Newer, i, 1);
            next = numbers[i] + 1;
        }

        if (next < customers)
        {
            yield return new Run(Older, next, customers - next);
        }
    }

    private static List<Run> LayRuns(int[] older, int[] newer, List<int> numbers)
    {
        var laid = new List<Run>();
        for (int o = 0, n = 0; o < older.Length || n < newer.Length;)
        {
            var isNewer = n < newer.Length && (o == older.Length || newer[n] <= older[o]);
            if (isNewer && o < older.Length && newer[n] == older[o])
            {
                o++;
            }

            laid.Add(isNewer ? new Run(Newer, n, 1) : new Run(Older, o, 1));
            numbers.Add(isNewer ? newer[n++] : older[o++]);
        }

        return laid;
    }

    private Segment Build()
    {
        var day = Copied(s => s.Day);
        var (units, largeUnits) = Units();
        var returns = Returns();
        return new Segment
        {
            Start = start, Day = day, Net = Copied(s => s.Net), Units = units, Rhythm = Rhythm(), Covered = Covered(),
            Returns = returns, LargeUnits = largeUnits, LastDay = LastDay(day, returns),
            Labels = [.. Enumerable.Range(0, LabelColumn.NoColumns.Length).Select(Labels)],
        };
    }

    private (int First, int Count) Rows(Run run)
    {
        if (run.Source < 0)
        {
            return (0, 0);
        }

        var starts = sources[run.Source].Start;
        return (starts[run.First], starts[run.First + run.Count] - starts[run.First]);
    }

    private T[] Copied<T>(Func<Segment, T[]> column)
    {
        T[][] from = [column(sources[Older]), column(sources[Newer])];
        var into = GC.AllocateUninitializedArray<T>(rows);
        var at = 0;
        foreach (var run in runs)
        {
            var (first, count) = Rows(run);
            if (count > 0)
            {
                from[run.Source].AsSpan(first, count).CopyTo(into.AsSpan(at));
                at += count;
            }
        }

        return into;
    }

    private BuyingRhythm[] Rhythm()
    {
        var into = new BuyingRhythm[sources.Any(s => s.Rhythm.Length > 0) ? start.Length - 1 : 0];
        var at = 0;
        foreach (var run in runs)
        {
            if (run.Source >= 0 && sources[run.Source].Rhythm.Length > 0)
            {
                sources[run.Source].Rhythm.AsSpan(run.First, run.Count).CopyTo(into.AsSpan(at));
            }

            at += run.Count;
        }

        return into;
    }

    // Indexes of huge units are given anew: those of replaced orders go.
    private (int[] Units, long[] Large) Units()
    {
        var units = Copied(s => s.Units);
        if (sources.All(s => s.LargeUnits.Length == 0))
        {
            return (units, []);
        }

        var large = new List<long>();
        var at = 0;
        foreach (var run in runs)
        {
            var count = Rows(run).Count;
            foreach (ref var unit in units.AsSpan(at, count))
            {
                if (unit < 0)
                {
                    large.Add(sources[run.Source].LargeUnits[~unit]);
                    unit = ~(large.Count - 1);
                }
            }

            at += count;
        }

        return (units, [.. large]);
    }

    private CoveredOrder[] Covered()
    {
        var covered = new List<CoveredOrder>();
        var at = 0;
        foreach (var run in runs)
        {
            var (first, count) = Rows(run);
            for (var i = count == 0 ? 0 : sources[run.Source].FirstCovered(first);
                 count > 0 && i < sources[run.Source].Covered.Length && sources[run.Source].Covered[i].Row < first + count; i++)
            {
                covered.Add(sources[run.Source].Covered[i] with { Row = sources[run.Source].Covered[i].Row - first + at });
            }

            at += count;
        }

        return [.. covered];
    }

    private ReturnedValue[] Returns()
    {
        var returns = new List<ReturnedValue>();
        var at = 0;
        foreach (var run in runs)
        {
            for (var i = run.Source < 0 ? 0 : sources[run.Source].FirstReturn(run.First);
                 run.Source >= 0 && i < sources[run.Source].Returns.Length &&
                 sources[run.Source].Returns[i].Customer < run.First + run.Count; i++)
            {
                var returned = sources[run.Source].Returns[i];
                returns.Add(returned with { Customer = returned.Customer - run.First + at });
            }

            at += run.Count;
        }

        return [.. returns];
    }

    private LabelColumn Labels(int dimension)
    {
        LabelColumn[] from = [sources[Older].Labels[dimension], sources[Newer].Labels[dimension]];
        if (from.All(c => c.Numbers.Length == 0))
        {
            return LabelColumn.Blank;
        }

        var into = new ushort[rows];
        var large = new List<LargeLabel>();
        var at = 0;
        foreach (var run in runs)
        {
            var (first, count) = Rows(run);
            if (count > 0 && from[run.Source].Numbers.Length > 0)
            {
                var numbers = from[run.Source].Numbers.AsSpan(first, count);
                numbers.CopyTo(into.AsSpan(at));
                for (var i = from[run.Source].Large.Length == 0 ? count : 0; i < count; i++)
                {
                    if (numbers[i] == LabelColumn.Spilled)
                    {
                        large.Add(new LargeLabel(at + i, from[run.Source][first + i]));
                    }
                }
            }

            at += count;
        }

        return new LabelColumn(into, [.. large]);
    }

    private int LastDay(ushort[] day, ReturnedValue[] returns)
    {
        var last = -1;
        for (var c = 0; c < start.Length - 1; c++)
        {
            last = start[c] < start[c + 1] ? Math.Max(last, day[start[c + 1] - 1]) : last;
        }

        foreach (ref readonly var returned in returns.AsSpan())
        {
            last = Math.Max(last, returned.Day);
        }

        return last;
    }
}
