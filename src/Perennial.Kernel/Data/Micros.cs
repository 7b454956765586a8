using NodaTime;

namespace Perennial.Kernel.Data;

/// <summary>Times in the database: whole microseconds since 1970 in UTC, the same number on either engine.</summary>
public static class Micros
{
    private const long NanosecondsPerMicro = 1_000;

    /// <summary>The number of a time; what is finer than a microsecond is cut off.</summary>
    public static long Of(Instant time) => (long)(time.ToUnixTimeTicks() / 10);

    /// <summary>The time of a number.</summary>
    public static Instant ToInstant(long micros) => Instant.FromUnixTimeTicks(0).PlusNanoseconds(micros * NanosecondsPerMicro);
}
