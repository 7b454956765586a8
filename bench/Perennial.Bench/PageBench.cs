using System.Globalization;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;

namespace Perennial.Bench;

/// <summary>The page of a big shop: its size, what it takes to write, and what <c>--html</c> adds to a whole run.</summary>
internal sealed class PageBench : IDisposable
{
    private const int Runs = 5;
    private const double Mega = 1e6;

    private readonly string folder = Directory.CreateTempSubdirectory("perennial-bench-").FullName;

    public static void Run(Shop shop, TextWriter writer)
    {
        using var bench = new PageBench();
        bench.Measure(shop, writer);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Measure(Shop shop, TextWriter writer)
    {
        string In(string name) => Path.Combine(folder, name);
        var report = InsightsModule.Reports.Answer(shop.AsReading(), new ReportQuestion());
        List<double> written = [];
        long bytes = 0;
        for (var run = 0; run < Runs; run++)
        {
            using var stream = new MemoryStream();
            written.Add(Timing.Seconds(() => ReportPage.Write(stream, report)));
            bytes = stream.Length;
        }

        shop.WriteCsv(In("orders.csv"), withOrderNumbers: false);
        var program = new ColdProgram();
        List<double> without = [], with = [];
        for (var run = 0; run < Runs; run++)
        {
            without.Add(program.Report([In("orders.csv")], In("report.json")).Seconds);
            with.Add(program.Report([In("orders.csv")], In("report.json"), "--html", In("report.html")).Seconds);
        }

        var (plain, page) = (Timing.Median(without), Timing.Median(with));
        new Table($"The page of {shop.OrderSlots.ToString("N0", CultureInfo.InvariantCulture)} orders, median of {Runs}", "")
            .Add("size", $"{bytes / Mega:F2} MB")
            .Add("written, the first time in a process", Timing.Show(written[0]))
            .Add("written, median", Timing.Show(Timing.Median(written)))
            .Add("report from the file", Timing.Show(plain))
            .Add("report from the file with --html", Timing.Show(page))
            .Add("difference", Timing.Show(Math.Max(0, page - plain)))
            .Add("language", Language.Current.Code)
            .Write(writer);
    }
}
