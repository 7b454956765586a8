using System.IO.Compression;
using System.Text;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Commerce;

/// <summary>What came out of a text, in words that a test can compare.</summary>
internal static class Retold
{
    private static readonly OrderField[] All = [OrderField.Product, OrderField.Category, OrderField.Store, OrderField.Channel,
        OrderField.Seller, OrderField.Country];

    public static OrderReading Read(params string[] texts) => Read(new OrderFileOptions(), texts);

    public static OrderReading Read(OrderFileOptions options, params string[] texts) =>
        Read(options, texts.Select(Encoding.UTF8.GetBytes).ToArray());

    public static OrderReading Read(OrderFileOptions options, params byte[][] texts)
    {
        var reading = CommerceModule.OrderFiles.Read(
            [.. texts.Select((t, i) => new InputPart($"{i + 1}", new MemoryStream(t)))],
            options.Dimensions.Count == 0 ? options with { Dimensions = All } : options, CancellationToken.None);
        (reading.Counts.Accepted + reading.Counts.Rejected).ShouldBe(reading.Counts.Rows);
        foreach (var warning in reading.Warnings)
        {
            CommerceModule.Words.Of(warning.First).ShouldNotBeEmpty();
        }

        foreach (var dimension in All.Where(d => options.Dimensions.Count == 0 || options.Dimensions.Contains(d)))
        {
            // Whatever the groups, they add up to all orders.
            reading.Sales.GroupBy(dimension).Sum(g => Facts(g.Facts).Sum(o => o.Net)).ShouldBe(Facts(reading.Sales).Sum(o => o.Net));
        }

        Streamed.IsAlike(reading, options, [.. texts.Select((t, i) => ($"{i + 1}", t))]);
        return reading;
    }

    /// <summary>Reads a file that is packed, from disk.</summary>
    public static OrderReading ReadGzip(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"perennial-{Guid.CreateVersion7()}.gz");
        try
        {
            using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                packed.Write(Encoding.UTF8.GetBytes(text));
            }

            var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(), null, CancellationToken.None);
            Streamed.IsAlike(reading, new OrderFileOptions(), [path]);
            return reading;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Reads a text, mends what was left out, and reads the text and the mended rows together.</summary>
    public static OrderReading Mend(string text, params (string Bad, string Good)[] mends)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-");
        try
        {
            var rejects = Path.Combine(folder.FullName, "rejects.csv");
            Read(new OrderFileOptions { RejectsPath = rejects }, text).Counts.Rejected.ShouldBeGreaterThan(0);
            var rows = File.ReadAllText(rejects);
            foreach (var (bad, good) in mends)
            {
                rows.ShouldContain(bad);
                rows = rows.Replace(bad, good, StringComparison.Ordinal);
            }

            return Read(text, rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static List<string> Orders(OrderReading reading) =>
        [.. Facts(reading.Sales).Select(o => $"{Name(reading, o.Customer)} {Iso(o.Day)} {Amount(reading, o.Net)}")
            .Order(StringComparer.Ordinal)];

    public static List<string> Returns(OrderReading reading) => [.. Enumerable.Range(0, reading.Sales.ReturnCount)
        .Select(reading.Sales.Return)
        .Select(r => $"{Name(reading, r.Customer)} {Iso(r.Day)} {Amount(reading, r.Value)}")];

    /// <summary>Values of a dimension with the value of their orders.</summary>
    public static List<string> Groups(OrderReading reading, OrderField dimension) =>
        [.. reading.Sales.GroupBy(dimension).Where(g => Facts(g.Facts).Count > 0).OrderBy(g => g.Value, StringComparer.Ordinal)
            .Select(g => $"{g.Value}: {Amount(reading, Facts(g.Facts).Sum(o => o.Net))}")];

    public static List<OrderFact> Facts(ISalesFacts sales)
    {
        var facts = new OrderFact[sales.OrderSlots];
        var slot = 0;
        return [.. facts.AsSpan(0, sales.ReadOrders(ref slot, sales.OrderSlots, facts))];
    }

    public static ReadWarning Warning(OrderReading reading, string code) =>
        reading.Warnings.Single(w => w.First.Code == code);

    /// <summary>What was told, but for the dimensions that only the tests ask for.</summary>
    public static List<string> Codes(OrderReading reading) =>
        [.. reading.Warnings.Select(w => w.First.Code).Where(c => c != "dimension.no_column")];

    public static string Shape(OrderReading reading) => reading.Understood.Single().Shape;

    private static string Amount(OrderReading reading, long minor) =>
        new Money(minor, reading.Sales.Currency.MinorPerUnit == 100 ? Currency.None : reading.Sales.Currency).ToString();

    private static string Name(OrderReading reading, int customer) => customer < 0 ? "-" : reading.Sales.Customers[customer];

    private static string Iso(int day) =>
        DayNumber.ToDate(day).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
