using System.Globalization;
using System.Runtime.InteropServices;
using Perennial.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!BenchOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine("""
        Usage: Perennial.Bench [insights] [ingest] [files] [server] [--orders N] [--seed S]
          insights   questions of a loaded fact store, beside DuckDB's on the same orders
          ingest     from order files to answers, beside DuckDB's on the same files
          files      forms of files, encodings and shop exports, beside Sylvan's bare reading; a million rows of which
                     3 % are bad; the page of the shop, and what --html adds to a run
          server     orders by HTTP, beside the same rows by bare statements, on SQLite and PostgreSQL
        No name runs all but the server's. Default: 10000000 orders (a tenth as many customers), seed 1.
        """);
    return 64;
}

if (options is { Server: true, Insights: false, Ingest: false, Forms: false })
{
    await Perennial.Bench.Server.ServerBench.RunAsync(Math.Min(options.Orders, 20_000), Math.Min(options.Orders, 100_000), Console.Out);
    return 0;
}

var machine = new Table("Machine and data", "")
    .Add("cores", $"{Environment.ProcessorCount}")
    .Add("load before the start", Timing.LoadAverage())
    .Add(".NET", RuntimeInformation.FrameworkDescription)
    .Add("DuckDB", DuckYardstick.Version());
var shop = Shop.Make(options.Orders, options.Seed);
machine
    .Add("orders", $"{shop.OrderSlots:N0}")
    .Add("customers", $"{shop.CustomerCount:N0}")
    .Add("months", $"{Shop.Months}")
    .Add("seed", $"{shop.Seed}");

machine.Write(Console.Out);
try
{
    if (options.Insights)
    {
        InsightsBench.Run(shop, Console.Out);
    }

    if (options.Ingest)
    {
        IngestBench.Run(shop, Console.Out);
    }

    if (options.Forms)
    {
        FilesBench.Run(options.FormRows, Console.Out);
        ShopExportsBench.Run(options.FormRows / 5, Console.Out);
        PageBench.Run(shop, Console.Out);
    }

    return 0;
}
catch (AnswersDifferException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
