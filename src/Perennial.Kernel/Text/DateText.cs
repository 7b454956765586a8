using System.Globalization;
using Perennial.Kernel.Time;

namespace Perennial.Kernel.Text;

/// <summary>In which order day and month stand where the year comes last.</summary>
public enum DateOrder
{
    /// <summary>31.12.2026</summary>
    DayFirst,

    /// <summary>12/31/2026</summary>
    MonthFirst,
}

/// <summary>How a date was understood.</summary>
public enum DateReading
{
    Read,

    /// <summary>No date of any known form.</summary>
    NotADate,

    /// <summary>A date that the calendar does not have, such as 31 February.</summary>
    Impossible,

    /// <summary>A date before 1950 or after 2129: a typing error.</summary>
    OutOfRange,
}

/// <summary>A moment as a file states it.</summary>
/// <param name="Day">The written day (<see cref="DayNumber"/>).</param>
/// <param name="Second">Seconds since midnight as written, 0 to 86,399; 0 if no time is given.</param>
/// <param name="OffsetSeconds">Offset from UTC if one is written; null for a time of the shop's own clock.</param>
public readonly record struct WrittenTime(int Day, int Second, int? OffsetSeconds);

/// <summary>Reads dates and times as files write them: ISO, compact, day or month first, months by name, 年月日.</summary>
public static class DateText
{
    /// <summary>Reads one date, with or without a time of day.</summary>
    /// <param name="text">The field.</param>
    /// <param name="order">What stands first where the year stands last.</param>
    /// <param name="time">The moment, when it is one.</param>
    public static DateReading Read(ReadOnlySpan<char> text, DateOrder order, out WrittenTime time)
    {
        text = text.Trim();
        time = default;
        var scan = new DateScanner(text);
        if (scan.IsoDate(out var year, out var month, out var day))
        {
            if (scan.AtEnd)
            {
                return Place(year, month, day, 0, null, out time);
            }
        }
        else if (!ReadDate(ref scan, order, out year, out month, out day))
        {
            return DateReading.NotADate;
        }

        if (!ReadTime(ref scan, out var second, out var offset))
        {
            return DateReading.NotADate;
        }

        return Place(year, month, day, second, offset, out time);
    }

    private static DateReading Place(int year, int month, int day, int second, int? offset, out WrittenTime time)
    {
        time = default;
        if (month is < 1 or > 12 || day < 1 || year is < 1 or > 9999 || day > DateTime.DaysInMonth(year, month))
        {
            return DateReading.Impossible;
        }

        var number = DayNumber.Of(year, month, day);
        time = new WrittenTime(number, second, offset);

        // One day of slack on each side: the shop's zone may move the moment into the range or out of it.
        return DayNumber.InRange(number - 1) && DayNumber.InRange(number + 1) ? DateReading.Read
            : DateReading.OutOfRange;
    }

    /// <summary>Reads one date by a format of .NET's, such as <c>dd.MM.yyyy HH:mm</c>.</summary>
    public static DateReading ReadExact(ReadOnlySpan<char> text, string format, out WrittenTime time)
    {
        time = default;
        var hasOffset = format.Contains('z', StringComparison.Ordinal) ||
            format.Contains('K', StringComparison.Ordinal);
        if (!DateTimeOffset.TryParseExact(text.Trim(), format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var moment))
        {
            return DateReading.NotADate;
        }

        var number = DateOnly.FromDateTime(moment.DateTime).DayNumber - new DateOnly(1950, 1, 1).DayNumber;
        time = new WrittenTime(number, (int)moment.TimeOfDay.TotalSeconds,
            hasOffset ? (int)moment.Offset.TotalSeconds : null);
        return DayNumber.InRange(number - 1) && DayNumber.InRange(number + 1) ? DateReading.Read
            : DateReading.OutOfRange;
    }

    /// <summary>
    /// Which order a value proves: day first for 31.12.2026, month first for 12/31/2026, null when it shows the year
    /// first or could be read either way.
    /// </summary>
    /// <param name="text">The field.</param>
    /// <param name="ambiguous">True when the value has a day and a month that could change places.</param>
    public static DateOrder? ProvenOrder(ReadOnlySpan<char> text, out bool ambiguous)
    {
        ambiguous = false;
        var scan = new DateScanner(text.Trim());
        if (!scan.Number(out var first, out var digits) || digits > 2 || !scan.Separator() ||
            !scan.Number(out var second, out digits) || digits > 2 || !scan.Separator() || !scan.Number(out _, out _))
        {
            return null;
        }

        if (first > 12 && second <= 12)
        {
            return DateOrder.DayFirst;
        }

        if (second > 12 && first <= 12)
        {
            return DateOrder.MonthFirst;
        }

        ambiguous = first != second;
        return null;
    }

    private static bool ReadDate(ref DateScanner scan, DateOrder order, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        if (scan.MonthName(out month))
        {
            return scan.Separator() && scan.Number(out day, out _) && scan.Separator() &&
                scan.Number(out year, out var length) &&
                   FullYear(ref year, length);
        }

        if (!scan.Number(out var first, out var digits))
        {
            return false;
        }

        if (digits is 8 or 14)
        {
            // 20261231, or 20261231235959 with the time run on.
            if (digits == 14)
            {
                scan.StepBack(6);
                first = scan.NumberBefore(8);
            }

            (year, month, day) = (first / 10000, first / 100 % 100, first % 100);
            return true;
        }

        if (!scan.Separator())
        {
            return false;
        }

        if (digits == 4)
        {
            year = first;
            if (!(scan.MonthName(out month) || scan.Number(out month, out digits)) || !scan.Separator() ||
                !scan.Number(out day, out var dayDigits) || digits > 4 || dayDigits > 2)
            {
                return false;
            }

            scan.Skip('日');
            return true;
        }

        if (digits > 2)
        {
            return false;
        }

        if (scan.MonthName(out month))
        {
            day = first;
        }
        else if (scan.Number(out var second, out digits) && digits <= 2)
        {
            (day, month) = order == DateOrder.DayFirst ? (first, second) : (second, first);
        }
        else
        {
            return false;
        }

        return scan.Separator() && scan.Number(out year, out digits) && FullYear(ref year, digits);
    }

    private static bool FullYear(ref int year, int digits)
    {
        // Two digits as Excel and .NET read them: 00-49 are this century.
        year += digits == 2 ? (year < 50 ? 2000 : 1900) : 0;
        return digits is 2 or 4;
    }

    private static bool ReadTime(ref DateScanner scan, out int second, out int? offset)
    {
        second = 0;
        offset = null;
        if (scan.AtEnd)
        {
            return true;
        }

        scan.Skip('T');
        scan.Skip('t');
        scan.Skip(',');
        scan.Spaces();
        if (!scan.Number(out var hour, out var digits))
        {
            return false;
        }

        int minute = 0, seconds = 0;
        if (digits is 6 or 4)
        {
            (hour, minute, seconds) = digits == 6
                ? (hour / 10000, hour / 100 % 100, hour % 100)
                : (hour / 100, hour % 100, 0);
        }
        else if (!scan.Skip(':') || !scan.Number(out minute, out digits) || digits != 2)
        {
            return false;
        }
        else if (scan.Skip(':'))
        {
            if (!scan.Number(out seconds, out digits) || digits != 2)
            {
                return false;
            }
        }

        if (scan.Skip('.') || scan.Skip(','))
        {
            scan.Digits();
        }

        scan.Spaces();
        if (scan.HalfDay(out var afternoon))
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (afternoon ? 12 : 0);
            scan.Spaces();
        }

        if (hour > 23 || minute > 59 || seconds > 60)
        {
            return false;
        }

        second = (hour * 3600) + (minute * 60) + Math.Min(seconds, 59);
        return scan.AtEnd || (scan.Offset(out offset) && scan.AtEnd);
    }
}
