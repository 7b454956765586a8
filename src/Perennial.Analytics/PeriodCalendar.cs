using NodaTime;
using Perennial.Kernel.Time;

namespace Perennial.Analytics;

/// <summary>Length of a reporting period.</summary>
public enum PeriodKind
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>
/// Calendar periods as whole numbers: consecutive periods have consecutive numbers, whatever their length in days.
/// Weeks begin on <paramref name="weekStart"/>; a year has 52 or 53 of them and none is cut at the year's end.
/// </summary>
/// <param name="kind">Length of a period.</param>
/// <param name="weekStart">First day of a week.</param>
public sealed class PeriodCalendar(PeriodKind kind, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday)
{
    // Day 0 of DayNumber, 1950-01-01, was a Sunday.
    private readonly int daysIntoWeek = ((int)IsoDayOfWeek.Sunday - (int)weekStart + 7) % 7;

    public PeriodKind Kind { get; } = kind;

    /// <summary>Periods back to the same one a year before; of days and weeks as many as fall on the same weekdays.</summary>
    public int PeriodsInYear => Kind switch
    {
        PeriodKind.Day => 364, PeriodKind.Week => 52, PeriodKind.Month => 12, PeriodKind.Quarter => 4, _ => 1,
    };

    /// <summary>The period that holds a day.</summary>
    public int IndexOf(int day)
    {
        switch (Kind)
        {
            case PeriodKind.Day:
                return day;
            case PeriodKind.Week:
                return FloorDivide(day + daysIntoWeek, 7);
            default:
                var date = DayNumber.ToDate(day);
                var month = (date.Year * 12) + date.Month - 1;
                return Kind switch { PeriodKind.Month => month, PeriodKind.Quarter => month / 3, _ => date.Year };
        }
    }

    /// <summary>The first day of a period; the period ends where the next one starts.</summary>
    public int StartOf(int index) => Kind switch
    {
        PeriodKind.Day => index,
        PeriodKind.Week => (index * 7) - daysIntoWeek,
        PeriodKind.Month => StartOfMonth(index),
        PeriodKind.Quarter => StartOfMonth(index * 3),
        _ => StartOfMonth(index * 12),
    };

    private static int StartOfMonth(int month) => DayNumber.Of(month / 12, (month % 12) + 1, 1);

    private static int FloorDivide(int value, int by) => value >= 0 ? value / by : ((value + 1) / by) - 1;
}
