using System.Globalization;
using System.Text;
using System.Text.Json;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Sylvan.Data.Csv;

namespace Perennial.Bench;

/// <summary>A file to measure: how it is written, and what reads it.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Encoding">Its encoding, by name.</param>
/// <param name="Delimiter">What parts its columns.</param>
/// <param name="Header">Its header; none if empty.</param>
/// <param name="Row">Its row of a number, without a line end.</param>
internal sealed record FileCase(string Name, string Encoding, char Delimiter, string Header, Func<int, string> Row);

/// <summary>
/// Forms of files, a row at a time: our reading to rows and to orders, beside Sylvan's bare reading of the same file
/// with the encoding and the delimiter told. Then the promise on bad rows: of a million, 3 % are of no use.
/// </summary>
internal sealed class FilesBench : IDisposable
{
    private const int Runs = 5;

    // A form of file that is read is a line here.
    private static readonly FileCase[] Cases =
    [
        new("plain CSV", "utf-8", ',', "customer,date,order,amount", i => $"C{i % 99_991},{Day(i)},{i},{Amount(i)}"),
        new("parted by white space", "utf-8", ' ', "", i =>
            $"{i % 99_991:00000} {Day(i).Replace("-", "", StringComparison.Ordinal)} {1 + (i % 3)} {Amount(i)}"),
        new("quoted, notes of two lines", "utf-8", ',', "customer,date,order,amount,note", i =>
            $"\"C{i % 99_991}\",\"{Day(i)}\",\"{i}\",\"{Amount(i)}\",\"call,\n\"\"first\"\"\""),
        new("UTF-8, Cyrillic", "utf-8", ';', Russian, RussianRow),
        new("UTF-16, Cyrillic", "utf-16", ';', Russian, RussianRow),
        new("windows-1251", "windows-1251", ';', Russian, RussianRow),
        new("GB18030", "gb18030", ',', "客户,日期,订单号,金额", i => $"王伟{i % 99_991},{Day(i)},{i},{Amount(i)}"),
        new("ISO-8859-16", "iso-8859-16", ';', "Client;Data;Nr. comandă;Sumă", i => $"Ionuț Șerban {i % 99_991};{Day(i)};{i};{Amount(i)}"),
    ];

    private const string Russian = "Клиент;Дата;Номер заказа;Сумма";

    private readonly string folder = Directory.CreateTempSubdirectory("perennial-bench-").FullName;
    private readonly int rows;

    private FilesBench(int rows) => this.rows = rows;

    public static void Run(int rows, TextWriter writer)
    {
        using var bench = new FilesBench(rows);
        bench.MeasureForms(writer);
        bench.MeasureBadRows(writer);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string RussianRow(int i) => $"Ирина Кузнецова {i % 99_991};{Day(i)};{i};{Amount(i)}";

    private static string Day(int i) => new DateTime(2024, 1, 1, 0, 0, 0,
        DateTimeKind.Utc).AddDays(i % 730).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(int i) => FormattableString.Invariant($"{1 + (i % 499)}.{i % 100:00}");

    private void MeasureForms(TextWriter writer)
    {
        var table = new Table($"Million rows/s, median of {Runs}",
            "MB", "Sylvan bare", "ours to rows", "ours / Sylvan", "ours to orders");
        foreach (var form in Cases)
        {
            var path = Path.Combine(folder, "form.csv");
            Write(path, form.Encoding, Enumerable.Range(0, rows).Select(form.Row), form.Header);
            List<double> bare = [], split = [], orders = [];
            for (var run = 0; run < Runs; run++)
            {
                long theirs = 0, ours = 0;
                bare.Add(Timing.Seconds(() => theirs = Bare(path, form)));
                split.Add(Timing.Seconds(() => ours = Split(path, form)));
                orders.Add(Timing.Seconds(() => Read(path, form)));
                if (theirs != ours)
                {
                    throw new AnswersDifferException($"{form.Name}: Sylvan read {theirs} characters of fields, we {ours}.");
                }
            }

            var (b, s, o) = (Timing.Median(bare), Timing.Median(split), Timing.Median(orders));
            table.Add(form.Name, $"{new FileInfo(path).Length / 1e6:F0}", Millions(b), Millions(s), $"{b / s:F2}", Millions(o));
        }

        table.Write(writer);
        writer.WriteLine("(Both read the same characters of fields; every row became an order. Checked in each run.)");
    }

    private string Millions(double seconds) => $"{rows / seconds / 1e6:F2}";

    private static long Bare(string path, FileCase form)
    {
        using var text = new StreamReader(path, TextEncodings.Find(form.Encoding)!);
        using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false, Delimiter = form.Delimiter, CsvStyle = CsvStyle.Lax, ResultSetMode = ResultSetMode.SingleResult,
        });
        long characters = 0;
        while (csv.Read())
        {
            for (var i = 0; i < csv.RowFieldCount; i++)
            {
                characters += csv.GetFieldSpan(i).Length;
            }
        }

        return characters;
    }

    private static long Split(string path, FileCase form)
    {
        using var file = InputFile.Open(path);
        using var text = TextInput.Open(file.Parts().First());
        if (text.EncodingName != TextEncodings.Find(form.Encoding)!.WebName)
        {
            throw new AnswersDifferException($"{form.Name} was taken as {text.EncodingName}.");
        }

        using var reader = RowReader.Open(text.Name, text.Reader, form.Delimiter);
        long characters = 0;
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                characters += reader[i].Length;
            }
        }

        return characters;
    }

    private void Read(string path, FileCase form)
    {
        var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(), null, CancellationToken.None);
        if (reading.Counts.Accepted != rows || reading.Counts.Orders != rows)
        {
            throw new AnswersDifferException($"{form.Name}: {reading.Counts.Accepted} rows, {reading.Counts.Orders} orders.");
        }
    }

    private void MeasureBadRows(TextWriter writer)
    {
        string In(string name) => Path.Combine(folder, name);
        var bad = rows / 100 * BadRows.OfHundred;
        Write(In("clean.csv"), "utf-8", Enumerable.Range(0, rows).Select(BadRows.Clean), BadRows.Header);
        Write(In("spoilt.csv"), "utf-8", Enumerable.Range(0, rows).Select(BadRows.Spoilt), BadRows.Header);
        var program = new ColdProgram();
        var clean = program.Report(In("clean.csv"), In("clean.json"));
        var first = program.Report([In("spoilt.csv")], In("spoilt.json"), "--rejects", In("rejects.csv"));
        Expect(In("spoilt.json"), rows - bad, bad);
        BadRows.Mend(In("rejects.csv"), In("mended.csv"), bad);
        var both = program.Report([In("spoilt.csv"), In("mended.csv")], In("both.json"));
        Expect(In("both.json"), rows, bad);
        SameFigures(In("clean.json"), In("both.json"));
        File.Copy(In("spoilt.csv"), In("again.csv"));
        var again = program.Report([In("spoilt.csv"), In("again.csv"), In("mended.csv")], In("again.json"));
        SameFigures(In("clean.json"), In("again.json"));

        var table = new Table($"{BadRows.OfHundred} % bad of {rows:N0} rows", "seconds", "peak memory");
        foreach (var (name, run) in new[]
                 {
                     ("the clean file", clean), ("bad rows to a rejects file", first), ("with the mended rows", both),
                     ("and the same file once more", again),
                 })
        {
            table.Add(name, Timing.Show(run.Seconds), $"{run.PeakBytes / 1e6:F0} MB");
        }

        table.Write(writer);
        writer.WriteLine($"({rows - bad:N0} in and {bad:N0} rejected, each with line, column, value, reason and its whole row; with the mended");
        writer.WriteLine("rows, and with the same file once more, all figures are those of the clean file.)");
    }

    private static void Expect(string json, long accepted, long rejected)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(json));
        var input = report.RootElement.GetProperty("input");
        var (a, r) = (input.GetProperty("accepted").GetInt64(), input.GetProperty("rejected").GetInt64());
        if ((a, r) != (accepted, rejected))
        {
            throw new AnswersDifferException($"{accepted} accepted and {rejected} rejected were expected: {a} and {r} were.");
        }
    }

    private static void SameFigures(string one, string other)
    {
        using var left = JsonDocument.Parse(File.ReadAllBytes(one));
        using var right = JsonDocument.Parse(File.ReadAllBytes(other));
        foreach (var section in new[] { "asOf", "totals", "periods", "whatMoved", "cohorts", "orderLadder", "rfm", "overdue" })
        {
            if (!JsonElement.DeepEquals(left.RootElement.GetProperty(section), right.RootElement.GetProperty(section)))
            {
                throw new AnswersDifferException($"With mended rows \"{section}\" is another than of the clean file.");
            }
        }
    }

    private static void Write(string path, string encoding, IEnumerable<string> lines, string header)
    {
        using var writer = new StreamWriter(path, append: false,
            encoding == "utf-8" ? new UTF8Encoding(false) : TextEncodings.Find(encoding)!, 1 << 16);
        writer.NewLine = "\n";
        foreach (var line in header.Length > 0 ? lines.Prepend(header) : lines)
        {
            writer.WriteLine(line);
        }
    }
}
