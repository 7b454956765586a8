using System.Numerics;
using System.Runtime.InteropServices;

namespace Perennial.Insights.Live;

/// <summary>
/// Gives each customer's id a dense number in order of first sight, and the id back for its number. Some 22 bytes a
/// customer. Numbers are never taken back: who lost her orders may get some again.
/// </summary>
internal sealed class CustomerIds
{
    // Somebody may ask for the ids while one is added.
    private readonly Lock gate = new();

    // A slot holds a number + 1; 0 is free. At most two thirds are taken.
    private int[] slots = new int[1024];
    private Guid[] ids = new Guid[64];
    private Guid lastId;
    private int lastNumber = -1;

    public int Count { get; private set; }

    public long Bytes => (slots.Length * 4L) + (ids.Length * 16L);

    /// <summary>Ids under the numbers 0 and on.</summary>
    public static CustomerIds Of(Guid[] ids)
    {
        var known = new CustomerIds
        {
            slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, 2L * ids.Length))], ids = ids, Count = ids.Length,
        };
        for (var number = 0; number < ids.Length; number++)
        {
            known.slots[known.FreeSlot(ids[number])] = number + 1;
        }

        return known;
    }

    /// <summary>The number of an id; -1 when it has none.</summary>
    public int Find(Guid id)
    {
        var mask = slots.Length - 1;
        for (var i = Hash(id) & mask; slots[i] != 0; i = (i + 1) & mask)
        {
            if (ids[slots[i] - 1] == id)
            {
                return slots[i] - 1;
            }
        }

        return -1;
    }

    /// <summary>The number of an id, new or known.</summary>
    public int Number(Guid id)
    {
        // Sources hand out a customer's orders one after another.
        if (id == lastId && lastNumber >= 0)
        {
            return lastNumber;
        }

        var number = Find(id);
        (lastId, lastNumber) = (id, number >= 0 ? number : Add(id));
        return lastNumber;
    }

    /// <summary>The ids so far; the array keeps them whatever is added later.</summary>
    public ReadOnlyMemory<Guid> Share()
    {
        lock (gate)
        {
            return ids.AsMemory(0, Count);
        }
    }

    private int Add(Guid id)
    {
        lock (gate)
        {
            if (Count == ids.Length)
            {
                Array.Resize(ref ids, Math.Max(64, ids.Length * 2));
            }

            ids[Count] = id;
            slots[FreeSlot(id)] = ++Count;
        }

        if (Count * 3L > slots.Length * 2L)
        {
            slots = new int[slots.Length * 2];
            for (var number = 0; number < Count; number++)
            {
                slots[FreeSlot(ids[number])] = number + 1;
            }
        }

        return Count - 1;
    }

    private int FreeSlot(Guid id)
    {
        var mask = slots.Length - 1;
        var i = Hash(id) & mask;
        while (slots[i] != 0)
        {
            i = (i + 1) & mask;
        }

        return i;
    }

    // The first half of a UUIDv7 is time, the second is random; other ids may be neither.
    private static int Hash(Guid id)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
        var mixed = unchecked((halves[0] ^ BitOperations.RotateLeft(halves[1], 29)) * 0x9E3779B97F4A7C15UL);
        return (int)(mixed >> 33);
    }
}
