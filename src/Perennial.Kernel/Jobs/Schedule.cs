using System.Globalization;
using NodaTime;

namespace Perennial.Kernel.Jobs;

/// <summary>
/// A job again and again. Time is cut into slots, numbered from a fixed beginning; a slot's job is submitted once, by one
/// node, when the slot begins or as soon after it as a node is there. Slots that were missed are made up for by one job.
/// </summary>
public sealed class Schedule
{
    private readonly Func<Instant, long> slotOf;

    private Schedule(string name, string kind, string argument, string timing, Duration length, Func<Instant, long> slotOf)
    {
        (Name, Kind, Argument, Timing, Length) = (name, kind, argument, timing, length);
        this.slotOf = slotOf;
    }

    /// <summary>Stable name.</summary>
    public string Name { get; }

    /// <summary>Kind of its jobs.</summary>
    public string Kind { get; }

    /// <summary>What they are to do, as JSON.</summary>
    public string Argument { get; }

    /// <summary>When, as a text that is another for another timing: <c>every 3600 s</c>, <c>daily 03:00 Europe/Bucharest</c>.</summary>
    public string Timing { get; }

    /// <summary>How long a slot is, give or take an hour where clocks are put forward or back.</summary>
    public Duration Length { get; }

    /// <summary>A job each so often.</summary>
    /// <param name="name">Stable name.</param>
    /// <param name="kind">Kind of its jobs.</param>
    /// <param name="argument">What they are to do, as JSON.</param>
    /// <param name="every">Whole seconds, at least one.</param>
    public static Schedule Every(string name, string kind, string argument, Duration every)
    {
        var seconds = (long)every.TotalSeconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        return new Schedule(name, kind, argument, string.Create(CultureInfo.InvariantCulture, $"every {seconds} s"),
            Duration.FromSeconds(seconds), now => FloorDivide(now.ToUnixTimeSeconds(), seconds));
    }

    /// <summary>
    /// A job a day at a time of the shop's clock. Where clocks are put forward over that time, it is as much later; where it
    /// comes twice, the first counts.
    /// </summary>
    /// <param name="name">Stable name.</param>
    /// <param name="kind">Kind of its jobs.</param>
    /// <param name="argument">What they are to do, as JSON.</param>
    /// <param name="at">Time of day.</param>
    /// <param name="zone">The shop's zone.</param>
    public static Schedule Daily(string name, string kind, string argument, LocalTime at, DateTimeZone zone) => new(
        name, kind, argument, string.Create(CultureInfo.InvariantCulture, $"daily {at:HH:mm:ss} {zone.Id}"), Duration.FromDays(1),
        now =>
        {
            var date = now.InZone(zone).Date;
            var isDue = now >= zone.AtLeniently(date + at).ToInstant();
            return Period.DaysBetween(Beginning, date) - (isDue ? 0 : 1);
        });

    /// <summary>Number of the slot that a time lies in.</summary>
    public long SlotAt(Instant time) => slotOf(time);

    private static readonly LocalDate Beginning = new(1970, 1, 1);

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}

/// <summary>A schedule as it is seen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Timing">When it runs.</param>
/// <param name="LastRun">When its last job was submitted, by the clock of that node; null when none was yet.</param>
/// <param name="Runs">Jobs submitted.</param>
/// <param name="SlotsAhead">
/// By how many slots the last one lies after the clock at hand: above 0 a clock was wrong, then or now. Until the clock has
/// caught up, jobs come by time elapsed on a clock that never jumps.
/// </param>
public sealed record ScheduleView(string Name, string Timing, Instant? LastRun, long Runs, long SlotsAhead);
