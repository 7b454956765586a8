using System.Numerics;
using System.Runtime.InteropServices;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;

namespace Perennial.Bench;

/// <summary>
/// All questions of a report asked of a loaded fact store, beside the same questions in SQL asked of DuckDB, which has
/// the orders loaded too. Answers are compared first.
/// </summary>
internal static class InsightsBench
{
    private const int Runs = 5;
    private const int BytesPerOrderMax = 16;
    private const int BytesPerCustomerMax = 64;

    public static void Run(Shop shop, TextWriter writer)
    {
        var reading = shop.AsReading();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        FactStore store = null!;
        var loadSeconds = Timing.Seconds(() => store = FactStore.Load(shop));
        var heapBytes = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        var facts = store.Snapshot();
        Report report = null!;
        var firstSeconds = Timing.Seconds(() => report = ReportMaker.Answer(facts, reading, new ReportQuestion()));

        using var duck = new DuckYardstick();
        duck.Load(shop);
        var compared = Arrangement.All.Sum(a => Compare(duck, a, report));
        writer.WriteLine($"\n{compared:N0} numbers compared with DuckDB's: all are equal.");

        // One after the other in each run, so that a busy machine is busy for all.
        var ours = new List<double>();
        var reads = new List<double>();
        var theirs = Arrangement.All.Select(_ => new List<double[]>()).ToArray();
        var sum = shop.DaysAndNets();
        for (var run = 0; run < Runs; run++)
        {
            ours.Add(Timing.Seconds(() => ReportMaker.Answer(facts, reading, new ReportQuestion())));
            reads.Add(Timing.Seconds(() => ReadOnce(facts, sum)));
            foreach (var (arrangement, runs) in Arrangement.All.Zip(theirs))
            {
                duck.Use(arrangement);
                var steps = duck.Answer();
                runs.Add([.. steps, steps.Sum()]);
            }
        }

        WriteBytes(writer, shop, store.Bytes, heapBytes);
        new Table("Fact store, seconds", "")
            .Add("loading", Timing.Show(loadSeconds))
            .Add("first whole report of the process, code being compiled", Timing.Show(firstSeconds))
            .Add($"whole report, median of {Runs}", Timing.Show(Timing.Median(ours)))
            .Add($"one plain read of days and net values, median of {Runs}", Timing.Show(Timing.Median(reads)))
            .Add("whole report in plain reads", $"{Timing.Median(ours) / Timing.Median(reads):F1}")
            .Write(writer);
        WriteQuestions(writer, [.. theirs.Select(MedianOfEach)], Timing.Median(ours));
    }

    private static int Compare(DuckYardstick duck, Arrangement arrangement, Report report)
    {
        duck.Use(arrangement);
        duck.Answer();
        return SameAnswers.Check(report, duck.Answers());
    }

    private static double[] MedianOfEach(List<double[]> runs) =>
        [.. Enumerable.Range(0, runs[0].Length).Select(step => Timing.Median([.. runs.Select(r => r[step])]))];

    // What memory alone allows: every day and every net value read once, on all cores, and added up.
    private static void ReadOnce(FactSnapshot facts, long expected)
    {
        long total = 0;
        Parallel.ForEach(facts.Partitions, partition =>
        {
            var sum = Sum(partition.Folded.Day) + Sum(partition.Folded.Net);
            Interlocked.Add(ref total, sum);
        });
        if (total != expected)
        {
            throw new AnswersDifferException($"Days and net values add up to {total} and not to {expected}.");
        }
    }

    private static long Sum(long[] values)
    {
        var lanes = Vector<long>.Zero;
        foreach (var vector in MemoryMarshal.Cast<long, Vector<long>>(values))
        {
            lanes += vector;
        }

        var sum = Vector.Sum(lanes);
        foreach (var value in values.AsSpan(values.Length - (values.Length % Vector<long>.Count)))
        {
            sum += value;
        }

        return sum;
    }

    // A partition of 50 million orders fits 32-bit lanes as long as each lane adds fewer than 65,536 vectors at a time.
    private static long Sum(ushort[] values)
    {
        const int VectorsAtATime = 32_000;
        long sum = 0;
        var vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(values);
        for (var from = 0; from < vectors.Length; from += VectorsAtATime)
        {
            var lanes = Vector<uint>.Zero;
            foreach (var vector in vectors[from..Math.Min(vectors.Length, from + VectorsAtATime)])
            {
                Vector.Widen(vector, out var low, out var high);
                lanes += low + high;
            }

            Vector.Widen(lanes, out var even, out var odd);
            sum += (long)Vector.Sum(even + odd);
        }

        foreach (var value in values.AsSpan(values.Length - (values.Length % Vector<ushort>.Count)))
        {
            sum += value;
        }

        return sum;
    }

    private static void WriteBytes(TextWriter writer, Shop shop, long bytes, long heapBytes)
    {
        var promised = ((long)BytesPerOrderMax * shop.OrderSlots) + ((long)BytesPerCustomerMax * shop.CustomerCount);
        new Table("Fact store, bytes", "")
            .Add("held", $"{bytes:N0}")
            .Add($"promised: {BytesPerOrderMax} an order + {BytesPerCustomerMax} a customer", $"{promised:N0}")
            .Add("held, share of the promise", $"{100.0 * bytes / promised:F1} %")
            .Add("growth of the managed heap by loading", $"{heapBytes:N0}")
            .Write(writer);
    }

    // The last figure of each arrangement is the whole run's.
    private static void WriteQuestions(TextWriter writer, double[][] theirs, double ours)
    {
        var table = new Table(
            [$"Question, median of {Runs}", .. Arrangement.All.Select(a => $"DuckDB {a.Name}"), "ours"]);
        for (var step = 0; step < DuckSql.Steps.Count; step++)
        {
            table.Add([DuckSql.Steps[step].Question, .. theirs.Select(t => Timing.Show(t[step])), ""]);
        }

        table.Add(["all of it", .. theirs.Select(t => Timing.Show(t[^1])), Timing.Show(ours)]);
        table.Add(["DuckDB / ours", .. theirs.Select(t => $"{t[^1] / ours:F1}"), ""]);
        table.Write(writer);
    }
}
