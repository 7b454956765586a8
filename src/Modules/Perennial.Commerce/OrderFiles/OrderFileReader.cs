using System.Collections.Concurrent;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Reads order files: one thread takes the text apart, another puts the orders together. A text that cannot be read
/// is told and left; the others still count.
/// </summary>
internal sealed class OrderFileReader : IOrderFiles
{
    private const int BatchesInFlight = 6;
    private const int RowsBetweenProgress = 20_000;

    public OrderReading Read(IReadOnlyList<string> paths, OrderFileOptions options, IProgress<ReadProgress>? progress,
        CancellationToken cancellation)
    {
        using var reading = new Reading(options, progress, cancellation);
        reading.BytesTotal = paths.Where(File.Exists).Sum(p => new FileInfo(p).Length);
        foreach (var path in paths.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            reading.ReadFile(path, ofSeveral: paths.Count > 1);
        }

        return reading.Finish();
    }

    public OrderPreview Preview(IReadOnlyList<string> paths, OrderFileOptions options, CancellationToken cancellation)
    {
        using var reading = new Reading(options with { RejectsPath = null }, null, cancellation, isPreview: true);
        foreach (var path in paths.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            reading.ReadFile(path, ofSeveral: false);
        }

        return new OrderPreview(reading.Previewed, reading.Warnings());
    }

    public OrderPreview Preview(IReadOnlyList<InputPart> parts, OrderFileOptions options, CancellationToken cancellation)
    {
        using var reading = new Reading(options with { RejectsPath = null }, null, cancellation, isPreview: true);
        foreach (var part in parts)
        {
            reading.ReadPart(part, ofSeveral: false, reopen: null);
        }

        return new OrderPreview(reading.Previewed, reading.Warnings());
    }

    public OrderReading Read(IReadOnlyList<InputPart> parts, OrderFileOptions options, CancellationToken cancellation)
    {
        using var reading = new Reading(options, null, cancellation);
        foreach (var part in parts)
        {
            reading.ReadPart(part, ofSeveral: parts.Count > 1, reopen: null);
        }

        return reading.Finish();
    }

    /// <summary>One run over any number of texts.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly OrderFileOptions options;
        private readonly IProgress<ReadProgress>? progress;
        private readonly CancellationToken cancellation;
        private readonly Dimensions dimensions;
        private readonly ProblemTally notes = new(WarningKind.Understood);
        private readonly ProblemTally conflicts = new(WarningKind.Understood);
        private readonly ProblemTally rejects = new(WarningKind.Rejected);
        private readonly List<FileProblem> unreadable = [];
        private readonly List<FileProblem> unusable = [];
        private readonly List<UnderstoodText> understood = [];
        private readonly OrderBook book;
        private readonly TextFormFinder finder;
        private readonly RejectsFile? rejectsFile;
        private readonly PreviewRows? preview;
        private long rows;
        private long accepted;
        private long bytesBefore;
        private InputFile? current;
        private int texts;
        private long damagedLine;

        public Reading(OrderFileOptions options, IProgress<ReadProgress>? progress, CancellationToken cancellation,
            bool isPreview = false)
        {
            (this.options, this.progress, this.cancellation) = (options, progress, cancellation);
            dimensions = new Dimensions(isPreview ? PreviewRows.Labels : options.Dimensions);
            preview = isPreview ? new PreviewRows(dimensions) : null;
            book = new OrderBook(dimensions, conflicts);
            finder = new TextFormFinder(options, notes, cancellation);
            rejectsFile = options.RejectsPath is null ? null
                : new RejectsFile(options.RejectsPath, CommerceModule.Words.Of);
        }

        public long BytesTotal { get; set; }

        /// <summary>What a preview found; nothing when files are read.</summary>
        public List<PreviewedText> Previewed { get; } = [];

        public void ReadFile(string path, bool ofSeveral)
        {
            try
            {
                using var file = InputFile.Open(path);
                current = file;
                var index = 0;
                foreach (var part in file.Parts())
                {
                    var at = index++;
                    ReadPart(part, ofSeveral: ofSeveral || part.Name != file.Name, reopen: () => OpenedText.Open(path, null, at, options.Encoding));
                }

                if (file.HasGrown)
                {
                    notes.Add(new FileProblem("file.grew", file.Name));
                }

                bytesBefore += file.Length;
            }
            catch (FileRefusedException e)
            {
                unreadable.Add(e.Problem);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new FileProblem("file.unreadable", Path.GetFileName(path), Detail: e.Message));
            }
            finally
            {
                current = null;
            }
        }

        public void ReadPart(InputPart part, bool ofSeveral, Func<OpenedText>? reopen)
        {
            texts++;
            damagedLine = 0;
            try
            {
                using var text = TextInput.Open(part, options.Encoding);
                if (finder.Find(text, reopen, out var form) is { } problem)
                {
                    unusable.Add(problem);
                    return;
                }

                foreach (var dimension in options.Dimensions.Where(d => !form.Map.Has(d)))
                {
                    notes.Add(new FileProblem("dimension.no_column", text.Name, 1, dimension.ToString()
                        .ToLowerInvariant()));
                }

                book.BeginText(text.Name, ofSeveral, form.Map);
                try
                {
                    Pump(text, form);
                }
                finally
                {
                    book.EndText();
                    Describe(text, form);
                }
            }
            catch (FileRefusedException e)
            {
                unreadable.Add(e.Problem);
            }
        }

        // Told after the rows: the encoding may show late, and so does damage.
        private void Describe(TextInput text, TextForm form)
        {
            var told = form.Map.Describe(text, form.Delimiter, form.Conventions);
            understood.Add(told);
            if (preview is not null)
            {
                Previewed.Add(new PreviewedText(told, preview.Take()));
            }

            TextRows.NoteEncoding(text, damagedLine, notes);
        }

        public OrderReading Finish()
        {
            var sales = book.Close(options.Currency);
            var counts = new ReadCounts(texts, rows, accepted, rows - accepted, sales.Orders, sales.IdentifiedOrders,
                sales.ReturnCount, sales.Orders - sales.IdentifiedOrders);
            return new OrderReading(sales, counts, sales.OtherCurrencies, Warnings(), understood,
                options.Zone.Id);
        }

        public IReadOnlyList<ReadWarning> Warnings() =>
        [
            .. unreadable.Select(p => new ReadWarning(p.Code is "file.empty" or "documents.none" ? WarningKind.Unusable
                : WarningKind.Unreadable, p, 1))
                .Concat(unusable.Select(p => new ReadWarning(WarningKind.Unusable, p, 1)))
                .Concat(rejects.Warnings()).Concat(conflicts.Warnings()).Concat(notes.Warnings()),
        ];

        public void Dispose() => rejectsFile?.Dispose();

        // The reader's thread fills batches, this one empties them; a few circulate, so memory stays flat.
        private void Pump(TextInput text, TextForm form)
        {
            using var full = new BlockingCollection<RowBatch>(BatchesInFlight);
            using var free = new BlockingCollection<RowBatch>();
            for (var i = 0; i < BatchesInFlight; i++)
            {
                free.Add(new RowBatch(dimensions.Count), cancellation);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var parsing = Task.Factory.StartNew(() =>
            {
                try
                {
                    Parse(text, form, full, free, stop.Token);
                }
                finally
                {
                    full.CompleteAdding();
                }
            }, stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            try
            {
                foreach (var batch in full.GetConsumingEnumerable(cancellation))
                {
                    if (preview is null)
                    {
                        book.Add(batch);
                    }
                    else
                    {
                        preview.Add(batch, form.Map);
                    }

                    batch.Clear();
                    free.Add(batch, cancellation);
                }
            }
            catch
            {
                stop.Cancel();
                ((IAsyncResult)parsing).AsyncWaitHandle.WaitOne();
                throw;
            }

            parsing.GetAwaiter().GetResult();
        }

        private void Parse(TextInput text, TextForm form, BlockingCollection<RowBatch> full,
            BlockingCollection<RowBatch> free, CancellationToken stop)
        {
            using var read = new TextRows(text, form, options, dimensions, notes, book.Guests);
            var forms = new RejectsForms(form);
            var batch = free.Take(stop);
            try
            {
                while ((preview?.Begin() ?? true) && read.Read(batch))
                {
                    rows++;
                    if (read.Problem is { } problem)
                    {
                        preview?.Add(problem);
                        rejects.Add(problem);
                        rejectsFile?.Add(forms.Rejected(problem, read.Row));
                    }
                    else
                    {
                        accepted++;
                    }

                    if (batch.IsFull)
                    {
                        full.Add(batch, stop);
                        batch = free.Take(stop);
                    }

                    if (progress is not null && rows % RowsBetweenProgress == 0)
                    {
                        progress.Report(new ReadProgress(text.Name, bytesBefore + (current?.Position ?? 0), BytesTotal,
                            rows));
                    }
                }

                if (preview is not null)
                {
                    ReadUntilEncodingIsKnown(text);
                }
            }
            finally
            {
                damagedLine = read.DamagedLine;

                // Rows before a point where the text breaks off still count.
                if (!stop.IsCancellationRequested)
                {
                    full.Add(batch, stop);
                }
            }
        }

        private void ReadUntilEncodingIsKnown(TextInput text)
        {
            var characters = new char[FileLimits.HeadBytes];
            while (text.EncodingOpen && text.Reader.ReadBlock(characters) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

    }
}
