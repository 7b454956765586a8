using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Perennial.Kernel.Columns;

/// <summary>
/// Keeps a whole number for each distinct text. Texts are kept once, as UTF-8, and compared byte by byte: two texts
/// share a number only if they are equal. With millions of texts every look is a cache miss; callers that know what
/// they will ask can have it fetched ahead.
/// </summary>
public sealed class TextTable
{
    /// <summary>Longest text that can be told apart, in UTF-8 bytes.</summary>
    public const int MaxBytes = 4096;

    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;

    // A record is the number, the text's length and its bytes, beginning on every fourth byte, so that 32 bits tell
    // 16 GB of them apart.
    private const int NumberBytes = 4;
    private const int HeadBytes = NumberBytes + 2;
    private const int Alignment = 4;

    // A slot holds a record's place + 1 in its low half and the hash in its high half; 0 is free.
    private ulong[] slots = new ulong[1024];
    private byte[][] blocks = new byte[4][];
    private long end;

    /// <summary>Distinct texts so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held for the table and the texts.</summary>
    public long Bytes => (slots.Length * 8L) + end;

    /// <summary>The hash of a text, for callers that compute it ahead on another thread.</summary>
    public static int Hash(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal);

    /// <summary>The number kept for a text; a new text gets its own place with 0 in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hash">Its <see cref="Hash"/>.</param>
    /// <param name="place">Where the text is kept, for <see cref="Utf8At"/>.</param>
    /// <param name="isNew">Whether it was not known before.</param>
    /// <returns>A reference that stays valid for the life of the table.</returns>
    [SkipLocalsInit]
    public ref int Find(ReadOnlySpan<char> text, int hash, out uint place, out bool isNew)
    {
        Span<byte> buffer = stackalloc byte[256];
        var bytes = text.Length * 3 <= buffer.Length ? buffer : new byte[Encoding.UTF8.GetByteCount(text)];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        if (bytes.Length > MaxBytes)
        {
            throw new ArgumentException($"A text of {bytes.Length} bytes is longer than {MaxBytes}.", nameof(text));
        }

        var mask = slots.Length - 1;
        for (var i = hash & mask; ; i = (i + 1) & mask)
        {
            var slot = slots[i];
            if (slot == 0)
            {
                place = Append(bytes);
                slots[i] = Slot(hash, place);
                isNew = true;
                if (++Count * 3L > slots.Length * 2L)
                {
                    Grow();
                }

                return ref NumberAt(place);
            }

            if (HashOf(slot) == hash && Utf8At(PlaceOf(slot)).SequenceEqual(bytes))
            {
                isNew = false;
                place = PlaceOf(slot);
                return ref NumberAt(place);
            }
        }
    }

    /// <summary>Has the slot of a hash fetched, to be asked for soon.</summary>
    public unsafe void FetchSlot(int hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[hash & (slots.Length - 1)]));
        }
    }

    /// <summary>Has the text behind a slot that is at hand fetched, to be asked for soon.</summary>
    public unsafe void FetchText(int hash)
    {
        var slot = slots[hash & (slots.Length - 1)];
        if (Sse.IsSupported && HashOf(slot) == hash && slot != 0)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref NumberAt(PlaceOf(slot))));
        }
    }

    /// <summary>The bytes of the text at a place.</summary>
    public ReadOnlySpan<byte> Utf8At(uint place)
    {
        var (block, offset) = Locate(place);
        return block.AsSpan(offset + HeadBytes, block[offset + NumberBytes] | (block[offset + NumberBytes + 1] << 8));
    }

    private ref int NumberAt(uint place)
    {
        var (block, offset) = Locate(place);
        return ref MemoryMarshal.AsRef<int>(block.AsSpan(offset, NumberBytes));
    }

    private (byte[] Block, int Offset) Locate(uint place)
    {
        var start = (long)place * Alignment;
        return (blocks[(int)(start >> BlockBits)], (int)(start & (BlockSize - 1)));
    }

    private static ulong Slot(int hash, uint place) => unchecked(((ulong)(uint)hash << 32) | (place + 1));

    private static int HashOf(ulong slot) => unchecked((int)(slot >> 32));

    private static uint PlaceOf(ulong slot) => unchecked((uint)slot - 1);

    private uint Append(ReadOnlySpan<byte> bytes)
    {
        var size = (HeadBytes + bytes.Length + Alignment - 1) & ~(Alignment - 1);
        var room = BlockSize - (int)(end & (BlockSize - 1));
        if (room < size)
        {
            end += room;
        }

        var index = (int)(end >> BlockBits);
        if (index == blocks.Length)
        {
            Array.Resize(ref blocks, blocks.Length * 2);
        }

        var block = blocks[index] ??= new byte[BlockSize];
        var offset = (int)(end & (BlockSize - 1));
        block[offset + NumberBytes] = unchecked((byte)bytes.Length);
        block[offset + NumberBytes + 1] = (byte)(bytes.Length >> 8);
        bytes.CopyTo(block.AsSpan(offset + HeadBytes));
        var place = checked((uint)(end / Alignment));
        end += size;
        return place;
    }

    private void Grow()
    {
        var grown = new ulong[slots.Length * 2];
        var mask = grown.Length - 1;
        foreach (var slot in slots)
        {
            if (slot != 0)
            {
                var i = HashOf(slot) & mask;
                while (grown[i] != 0)
                {
                    i = (i + 1) & mask;
                }

                grown[i] = slot;
            }
        }

        slots = grown;
    }
}
