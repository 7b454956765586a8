using System.Globalization;

namespace Perennial.Kernel.Text;

/// <summary>Reads the pieces of a date from left to right: numbers, separators, names of months, half days, offsets.</summary>
internal ref struct DateScanner(ReadOnlySpan<char> text)
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private readonly ReadOnlySpan<char> text = text;
    private int at;

    public readonly bool AtEnd => at >= text.Length;

    public bool Number(out int value, out int digits)
    {
        value = 0;
        digits = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && digits < 14)
        {
            value = unchecked((value * 10) + (text[at++] - '0'));
            digits++;
        }

        return digits > 0;
    }

    /// <summary>Reads 2026-12-31 at the beginning, the form that most files have.</summary>
    public bool IsoDate(out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' ||
            (text.Length > 10 && char.IsAsciiDigit(text[10])))
        {
            return false;
        }

        // Anything but a digit leaves a bit above the lowest four, or a value above nine.
        var (a, b, c, d) = (Digit(0), Digit(1), Digit(2), Digit(3));
        var (e, f, g, h) = (Digit(5), Digit(6), Digit(8), Digit(9));
        if ((a | b | c | d | e | f | g | h) > 15 || Math.Max(Math.Max(Math.Max(a, b), Math.Max(c, d)),
                Math.Max(Math.Max(e, f), Math.Max(g, h))) > 9)
        {
            return false;
        }

        (year, month, day) = ((int)((a * 1000) + (b * 100) + (c * 10) + d), (int)((e * 10) + f), (int)((g * 10) + h));
        at = 10;
        return true;
    }

    private readonly uint Digit(int index) => unchecked((uint)(text[index] - '0'));

    public void StepBack(int count) => at -= count;

    public readonly int NumberBefore(int digits) =>
        int.Parse(text.Slice(at - digits, digits), NumberStyles.None, CultureInfo.InvariantCulture);

    public void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    public bool Separator()
    {
        var start = at;
        while (at < text.Length && text[at] is '-' or '/' or '.' or ' ' or ',' or '年' or '月' && at - start < 2)
        {
            at++;
        }

        return at > start;
    }

    public bool MonthName(out int month)
    {
        month = 0;
        var end = at;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        if (end - at < 3 || end - at > 9)
        {
            return false;
        }

        for (var i = 0; i < Months.Length; i++)
        {
            if (text[at..].StartsWith(Months[i], StringComparison.OrdinalIgnoreCase))
            {
                (month, at) = (i + 1, end);
                return true;
            }
        }

        return false;
    }

    public void Spaces()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    public bool Skip(char c)
    {
        if (at < text.Length && text[at] == c)
        {
            at++;
            return true;
        }

        return false;
    }

    public bool HalfDay(out bool afternoon)
    {
        afternoon = false;
        if (at + 2 > text.Length || (text[at + 1] | 0x20) != 'm' || (text[at] | 0x20) is not ('a' or 'p'))
        {
            return false;
        }

        afternoon = (text[at] | 0x20) == 'p';
        at += 2;
        return true;
    }

    public bool Offset(out int? seconds)
    {
        seconds = null;
        if (text[at..] is "Z" or "z" or "UTC" or "GMT")
        {
            (seconds, at) = (0, text.Length);
            return true;
        }

        var sign = text[at] switch { '+' => 1, '-' or '\u2212' => -1, _ => 0 };
        if (sign == 0)
        {
            return false;
        }

        at++;
        if (!Number(out var hours, out var digits))
        {
            return false;
        }

        var minutes = 0;
        if (digits == 4)
        {
            (hours, minutes) = (hours / 100, hours % 100);
        }
        else if (digits > 2 || (Skip(':') && (!Number(out minutes, out digits) || digits != 2)))
        {
            return false;
        }

        seconds = sign * ((hours * 3600) + (minutes * 60));
        return hours <= 18 && minutes < 60;
    }
}
