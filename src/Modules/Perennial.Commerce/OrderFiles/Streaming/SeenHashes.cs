namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>A set of 64-bit hashes in 8 to 16 bytes each, to look for what comes back. Two texts may share a hash.</summary>
internal sealed class SeenHashes
{
    private const int SlotsAtFirst = 1 << 10;
    private ulong[] slots = new ulong[SlotsAtFirst];

    /// <summary>Hashes in it.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a hash; false when it was there.</summary>
    public bool Add(ulong hash)
    {
        // 0 is a free slot.
        hash = hash == 0 ? 1 : hash;
        if ((Count + 1) * 8 > slots.LongLength * 7)
        {
            Grow();
        }

        if (!Place(slots, hash))
        {
            return false;
        }

        Count++;
        return true;
    }

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

    private static bool Place(ulong[] slots, ulong hash)
    {
        var mask = (ulong)slots.LongLength - 1;
        for (var i = hash & mask; ; i = (i + 1) & mask)
        {
            if (slots[i] == 0)
            {
                slots[i] = hash;
                return true;
            }

            if (slots[i] == hash)
            {
                return false;
            }
        }
    }

    private void Grow()
    {
        var larger = new ulong[slots.LongLength * 2];
        foreach (var hash in slots)
        {
            if (hash != 0)
            {
                Place(larger, hash);
            }
        }

        slots = larger;
    }
}
