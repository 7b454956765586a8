using NodaTime;

namespace Perennial.Slices.House;

/// <summary>
/// A clock that moves when a test says so: its monotonic side by <see cref="Advance"/>, its wall side by that and, against
/// all that elapsed, by <see cref="Jump"/>. Timers are real.
/// </summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly Lock gate = new();
    private Duration elapsed;
    private Instant wall = Instant.FromUtc(2026, 3, 1, 12, 0, 30);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public Instant Now
    {
        get
        {
            lock (gate)
            {
                return wall;
            }
        }
    }

    public void Advance(Duration by)
    {
        lock (gate)
        {
            elapsed += by;
            wall += by;
        }
    }

    public void Jump(Duration by)
    {
        lock (gate)
        {
            wall += by;
        }
    }

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return elapsed.BclCompatibleTicks;
        }
    }
}
