using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Perennial.Workspace.Keys;

/// <summary>
/// Calls that failed for want of a valid key, counted by the address they came from. Whoever has too many is told to wait before
/// the database is asked anything; a key that is known is not held up by its neighbours' failures.
/// </summary>
/// <param name="clock">The clock; only its monotonic side is used.</param>
/// <param name="perMinute">Failures a minute; as many at once after a while without any.</param>
/// <param name="log">Told each failure, without the key.</param>
internal sealed partial class FailedCalls(TimeProvider clock, int perMinute, ILogger<FailedCalls> log)
{
    private const int AddressesMax = 20_000;
    private const int Ipv6NetworkBytes = 8;

    // When the last failure will have been forgotten: one is, each sixtieth of a minute by its count.
    private readonly ConcurrentDictionary<string, long> forgotten = new(StringComparer.Ordinal);
    private readonly long each = Math.Max(1, clock.TimestampFrequency * 60 / perMinute);
    private readonly long all = clock.TimestampFrequency * 60;

    /// <summary>Whether an address has to wait.</summary>
    /// <param name="address">The caller's; null where there is none.</param>
    /// <param name="seconds">How long.</param>
    public bool IsOver(IPAddress? address, out int seconds)
    {
        var over = forgotten.GetValueOrDefault(NameOf(address)) - clock.GetTimestamp() - all + each;
        seconds = Math.Max(1, (int)((over + clock.TimestampFrequency - 1) / clock.TimestampFrequency));
        return over > 0;
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="address">The caller's address.</param>
    /// <param name="code">Why it failed.</param>
    /// <param name="route">The route's pattern, never what was asked for.</param>
    public void Count(IPAddress? address, string code, string? route)
    {
        var now = clock.GetTimestamp();
        forgotten.AddOrUpdate(NameOf(address), now + each, (_, until) => Math.Max(now, until) + each);
        Refused(code, address?.ToString() ?? "", route ?? "");
        if (IsOver(address, out var seconds))
        {
            Limited(address?.ToString() ?? "", seconds);
        }
    }

    /// <summary>Tells of a call that its key may not make.</summary>
    /// <param name="code">Why.</param>
    /// <param name="key">The key's id.</param>
    /// <param name="route">The route's pattern.</param>
    public void Forbidden(string code, string key, string? route) => Denied(code, key, route ?? "");

    // An IPv6 network is one caller's. Where very many call at once, the rest of them share a count.
    private string NameOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var name = address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes))
            : address.ToString();
        if (forgotten.Count < AddressesMax || forgotten.ContainsKey(name))
        {
            return name;
        }

        var now = clock.GetTimestamp();
        foreach (var old in forgotten.Where(f => f.Value <= now).ToList())
        {
            forgotten.TryRemove(old);
        }

        return forgotten.Count < AddressesMax ? name : "*";
    }

    [LoggerMessage(EventName = "access.refused", Level = LogLevel.Warning, Message = "access.refused {Code} {Address} {Route}")]
    private partial void Refused(string code, string address, string route);

    [LoggerMessage(EventName = "access.forbidden", Level = LogLevel.Warning, Message = "access.forbidden {Code} {Key} {Route}")]
    private partial void Denied(string code, string key, string route);

    [LoggerMessage(EventName = "access.limited", Level = LogLevel.Warning, Message = "access.limited {Address} {Seconds}")]
    private partial void Limited(string address, int seconds);
}
