using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Kernel;

public sealed class ShopClockTests
{
    [Theory]
    // A time without an offset is the shop's own.
    [InlineData("Europe/Bucharest", "2026-03-01 23:30:00", "2026-03-01")]
    // 22:30 UTC is half past midnight in Bucharest.
    [InlineData("Europe/Bucharest", "2026-03-01T22:30:00Z", "2026-03-02")]
    [InlineData("Europe/Bucharest", "2026-03-01T21:59:59Z", "2026-03-01")]
    // Summer time: an hour earlier.
    [InlineData("Europe/Bucharest", "2026-07-01T21:00:00Z", "2026-07-02")]
    [InlineData("America/New_York", "2026-01-01T04:59:59Z", "2025-12-31")]
    [InlineData("Asia/Shanghai", "2026-03-01T18:00:00+02:00", "2026-03-02")]
    // Sao Paulo, 4 November 2018: midnight did not exist, the day began at 01:00, which is 03:00 UTC.
    [InlineData("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03")]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04")]
    // Havana, 1 November 2020: 01:00 became 00:00 again, so midnight came twice; both are of the same day.
    [InlineData("America/Havana", "2020-11-01T03:59:59Z", "2020-10-31")]
    [InlineData("America/Havana", "2020-11-01T04:00:00Z", "2020-11-01")]
    [InlineData("America/Havana", "2020-11-01T05:30:00Z", "2020-11-01")]
    // Samoa left out 30 December 2011.
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31")]
    public void A_moment_belongs_to_the_business_day_of_the_shops_zone(string zone, string text, string day)
    {
        DateText.Read(text, DateOrder.DayFirst, out var time).ShouldBe(DateReading.Read);
        var placed = new ShopClock(DateTimeZoneProviders.Tzdb[zone]).Place(time);
        DayNumber.ToDate(placed.Day).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(day);
    }

    [Fact]
    public void Placing_agrees_with_NodaTime_at_any_instant() =>
        Gen.Select(Gen.Long[0, 2_000_000_000], Gen.Int[0, 3]
            .Select(i => new[] { "Europe/London", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu" }[i]))
            .Sample((second, zone) =>
        {
            var instant = Instant.FromUnixTimeSeconds(second);
            var utc = instant.InUtc();
            var written = new WrittenTime(DayNumber.Of(utc.Date),
                utc.TimeOfDay.Hour * 3600 + utc.TimeOfDay.Minute * 60 + utc.TimeOfDay.Second, 0);
            var local = instant.InZone(DateTimeZoneProviders.Tzdb[zone]);
            var (day, ofDay) = new ShopClock(DateTimeZoneProviders.Tzdb[zone]).Place(written);
            DayNumber.ToDate(day).ShouldBe(local.Date);
            ofDay.ShouldBe((int)(local.TimeOfDay.TickOfDay / NodaConstants.TicksPerSecond));
        });
}
