using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Commerce;

/// <summary>Streams files, whole or in pieces, and holds what comes out against the report's reading of them.</summary>
internal static class Streamed
{
    public static List<OrderBatch> Batches(IReadOnlyList<string> paths, OrderFileOptions options, int ordersMax = 1000,
        IOrderStreams? streams = null)
    {
        using var stream = (streams ?? CommerceModule.OrderStreams).Open([.. paths.Select(p => new OrderSource(p))], options, null, null);
        return Rest(stream, ordersMax);
    }

    /// <summary>The batches of a stream that is given up after each of them and taken up again by another one.</summary>
    public static List<OrderBatch> Resumed(IReadOnlyList<string> paths, OrderFileOptions options, Func<int> ordersMax,
        IOrderStreams? streams = null, OrderScan? scan = null)
    {
        var batches = new List<OrderBatch>();
        while (true)
        {
            OrderPosition? from = null;
            if (batches.Count > 0)
            {
                OrderPosition.TryParse(batches[^1].Position.ToString(), out from).ShouldBeTrue();
            }

            using var stream = (streams ?? CommerceModule.OrderStreams).Open([.. paths.Select(p => new OrderSource(p))], options, from, scan);
            if (stream.Next(ordersMax(), CancellationToken.None) is not { } batch)
            {
                return batches;
            }

            // A stream that stands still would be read for ever.
            batch.Position.ShouldNotBe(from);
            batches.Add(batch);
        }
    }

    private static List<OrderBatch> Rest(IOrderStream stream, int ordersMax)
    {
        var batches = new List<OrderBatch>();
        while (stream.Next(ordersMax, CancellationToken.None) is { } batch)
        {
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>Writes the texts to files of the parts' names, and holds the stream against the reading.</summary>
    public static void IsAlike(OrderReading reading, OrderFileOptions options, params (string Name, byte[] Bytes)[] texts)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-");
        try
        {
            var paths = new List<string>();
            foreach (var (name, bytes) in texts)
            {
                paths.Add(Path.Combine(folder.FullName, name));
                File.WriteAllBytes(paths[^1], bytes);
            }

            IsAlike(reading, options, paths);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Holds the stream of some files against the report's reading of them.</summary>
    public static void IsAlike(OrderReading reading, OrderFileOptions options, IReadOnlyList<string> paths)
    {
        var batches = Batches(paths, options);
        var end = batches.Count == 0 ? OrderPosition.Start : batches[^1].Position;
        (end.Rows, end.Rejected).ShouldBe((reading.Counts.Rows, reading.Counts.Rejected));
        end.Orders.ShouldBe(batches.Sum(b => b.Orders.Count));
        var rejects = batches.SelectMany(b => b.Rejects).ToList();
        rejects.Count.ShouldBe((int)reading.Counts.Rejected);
        StreamedBook.Lines(batches.SelectMany(b => b.Orders), reading.Sales.Currency).ShouldBe(StreamedBook.Lines(reading));

        // The same is told, each text for itself; but for what the report alone asks.
        var texts = batches.SelectMany(b => b.Texts).ToList();
        Told(texts.SelectMany(t => t.Warnings)).ShouldBe(Told(reading.Warnings));
        texts.Where(t => t.Understood is not null).Select(t => t.Understood!.Shape).ShouldBe(reading.Understood.Select(u => u.Shape));
        if (options.RejectsPath is { } path && File.Exists(path))
        {
            Rejects(rejects).ShouldBe(File.ReadAllText(path));
        }

        var scan = CommerceModule.OrderStreams.Scan([.. paths.Select(p => new OrderSource(p))], options, null, CancellationToken.None);
        (scan.Rows, scan.Rejected).ShouldBe((reading.Counts.Rows, reading.Counts.Rejected));
        scan.Sums.Sum(s => s.Rows).ShouldBe(reading.Counts.Accepted);
    }

    /// <summary>The file of rejects that can be made of stored ones, as far as it has one set of columns.</summary>
    public static string Rejects(IEnumerable<RejectedRow> rows)
    {
        var writers = new List<StringWriter>();
        CommerceModule.OrderStreams.WriteRejects(rows, number =>
        {
            number.ShouldBe(writers.Count + 1);
            writers.Add(new StringWriter());
            return writers[^1];
        });
        return writers[0].ToString();
    }

    /// <summary>Streams with a bound on held rows that small files reach.</summary>
    public static IOrderStreams Holding(int rows) => new OrderStreams(rows);

    private static List<string> Told(IEnumerable<ReadWarning> warnings) =>
    [
        .. warnings.Where(w => w.First.Code is not ("dimension.no_column" or "order.replaced" or "text.same_twice" or
            "order.several_customers" or "order.several_times" or "order.several_currencies"))
            .GroupBy(w => (w.Kind, w.First.Code)).Select(g => $"{g.Key.Kind} {g.Key.Code} {g.Sum(w => w.Count)}").Order(StringComparer.Ordinal),
    ];
}
