using System.Globalization;
using System.Runtime.InteropServices;
using Perennial.Bench;
using Perennial.Bench.Faults;
using Perennial.Bench.Server;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!BenchOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine("""
        Usage: Perennial.Bench [insights] [facts] [ingest] [files] [stream] [models] [server] [load] [faults] [--orders N] [--seed S]
               [--engine sqlite|postgresql] [--minutes M]
          insights   questions of a loaded fact store, beside DuckDB's on the same orders
          facts      facts kept current from a database: loading, snapshot file, replacing histories, single questions
          ingest     from order files to answers, beside DuckDB's on the same files
          files      forms of files, encodings and shop exports, beside Sylvan's bare reading; a million rows of which
                     3 % are bad; the page of the shop, and what --html adds to a run
          stream     whole orders out of a file, a batch at a time, as an import reads them: speed and memory
          models     fits of BG/NBD, MBG/NBD, Pareto/NBD, Gamma-Gamma over 2,357 to 1,000,000 made customers, and their scores
          server     orders by HTTP, beside the same rows by bare statements, on SQLite and PostgreSQL
          pages      every page 200 times over --orders orders and a tenth as many customers, and the search of customers
          load       facts from a database of --orders orders, beside the bare reading of its rows
          faults     what a shop may rely on when server, database or disk fail; or one part of it, such as faults.kills:
                     kills, database, disk, upgrade, overload, nodes; soak by its name only. Without --seed each run draws
                     one and prints it; --minutes is how long overload (1) and soak (120) last
        No name runs all but server, load, pages and faults. Default: 10000000 orders (a tenth as many customers), seed 1.
        """);
    return 64;
}

if (options.Has("server"))
{
    var (singles, batched) = (Math.Min(options.Orders, 20_000), Math.Min(options.Orders, 100_000));
    await ServerBench.RunAsync(options.Engines, singles, batched, Console.Out);
    if (options.Names.Count == 1)
    {
        return 0;
    }
}

if (options.Has("load"))
{
    await LoadBench.RunAsync(options.Engines, Shop.Make(options.Orders, options.Seed), Console.Out);
    if (options.Names.Count == 1)
    {
        return 0;
    }
}

if (options.Has("models"))
{
    ModelsBench.Run(options.Seed, Console.Out);
    if (options.Names.Count == 1)
    {
        return 0;
    }
}

if (options.Has("pages"))
{
    await PagesBench.RunAsync(Shop.Make(options.Orders, options.Seed), Console.Out);
    if (options.Names.Count == 1)
    {
        return 0;
    }
}

if (FaultsBench.Names.Any(options.Has))
{
    return await FaultsBench.RunAsync(options, Console.Out) ? 0 : 1;
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
    if (options.Has("insights"))
    {
        InsightsBench.Run(shop, Console.Out);
    }

    if (options.Has("facts"))
    {
        await FactsBench.RunAsync(shop, Console.Out);
    }

    if (options.Has("ingest"))
    {
        IngestBench.Run(shop, Console.Out);
    }

    if (options.Has("files"))
    {
        FilesBench.Run(options.FormRows, Console.Out);
        ShopExportsBench.Run(options.FormRows / 5, Console.Out);
        PageBench.Run(shop, Console.Out);
    }

    if (options.Has("stream"))
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
