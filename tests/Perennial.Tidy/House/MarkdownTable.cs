namespace Perennial.Tidy.House;

/// <summary>A table in a Markdown text.</summary>
internal static class MarkdownTable
{
    /// <summary>The rows of the first table whose first column has this head, each with a cell for every head.</summary>
    public static IReadOnlyList<string[]> Rows(string markdown, string firstHead)
    {
        var table = markdown.ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(l => !l.StartsWith($"| {firstHead} |", Ordinal))
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray())
            .ToList();
        if (table.Count < 2 || table.Any(r => r.Length != table[0].Length))
        {
            throw new InvalidOperationException(
                $"There is no table with the head '{firstHead}', or its rows differ in length.");
        }

        return table[2..];
    }
}
