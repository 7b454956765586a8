using Perennial.Analytics;

namespace Perennial.Insights.Questions;

/// <summary>
/// The consecutive periods from the first fact to the day asked for, numbered from 0, with the period of each day at
/// hand as an array.
/// </summary>
internal sealed class Timeline
{
    private readonly ushort[] periodOfDay;
    private readonly int[] starts;

    /// <summary>Periods that a question can tell apart.</summary>
    public const int PeriodsMax = 60_000;

    /// <param name="calendar">Kind of period.</param>
    /// <param name="firstDay">A day of the first period.</param>
    /// <param name="asOf">The day asked for; the last period is the one of the day before.</param>
    public Timeline(PeriodCalendar calendar, int firstDay, int asOf)
    {
        Calendar = calendar;
        AsOf = asOf;
        FirstIndex = calendar.IndexOf(firstDay);
        Count = calendar.IndexOf(Math.Max(firstDay, asOf - 1)) - FirstIndex + 1;
        if (Count > PeriodsMax)
        {
            throw new ArgumentOutOfRangeException(nameof(asOf), Count, "More periods than can be told apart.");
        }

        starts = [.. Enumerable.Range(FirstIndex, Count + 1).Select(calendar.StartOf)];
        FirstDay = starts[0];
        periodOfDay = new ushort[starts[Count] - FirstDay];
        for (var p = 0; p < Count; p++)
        {
            periodOfDay.AsSpan(starts[p] - FirstDay, starts[p + 1] - starts[p]).Fill((ushort)p);
        }
    }

    public PeriodCalendar Calendar { get; }

    public int AsOf { get; }

    /// <summary>The calendar's number of period 0.</summary>
    public int FirstIndex { get; }

    public int Count { get; }

    /// <summary>First day of period 0.</summary>
    public int FirstDay { get; }

    /// <summary>First days of the periods, and of the one after the last.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>Period of a day counted from <see cref="FirstDay"/>.</summary>
    public ReadOnlySpan<ushort> PeriodOfDay => periodOfDay;

    /// <summary>Whether it has the same periods as another one over the same facts.</summary>
    public bool IsSameAs(Timeline other) =>
        (Calendar.Kind, FirstDay, AsOf, Count) == (other.Calendar.Kind, other.FirstDay, other.AsOf, other.Count);

    /// <summary>End of a period, cut by the day asked for.</summary>
    public int EndOf(int period) => Math.Min(starts[period + 1], AsOf);

    public bool IsPartial(int period) => AsOf < starts[period + 1];
}
