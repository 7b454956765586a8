using System.Runtime.CompilerServices;
using System.Text;

namespace Perennial.Kernel.Columns;

/// <summary>
/// Gives each distinct text a dense number in order of first sight: the door where text ids become array indexes.
/// Texts are kept once, as UTF-8, and compared byte by byte: two texts share a number only if they are equal.
/// </summary>
public sealed class TextIndex
{
    /// <summary>Longest text that can be told apart, in UTF-8 bytes.</summary>
    public const int MaxBytes = 4096;

    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;

    // A slot holds the number + 1 in its low half and the hash in its high half; 0 is free.
    private ulong[] slots = new ulong[1024];
    private byte[][] blocks = new byte[4][];
    private long end;
    
    // Texts begin on even bytes, so that 32 bits tell 8 GB of them apart.
    private readonly Column<uint> starts = new();

    /// <summary>Distinct texts so far; numbers run from 0 to Count - 1.</summary>
    public int Count => starts.Count;

    /// <summary>Bytes held for the table and the texts.</summary>
    public long Bytes => (slots.Length * 8L) + end + (starts.Count * 4L);

    /// <summary>The hash of a text, for callers that compute it ahead on another thread.</summary>
    public static int Hash(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal);

    /// <summary>The number of a text, new or known.</summary>
    public int Number(ReadOnlySpan<char> text) => Number(text, Hash(text));

    /// <inheritdoc cref="Number(ReadOnlySpan{char})"/>
    [SkipLocalsInit]
    public int Number(ReadOnlySpan<char> text, int hash)
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
                var number = Append(bytes);
                slots[i] = Slot(hash, number);
                if (starts.Count * 3L > slots.Length * 2L)
                {
                    Grow();
                }

                return number;
            }

            if (HashOf(slot) == hash && Utf8(NumberOf(slot)).SequenceEqual(bytes))
            {
                return NumberOf(slot);
            }
        }
    }

    /// <summary>The text of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(Utf8(number));

    /// <summary>The bytes of a number's text.</summary>
    public ReadOnlySpan<byte> Utf8(int number)
    {
        var start = starts[number] * 2L;
        var block = blocks[(int)(start >> BlockBits)];
        var offset = (int)(start & (BlockSize - 1));
        var length = block[offset] | (block[offset + 1] << 8);
        return block.AsSpan(offset + 2, length);
    }

    private static ulong Slot(int hash, int number) => unchecked(((ulong)(uint)hash << 32) | (uint)(number + 1));

    private static int HashOf(ulong slot) => unchecked((int)(slot >> 32));

    private static int NumberOf(ulong slot) => unchecked((int)(uint)slot - 1);

    private int Append(ReadOnlySpan<byte> bytes)
    {
        var room = BlockSize - (int)(end & (BlockSize - 1));
        if (room < bytes.Length + 3)
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
        block[offset] = unchecked((byte)bytes.Length);
        block[offset + 1] = (byte)(bytes.Length >> 8);
        bytes.CopyTo(block.AsSpan(offset + 2));
        var number = starts.Add(checked((uint)(end / 2)));
        end += (bytes.Length + 3) & ~1;
        return number;
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
