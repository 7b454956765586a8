namespace Perennial.Tidy.House;

/// <summary>A text of the repository.</summary>
/// <param name="Path">From the root, with / on every system.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record TextFile(string Path, string Text)
{
    public IReadOnlyList<string> Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>C# without its comments; lines keep their numbers.</summary>
    public string WithoutComments => Strip(strings: false);

    /// <summary>C# without comments and what stands between quotes: what is left is done, not said.</summary>
    /// <remarks>Code in the holes of an interpolated string goes too; the compiler's rules still see it.</remarks>
    public string Deeds => Strip(strings: true);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", Ordinal);

    /// <summary>Where a pattern is found, as <c>path:line: what</c>.</summary>
    /// <param name="pattern">What to look for.</param>
    /// <param name="within">The text, or the text with parts left out.</param>
    public IEnumerable<string> Finds(Regex pattern, string within) =>
        pattern.Matches(within).Select(m => $"{Path}:{1 + within.AsSpan(0, m.Index).Count('\n')}: {m.Value.Trim()}");

    private string Strip(bool strings) => CommentOrString().Replace(Text, found =>
        found.Groups["string"].Success && !strings ? found.Value : new string('\n', found.Value.Count(c => c == '\n')));

    // Raw strings, verbatim strings, other strings, characters; then comments to the line's end and comments in stars.
    [GeneratedRegex("""
        (?<string> "{3}[\s\S]*?"{3} | @\$?"(?:[^"]|"")*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+' )
        | //[^\n]* | /\*[\s\S]*?\*/
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentOrString();
}
