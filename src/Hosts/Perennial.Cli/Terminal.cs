using System.Globalization;
using Perennial.Kernel;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary>The terminal: 80 columns everywhere, colours only where it has them.</summary>
internal static class Terminal
{
    public const int Columns = 80;

    public static IAnsiConsole On(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Columns;
        return console;
    }

    /// <summary>A share in percent with one decimal, half away from zero; a dash where it is not available.</summary>
    public static string Percent(Ratio ratio) => ratio.Denominator == 0
        ? "-"
        : (Rounding.Divide(1000 * ratio.Numerator, ratio.Denominator) / 10m)
            .ToString("N1", CultureInfo.InvariantCulture) + "%";

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(decimal? value, int decimals) =>
        value is { } number ? Math.Round(number, decimals, MidpointRounding.AwayFromZero)
            .ToString("N" + decimals, CultureInfo.InvariantCulture) : "-";

    public static string Amount(Money? money) => money is { } amount
        ? ((decimal)amount.MinorUnits / amount.Currency.MinorPerUnit)
            .ToString("N" + amount.Currency.Digits, CultureInfo.InvariantCulture)
        : "-";

    public static string AmountWithCurrency(Money? money) => money is { Currency.IsNone: false } amount
        ? Amount(amount) + "\u00A0" + amount.Currency.Code
        : Amount(money);

    /// <summary>
    /// Text of a file as a terminal may show it: characters that would steer the terminal, hide, or turn the direction
    /// of writing are shown as �.
    /// </summary>
    public static string Harmless(string text) => text.Any(IsHarmful)
        ? string.Concat(text.Select(c => IsHarmful(c) ? '\uFFFD' : c))
        : text;

    private static bool IsHarmful(char c) => (char.IsControl(c) && c != '\n') ||
        c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    public static string Iso(NodaTime.LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
