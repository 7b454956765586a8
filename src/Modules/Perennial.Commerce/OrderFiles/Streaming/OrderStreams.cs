using Perennial.Commerce.Contract;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <inheritdoc cref="IOrderStreams"/>
/// <param name="rowsHeldMax">
/// Rows of orders that stand apart which are held at once, about. Where a text has more, it is read several times, a share
/// of them each time.
/// </param>
internal sealed class OrderStreams(int rowsHeldMax = OrderStreams.RowsHeldMax) : IOrderStreams
{
    private const int RowsHeldMax = 400_000;

    public OrderScan Scan(IReadOnlyList<OrderSource> files, OrderFileOptions options, IProgress<ReadProgress>? progress,
        CancellationToken cancellation)
    {
        files = Distinct(files);
        var bytesTotal = files.Where(f => File.Exists(f.Path)).Sum(f => new FileInfo(f.Path).Length);
        long bytesBefore = 0, rowsBefore = 0;
        var scan = new FileScan(options, rowsHeldMax, progress is null ? null : (text, bytes, rows) =>
            progress.Report(new ReadProgress(text, bytesBefore + bytes, bytesTotal, rowsBefore + rows)), cancellation);
        var scanned = new List<ScannedFile>();
        foreach (var file in files)
        {
            scanned.Add(scan.Scan(file, from: 0));
            rowsBefore += scanned[^1].Texts.Sum(t => t.Rows);
            bytesBefore += File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0;
        }

        return Sum(scanned);
    }

    public IOrderStream Open(IReadOnlyList<OrderSource> files, OrderFileOptions options, OrderPosition? from, OrderScan? scan) =>
        new OrderStream(Distinct(files), options, from ?? OrderPosition.Start, scan, rowsHeldMax);

    public void WriteRejects(IEnumerable<RejectedRow> rows, Func<int, TextWriter> open)
    {
        var file = new RejectsFile(open, CommerceModule.Words.Of);
        foreach (var row in rows)
        {
            file.Add(row);
        }

        file.Flush();
    }

    // A file that is named twice counts once.
    private static List<OrderSource> Distinct(IReadOnlyList<OrderSource> files) =>
        [.. files.DistinctBy(f => Path.GetFullPath(f.Path), StringComparer.Ordinal)];

    private static OrderScan Sum(List<ScannedFile> files)
    {
        var texts = files.SelectMany(f => f.Texts).ToList();
        var days = texts.Where(t => t.LastDay >= t.FirstDay).ToList();
        return new OrderScan(texts.Count + files.Count(f => f.Texts.Count == 0), texts.Sum(t => t.Rows),
            texts.Sum(t => t.Rejected), texts.Sum(t => t.Orders),
            days.Count == 0 ? null : DayNumber.ToDate(days.Min(t => t.FirstDay)),
            days.Count == 0 ? null : DayNumber.ToDate(days.Max(t => t.LastDay)),
            [.. texts.SelectMany(t => t.Sums).GroupBy(s => s.Currency, StringComparer.Ordinal).Select(g => new RowSum(g.Key, g.Sum(s => s.Rows),
                g.Sum(s => s.Sales), g.Sum(s => s.Returns))).OrderByDescending(s => s.Rows)],
            [.. files.SelectMany(Outcomes)])
        {
            Files = files,
        };
    }

    private static IEnumerable<TextOutcome> Outcomes(ScannedFile file) => file.Problem is { } problem
        ? [.. file.Texts.Select(t => t.Outcome), new TextOutcome(file.Name, null, [TextTally.Ended(problem)])]
        : file.Texts.Select(t => t.Outcome);
}
