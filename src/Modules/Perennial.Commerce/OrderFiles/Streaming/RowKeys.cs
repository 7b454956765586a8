using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// Keys of rows without an order number: what the row says, as few things as tell it from others, and how many like it
/// stood before it in the text. So a file given again has the same keys, and two equal rows have two.
/// </summary>
internal sealed class RowKeys(TextRows rows, ColumnMap map, Dimensions dimensions)
{
    private const char Separator = '\u001F';
    private const int KeyBytes = 16;
    private const int FigureCharsMax = 64;

    /// <summary>What begins the key of a row: no number of an order does.</summary>
    private const string Beginning = "\u001Frow/";

    private char[] text = new char[512];
    private int end;

    /// <summary>What the current row says, in a form that does not depend on how its file is written.</summary>
    /// <param name="batch">Where the parser put it, the first.</param>
    /// <returns>Good until the next row.</returns>
    public ReadOnlySpan<char> Content(RowBatch batch)
    {
        end = 0;
        ref var line = ref batch.Lines[0];
        Put(line.Day);
        Put(line.Second);
        Put(line.IsReturn ? "-" : "+");
        Put(line.Micro);

        // Divided by one with many decimals, an amount loses the zeros behind its last digit.
        Put(line.Exact < 0 ? 0 : batch.Exact[line.Exact] / 1.0000000000000000000000000000m);
        Put(line.Currency == 0 ? "" : dimensions.CurrencyCode(line.Currency));
        Put(batch.Text(line.CustomerStart, line.CustomerLength));
        Put(Field(OrderField.Product));
        Put(Field(OrderField.Store));
        if (map.IsMendedRejects && rows.Row is not ShapeRows)
        {
            // Mended, it is beside the rows of the text that it came from, also if one of them is equal.
            Put(rows.Row[0]);
        }

        return text.AsSpan(0, end);
    }

    /// <summary>The key of the n-th row with a content.</summary>
    public static string Of(ReadOnlySpan<char> content, int occurrence)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(content), hash);
        return string.Create(CultureInfo.InvariantCulture, $"{Beginning}{Convert.ToHexStringLower(hash[..KeyBytes])}/{occurrence}");
    }

    private ReadOnlySpan<char> Field(OrderField field)
    {
        var position = map[field];
        return position >= 0 && position < rows.Row.FieldCount ? rows.Row[position].Trim() : [];
    }

    private void Put<T>(T figure)
        where T : ISpanFormattable
    {
        Span<char> room = stackalloc char[FigureCharsMax];
        figure.TryFormat(room, out var length, default, CultureInfo.InvariantCulture);
        Put(room[..length]);
    }

    private void Put(ReadOnlySpan<char> part)
    {
        if (end + part.Length + 1 > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, end + part.Length + 1));
        }

        part.CopyTo(text.AsSpan(end));
        end += part.Length;
        text[end++] = Separator;
    }
}
