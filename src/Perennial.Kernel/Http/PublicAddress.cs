using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Perennial.Kernel.Http;

/// <summary>
/// Which addresses are the public Internet's. What is not, by the registries of special-purpose addresses of IANA, stands
/// inside: this machine, its network, or nothing at all.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",

            // A cloud's own service for its machines, at an address that looks public.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    // Of the global range: protocol assignments with Teredo, documentation, 6to4, documentation again.
    private static readonly IPNetwork[] InsideGlobal6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is the public Internet's, also one written in another's form.</summary>
    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Inside.Any(n => n.Contains(address)),
        AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => Is(address.MapToIPv4()),
        AddressFamily.InterNetworkV6 => IsPublic6(address),
        _ => false,
    };

    private static bool IsPublic6(IPAddress address)
    {
        // A network without IPv4 writes the whole of it so, the public part as well.
        if (Translated.Contains(address))
        {
            return Is(Tail(address));
        }

        return Global6.Contains(address) && !InsideGlobal6.Any(n => n.Contains(address)) && (!IsIsatap(address) || Is(Tail(address)));
    }

    // An interface that names the IPv4 address packets are handed to (RFC 5214).
    private static bool IsIsatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) & 0xFDFF_FFFF) == 0x0000_5EFE;
    }

    private static IPAddress Tail(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress(bytes[12..]);
    }
}
