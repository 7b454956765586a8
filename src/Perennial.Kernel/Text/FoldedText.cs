using System.Globalization;
using System.Text;

namespace Perennial.Kernel.Text;

/// <summary>
/// Texts as they are searched: without case, accents and what else people leave out when they type. Both engines compare
/// the outcome byte by byte, so they find alike.
/// </summary>
public static class FoldedText
{
    private const string Top = "\U0010FFFF";

    // Letters that are no letter with a mark to Unicode, and are typed as these.
    private static readonly Dictionary<char, string> Typed = new()
    {
        ['ß'] = "ss", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['æ'] = "ae", ['œ'] = "oe", ['ı'] = "i",
    };

    /// <summary>A text without case and marks: <c>Ștefan</c> is <c>stefan</c>, <c>Алёна</c> is <c>алена</c>.</summary>
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in Whole(text).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            // Up and down again: letters that share a capital, such as both forms of sigma, are one.
            var letter = char.ToLowerInvariant(char.ToUpperInvariant(character));
            folded.Append(Typed.TryGetValue(letter, out var typed) ? typed : letter.ToString());
        }

        return folded.ToString();
    }

    /// <summary>What is above all texts that begin with this one.</summary>
    public static string Above(string text) => text + Top;

    /// <summary>A text without halves of characters, as a cut or a broken file leaves them: they are no text for a database.</summary>
    public static string Whole(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? string.Concat(text.EnumerateRunes().Where(r => r != Rune.ReplacementChar))
        : text;
}
