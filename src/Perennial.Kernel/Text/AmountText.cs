using System.Globalization;

namespace Perennial.Kernel.Text;

/// <summary>How an amount was understood.</summary>
public enum AmountReading
{
    /// <summary>Digits, a sign, the file's decimal sign, its group sign: nothing to say.</summary>
    Plain,

    /// <summary>With a currency sign, parentheses or a trailing minus around it: <c>$8.00</c>, <c>(12.00)</c>.</summary>
    Adorned,

    /// <summary>With the other decimal sign than the file's, and no second way to read it: <c>1.234,56</c>.</summary>
    OtherSign,

    /// <summary>Not an amount.</summary>
    NotANumber,

    /// <summary>More digits than any amount of money has.</summary>
    TooLarge,
}

/// <summary>Reads amounts as people and shop systems write them, exactly, for a known decimal sign.</summary>
public static class AmountText
{
    private const int DigitsMax = 18;
    private const int LettersMax = 6;

    /// <summary>Reads one amount.</summary>
    /// <param name="text">The field.</param>
    /// <param name="decimalSign"><c>.</c> or <c>,</c>: which of them parts the decimals in this file.</param>
    /// <param name="amount">The number, when it is one.</param>
    public static AmountReading Read(ReadOnlySpan<char> text, char decimalSign, out ExactDecimal amount)
    {
        // The common case, digits and one decimal sign, in one sweep.
        long mantissa = 0;
        var scale = -1;
        var start = text.Length > 0 && text[0] == '-' ? 1 : 0;
        if (text.Length - start is > 0 and <= DigitsMax)
        {
            var i = start;
            for (; i < text.Length; i++)
            {
                var digit = unchecked((uint)(text[i] - '0'));
                if (digit <= 9)
                {
                    mantissa = unchecked((mantissa * 10) + digit);
                }
                else if (text[i] == decimalSign && scale < 0 && i > start)
                {
                    scale = text.Length - i - 1;
                }
                else
                {
                    break;
                }
            }

            if (i == text.Length)
            {
                amount = new ExactDecimal(start == 1 ? -mantissa : mantissa, Math.Max(scale, 0));
                return AmountReading.Plain;
            }
        }

        return ReadSlowly(text, decimalSign, out amount);
    }

    /// <summary>
    /// Which decimal sign a value proves: <c>.</c>, <c>,</c> or NUL when it could be read with either. A value proves
    /// a sign by holding both, by a part after it that is no group of three, or by a zero before it.
    /// </summary>
    public static char ProvenDecimalSign(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var point = text.LastIndexOf('.');
        var comma = text.LastIndexOf(',');
        if (point < 0 && comma < 0)
        {
            return '\0';
        }

        if (point >= 0 && comma >= 0)
        {
            return point > comma ? '.' : ',';
        }

        var at = Math.Max(point, comma);
        var sign = text[at];
        var other = sign == '.' ? ',' : '.';
        if (text.IndexOf(sign) != at)
        {
            return other;
        }

        var after = 0;
        while (at + 1 + after < text.Length && char.IsAsciiDigit(text[at + 1 + after]))
        {
            after++;
        }

        var before = 0;
        while (at - 1 - before >= 0 && char.IsAsciiDigit(text[at - 1 - before]))
        {
            before++;
        }

        var couldBeGroup = after == 3 && before is >= 1 and <= 3 && text[at - before] != '0';
        return couldBeGroup ? '\0' : sign;
    }

    private static AmountReading ReadSlowly(ReadOnlySpan<char> text, char decimalSign, out ExactDecimal amount)
    {
        var rest = text.Trim();
        if (rest.ContainsAny('e', 'E') && ReadScientific(rest, out amount))
        {
            return AmountReading.Adorned;
        }

        amount = default;
        var adorned = false;
        var negative = false;
        if (rest.Length > 2 && rest[0] == '(' && rest[^1] == ')')
        {
            (negative, adorned) = (true, true);
            rest = rest[1..^1].Trim();
        }

        rest = StripCurrency(rest, ref adorned);
        if (rest.Length > 0 && rest[0] is '-' or '\u2212' or '+')
        {
            negative ^= rest[0] != '+';
            rest = rest[1..].TrimStart();
        }
        else if (rest.Length > 0 && rest[^1] is '-' or '\u2212')
        {
            (negative, adorned) = (!negative, true);
            rest = rest[..^1].TrimEnd();
        }

        // The sign may stand outside the currency sign (-$1.00) or inside it ($-1.00).
        rest = StripCurrency(rest, ref adorned);
        var point = rest.LastIndexOf('.');
        var comma = rest.LastIndexOf(',');
        var sign = decimalSign;
        if (point >= 0 && comma >= 0)
        {
            sign = point > comma ? '.' : ',';
        }
        else if (point >= 0 || comma >= 0)
        {
            var present = point >= 0 ? '.' : ',';
            var proven = ProvenDecimalSign(rest);
            sign = proven == '\0' ? decimalSign : proven;
            if (rest.Count(present) > 1)
            {
                sign = present == '.' ? ',' : '.';
            }
        }

        var reading = Digits(rest, sign, negative, out amount);
        return reading != AmountReading.Plain ? reading
            : sign != decimalSign && (point >= 0 || comma >= 0) ? AmountReading.OtherSign
            : adorned ? AmountReading.Adorned
            : AmountReading.Plain;
    }

    // What programs write for numbers near zero or very large: 4.440892e-16. Beyond 18 decimals there is no money.
    private static bool ReadScientific(ReadOnlySpan<char> text, out ExactDecimal amount)
    {
        amount = default;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        number = Math.Round(number, DigitsMax, MidpointRounding.AwayFromZero);
        var scale = number.Scale;
        while (scale > 0 && decimal.Truncate(number * Power(scale - 1)) == number * Power(scale - 1))
        {
            scale--;
        }

        if (Math.Abs(number) > long.MaxValue / Power(scale))
        {
            return false;
        }

        amount = new ExactDecimal((long)(number * Power(scale)), scale);
        return true;
    }

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static AmountReading Digits(ReadOnlySpan<char> rest, char sign, bool negative, out ExactDecimal amount)
    {
        amount = default;
        long mantissa = 0;
        var digits = 0;
        var scale = -1;
        var sinceGroup = -1;
        foreach (var c in rest)
        {
            if (char.IsAsciiDigit(c))
            {
                if (digits == DigitsMax)
                {
                    return AmountReading.TooLarge;
                }

                digits += mantissa == 0 && c == '0' ? 0 : 1;
                mantissa = (mantissa * 10) + (c - '0');
                scale += scale >= 0 ? 1 : 0;
                sinceGroup += sinceGroup >= 0 ? 1 : 0;
            }
            else if (c == sign && scale < 0 && sinceGroup is -1 or 3)
            {
                scale = 0;
            }
            else if (IsGroupSign(c, sign) && scale < 0 && sinceGroup is -1 or 3 && rest.Length > 0)
            {
                sinceGroup = 0;
            }
            else
            {
                return AmountReading.NotANumber;
            }
        }

        var any = rest.IndexOfAnyInRange('0', '9') >= 0;
        if (!any || (scale < 0 && sinceGroup is not (-1 or 3)) || scale > DigitsMax)
        {
            return AmountReading.NotANumber;
        }

        amount = new ExactDecimal(negative ? -mantissa : mantissa, Math.Max(scale, 0));
        return AmountReading.Plain;
    }

    private static bool IsGroupSign(char c, char decimalSign) =>
        c is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019' || (c is '.' or ',' && c != decimalSign);

    private static ReadOnlySpan<char> StripCurrency(ReadOnlySpan<char> text, scoped ref bool adorned)
    {
        var start = 0;
        while (start < text.Length && start <= LettersMax && IsCurrency(text[start]))
        {
            start++;
        }

        // "Rs." and "руб." end in a point that is no decimal sign.
        start += start > 0 && start < text.Length && text[start] == '.' ? 1 : 0;
        var end = text.Length;
        while (end > start && text.Length - end <= LettersMax &&
               (IsCurrency(text[end - 1]) || (text[end - 1] == '.' && end - 2 >= start && IsCurrency(text[end - 2]))))
        {
            end--;
        }

        adorned |= start > 0 || end < text.Length;
        return text[start..end].Trim();
    }

    private static bool IsCurrency(char c) =>
        char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;
}
