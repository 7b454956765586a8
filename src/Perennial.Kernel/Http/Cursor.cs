using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Perennial.Kernel.Http;

/// <summary>Where a list goes on: what the next page's first row comes after. Opaque to callers.</summary>
public static class Cursor
{
    /// <summary>Rows of a page unless asked otherwise.</summary>
    public const int RowsDefault = 50;

    /// <summary>Rows of a page at most.</summary>
    public const int RowsMax = 500;

    private const int CharactersMax = 512;
    private const char Separator = '\u001F';

    /// <summary>Writes a place from the values that rows are sorted by.</summary>
    public static string Write(params ReadOnlySpan<string> values) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, values!)));

    /// <summary>Reads a place; false for anything that was not written with as many values.</summary>
    public static bool TryRead(string text, int count, [NotNullWhen(true)] out string[]? values)
    {
        values = null;
        if (text.Length > CharactersMax || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
        values = parts.Length == count ? parts : null;
        return values is not null;
    }
}
