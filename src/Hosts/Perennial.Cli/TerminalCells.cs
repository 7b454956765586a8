using System.Text;

namespace Perennial.Cli;

/// <summary>Text in cells of a terminal: Chinese, Japanese and Korean characters take two, marks over letters none.</summary>
internal static class TerminalCells
{
    /// <summary>Cells that a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text in one line of at most so many cells; what is cut off is shown by an ellipsis.</summary>
    public static string Fit(string text, int cells)
    {
        text = Terminal.Harmless(text.ReplaceLineEndings(" "));
        if (Width(text) <= cells)
        {
            return text;
        }

        var kept = new StringBuilder();
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Width(rune);
            if (width > cells - 1)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }

    /// <summary>The text, cut or filled up with spaces to just so many cells.</summary>
    public static string Pad(string text, int cells, bool right = false)
    {
        var fitted = Fit(text, cells);
        var space = new string(' ', Math.Max(0, cells - Width(fitted)));
        return right ? space + fitted : fitted + space;
    }

    /// <summary>
    /// The text in lines of at most so many cells. Chinese is written without spaces: a line may end behind each of its
    /// characters, but not before a closing sign nor behind an opening one. Other text is left to the terminal's library.
    /// </summary>
    public static string Wrap(string text, int cells)
    {
        if (!text.EnumerateRunes().Any(r => IsWide(r.Value)))
        {
            return text;
        }

        var wrapped = new StringBuilder();
        var width = 0;
        foreach (var piece in Pieces(text))
        {
            var own = Width(piece);
            if (piece == "\n" || (width + own > cells && width > 0))
            {
                wrapped.Length -= wrapped.Length > 0 && wrapped[^1] == ' ' ? 1 : 0;
                wrapped.Append('\n');
                width = 0;
            }

            if (piece != "\n" && !(width == 0 && piece == " "))
            {
                wrapped.Append(piece);
                width += own;
            }
        }

        return wrapped.ToString();
    }

    // What stays on one line: a wide character with the signs that belong to it, a word, a space, a line end.
    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        var last = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            if (piece.Length > 0 && IsBreak(last, rune))
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(rune.ToString());
            last = rune;
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }

    private static bool IsBreak(Rune before, Rune after) =>
        before.Value is ' ' or '\n' || after.Value is ' ' or '\n' ||
        ((IsWide(before.Value) || IsWide(after.Value) || Opening.Contains(after.ToString(), StringComparison.Ordinal) ||
          Quotes.Contains(before.ToString(), StringComparison.Ordinal)) && !Closing.Contains(after.ToString(), StringComparison.Ordinal) &&
         !Opening.Contains(before.ToString(), StringComparison.Ordinal));

    private const string Closing = "，。、：；！？）》」』”’%,.;:!?)";
    private const string Opening = "（《「『“‘(";
    private const string Quotes = "”’";

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark or
            System.Globalization.UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // East Asian Width W and F (Unicode Standard Annex 11), in the blocks where most of them are.
    private static bool IsWide(int value) => value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or
        (>= 0x3041 and <= 0x33FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or
        (>= 0xA000 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or
        (>= 0xFE30 and <= 0xFE4F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or
        (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
