using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Perennial.Insights.Contract;

/// <summary>
/// The stretch that another one is compared to: <c>previous</c>, <c>year-ago</c>, <c>2024</c>, <c>2024-Q3</c>,
/// <c>2024-03</c>, or from one day up to another and not with it, <c>2024-03-01..2024-06-01</c>.
/// </summary>
public sealed record ComparedPeriod
{
    private const string PreviousText = "previous";
    private const string YearAgoText = "year-ago";
    private const int FirstYear = 1950;
    private const int LastYear = 2128;

    private ComparedPeriod(string text, LocalDate? from, LocalDate? to) => (Text, From, To) = (text, from, to);

    /// <summary>As many periods as the stretch at hand has, right before it.</summary>
    public static ComparedPeriod Previous { get; } = new(PreviousText, null, null);

    /// <summary>The same days of the year before; by days and weeks 364 days before, so that weekdays meet.</summary>
    public static ComparedPeriod YearAgo { get; } = new(YearAgoText, null, null);

    /// <summary>Its text, in the stable spelling.</summary>
    public string Text { get; }

    /// <summary>First day; null for <see cref="Previous"/> and <see cref="YearAgo"/>.</summary>
    public LocalDate? From { get; }

    /// <summary>The day after the last; null likewise.</summary>
    public LocalDate? To { get; }

    /// <summary>Reads a text; false where it is no period between the years 1950 and 2128.</summary>
    public static bool TryParse(string text, out ComparedPeriod period)
    {
        text = text.Trim();
        period = text.ToLowerInvariant() switch
        {
            PreviousText => Previous,
            YearAgoText => YearAgo,
            _ => Stretch(text)!,
        };
        return period is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static ComparedPeriod? Stretch(string text)
    {
        if (text.Split("..") is [var first, var last])
        {
            return Day(first) is { } from && Day(last) is { } to && from < to ? new ComparedPeriod(text, from, to) : null;
        }

        if (text.Length < 4 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ||
            year is < FirstYear or > LastYear)
        {
            return null;
        }

        var rest = text[4..].ToUpperInvariant();
        return rest switch
        {
            "" => Months(text, new LocalDate(year, 1, 1), 12),
            ['-', 'Q', >= '1' and <= '4' and var quarter] => Months(text.ToUpperInvariant(), new LocalDate(year, (3 * (quarter - '1')) + 1, 1), 3),
            ['-', _, _] when int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var month) &&
                month is >= 1 and <= 12 => Months(text, new LocalDate(year, month, 1), 1),
            _ => null,
        };
    }

    private static ComparedPeriod Months(string text, LocalDate from, int count) => new(text, from, from.PlusMonths(count));

    private static LocalDate? Day(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= FirstYear and <= LastYear } day } ? day : null;
}
