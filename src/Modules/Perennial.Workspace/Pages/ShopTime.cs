using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Words;

namespace Perennial.Workspace.Pages;

/// <summary>Times by the shop's clock, as sentences name them in the language at hand.</summary>
/// <param name="zone">The shop's zone.</param>
/// <param name="now">The time at hand.</param>
internal sealed class ShopTime(DateTimeZone zone, Instant now)
{
    /// <summary>The shop's day.</summary>
    public LocalDate Today => now.InZone(zone).Date;

    /// <summary>A time: 1 March 2026, 14:05.</summary>
    public string At(Instant at) => LocalDateTimePattern.Create(WorkspaceModule.Words["shown.time"], CultureInfo.CurrentCulture)
        .Format(at.InZone(zone).LocalDateTime);

    /// <summary>The same where there is one.</summary>
    public string At(Instant? at) => at is { } known ? At(known) : Shown.NotAvailable;

    /// <summary>A time of what programs get.</summary>
    public string At(DateTimeOffset at) => At(Instant.FromDateTimeOffset(at));

    /// <summary>A day: 1 March 2026.</summary>
    public string Day(LocalDate day) =>
        LocalDatePattern.Create(WorkspaceModule.Words["shown.day"], CultureInfo.CurrentCulture).Format(day);

    /// <summary>A day that is kept as a text.</summary>
    public string Day(string iso) => LocalDatePattern.Iso.Parse(iso) is { Success: true } read ? Day(read.Value) : iso;

    /// <summary>A time in files, alike in every language: by the shop's clock, with its offset.</summary>
    public string Machine(Instant at) => OffsetDateTimePattern.Rfc3339.Format(at.InZone(zone).ToOffsetDateTime());

    /// <summary>When a day of the shop begins.</summary>
    public Instant StartOf(LocalDate day) => zone.AtStartOfDay(day).ToInstant();

    /// <summary>A stretch in words, in the greatest unit that it fills: 40 seconds, 3 minutes, 2 hours.</summary>
    public static string Long(Duration stretch) => (long)stretch.TotalSeconds switch
    {
        < 90 => WorkspaceModule.Words.Count("shown.seconds", Math.Max(1, (long)Math.Ceiling(stretch.TotalSeconds))),
        < 90 * 60 => WorkspaceModule.Words.Count("shown.minutes", (long)Math.Round(stretch.TotalMinutes)),
        _ => WorkspaceModule.Words.Count("shown.hours", (long)Math.Round(stretch.TotalHours)),
    };
}
