using System.Collections.Concurrent;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Reads order files: one thread takes the text apart, another puts the orders together. A text that cannot be read
/// is told and left; the others still count.
/// </summary>
internal sealed class OrderFileReader : IOrderFiles
{
    private const int SampleRows = 1000;
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
                    ReadPart(part, ofSeveral: ofSeveral || part.Name != file.Name, reopen: () => Reopen(path, at));
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

        public void ReadPart(InputPart part, bool ofSeveral, Func<Reopened>? reopen)
        {
            texts++;
            damagedLine = 0;
            try
            {
                using var text = TextInput.Open(part, options.Encoding);
                if (Understand(text, reopen, out var delimiter, out var map, out var conventions) is { } problem)
                {
                    unusable.Add(problem);
                    return;
                }

                foreach (var dimension in options.Dimensions.Where(d => !map.Has(d)))
                {
                    notes.Add(new FileProblem("dimension.no_column", text.Name, 1, dimension.ToString()
                        .ToLowerInvariant()));
                }

                book.BeginText(text.Name, ofSeveral, map);
                try
                {
                    Pump(text, delimiter, map, conventions);
                }
                finally
                {
                    book.EndText();
                    Describe(text, delimiter, map, conventions);
                }
            }
            catch (FileRefusedException e)
            {
                unreadable.Add(e.Problem);
            }
        }

        // Told after the rows: the encoding may show late, and so does damage.
        private void Describe(TextInput text, char delimiter, ColumnMap map, Conventions conventions)
        {
            var form = map.Describe(text, delimiter, conventions);
            understood.Add(form);
            if (preview is not null)
            {
                Previewed.Add(new PreviewedText(form, preview.Take()));
            }

            if (text.EncodingGuessed)
            {
                notes.Add(new FileProblem("encoding.guessed", text.Name, Detail: text.EncodingName));
            }

            if (text.DamagedCharacters > 0)
            {
                notes.Add(new FileProblem("encoding.damaged", text.Name, damagedLine, Detail:
                    text.DamagedCharacters.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
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

        private FileProblem? Understand(TextInput text, Func<Reopened>? reopen, out char delimiter, out ColumnMap map,
            out Conventions conventions)
        {
            (map, conventions) = (null!, OrderShapes.Conventions);
            if (OrderShapes.Documents(text, out delimiter, out var documents) is { } noOrders)
            {
                return noOrders;
            }

            if (documents is not null)
            {
                map = new ColumnMap(documents);
                return null;
            }

            delimiter = options.Delimiter ?? Delimiter.Detect(text.Head) ?? '\0';
            if (delimiter == '\0')
            {
                return new FileProblem("delimiter.not_found", text.Name, 1, Value: FirstLine(text.Head));
            }

            var sample = Sample(text, delimiter);
            if (sample.Count == 0)
            {
                return new FileProblem("file.empty", text.Name);
            }

            if (OrderShapes.Table(sample[0], options) is { } table)
            {
                map = new ColumnMap(table);
            }
            else if (ColumnMap.Recognise(text.Name, sample, delimiter, options, out map) is { } problem)
            {
                return problem;
            }

            if (sample.Count == 1 && map.HasHeader)
            {
                return new FileProblem("file.header_only", text.Name, 1);
            }

            if (map is { Source: null, HasHeader: true } && OrderShapes.StatusLeftUnread(sample) is { } status)
            {
                notes.Add(new FileProblem("status.not_read", text.Name, 1, status.Column, RowParser.Shown(status.Value)));
            }

            conventions = FindConventions(text, reopen, delimiter, map);
            conventions = map.Source is null ? conventions
                : OrderShapes.Conventions with { DateOrder = conventions.DateOrder };
            return null;
        }

        private Conventions FindConventions(TextInput text, Func<Reopened>? reopen, char delimiter, ColumnMap map)
        {
            var evidence = new ConventionEvidence(map, options, delimiter);
            using (var head = OpenRows(text.Name, new StringReader(text.Head), delimiter, map, isReading: false))
            {
                See(head, evidence, SampleRows);
            }

            if (!evidence.IsDecided && reopen is not null)
            {
                // 03/04 on every line so far: the rest of the file has to say which of them is the day.
                using var again = reopen();
                using var whole = OpenRows(text.Name, again.Text.Reader, delimiter, map, isReading: false);
                evidence = new ConventionEvidence(map, options, delimiter);
                See(whole, evidence, int.MaxValue);
            }

            return evidence.Decide(text.Name, notes.Add);
        }

        // Rows behind the header, retold if the text is a shop system's export.
        private RowReader OpenRows(string name, TextReader text, char delimiter, ColumnMap map, bool isReading)
        {
            if (map.Source is { } shape)
            {
                return shape.Open(new ShapeText(name, text, delimiter, options, isReading ? notes : null,
                    isReading ? book.Guests : null));
            }

            var reader = RowReader.Open(name, text, delimiter);
            if (map.HasHeader)
            {
                reader.Read();
                reader.ExpectedFields = map.Width;
            }

            return reader;
        }

        private void See(RowReader reader, ConventionEvidence evidence, int rowsMax)
        {
            for (var seen = 0; reader.Read() && (seen < SampleRows || (seen < rowsMax && !evidence.IsDecided)); seen++)
            {
                cancellation.ThrowIfCancellationRequested();
                evidence.See(reader);
            }
        }

        private static List<string[]> Sample(TextInput text, char delimiter)
        {
            using var reader = RowReader.Open(text.Name, new StringReader(text.Head), delimiter);
            var sample = new List<string[]>();
            while (sample.Count < 2 && reader.Read())
            {
                var fields = new string[Math.Min(reader.FieldCount, FileLimits.ColumnsMax + 1)];
                for (var i = 0; i < fields.Length; i++)
                {
                    fields[i] = reader[i].ToString();
                }

                sample.Add(fields);
            }

            return sample;
        }

        // The reader's thread fills batches, this one empties them; a few circulate, so memory stays flat.
        private void Pump(TextInput text, char delimiter, ColumnMap map, Conventions conventions)
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
                    Parse(text, delimiter, map, conventions, full, free, stop.Token);
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
                        preview.Add(batch, map);
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

        private void Parse(TextInput text, char delimiter, ColumnMap map, Conventions conventions,
            BlockingCollection<RowBatch> full, BlockingCollection<RowBatch> free, CancellationToken stop)
        {
            // Documents write their dates one way, whatever was said of the tables beside them.
            var told = map.Source is { IsDocuments: true } ? options with { DateFormat = null } : options;
            var parser = new RowParser(text.Name, map, conventions, told, dimensions, notes);
            if (parser.Identity == OrderField.Name)
            {
                notes.Add(new FileProblem("customer.by_name", text.Name, 1, map.Name(map[OrderField.Name])));
            }

            using var reader = OpenRows(text.Name, text.Reader, delimiter, map, isReading: true);
            var batch = free.Take(stop);
            try
            {
                while ((preview?.Begin() ?? true) && reader.Read())
                {
                    rows++;
                    if (damagedLine == 0 && text.DamagedCharacters > 0 && reader.Raw.Contains('\uFFFD'))
                    {
                        damagedLine = reader.Line;
                    }

                    if (parser.Add(reader, batch) is { } problem)
                    {
                        preview?.Add(problem);
                        rejects.Add(problem);
                        rejectsFile?.Add(problem, reader, map, delimiter);
                        (reader as ShapeRows)?.LeaveOrder();
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

        private Reopened Reopen(string path, int index)
        {
            var file = InputFile.Open(path);
            var parts = file.Parts().GetEnumerator();
            for (var i = 0; i <= index; i++)
            {
                parts.MoveNext();
            }

            return new Reopened(file, parts, TextInput.Open(parts.Current, options.Encoding));
        }

        private static string FirstLine(string head)
        {
            using var reader = new StringReader(head);
            var line = reader.ReadLine() ?? "";
            return line.Length <= 80 ? line : line[..77] + "...";
        }
    }

    /// <summary>A text opened a second time, to look ahead in it.</summary>
    internal sealed record Reopened(InputFile File, IEnumerator<InputPart> Parts, TextInput Text) : IDisposable
    {
        public void Dispose()
        {
            Text.Dispose();
            Parts.Dispose();
            File.Dispose();
        }
    }
}
