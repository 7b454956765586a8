using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>Walks over the texts of the files and their passes, and cuts what they give into batches.</summary>
internal sealed class OrderStream : IOrderStream
{
    // So many rows without anything to give end a batch too, so that its reader sees that reading goes on.
    private const int RowsMax = 100_000;

    private readonly IReadOnlyList<OrderSource> files;
    private readonly OrderFileOptions options;
    private readonly OrderScan? scan;
    private readonly OrderPosition from;
    private readonly int rowsHeldMax;
    private readonly FoundOrders found = new();
    private readonly IEnumerator<bool> steps;
    private CancellationToken cancellation;
    private OrderPosition at;
    private long rows;

    /// <summary>Opens the files; see <see cref="IOrderStreams.Open"/>, and <see cref="OrderStreams"/> for what is held.</summary>
    public OrderStream(IReadOnlyList<OrderSource> files, OrderFileOptions options, OrderPosition from, OrderScan? scan,
        int rowsHeldMax)
    {
        (this.files, this.options, this.from, this.scan, this.rowsHeldMax) = (files, options, from, scan, rowsHeldMax);
        (at, rows) = (from, from.Rows);
        (found.OrdersGiven, found.RejectsGiven) = (from.Orders, from.Rejected);
        steps = Steps().GetEnumerator();
    }

    public OrderBatch? Next(int ordersMax, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ordersMax, 1);
        this.cancellation = cancellation;
        var rowsAtFirst = rows;
        var any = false;
        for (var steppedRows = 0; steppedRows < RowsMax && !found.IsEnough(ordersMax);)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!steps.MoveNext())
            {
                return any || rows > rowsAtFirst ? found.Take(Position()) : null;
            }

            any = true;
            steppedRows += found.IsReplay ? 0 : 1;
        }

        return found.Take(Position());
    }

    public void Dispose() => steps.Dispose();

    private OrderPosition Position() =>
        at with { Rows = rows, Orders = found.OrdersGiven, Rejected = found.RejectsGiven };

    // A step is a row, or the end of a text or a file; after each one, `at` is where to go on.
    private IEnumerable<bool> Steps()
    {
        for (var file = from.File; file < files.Count; file++)
        {
            var first = file == from.File ? from.Part : 0;
            var known = scan?.Files.ElementAtOrDefault(file);
            var scanned = known ?? new FileScan(options, rowsHeldMax, null, cancellation).Scan(files[file], first);
            var before = known is null ? first : 0;
            for (var part = first; part - before < scanned.Texts.Count; part++)
            {
                foreach (var step in Text(file, part, scanned.Texts[part - before]))
                {
                    yield return step;
                }
            }

            if (scanned.Problem is not null || scanned.HasGrown)
            {
                found.End(new TextOutcome(scanned.Name, null, [scanned.Problem is { } problem ? TextTally.Ended(problem)
                    : new ReadWarning(WarningKind.Understood, new FileProblem("file.grew", scanned.Name), 1)]));
            }

            at = new OrderPosition { File = file + 1 };
            yield return true;
        }
    }

    private IEnumerable<bool> Text(int file, int part, ScannedText text)
    {
        if (text.Form is null)
        {
            found.End(text.Outcome);
            at = new OrderPosition { File = file, Part = part + 1 };
            yield return true;
            yield break;
        }

        var isFrom = file == from.File && part == from.Part;
        var passes = isFrom && from.Passes > 0 ? from.Passes : text.Passes;
        for (var pass = isFrom ? from.Pass : 0; pass < passes; pass++)
        {
            using var opened = OpenedText.Open(files[file].Path, files[file].Name, part, options.Encoding);
            using var leg = new OrderLeg(opened.Text, text, pass, passes, options);
            if (isFrom && pass == from.Pass)
            {
                foreach (var step in Replay(leg))
                {
                    yield return step;
                }
            }

            while (leg.Step(found))
            {
                rows += pass == 0 ? 1 : 0;
                at = new OrderPosition { File = file, Part = part, Pass = pass, Passes = passes, Row = leg.Row };
                yield return true;
            }

            at = pass + 1 < passes ? new OrderPosition { File = file, Part = part, Pass = pass + 1, Passes = passes }
                : new OrderPosition { File = file, Part = part + 1 };
            yield return true;
        }
    }

    // What the rows before the position gave was kept; what of them is still held is not.
    private IEnumerable<bool> Replay(OrderLeg leg)
    {
        found.IsReplay = true;
        while (leg.Row < from.Row)
        {
            if (!leg.Step(found))
            {
                throw new FileRefusedException(new FileProblem("file.changed", files[from.File].Name ??
                    Path.GetFileName(files[from.File].Path)));
            }

            yield return true;
        }

        found.IsReplay = false;
    }
}
