using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// Keys of rows without an order number: what the row says, as few things as tell it from others, and how many like it
/// stood before it in the text. So a file given again has the same keys, and two equal rows have two.
/// </summary>
internal static class RowKeys
{
    private const char Separator = '\u001F';
    private const int KeyBytes = 16;

    /// <summary>What begins the key of a row, and of nothing else: no number begins with it.</summary>
    private const string Beginning = "\u001Frow/";

    /// <summary>What a row says, as 128 bits in hexadecimal digits.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mendedLine">Of a mended row, where it stood when it was rejected; else empty.</param>
    public static string Content(RowContent row, ReadOnlySpan<char> mendedLine)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{row.Day}{Separator}{row.Second}{Separator}{(row.IsReturn ? '-' : '+')}")
            .Append(row.Line.Amount.ToString("0.#############################", CultureInfo.InvariantCulture)).Append(Separator)
            .Append(row.Currency).Append(Separator).Append(row.Customer?.Identity).Append(Separator)
            .Append(row.Line.Product).Append(Separator).Append(row.Store).Append(Separator).Append(mendedLine);
        var characters = text.ToString();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(characters.AsSpan()), hash);
        return Convert.ToHexStringLower(hash[..KeyBytes]);
    }

    /// <summary>The key of a row that is the n-th with its content.</summary>
    public static string Of(string content, int occurrence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Beginning}{content}/{occurrence}");
}
