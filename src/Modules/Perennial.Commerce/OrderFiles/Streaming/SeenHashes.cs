namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// A set of 64-bit hashes in 8 to 16 bytes each, half as much again where it counts, to look for what comes back. Two texts
/// may share a hash.
/// </summary>
/// <param name="isCounting">Whether it counts how often each was added.</param>
internal sealed class SeenHashes(bool isCounting = false)
{
    private const int SlotsAtFirst = 1 << 10;
    private ulong[] slots = new ulong[SlotsAtFirst];
    private uint[] counts = isCounting ? new uint[SlotsAtFirst] : [];

    /// <summary>Hashes in it.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a hash; false when it was there.</summary>
    public bool Add(ulong hash) => Add(hash, out _);

    /// <summary>Adds a hash; false when it was there.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="slot">Where it stands until another is added.</param>
    public bool Add(ulong hash, out ulong slot)
    {
        if ((Count + 1) * 8 > slots.LongLength * 7)
        {
            Grow();
        }

        if (!Place(slots, hash, out slot))
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <summary>Counts the hash in a slot once more; how often it was.</summary>
    public uint CountUp(ulong slot) => counts[slot] == uint.MaxValue ? uint.MaxValue : ++counts[slot];

    /// <summary>A hash that is the same in every run: a position may have to be found again by it.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)text.Length;
        foreach (var c in text)
        {
            // Multiplied to 128 bits and folded: every bit of the character reaches every bit of the hash.
            var high = Math.BigMul(hash ^ c, 0xA0761D6478BD642FUL, out var low);
            hash = high ^ low;
        }

        var last = Math.BigMul(hash ^ 0xE7037ED1A0B428DBUL, 0x8EBC6AF09C88C6E3UL, out var rest);
        return last ^ rest;
    }

    private static bool Place(ulong[] slots, ulong hash, out ulong at)
    {
        // 0 is a free slot.
        hash = hash == 0 ? 1 : hash;
        var mask = (ulong)slots.LongLength - 1;
        for (at = hash & mask; ; at = (at + 1) & mask)
        {
            if (slots[at] == 0)
            {
                slots[at] = hash;
                return true;
            }

            if (slots[at] == hash)
            {
                return false;
            }
        }
    }

    private void Grow()
    {
        var larger = new ulong[slots.LongLength * 2];
        var largerCounts = isCounting ? new uint[larger.LongLength] : [];
        for (var i = 0L; i < slots.LongLength; i++)
        {
            if (slots[i] != 0)
            {
                Place(larger, slots[i], out var at);
                if (isCounting)
                {
                    largerCounts[at] = counts[i];
                }
            }
        }

        (slots, counts) = (larger, largerCounts);
    }
}
