using System.Text;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Cells of rejected rows as a spreadsheet may be given them: whoever mends them opens them there, and what stands in them came
/// from strangers. The reader takes the guard off again.
/// </summary>
internal static class RejectsCells
{
    private const char Guard = '\'';

    /// <summary>
    /// Whether a spreadsheet would run it. A plain number below zero, which runs nothing, stays as it is, and so does what has its
    /// apostrophe already: cells stand here as in the file, of which the reader takes one off.
    /// </summary>
    public static bool IsFormula(ReadOnlySpan<char> cell)
    {
        // The reader passes over blanks before a value, and so does a spreadsheet.
        var text = cell.TrimStart(' ');
        return FormulaText.IsLikeFormula(text) && text[0] != Guard && !IsBelowZero(text);
    }

    private static bool IsBelowZero(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]) && !text[1..].ContainsAnyExcept("0123456789., \u00A0");

    /// <summary>The cell with an apostrophe before it where it needs one.</summary>
    public static string Guarded(string cell) => IsFormula(cell) ? Guard + cell.TrimStart(' ') : cell;

    /// <summary>A line with a quote that nothing closes, of which nobody knows where its cells begin: guarded wherever one may.</summary>
    public static string GuardedBroken(string line, char delimiter)
    {
        var guarded = new StringBuilder(line.Length + 8);
        for (var at = 0; at <= line.Length;)
        {
            var end = line.IndexOf(delimiter, at) is >= 0 and var next ? next : line.Length;
            var piece = line.AsSpan(at, end - at);
            var value = piece.TrimStart(" \"");
            guarded.Append(piece[..^value.Length]).Append(IsFormula(value) ? "'" : "").Append(value);
            if (end < line.Length)
            {
                guarded.Append(delimiter);
            }

            at = end + 1;
        }

        return guarded.ToString();
    }
}
