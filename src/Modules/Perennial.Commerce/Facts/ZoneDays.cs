using NodaTime;
using NodaTime.TimeZones;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Facts;

/// <summary>
/// Business days of instants in a zone. Instants come by the million and mostly of the same few years, so that the stretch
/// between two changes of the clocks is kept at hand.
/// </summary>
internal sealed class ZoneDays(DateTimeZone zone)
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;

    // Days from 1950-01-01 to 1970-01-01.
    private const int DaysBefore1970 = 7_305;

    private long from = long.MaxValue;
    private long to = long.MinValue;
    private long offset;

    /// <summary>The day number (<see cref="Kernel.Time.DayNumber"/>) of a time in microseconds since 1970.</summary>
    public int Of(long micros)
    {
        if (micros < from || micros >= to)
        {
            var interval = zone.GetZoneInterval(Micros.ToInstant(micros));
            from = interval.HasStart ? Micros.Of(interval.Start) : long.MinValue;
            to = interval.HasEnd ? Micros.Of(interval.End) : long.MaxValue;
            offset = interval.WallOffset.Seconds * MicrosPerSecond;
        }

        var local = micros + offset;
        var day = local >= 0 ? local / MicrosPerDay : ((local + 1) / MicrosPerDay) - 1;
        return (int)day + DaysBefore1970;
    }
}
