using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Kernel.Words;

namespace Perennial.Insights.Page;

/// <summary>Days and periods as sentences name them, in the language at hand.</summary>
internal sealed class PeriodNames(PeriodKind kind)
{
    private readonly LocalDatePattern day = Pattern("format.day");
    private readonly LocalDatePattern month = Pattern("format.month");

    /// <summary>A day: 10 December 2011.</summary>
    public string Day(LocalDate date) => day.Format(date);

    /// <summary>The period that begins on a day: November 2011; Q4 2011; week of 28 November 2011.</summary>
    public string Long(LocalDate from) => kind switch
    {
        PeriodKind.Day => Day(from),
        PeriodKind.Week => InsightsModule.Words["format.week", ("day", Day(from))],
        PeriodKind.Month => month.Format(from),
        PeriodKind.Quarter => InsightsModule.Words["format.quarter", ("year", Year(from)),
            ("quarter", Quarter(from).ToString(CultureInfo.InvariantCulture))],
        _ => Year(from),
    };

    /// <summary>The same for tables and axes, alike in every language: 2011-11, 2011-Q4, 2011-11-28.</summary>
    public string Short(LocalDate from) => kind switch
    {
        PeriodKind.Month => Shown.Iso(from)[..7],
        PeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{Year(from)}-Q{Quarter(from)}"),
        PeriodKind.Year => Year(from),
        _ => Shown.Iso(from),
    };

    private static int Quarter(LocalDate date) => ((date.Month - 1) / 3) + 1;

    private static string Year(LocalDate date) => Shown.Iso(date)[..4];

    private static LocalDatePattern Pattern(string key) =>
        LocalDatePattern.Create(InsightsModule.Words[key], CultureInfo.CurrentCulture);
}
