using System.Globalization;

namespace Perennial.Bench;

/// <summary>An order file of which three rows in a hundred are of no use, in nine ways, and how each should have been.</summary>
internal static class BadRows
{
    public const int OfHundred = 3;
    public const string Header = "order;date;customer;product;quantity;price;currency";

    // What is wrong with a row, and the column it has to be told with.
    private static readonly (Func<string[], string> Row, string Column)[] Kinds =
    [
        (c => string.Join(';', c[0], "31.02.2026", c[2], c[3], c[4], c[5], c[6]), "date"),
        (c => string.Join(';', c[0], "soon", c[2], c[3], c[4], c[5], c[6]), "date"),
        (c => string.Join(';', c[0], "", c[2], c[3], c[4], c[5], c[6]), "date"),
        (c => string.Join(';', c[0], c[1], c[2], c[3], c[4], "\"a; b\"", c[6]), "price"),
        (c => string.Join(';', c[0], c[1], c[2], c[3], "", c[5], c[6]), "quantity"),
        (c => string.Join(';', c[0], c[1], c[2], c[3], c[4], c[5], "euros"), "currency"),
        (c => string.Join(';', c[0], c[1], c[2]), ""),
        (c => string.Join(';', c) + ";more;and more", ""),
        (c => string.Join(';', c[0], c[1], c[2], "\"" + c[3], c[4], c[5], c[6]), ""),
    ];

    public static string Clean(int index) => string.Join(';', Cells(index));

    public static string Spoilt(int index) => IsBad(index) ? Kind(index).Row(Cells(index)) : Clean(index);

    /// <summary>Mends a rejects file, row by row, after a look at what it says of each.</summary>
    public static void Mend(string rejects, string mended, int expected)
    {
        var lines = File.ReadLines(rejects).Skip(1).Select(MendRow).ToList();
        if (lines.Count != expected)
        {
            throw new AnswersDifferException($"The rejects file has {lines.Count} rows and should have {expected}.");
        }

        File.WriteAllLines(mended, lines.Prepend(File.ReadLines(rejects).First()));
    }

    private static string MendRow(string reject)
    {
        var index = int.Parse(reject.AsSpan(0, reject.IndexOf(';', StringComparison.Ordinal)), CultureInfo.InvariantCulture) - 2;
        var spoilt = Spoilt(index);
        return IsBad(index) && reject.EndsWith(";" + spoilt, StringComparison.Ordinal) &&
               reject.StartsWith(FormattableString.Invariant($"{index + 2};{Kind(index).Column};"), StringComparison.Ordinal) &&
               reject.Length > spoilt.Length + 30
            ? reject[..^spoilt.Length] + Clean(index)
            : throw new AnswersDifferException($"The rejects file does not say what is wrong with line {index + 2}: {reject}");
    }

    private static bool IsBad(int index) => index % 100 is 7 or 38 or 96;

    private static (Func<string[], string> Row, string Column) Kind(int index) =>
        Kinds[index / 7 % Kinds.Length];

    // Orders of three rows; each fiftieth row gives back.
    private static string[] Cells(int index) =>
    [
        (index / 3).ToString(CultureInfo.InvariantCulture),
        new DateTime(2024, 1, 13, 0, 0, 0, DateTimeKind.Utc).AddDays(index / 3 / 500).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
        "c" + (index / 3 * 7919L % 40_009), "p" + (index % 31), index % 50 == 0 ? "-1" : (1 + (index % 3)).ToString(CultureInfo.InvariantCulture),
        FormattableString.Invariant($"{index % 97},{index % 10}5"), "RON",
    ];
}
