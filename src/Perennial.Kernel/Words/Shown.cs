using System.Globalization;
using NodaTime;

namespace Perennial.Kernel.Words;

/// <summary>Numbers, money and days as their reader writes them, by <see cref="CultureInfo.CurrentCulture"/>.</summary>
public static class Shown
{
    /// <summary>What stands for a figure that is not available.</summary>
    public const string NotAvailable = "-";

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>A share in percent with one decimal, half away from zero.</summary>
    public static string Percent(Ratio ratio) => ratio.Denominator == 0
        ? NotAvailable
        : (Rounding.Divide(1000 * ratio.Numerator, ratio.Denominator) / 1000m).ToString("P1", Culture);

    /// <summary>A share in whole percent.</summary>
    public static string WholePercent(Ratio ratio) => ratio.Denominator == 0
        ? NotAvailable
        : (Rounding.Divide(100 * ratio.Numerator, ratio.Denominator) / 100m).ToString("P0", Culture);

    /// <summary>A difference of two shares, in points, with its sign.</summary>
    /// <param name="fraction">The difference as a fraction: 0.01 is one point.</param>
    /// <param name="decimals">Decimals to show.</param>
    public static string Points(decimal fraction, int decimals)
    {
        var points = Math.Round(100 * fraction, decimals, MidpointRounding.AwayFromZero);
        return Sign(points) + Math.Abs(points).ToString("N" + Format(decimals), Culture);
    }

    /// <summary>A change as a percentage with one decimal, with its sign.</summary>
    /// <param name="fraction">The change as a fraction: 0.01 is one percent.</param>
    public static string SignedPercent(decimal fraction)
    {
        var change = Math.Round(fraction, 3, MidpointRounding.AwayFromZero);
        return Sign(change) + Math.Abs(change).ToString("P1", Culture);
    }

    /// <summary>A count.</summary>
    public static string Number(long value) => value.ToString("N0", Culture);

    /// <summary>A measured number.</summary>
    public static string Number(decimal? value, int decimals) => value is { } number
        ? Math.Round(number, decimals, MidpointRounding.AwayFromZero).ToString("N" + Format(decimals), Culture)
        : NotAvailable;

    /// <summary>A change of a measured number, with its sign.</summary>
    public static string SignedNumber(decimal value, int decimals) => (value > 0 ? "+" : "") + Number(value, decimals);

    /// <summary>An amount without its currency.</summary>
    public static string Amount(Money? money) => money is { } amount
        ? ((decimal)amount.MinorUnits / amount.Currency.MinorPerUnit)
            .ToString("N" + Format(amount.Currency.Digits), Culture)
        : NotAvailable;

    /// <summary>An amount with its currency, where there is one.</summary>
    public static string AmountWithCurrency(Money? money) => money is { Currency.IsNone: false } amount
        ? Amount(amount) + "\u00A0" + amount.Currency.Code
        : Amount(money);

    /// <summary>A change of money, with its sign.</summary>
    public static string Signed(Money money) => (money.MinorUnits > 0 ? "+" : "") + AmountWithCurrency(money);

    /// <summary>The same without the currency.</summary>
    public static string SignedAmount(Money money) => (money.MinorUnits > 0 ? "+" : "") + Amount(money);

    /// <summary>A day as ISO 8601 has it, the same in every language.</summary>
    public static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string Sign(decimal value) => value switch
    {
        > 0 => "+", < 0 => Culture.NumberFormat.NegativeSign, _ => "",
    };

    private static string Format(int decimals) => decimals.ToString(CultureInfo.InvariantCulture);
}
