using System.Globalization;
using NodaTime;
using Perennial.Kernel.Time;

namespace Perennial.Analytics;

/// <summary>
/// A stretch of time before a day, in calendar units counted back: a year before 2025-01-01 begins on 2024-01-01,
/// leap year or not; a month before 31 March begins on the last day of February.
/// </summary>
/// <param name="Count">How many units, > 0.</param>
/// <param name="Unit"><c>d</c>, <c>w</c>, <c>m</c> or <c>y</c>.</param>
public sealed record Window(int Count, char Unit)
{
    private const int CountMax = 20_000;

    /// <summary>Reads <c>90d</c>, <c>8w</c>, <c>12m</c>, <c>1y</c>.</summary>
    public static bool TryParse(string text, out Window window)
    {
        window = null!;
        text = text.Trim().ToLowerInvariant();
        if (text.Length < 2 || text[^1] is not ('d' or 'w' or 'm' or 'y') ||
            !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture,
                out var count) ||
            count is < 1 or > CountMax)
        {
            return false;
        }

        window = new Window(count, text[^1]);
        return true;
    }

    /// <summary>First day of the window that ends before <paramref name="day"/>; the window holds it and not the day.</summary>
    public int StartBefore(int day)
    {
        var date = DayNumber.ToDate(day);
        return Unit switch
        {
            'd' => day - Count,
            'w' => day - (7 * Count),
            'm' => DayNumber.Of(date.PlusMonths(-Math.Min(Count, Reach(date) * 12))),
            _ => DayNumber.Of(date.PlusYears(-Math.Min(Count, Reach(date)))),
        };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{Unit}");

    // A window that begins before the year 1 begins there.
    private static int Reach(LocalDate date) => date.Year - 1;
}
