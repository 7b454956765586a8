namespace Perennial.Kernel.Text;

/// <summary>
/// Text that a spreadsheet program would run instead of show. A leading apostrophe makes it text again; taking the
/// apostrophe off gives the very text back, whatever it was.
/// </summary>
public static class FormulaText
{
    private const char Guard = '\'';

    /// <summary>
    /// Whether a text begins like a formula, after apostrophes if any: with <c>= + - @</c>, their full-width variants,
    /// a tab, a line end or NUL.
    /// </summary>
    /// <remarks>Apostrophes are passed over so that a text which has one of its own keeps it through both ways.</remarks>
    public static bool IsLikeFormula(ReadOnlySpan<char> text)
    {
        text = text.TrimStart(Guard);
        return !text.IsEmpty && text[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            or '\t' or '\r' or '\n' or '\0';
    }

    /// <summary>The text as a spreadsheet may be given it.</summary>
    public static string Guarded(string text) => IsLikeFormula(text) ? Guard + text : text;

    /// <summary>The text without the apostrophe that <see cref="Guarded"/> put before it.</summary>
    public static ReadOnlySpan<char> Unguarded(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[0] == Guard && IsLikeFormula(text) ? text[1..] : text;
}
