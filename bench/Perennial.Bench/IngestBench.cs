using System.Globalization;
using System.Text.Json;
using Perennial.Insights;
using Perennial.Insights.Contract;

namespace Perennial.Bench;

/// <summary>
/// From an order file to answers: the program started cold, beside DuckDB reading the same file into memory and
/// answering the same questions. Answers are compared after each run.
/// </summary>
internal sealed class IngestBench : IDisposable
{
    private const int Runs = 3;
    private const int RunsOfSample = 5;
    private const string Sample = "shared/data/uci_online_retail.csv.gz";

    // What the report says of the shop; the rest tells about the file.
    private static readonly string[] Sections =
        ["asOf", "totals", "periods", "whatMoved", "cohorts", "orderLadder", "rfm", "overdue"];

    private readonly Shop shop;
    private readonly ColdProgram program = new();
    private readonly string folder = Directory.CreateTempSubdirectory("perennial-bench-").FullName;
    private readonly Report report;
    private readonly JsonDocument expected;

    private IngestBench(Shop shop)
    {
        this.shop = shop;
        report = InsightsModule.Reports.Answer(shop.AsReading(), new ReportQuestion());
        using var stream = new MemoryStream();
        ReportJson.Write(stream, report);
        expected = JsonDocument.Parse(stream.ToArray());
    }

    private string Csv => Path.Combine(folder, "orders.csv");

    private string Json => Path.Combine(folder, "report.json");

    public static void Run(Shop shop, TextWriter writer)
    {
        using var bench = new IngestBench(shop);
        var table = new Table($"File to answers, median of {Runs}",
            "MB", "ours", "peak memory", "rows a second", "DuckDB", "ours / DuckDB");
        bench.Measure(table, withOrderNumbers: true);
        bench.Measure(table, withOrderNumbers: false);
        table.Write(writer);
        writer.WriteLine("(The program's answers and DuckDB's were compared after each run: all are equal.)");
        bench.MeasureSample(writer);
    }

    public void Dispose()
    {
        expected.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Measure(Table table, bool withOrderNumbers)
    {
        shop.WriteCsv(Csv, withOrderNumbers);
        var ours = new List<ColdRun>();
        var theirs = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            ours.Add(program.Report(Csv, Json));
            Compare();
            theirs.Add(AskDuck(withOrderNumbers));
        }

        var oursSeconds = Timing.Median([.. ours.Select(r => r.Seconds)]);
        var duckSeconds = Timing.Median(theirs);
        table.Add(
            withOrderNumbers ? "customer,date,order,amount" : "customer,date,amount", Mega(new FileInfo(Csv).Length),
            Timing.Show(oursSeconds), Mega(ours.Max(r => r.PeakBytes)) + " MB", $"{shop.OrderSlots / oursSeconds:N0}",
            Timing.Show(duckSeconds), $"{oursSeconds / duckSeconds:F2}");
    }

    private double AskDuck(bool withOrderNumbers)
    {
        using var duck = new DuckYardstick();
        var seconds = Timing.Seconds(() =>
        {
            duck.LoadCsv(Csv, withOrderNumbers);
            duck.Answer();
        });
        SameAnswers.Check(report, duck.Answers());
        return seconds;
    }

    private void Compare()
    {
        using var answered = JsonDocument.Parse(File.ReadAllBytes(Json));
        var (theirs, ours) = (expected.RootElement, answered.RootElement);
        foreach (var section in Sections)
        {
            if (!JsonElement.DeepEquals(theirs.GetProperty(section), ours.GetProperty(section)))
            {
                throw new AnswersDifferException($"The program's report on the file differs in \"{section}\".");
            }
        }

        var input = ours.GetProperty("input");
        if (input.GetProperty("accepted").GetInt64() != shop.OrderSlots ||
            input.GetProperty("orders").GetInt64() != shop.OrderSlots)
        {
            throw new AnswersDifferException("The program did not take every row of the file as an order.");
        }
    }

    private void MeasureSample(TextWriter writer)
    {
        var path = Path.Combine(program.Root, "..", Sample);
        if (!File.Exists(path))
        {
            writer.WriteLine($"\n{Path.GetFileName(path)} is not there: not measured.");
            return;
        }

        var runs = Enumerable.Range(0, RunsOfSample).Select(_ => program.Report(path, Json)).ToList();
        new Table($"Cold start to answer, median of {RunsOfSample}", "MB", "ours", "peak memory")
            .Add(
                Path.GetFileName(path), Mega(new FileInfo(path).Length),
                Timing.Show(Timing.Median([.. runs.Select(r => r.Seconds)])), Mega(runs.Max(r => r.PeakBytes)) + " MB")
            .Write(writer);
    }

    private static string Mega(long bytes) => (bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture);
}
