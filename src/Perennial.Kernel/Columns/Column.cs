using System.Runtime.CompilerServices;

namespace Perennial.Kernel.Columns;

/// <summary>
/// A growing column of values, kept in equal chunks: appending never copies what is there, so that loading ten
/// million rows needs the memory of ten million rows and no more.
/// </summary>
public sealed class Column<T>
    where T : struct
{
    private const int ChunkBits = 16;
    private const int ChunkSize = 1 << ChunkBits;

    private T[][] chunks = new T[16][];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (unchecked((uint)index >= (uint)Count))
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }

            return ref chunks[index >> ChunkBits][index & (ChunkSize - 1)];
        }
    }

    /// <summary>Appends a value and returns its index.</summary>
    public int Add(T value)
    {
        var chunk = Count >> ChunkBits;
        if (chunk == chunks.Length)
        {
            Array.Resize(ref chunks, chunks.Length * 2);
        }

        (chunks[chunk] ??= new T[ChunkSize])[Count & (ChunkSize - 1)] = value;
        return Count++;
    }

    /// <summary>Forgets all values and gives the memory back.</summary>
    public void Clear()
    {
        chunks = new T[16][];
        Count = 0;
    }
}
