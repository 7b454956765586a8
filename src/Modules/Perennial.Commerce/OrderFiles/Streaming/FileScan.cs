using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// Looks through a file before its orders are given out: how each text is to be read, which orders have rows that stand
/// apart, and what a trial run wants to know.
/// </summary>
internal sealed class FileScan(OrderFileOptions options, int rowsHeldMax, Action<string, long, long>? progress,
    CancellationToken cancellation)
{
    private const int RowsBetweenProgress = 20_000;

    /// <summary>Looks through a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="from">Texts at its beginning that are of no interest any more.</param>
    public ScannedFile Scan(OrderSource source, int from)
    {
        var name = source.Name ?? Path.GetFileName(source.Path);
        var texts = new List<ScannedText>();
        try
        {
            using var file = InputFile.Open(source.Path, source.Name);
            foreach (var part in file.Parts(from))
            {
                var at = from + texts.Count;
                texts.Add(Scan(part, () => OpenedText.Open(source.Path, source.Name, at, options.Encoding), () => file.Position));
            }

            return new ScannedFile(name, texts, null, file.HasGrown);
        }
        catch (FileRefusedException e)
        {
            return new ScannedFile(name, texts, e.Problem, HasGrown: false);
        }
    }

    private ScannedText Scan(InputPart part, Func<OpenedText> reopen, Func<long> position)
    {
        var tally = new TextTally();
        var scanned = new ScannedText { Name = part.Name };
        try
        {
            using var text = TextInput.Open(part, options.Encoding);
            var finder = new TextFormFinder(options, tally.Notes, cancellation);
            if (finder.Find(text, reopen, out var form) is { } problem)
            {
                scanned = new ScannedText { Name = part.Name, Problem = problem, IsUnusable = true };
                scanned.Outcome = new TextOutcome(part.Name, null, tally.Warnings(problem, isUnusable: true));
                return scanned;
            }

            scanned = new ScannedText { Name = part.Name, Form = form, FormNotes = [.. tally.Notes.Warnings()] };
            new RowScan(scanned, tally, options, rowsHeldMax).Read(text, rows =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (progress is not null && rows % RowsBetweenProgress == 0)
                {
                    progress(part.Name, position(), rows);
                }
            });
            scanned.Outcome = new TextOutcome(part.Name, form.Map.Describe(text, form.Delimiter, form.Conventions),
                tally.Warnings(scanned.Problem));
        }
        catch (FileRefusedException e)
        {
            scanned.Problem = e.Problem;
            scanned.Outcome = new TextOutcome(part.Name, null, tally.Warnings(e.Problem));
        }

        return scanned;
    }
}

/// <summary>Looks through the rows of one text.</summary>
internal sealed class RowScan(ScannedText scanned, TextTally tally, OrderFileOptions options, int rowsHeldMax)
{
    private readonly SeenHashes numbers = new(isCounting: true);
    private readonly SeenHashes numbersOfStores = new();
    private readonly SeenHashes contents = new();
    private readonly Dimensions dimensions = new([]);
    private readonly List<Sum> sums = [];
    private ulong stretch;
    private ulong slot;
    private bool isOpen;
    private bool isLater;
    private long rowsOfLaterStretches;
    private long alone;

    /// <summary>What a currency adds up to; values finer than a millionth beside the others.</summary>
    private sealed class Sum
    {
        public long Rows { get; set; }

        public Int128 Sales { get; set; }

        public Int128 Returns { get; set; }

        public decimal ExactSales { get; set; }

        public decimal ExactReturns { get; set; }
    }

    /// <summary>Reads the text to its end, or to where it breaks off.</summary>
    public void Read(TextInput text, Action<long> onRow)
    {
        var map = scanned.Form!.Map;
        using var rows = new TextRows(text, scanned.Form, options, dimensions, tally.Notes, guests: null);
        var keys = new RowKeys(rows, map, dimensions);
        var batch = new RowBatch(0);
        try
        {
            while (rows.Read(batch))
            {
                onRow(++scanned.Rows);
                if (rows.Problem is { } problem)
                {
                    scanned.Rejected++;
                    tally.Rejects.Add(problem);
                }
                else
                {
                    See(batch, keys, rows.Row.Line);
                }

                batch.Clear();
            }
        }
        catch (FileRefusedException e)
        {
            // Rows before a point where the text breaks off still count.
            scanned.Problem = e.Problem;
        }

        TextRows.NoteEncoding(text, rows.DamagedLine, tally.Notes);
        Finish(map);
    }

    private void See(RowBatch batch, RowKeys keys, long at)
    {
        ref var line = ref batch.Lines[0];
        Add(batch, ref line);
        if (line.OrderLength == 0)
        {
            isOpen = false;
            alone++;
            var hash = SeenHashes.Of(keys.Content(batch));
            if (!contents.Add(hash))
            {
                scanned.Repeated.Add(hash);
            }

            return;
        }

        var number = batch.NumberOf(ref line);
        if (See(SeenHashes.Of(number)) is var ofNumber and > OrderBounds.LinesMax)
        {
            // With the first row too many all before it are of no use either.
            long useless = scanned.TooLong.Add(stretch) ? ofNumber : 1;
            scanned.Rejected += useless;
            tally.Rejects.Add(scanned.TooManyLines(at, number), useless);
        }

        if (line.OrderLength != line.NumberLength)
        {
            numbersOfStores.Add(SeenHashes.Of(batch.Text(line.OrderStart, line.OrderLength)));
        }
    }

    // How many rows it has up to here.
    private uint See(ulong number)
    {
        if (!isOpen || number != stretch)
        {
            (isOpen, stretch) = (true, number);
            isLater = !numbers.Add(number, out slot);
            if (isLater)
            {
                ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                    scanned.Stretches, number, out var isKnown);
                count = isKnown ? count + 1 : 2;
            }
        }

        rowsOfLaterStretches += isLater ? 1 : 0;
        return numbers.CountUp(slot);
    }

    private void Add(RowBatch batch, ref OrderLine line)
    {
        scanned.FirstDay = Math.Min(scanned.FirstDay, line.Day);
        scanned.LastDay = Math.Max(scanned.LastDay, line.Day);
        while (sums.Count <= line.Currency)
        {
            sums.Add(new Sum());
        }

        var sum = sums[line.Currency];
        var exact = line.Exact >= 0 ? batch.Exact[line.Exact] : 0;
        sum.Rows++;
        if (line.IsReturn)
        {
            sum.Returns += exact == 0 ? line.Micro : 0;
            sum.ExactReturns += exact;
        }
        else
        {
            sum.Sales += exact == 0 ? line.Micro : 0;
            sum.ExactSales += exact;
        }
    }

    private void Finish(ColumnMap map)
    {
        // Numbers without a store beside such with one are mostly of the same orders.
        scanned.Orders = alone + (map.Has(OrderField.Store) && numbersOfStores.Count > 0
            ? Math.Max(numbers.Count, numbersOfStores.Count) : numbers.Count) - scanned.TooLong.Count;
        var held = rowsOfLaterStretches + scanned.Stretches.Count;
        scanned.Passes = (int)Math.Clamp((held + rowsHeldMax - 1) / rowsHeldMax, 1, int.MaxValue);
        var codes = dimensions.CurrencyCodes.ToArray();
        scanned.Sums = [.. sums.Select((s, i) => new RowSum(i == 0 ? null : codes[i], s.Rows,
            ((decimal)s.Sales / ExactDecimal.MicroPerOne) + s.ExactSales,
            ((decimal)s.Returns / ExactDecimal.MicroPerOne) + s.ExactReturns)).Where(s => s.Rows > 0)];
    }
}
