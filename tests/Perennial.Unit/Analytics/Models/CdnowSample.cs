using System.Globalization;
using System.IO.Compression;
using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

/// <summary>The sample of the CDNOW cohort that the papers fit: 2,357 customers, calibrated to 30 September 1997.</summary>
/// <param name="Rows">x, t_x and T of them.</param>
/// <param name="X">x of each customer.</param>
/// <param name="Value">Mean value of her days after the first, each customer.</param>
/// <param name="Later">Days with an order in the 273 days after, each customer.</param>
/// <param name="Customers">(x, t_x, T) of each customer.</param>
internal sealed record CdnowSample(BuyerRows Rows, int[] X, double[] Value, int[] Later, IReadOnlyList<(int X, int Tx, int T)> Customers)
{
    /// <summary>Days of the hold-out: 39 weeks.</summary>
    public const int LaterDays = 273;

    private static readonly Lazy<CdnowSample?> Kept = new(Read);

    /// <summary>The log-likelihood per day as papers give it, per week.</summary>
    public double PerWeek(double logLikelihood) => logLikelihood + (X.Sum() * Math.Log(7));

    public static CdnowSample Get()
    {
        Assert.SkipUnless(Kept.Value is not null, "the folder ../shared/data is absent");
        return Kept.Value!;
    }

    private static CdnowSample? Read()
    {
        if (FindFile() is not { } path)
        {
            return null;
        }

        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var end = new DateOnly(1997, 9, 30).DayNumber;
        var people = new Dictionary<string, SortedDictionary<int, double>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var day = DateOnly.ParseExact(parts[2], "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber;
            var days = people.TryGetValue(parts[0], out var known) ? known : people[parts[0]] = [];
            days[day] = days.GetValueOrDefault(day) + double.Parse(parts[4], CultureInfo.InvariantCulture);
        }

        var customers = people.Values.Select(d => (Days: d.Keys.Where(k => k <= end).ToList(), All: d)).ToList();
        List<(int X, int Tx, int T)> rows = [.. customers.Select(c => (c.Days.Count - 1, c.Days[^1] - c.Days[0], end - c.Days[0]))];
        return new CdnowSample(BuyerRows.Of([.. rows.Select(r => r.X)], [.. rows.Select(r => r.Tx)], [.. rows.Select(r => r.T)]),
            [.. rows.Select(r => r.X)], [.. customers.Select(c => c.Days.Count > 1 ? c.Days.Skip(1).Average(d => c.All[d]) : 0)],
            [.. customers.Select(c => c.All.Keys.Count(k => k > end && k <= end + LaterDays))], rows);
    }

    private static string? FindFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                var path = Path.Combine(folder.FullName, "..", "shared", "data", "CDNOW_sample.txt.gz");
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
