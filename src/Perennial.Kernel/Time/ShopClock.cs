using NodaTime;
using Perennial.Kernel.Text;

namespace Perennial.Kernel.Time;

/// <summary>Moves written times to the shop's zone: a time with an offset is an instant, one without is the shop's own.</summary>
public sealed class ShopClock(DateTimeZone zone)
{
    private const int SecondsPerDay = 86_400;

    public DateTimeZone Zone { get; } = zone;

    /// <summary>The business day and the second within it, both by the shop's clock.</summary>
    /// <returns>A day that may lie just outside the range of <see cref="DayNumber"/>.</returns>
    public (int Day, int Second) Place(WrittenTime time)
    {
        if (time.OffsetSeconds is not { } offset)
        {
            return (time.Day, time.Second);
        }

        var utcSecond = ((long)time.Day * SecondsPerDay) + time.Second - offset;
        var instant = Epoch + Duration.FromSeconds(utcSecond);
        var shopSecond = utcSecond + Zone.GetUtcOffset(instant).Seconds;
        var day = Math.DivRem(shopSecond, SecondsPerDay, out var second);
        return ((int)day, (int)second);
    }

    private static readonly Instant Epoch = Instant.FromUtc(1950, 1, 1, 0, 0);
}
