using System.Globalization;
using System.Runtime.InteropServices;
using Perennial.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!BenchOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine("""
        Usage: Perennial.Bench [insights] [ingest] [files] [stream] [--orders N] [--seed S]
          insights   questions of a loaded fact store, beside DuckDB's on the same orders
          ingest     from order files to answers, beside DuckDB's on the same files
          files      forms of files, encodings and shop exports, beside Sylvan's bare reading; a million rows of which
                     3 % are bad; the page of the shop, and what --html adds to a run
          stream     whole orders out of a file, a batch at a time, as an import reads them: speed and memory
        No name runs all. Default: 10000000 orders (a tenth as many customers), seed 1.
        """);
    return 64;
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

    if (options.Stream)
    {
        StreamBench.Run(options.FormRows, Console.Out);
    }

    return 0;
}
catch (AnswersDifferException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
