using System.Globalization;
using System.Runtime.InteropServices;
using Perennial.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!BenchOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine("""
        Usage: Perennial.Bench [insights] [ingest] [files] [--orders N] [--seed S]
          insights   questions of a loaded fact store, beside DuckDB's on the same orders
          ingest     from order files to answers, beside DuckDB's on the same files
          files      forms of files and encodings, beside Sylvan's bare reading; a million rows of which 3 % are bad
        No name runs all. Default: 10000000 orders (a tenth as many customers), seed 1.
        """);
    return 64;
}

var machine = new Table("Machine and data", "")
    .Add("cores", $"{Environment.ProcessorCount}")
    .Add("load before the start", Timing.LoadAverage())
    .Add(".NET", RuntimeInformation.FrameworkDescription)
    .Add("DuckDB", DuckYardstick.Version());
var shop = options.Insights || options.Ingest ? Shop.Make(options.Orders, options.Seed) : null;
if (shop is not null)
{
    machine
        .Add("orders", $"{shop.OrderSlots:N0}")
        .Add("customers", $"{shop.CustomerCount:N0}")
        .Add("months", $"{Shop.Months}")
        .Add("seed", $"{shop.Seed}");
}

machine.Write(Console.Out);
try
{
    if (options.Insights && shop is not null)
    {
        InsightsBench.Run(shop, Console.Out);
    }

    if (options.Ingest && shop is not null)
    {
        IngestBench.Run(shop, Console.Out);
    }

    if (options.Forms)
    {
        FilesBench.Run(options.FormRows, Console.Out);
    }

    return 0;
}
catch (AnswersDifferException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
