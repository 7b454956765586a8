using NodaTime.Calendars;
using Perennial.Analytics;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Analytics;

public sealed class PeriodCalendarTests
{
    // 2000-01-01 to 2059-12-31: every kind of year on every weekday, and 2000, a leap year that 1900 was not.
    private static readonly int[] SixtyYears = [.. Enumerable.Range(DayNumber.Of(2000, 1, 1), 21_915)];

    [Theory]
    [InlineData(2015, 53)]
    [InlineData(2019, 52)]
    [InlineData(2020, 53)]
    [InlineData(2021, 52)]
    [InlineData(2026, 53)]
    [InlineData(2032, 53)]
    public void A_year_has_as_many_iso_weeks_as_the_calendar_says(int year, int weeks)
    {
        // 4 January is always in the first ISO week, 28 December in the last.
        var calendar = new PeriodCalendar(PeriodKind.Week);
        (calendar.IndexOf(DayNumber.Of(year, 12, 28)) - calendar.IndexOf(DayNumber.Of(year, 1, 4)) + 1).ShouldBe(weeks);
    }

    [Fact]
    public void A_week_is_not_cut_at_the_years_end()
    {
        var calendar = new PeriodCalendar(PeriodKind.Week);
        var week = calendar.IndexOf(DayNumber.Of(2020, 12, 31));
        calendar.IndexOf(DayNumber.Of(2021, 1, 1)).ShouldBe(week);
        DayNumber.ToDate(calendar.StartOf(week)).ShouldBe(new LocalDate(2020, 12, 28));
        DayNumber.ToDate(calendar.StartOf(week + 1)).ShouldBe(new LocalDate(2021, 1, 4));
    }

    [Fact]
    public void Weeks_change_where_those_of_iso_8601_do()
    {
        var calendar = new PeriodCalendar(PeriodKind.Week);
        var iso = WeekYearRules.Iso;
        foreach (var day in SixtyYears)
        {
            var (date, before) = (DayNumber.ToDate(day), DayNumber.ToDate(day - 1));
            var isSameWeek = iso.GetWeekYear(date) == iso.GetWeekYear(before) && iso.GetWeekOfWeekYear(date) == iso.GetWeekOfWeekYear(before);
            (calendar.IndexOf(day) - calendar.IndexOf(day - 1)).ShouldBe(isSameWeek ? 0 : 1, date.ToString());
        }
    }

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2025-06-09")]
    [InlineData(IsoDayOfWeek.Tuesday, "2025-06-10")]
    [InlineData(IsoDayOfWeek.Wednesday, "2025-06-11")]
    [InlineData(IsoDayOfWeek.Thursday, "2025-06-05")]
    [InlineData(IsoDayOfWeek.Friday, "2025-06-06")]
    [InlineData(IsoDayOfWeek.Saturday, "2025-06-07")]
    [InlineData(IsoDayOfWeek.Sunday, "2025-06-08")]
    public void A_week_begins_on_the_day_the_shop_says(IsoDayOfWeek weekStart, string startOfTheWeekOfWednesday11June)
    {
        var calendar = new PeriodCalendar(PeriodKind.Week, weekStart);
        var week = calendar.IndexOf(DayNumber.Of(2025, 6, 11));
        DayNumber.ToDate(calendar.StartOf(week)).ToString("uuuu-MM-dd", null).ShouldBe(startOfTheWeekOfWednesday11June);
        calendar.StartOf(week + 1).ShouldBe(calendar.StartOf(week) + 7);
    }

    [Fact]
    public void Every_day_lies_in_its_period_and_periods_follow_without_holes()
    {
        foreach (var kind in Enum.GetValues<PeriodKind>())
        {
            foreach (var weekStart in Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None))
            {
                var calendar = new PeriodCalendar(kind, weekStart);
                foreach (var day in SixtyYears)
                {
                    var index = calendar.IndexOf(day);
                    if (calendar.StartOf(index) > day || calendar.StartOf(index + 1) <= day)
                    {
                        Assert.Fail($"{DayNumber.ToDate(day)} is not in its {kind} from {weekStart}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(PeriodKind.Day, "2024-02-29", "2024-02-29", "2024-03-01")]
    [InlineData(PeriodKind.Month, "2024-02-29", "2024-02-01", "2024-03-01")]
    [InlineData(PeriodKind.Quarter, "2024-02-29", "2024-01-01", "2024-04-01")]
    [InlineData(PeriodKind.Quarter, "2024-12-31", "2024-10-01", "2025-01-01")]
    [InlineData(PeriodKind.Year, "2024-12-31", "2024-01-01", "2025-01-01")]
    [InlineData(PeriodKind.Week, "1950-01-01", "1949-12-26", "1950-01-02")]
    public void A_period_holds_its_first_day_and_not_its_end(PeriodKind kind, string day, string start, string end)
    {
        var calendar = new PeriodCalendar(kind);
        var index = calendar.IndexOf(DayNumber.Of(NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value));
        DayNumber.ToDate(calendar.StartOf(index)).ToString("uuuu-MM-dd", null).ShouldBe(start);
        DayNumber.ToDate(calendar.StartOf(index + 1)).ToString("uuuu-MM-dd", null).ShouldBe(end);
    }
}
