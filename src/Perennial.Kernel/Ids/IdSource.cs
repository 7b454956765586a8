namespace Perennial.Kernel.Ids;

/// <summary>New ids: UUIDv7 from the clock at hand, ever rising within a process, so that rows made later sort later.</summary>
/// <param name="clock">The clock.</param>
public sealed class IdSource(TimeProvider clock)
{
    private const int CounterBits = 12;

    private readonly Lock gate = new();
    private long lastTick;

    /// <summary>A new id. Where the clock stands still or goes back, ids rise all the same.</summary>
    public Guid New()
    {
        long tick;
        lock (gate)
        {
            lastTick = tick = Math.Max(lastTick + 1, clock.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits);
        }

        // The time and the counter lead (RFC 9562, method 1), 62 random bits follow.
        Span<byte> bytes = stackalloc byte[16];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes[8..]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, (tick >> CounterBits << 16) | 0x7000L | (tick & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
