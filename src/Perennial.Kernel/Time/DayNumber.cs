using NodaTime;

namespace Perennial.Kernel.Time;

/// <summary>
/// Business days as small numbers, so that a column of days takes two bytes a row: day 0 is 1950-01-01, the last
/// is 2129-06-05. The range is wider than any shop's orders, and a date outside it is a typing error in the file.
/// </summary>
public static class DayNumber
{
    /// <summary>The first day that can be told: 1950-01-01.</summary>
    public static LocalDate First { get; } = new(1950, 1, 1);

    /// <summary>The last day that can be told: 2129-06-05; one number above it stays free as an exclusive end.</summary>
    public static LocalDate Last { get; } = ToDate(MaxValue);

    /// <summary>The largest number of a day.</summary>
    public const int MaxValue = ushort.MaxValue - 1;

    private static readonly int FirstDayNumber = new DateOnly(1950, 1, 1).DayNumber;

    /// <summary>The number of a date; negative or above <see cref="MaxValue"/> when it is out of range.</summary>
    public static int Of(LocalDate date) => date.ToDateOnly().DayNumber - FirstDayNumber;

    /// <summary>The number of a date that is known to exist in the calendar.</summary>
    public static int Of(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - FirstDayNumber;

    /// <summary>The date of a number; also of numbers a little outside the range, as period ends need.</summary>
    public static LocalDate ToDate(int number) =>
        LocalDate.FromDateOnly(DateOnly.FromDayNumber(number + FirstDayNumber));

    /// <summary>Whether a number lies in the range that columns can hold.</summary>
    public static bool InRange(int number) => number is >= 0 and <= MaxValue;
}
