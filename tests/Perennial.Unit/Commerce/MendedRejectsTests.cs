using System.Globalization;
using Perennial.Commerce;
using Perennial.Commerce.Contract;

namespace Perennial.Unit.Commerce;

/// <summary>
/// A large file of which 3 % of the rows are of no use: the good ones count, the others come back with their reasons,
/// and once mended everything is as if the file had been clean. The bench does the same with a million rows.
/// </summary>
public sealed class MendedRejectsTests : IDisposable
{
    private const int Rows = 50_000;
    private const int BadOfHundred = 3;
    private const string Header = "order;date;customer;product;quantity;price;currency";

    // What is wrong, the column it is told with, and the value.
    private static readonly (Func<string[], string> Row, string Column, string Value)[] Kinds =
    [
        (c => string.Join(';', c[0], "31.02.2026", c[2], c[3], c[4], c[5], c[6]), "date", "31.02.2026"),
        (c => string.Join(';', c[0], "soon", c[2], c[3], c[4], c[5], c[6]), "date", "soon"),
        (c => string.Join(';', c[0], "", c[2], c[3], c[4], c[5], c[6]), "date", ""),
        (c => string.Join(';', c[0], c[1], c[2], c[3], c[4], "\"a; b\"", c[6]), "price", "a; b"),
        (c => string.Join(';', c[0], c[1], c[2], c[3], "", c[5], c[6]), "quantity", ""),
        (c => string.Join(';', c[0], c[1], c[2], c[3], c[4], c[5], "euros"), "currency", "euros"),
        (c => string.Join(';', c[0], c[1], c[2]), "", ""),
        (c => string.Join(';', c) + ";more;and more", "", ""),
        (c => string.Join(';', c[0], c[1], c[2], "\"" + c[3], c[4], c[5], c[6]), "", ""),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Three_rows_in_a_hundred_are_left_out_mended_and_then_nothing_is_missing()
    {
        var clean = Write("clean.csv", Enumerable.Range(0, Rows).Select(Clean));
        var spoilt = Write("spoilt.csv", Enumerable.Range(0, Rows).Select(Spoilt));
        var rejects = Path.Combine(folder.FullName, "rejects.csv");

        var first = Read(new OrderFileOptions { RejectsPath = rejects }, spoilt);
        const int Bad = Rows / 100 * BadOfHundred;
        (first.Counts.Rows, first.Counts.Accepted, first.Counts.Rejected).ShouldBe((Rows, Rows - Bad, Bad));

        var left = File.ReadAllLines(rejects);
        left.Length.ShouldBe(Bad + 1);
        left[0].ShouldBe("reject_line;reject_column;reject_value;reject_reason;" + Header);
        var mended = Path.Combine(folder.FullName, "mended.csv");
        File.WriteAllLines(mended, left.Take(1).Concat(left.Skip(1).Select(Mend)));

        var whole = Read(new OrderFileOptions(), clean);
        var both = Read(new OrderFileOptions(), spoilt, mended);
        both.Counts.Accepted.ShouldBe(Rows);
        Figures(both).ShouldBe(Figures(whole));

        File.Copy(spoilt, spoilt + ".again");
        Figures(Read(new OrderFileOptions(), spoilt, spoilt + ".again", mended)).ShouldBe(Figures(whole));
        File.Copy(clean, clean + ".again");
        Figures(Read(new OrderFileOptions(), clean, clean + ".again")).ShouldBe(Figures(whole));
    }

    // The program knows what each row should have been by its line; whoever mends by hand reads the reason.
    private static string Mend(string reject)
    {
        var index = int.Parse(reject.AsSpan(0, reject.IndexOf(';', StringComparison.Ordinal)), CultureInfo.InvariantCulture) - 2;
        IsBad(index).ShouldBeTrue();
        var (_, column, value) = Kinds[KindOf(index)];
        var shown = value.Contains(';', StringComparison.Ordinal) ? '"' + value + '"' : value;
        reject.ShouldStartWith(FormattableString.Invariant($"{index + 2};{column};{shown};"));
        reject.ShouldEndWith(";" + Spoilt(index));
        reject.Length.ShouldBeGreaterThan(Spoilt(index).Length + 30, "There is no reason.");
        return reject[..^Spoilt(index).Length] + Clean(index);
    }

    private static string Figures(OrderReading reading) => string.Join('\n',
        OrderFileTests.Facts(reading).Select(o => $"{reading.Sales.Customers[o.Customer]} {o.Day} {o.Net} {o.Units} {o.CoveredDay}")
            .Order(StringComparer.Ordinal)
            .Append($"{reading.Counts.Orders} {reading.Counts.Returns} {reading.Sales.Currency} {reading.OtherCurrencies.Count}"));

    private static bool IsBad(int index) => index % 100 is 7 or 38 or 96;

    private static int KindOf(int index) => index / 7 % Kinds.Length;

    private static string Spoilt(int index) => IsBad(index) ? Kinds[KindOf(index)].Row(Cells(index)) : Clean(index);

    private static string Clean(int index) => string.Join(';', Cells(index));

    // Orders of three rows; each fiftieth row gives back.
    private static string[] Cells(int index) =>
    [
        (index / 3).ToString(CultureInfo.InvariantCulture),
        new DateTime(2024, 1, 13, 0, 0, 0, DateTimeKind.Utc).AddDays(index / 3 / 40).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
        "c" + (index / 3 * 7919 % 4001), "p" + (index % 31), index % 50 == 0 ? "-1" : (1 + (index % 3)).ToString(CultureInfo.InvariantCulture),
        FormattableString.Invariant($"{index % 97},{index % 10}5"), "RON",
    ];

    private string Write(string name, IEnumerable<string> rows)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, rows.Prepend(Header));
        return path;
    }

    private static OrderReading Read(OrderFileOptions options, params string[] paths)
    {
        var reading = CommerceModule.OrderFiles.Read(paths, options, null, CancellationToken.None);
        Streamed.IsAlike(reading, options, paths);
        return reading;
    }
}
