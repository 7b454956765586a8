using System.Text;

namespace Perennial.Customers.Identifiers;

/// <summary>Texts as they may be kept: both engines refuse what is no Unicode, one of them a zero character.</summary>
internal static class CleanText
{
    /// <summary>Whether a text is Unicode and has no control characters but, where lines are allowed, their ends.</summary>
    public static bool Is(string text, bool lines = false) =>
        !text.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')) && IsUnicode(text);

    /// <summary>A text made clean and short enough; null where nothing is left.</summary>
    public static string? Of(string? text, int charsMax)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var clean = Is(text) ? text : string.Concat(text.EnumerateRunes().Where(r => !Rune.IsControl(r) && r != Rune.ReplacementChar));
        clean = clean.Trim();
        if (clean.Length > charsMax)
        {
            clean = (char.IsHighSurrogate(clean[charsMax - 1]) ? clean[..(charsMax - 1)] : clean[..charsMax]).TrimEnd();
        }

        return clean.Length == 0 ? null : clean;
    }

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
