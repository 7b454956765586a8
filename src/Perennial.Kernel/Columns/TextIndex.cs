using System.Text;

namespace Perennial.Kernel.Columns;

/// <summary>
/// Gives each distinct text a dense number in order of first sight, and the text back for its number: the door where
/// text ids become array indexes.
/// </summary>
public sealed class TextIndex
{
    private readonly TextTable table = new();
    private readonly Column<uint> places = new();

    /// <summary>Distinct texts so far; numbers run from 0 to Count - 1.</summary>
    public int Count => table.Count;

    /// <summary>Bytes held for the table and the texts.</summary>
    public long Bytes => table.Bytes + (places.Count * 4L);

    /// <summary>The number of a text, new or known.</summary>
    public int Number(ReadOnlySpan<char> text) => Number(text, TextTable.Hash(text));

    /// <summary>The number of a text, new or known, by a hash computed ahead.</summary>
    public int Number(ReadOnlySpan<char> text, int hash)
    {
        ref var number = ref table.Find(text, hash, out var place, out var isNew);
        if (isNew)
        {
            number = places.Add(place);
        }

        return number;
    }

    /// <inheritdoc cref="TextTable.FetchSlot"/>
    public void FetchSlot(int hash) => table.FetchSlot(hash);

    /// <inheritdoc cref="TextTable.FetchText"/>
    public void FetchText(int hash) => table.FetchText(hash);

    /// <summary>The text of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(Utf8(number));

    /// <summary>The bytes of a number's text.</summary>
    public ReadOnlySpan<byte> Utf8(int number) => table.Utf8At(places[number]);
}
