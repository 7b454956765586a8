using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Kernel;

public sealed class DateTextTests
{
    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00", null)]
    [InlineData("2026-03-01 08:26:00", "2026-03-01T08:26:00", null)]
    [InlineData("2026-03-01T08:26", "2026-03-01T08:26:00", null)]
    [InlineData("2026-03-01T08:26:15.123Z", "2026-03-01T08:26:15", 0)]
    [InlineData("2026-03-02 10:15:04 +0200", "2026-03-02T10:15:04", 7200)]
    [InlineData("2026-03-02T10:15:04-05:30", "2026-03-02T10:15:04", -19800)]
    [InlineData("2026-03-02 10:15:04 UTC", "2026-03-02T10:15:04", 0)]
    [InlineData("2026/03/01", "2026-03-01T00:00:00", null)]
    [InlineData("2026.3.1", "2026-03-01T00:00:00", null)]
    [InlineData("20260301", "2026-03-01T00:00:00", null)]
    [InlineData("20260301T101500", "2026-03-01T10:15:00", null)]
    [InlineData("20260301101500", "2026-03-01T10:15:00", null)]
    [InlineData("2026年3月1日", "2026-03-01T00:00:00", null)]
    [InlineData("2026年3月1日 10:15", "2026-03-01T10:15:00", null)]
    [InlineData("01.03.2026", "2026-03-01T00:00:00", null)]
    [InlineData("1/3/2026 8:05", "2026-03-01T08:05:00", null)]
    [InlineData("1-3-26", "2026-03-01T00:00:00", null)]
    [InlineData("1 Mar 2026", "2026-03-01T00:00:00", null)]
    [InlineData("Mar 1, 2026", "2026-03-01T00:00:00", null)]
    [InlineData("01-March-2026", "2026-03-01T00:00:00", null)]
    [InlineData("2026-03-01 12:05 AM", "2026-03-01T00:05:00", null)]
    [InlineData("2026-03-01 12:05 pm", "2026-03-01T12:05:00", null)]
    public void Reads_dates_day_first(string text, string expected, int? offset)
    {
        DateText.Read(text, DateOrder.DayFirst, out var time).ShouldBe(DateReading.Read);
        Shown(time).ShouldBe(expected);
        time.OffsetSeconds.ShouldBe(offset);
    }

    [Theory]
    [InlineData("12/1/2010 8:26", "2010-12-01T08:26:00")]
    [InlineData("03-01-2026", "2026-03-01T00:00:00")]
    public void Reads_dates_month_first(string text, string expected)
    {
        DateText.Read(text, DateOrder.MonthFirst, out var time).ShouldBe(DateReading.Read);
        Shown(time).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2026-02-31", DateReading.Impossible)]
    [InlineData("31.02.2026", DateReading.Impossible)]
    [InlineData("2025-02-29", DateReading.Impossible)]
    [InlineData("2026-13-01", DateReading.Impossible)]
    [InlineData("2026-00-10", DateReading.Impossible)]
    [InlineData("1850-01-01", DateReading.OutOfRange)]
    [InlineData("2999-01-01", DateReading.OutOfRange)]
    [InlineData("0001-01-01", DateReading.OutOfRange)]
    [InlineData("", DateReading.NotADate)]
    [InlineData("yesterday", DateReading.NotADate)]
    [InlineData("12.50", DateReading.NotADate)]
    [InlineData("2026-03-01 25:00", DateReading.NotADate)]
    [InlineData("2026-03-01 10:61", DateReading.NotADate)]
    [InlineData("2026-03-01 soon", DateReading.NotADate)]
    [InlineData("2026-03-01T10:00+99:00", DateReading.NotADate)]
    [InlineData("123456789012345678901234567890", DateReading.NotADate)]
    public void Refuses_what_the_calendar_does_not_have(string text, DateReading reading) =>
        DateText.Read(text, DateOrder.DayFirst, out _).ShouldBe(reading);

    [Theory]
    [InlineData("31.12.2026", DateOrder.DayFirst, false)]
    [InlineData("12/31/2026", DateOrder.MonthFirst, false)]
    [InlineData("03/04/2026", null, true)]
    [InlineData("03/03/2026", null, false)]
    [InlineData("2026-03-04", null, false)]
    public void Only_a_day_above_12_proves_the_order(string text, DateOrder? proven, bool ambiguous)
    {
        DateText.ProvenOrder(text, out var isAmbiguous).ShouldBe(proven);
        isAmbiguous.ShouldBe(ambiguous);
    }

    [Fact]
    public void Every_day_of_the_range_reads_back_in_every_form() =>
        Gen.Int[1, DayNumber.MaxValue - 1].Sample(number =>
        {
            var date = DayNumber.ToDate(number);
            foreach (var pattern in new[] { "uuuu-MM-dd", "uuuuMMdd", "dd.MM.uuuu", "d MMM uuuu", "uuuu年M月d日" })
            {
                var text = date.ToString(pattern, System.Globalization.CultureInfo.InvariantCulture);
                DateText.Read(text, DateOrder.DayFirst, out var time).ShouldBe(DateReading.Read, text);
                time.Day.ShouldBe(number, text);
            }
        });

    private static string Shown(WrittenTime time) =>
        DayNumber.ToDate(time.Day).AtMidnight().PlusSeconds(time.Second)
            .ToString("uuuu-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
