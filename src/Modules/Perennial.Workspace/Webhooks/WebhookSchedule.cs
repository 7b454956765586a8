using System.Globalization;
using NodaTime;

namespace Perennial.Workspace.Webhooks;

/// <summary>When a delivery that failed is tried again.</summary>
internal static class WebhookSchedule
{
    // The receiver may be away for a moment, for a deployment, for a night.
    private static readonly Duration[] Pauses =
    [
        Duration.FromSeconds(5), Duration.FromMinutes(5), Duration.FromMinutes(30), Duration.FromHours(2), Duration.FromHours(5),
        Duration.FromHours(10), Duration.FromHours(10),
    ];

    private static readonly Duration AskedPauseMax = Duration.FromHours(24);

    /// <summary>Attempts of one series; after the last the delivery is given up.</summary>
    public static int AttemptsMax => Pauses.Length + 1;

    /// <summary>An endpoint that failed so long without one success is switched off.</summary>
    public static readonly Duration FailingMax = Duration.FromDays(5);

    /// <summary>And only after so many failures in a row: a server that stood still for a week learns nothing from two.</summary>
    public static int FailuresMin => AttemptsMax;

    /// <summary>When the next attempt is due; null where there is none.</summary>
    /// <param name="attempts">Attempts of the series by now, at least 1.</param>
    /// <param name="now">When the last one failed.</param>
    /// <param name="asked">The pause that the receiver asked for.</param>
    public static Instant? Next(int attempts, Instant now, Duration? asked) =>
        attempts > Pauses.Length ? null : now + Duration.Max(Pauses[attempts - 1], asked ?? Duration.Zero);

    /// <summary>What a receiver asks for by <c>Retry-After</c>, seconds or a date, within bounds; null where it asks for nothing.</summary>
    public static Duration? Asked(string? retryAfter, Instant now)
    {
        if (long.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return Duration.Min(Duration.FromSeconds(Math.Min(seconds, int.MaxValue)), AskedPauseMax);
        }

        return DateTimeOffset.TryParseExact(retryAfter, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) &&
            Instant.FromDateTimeOffset(date) is var time && time > now
            ? Duration.Min(time - now, AskedPauseMax)
            : null;
    }
}
