using System.Buffers.Binary;
using NodaTime;

namespace Perennial.Workspace.Webhooks;

/// <summary>Prefixes of ids as they go out, and ids as a measure of time.</summary>
internal static class WebhookIds
{
    public const string Endpoint = "whk";
    public const string Delivery = "msg";
    public const string Event = "evt";

    /// <summary>Before all ids made from a time on: ids begin with the millisecond.</summary>
    public static Guid From(Instant time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
