using System.Numerics;
using System.Runtime.InteropServices;

namespace Perennial.Insights.Live;

/// <summary>
/// The form of the snapshot file: after the signature and the version, blocks of columns as they lie in memory. Each block
/// has its kind and length before it and a CRC-32C behind it, which goes on from that of the block before: what is
/// changed, cut, left out or put elsewhere does not add up.
/// </summary>
internal static class SnapshotFile
{
    /// <summary>Raised whenever the form changes, or what a column means.</summary>
    public const int Version = 2;

    public const int HeadBytes = 16;

    public static ReadOnlySpan<byte> Signature => "PRNLFACT"u8;

    /// <summary>Bytes of a column that are written, read and summed at once.</summary>
    public const int PieceBytes = 1 << 22;

    /// <summary>Goes on with a sum.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var one in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}

/// <summary>What a block holds.</summary>
internal enum SnapshotBlock
{
    Head = 1,
    Customers,
    Nobodys,
    Start,
    Day,
    Net,
    Units,
    Rhythm,
    Covered,
    Returns,
    LargeUnits,
    Labels,
    LargeLabels,
    LastDay,
    Unrated,
    End,
}
