using System.Globalization;
using System.Text;
using Perennial.Commerce;
using Perennial.Commerce.Contract;

namespace Perennial.Bench;

/// <summary>
/// Whole orders out of a file as an import takes them: the look through it, the stream, the two together, and what
/// lives meanwhile. Beside it the reading of the report, which keeps columns and no orders.
/// </summary>
internal sealed class StreamBench : IDisposable
{
    private const int Runs = 3;
    private const int OrdersOfBatch = 1000;
    private const int BatchesBetweenSamples = 100;

    private static readonly (string Name, string Header, Func<int, int, string> Row)[] Cases =
    [
        ("plain, a row an order", "customer,date,order,amount", (i, _) => $"C{i % 99_991},{Day(i)},{i},{Amount(i)}"),
        ("plain, no order numbers", "customer,date,amount", (i, _) => $"C{i % 99_991},{Day(i)},{Amount(i)}"),
        ("lines of three, all columns", "order;date;customer id;e-mail;phone;customer name;product;category;quantity;price;store", (i, _) =>
            $"{i / 3};{Day(i / 3)};C{i / 3 % 99_991};c{i / 3 % 99_991}@shop.example;+373 69 {i / 3 % 999_983:000000};Ana Rusu {i / 3 % 99_991};" +
            $"product {i % 5003};group {i % 31};{1 + (i % 3)};{Amount(i)};store {i / 3 % 7}"),
        ("lines of three, far apart", "customer,date,order,amount", (i, rows) =>
            $"C{i % (rows / 3) % 99_991},{Day(i % (rows / 3))},{i % (rows / 3)},{Amount(i)}"),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("perennial-bench-").FullName;
    private readonly int rows;

    private StreamBench(int rows) => this.rows = rows / 3 * 3;

    private string Csv => Path.Combine(folder, "orders.csv");

    public static void Run(int rows, TextWriter writer)
    {
        using var bench = new StreamBench(rows);
        var table = new Table($"Whole orders, {bench.rows:N0} rows, thousand rows/s, median of {Runs}",
            "report", "look through", "stream", "both", "lives at half", "lives at most");
        foreach (var (name, header, row) in Cases)
        {
            bench.Measure(table, name, header, row);
        }

        table.Write(writer);
        writer.WriteLine("(Lives: what a full collection leaves while orders are streamed, less what was there before; measured in a");
        writer.WriteLine("run of its own. Every row was in exactly one order, checked in each run.)");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Day(int i) => new DateTime(2024, 1, 1, 0, 0, 0,
        DateTimeKind.Utc).AddDays(i % 730).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(int i) => FormattableString.Invariant($"{1 + (i % 499)}.{i % 100:00}");

    private void Measure(Table table, string name, string header, Func<int, int, string> row)
    {
        using (var file = new StreamWriter(Csv, append: false, new UTF8Encoding(false), 1 << 16))
        {
            file.WriteLine(header);
            for (var i = 0; i < rows; i++)
            {
                file.WriteLine(row(i, rows));
            }
        }

        OrderSource[] files = [new(Csv)];
        List<double> report = [], look = [], stream = [];
        for (var run = 0; run < Runs; run++)
        {
            report.Add(Timing.Seconds(() => CommerceModule.OrderFiles.Read([Csv], new OrderFileOptions(), null, CancellationToken.None)));
            OrderScan? scan = null;
            look.Add(Timing.Seconds(() => scan = CommerceModule.OrderStreams.Scan(files, new OrderFileOptions(), null, CancellationToken.None)));
            stream.Add(Timing.Seconds(() => Read(files, scan, _ => { })));
        }

        var (atHalf, most) = Lives(files);
        var (r, l, s) = (Timing.Median(report), Timing.Median(look), Timing.Median(stream));
        table.Add(name, Thousands(r), Thousands(l), Thousands(s), Thousands(l + s), Mega(atHalf), Mega(most));
    }

    private string Thousands(double seconds) => $"{rows / seconds / 1e3:N0}";

    private static string Mega(long bytes) => $"{bytes / 1e6:F1} MB";

    private void Read(OrderSource[] files, OrderScan? scan, Action<int> onBatch)
    {
        long lines = 0;
        var batches = 0;
        using var stream = CommerceModule.OrderStreams.Open(files, new OrderFileOptions(), null, scan);
        while (stream.Next(OrdersOfBatch, CancellationToken.None) is { } batch)
        {
            lines += batch.Orders.Sum(o => o.Lines.Count);
            onBatch(++batches);
        }

        if (lines != rows)
        {
            throw new AnswersDifferException($"{lines} lines were streamed of {rows} rows.");
        }
    }

    private (long AtHalf, long Most) Lives(OrderSource[] files)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var samples = new List<long>();
        Read(files, null, batch =>
        {
            if (batch % BatchesBetweenSamples == 0)
            {
                samples.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        });
        return samples.Count == 0 ? (0, 0) : (samples[samples.Count / 2], samples.Max());
    }
}
