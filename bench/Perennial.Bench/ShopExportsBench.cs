using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Sylvan.Data.Csv;

namespace Perennial.Bench;

/// <summary>A shop system's export to measure, from <c>Exports/SHAPE.txt</c>: what it begins with, one order, its end.</summary>
/// <param name="Name">The system.</param>
/// <param name="Shape">The stable name under which it must be recognised.</param>
/// <param name="Parts">Head, order with places for its number, day and customer, and tail.</param>
internal sealed record ExportCase(string Name, string Shape, string[] Parts)
{
    public static ExportCase Load((string Name, string Shape) system)
    {
        using var stream = typeof(ExportCase).Assembly.GetManifestResourceStream($"Exports.{system.Shape}.txt")!;
        using var reader = new StreamReader(stream);
        return new ExportCase(system.Name, system.Shape, reader.ReadToEnd().ReplaceLineEndings("\n").Split("----\n"));
    }

    public string Order(int number, string day, int customer) => Parts[1]
        .Replace("{i}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{day}", day, StringComparison.Ordinal)
        .Replace("{customer}", customer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

/// <summary>
/// Exports of shop systems to orders, beside Sylvan's bare reading of the same file as comma-separated rows, and, where
/// the file is JSON or XML, beside the framework's own bare parser.
/// </summary>
internal sealed class ShopExportsBench : IDisposable
{
    private const int Runs = 3;
    private const int Customers = 19_991;

    private static readonly (string Name, string Shape)[] Systems =
    [
        ("Shopify orders, two lines an order", "shopify-orders"), ("WooCommerce orders, JSON", "woocommerce-orders-json"),
        ("WooCommerce Analytics CSV", "woocommerce-analytics"), ("CommerceML orders, XML", "commerceml"),
        ("Square items", "square-items"), ("Magento orders grid", "magento-orders"),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("perennial-bench-").FullName;
    private readonly int orders;

    private ShopExportsBench(int orders) => this.orders = orders;

    public static void Run(int orders, TextWriter writer)
    {
        using var bench = new ShopExportsBench(orders);
        var table = new Table($"Exports of shop systems, thousand orders/s, median of {Runs}",
            "MB", "Sylvan bare", "JSON/XML bare", "ours to orders", "ours / Sylvan");
        foreach (var export in Systems.Select(ExportCase.Load))
        {
            bench.Measure(export, table);
        }

        table.Write(writer);
        writer.WriteLine($"({orders:N0} orders a file, worth 30.00 each (Square 32.40, tax in); checked in each run.)");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Measure(ExportCase export, Table table)
    {
        var path = Path.Combine(folder, "export");
        using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16))
        {
            writer.Write(export.Parts[0]);
            for (var i = 1; i <= orders; i++)
            {
                writer.Write(export.Order(i, Day(i), 1 + (i % Customers)));
            }

            writer.Write(export.Parts[2]);
        }

        List<double> sylvan = [], parser = [], ours = [];
        for (var run = 0; run < Runs; run++)
        {
            sylvan.Add(Timing.Seconds(() => BareRows(path)));
            if (export.Shape is "woocommerce-orders-json" or "commerceml")
            {
                parser.Add(Timing.Seconds(() => Bare(path, export.Shape)));
            }

            ours.Add(Timing.Seconds(() => Read(path, export)));
        }

        var (bare, read) = (Timing.Median(sylvan), Timing.Median(ours));
        table.Add(export.Name, $"{new FileInfo(path).Length / 1e6:F0}", Thousands(bare),
            parser.Count == 0 ? "" : Thousands(Timing.Median(parser)), Thousands(read), $"{bare / read:F2}");
    }

    private string Thousands(double seconds) => $"{orders / seconds / 1e3:F0}";

    private void Read(string path, ExportCase export)
    {
        var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(), null, CancellationToken.None);
        var shape = reading.Understood.Single().Shape;
        var slot = 0;
        var first = new OrderFact[1];
        reading.Sales.ReadOrders(ref slot, reading.Sales.OrderSlots, first);
        var expected = export.Shape == "square-items" ? 3240 : 3000;
        if (shape != export.Shape || reading.Counts.Orders != orders || first[0].Net != expected)
        {
            throw new AnswersDifferException($"{export.Name}: {shape}, {reading.Counts.Orders} orders, the first worth {first[0].Net}.");
        }
    }

    private static void BareRows(string path)
    {
        using var csv = CsvDataReader.Create(new StreamReader(path), new CsvDataReaderOptions
        {
            HasHeaders = false, Delimiter = ',', CsvStyle = CsvStyle.Lax, ResultSetMode = ResultSetMode.SingleResult,
            BufferSize = 1 << 16, MaxBufferSize = 1 << 26,
        });
        while (csv.Read())
        {
            for (var i = 0; i < csv.RowFieldCount; i++)
            {
                _ = csv.GetFieldSpan(i).Length;
            }
        }
    }

    private static void Bare(string path, string shape)
    {
        if (shape == "commerceml")
        {
            using var xml = XmlReader.Create(path);
            while (xml.Read())
            {
                _ = xml.NodeType;
            }

            return;
        }

        var json = new Utf8JsonReader(File.ReadAllBytes(path), new JsonReaderOptions { AllowMultipleValues = true });
        while (json.Read())
        {
            _ = json.TokenType;
        }
    }

    private static string Day(int i) => new DateTime(2024, 1, 1, 0, 0, 0,
        DateTimeKind.Utc).AddDays(i % 730).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
