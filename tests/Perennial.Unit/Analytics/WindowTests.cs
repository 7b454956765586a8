using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Analytics;

public sealed class WindowTests
{
    [Theory]
    [InlineData("1y", "2025-01-01", "2024-01-01")] // over a leap day
    [InlineData("1y", "2026-01-01", "2025-01-01")] // and not
    [InlineData("1y", "2024-02-29", "2023-02-28")]
    [InlineData("4y", "2024-02-29", "2020-02-29")]
    [InlineData("1y", "2025-02-28", "2024-02-28")]
    [InlineData("12m", "2025-01-01", "2024-01-01")]
    [InlineData("12m", "2024-02-29", "2023-02-28")]
    [InlineData("1m", "2025-03-31", "2025-02-28")]
    [InlineData("1m", "2024-03-31", "2024-02-29")]
    [InlineData("1m", "2025-07-31", "2025-06-30")]
    [InlineData("1m", "2025-02-28", "2025-01-28")]
    [InlineData("14m", "2025-01-31", "2023-11-30")]
    [InlineData("90d", "2024-03-31", "2024-01-01")]
    [InlineData("90d", "2025-04-01", "2025-01-01")]
    [InlineData("8w", "2025-03-03", "2025-01-06")]
    [InlineData("5000y", "2025-05-05", "0001-05-05")]
    public void A_window_begins_its_calendar_units_before_the_day(string text, string day, string start)
    {
        Window.TryParse(text, out var window).ShouldBeTrue();
        window.ToString().ShouldBe(text);
        DayNumber.ToDate(window.StartBefore(DayOf(day))).ShouldBe(LocalDatePattern.Iso.Parse(start).Value);
    }

    [Fact]
    public void A_window_before_a_later_day_never_begins_earlier() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[0, 3].Select(i => "dwmy"[i]), Gen.Int[20_000, 40_000]).Sample((count, unit, day) =>
        {
            var window = new Window(count, unit);
            window.StartBefore(day).ShouldBeLessThan(day);
            window.StartBefore(day + 1).ShouldBeGreaterThanOrEqualTo(window.StartBefore(day));
        });

    [Theory]
    [InlineData(" 12M ", "12m")]
    [InlineData("20000d", "20000d")]
    public void A_window_is_read_whatever_its_case(string text, string window)
    {
        Window.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ToString().ShouldBe(window);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("90")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5m")]
    [InlineData("1h")]
    [InlineData("20001d")]
    [InlineData("99999999999y")]
    public void A_text_that_is_no_window_is_refused(string text) => Window.TryParse(text, out _).ShouldBeFalse();

    private static int DayOf(string date) => DayNumber.Of(LocalDatePattern.Iso.Parse(date).Value);
}
