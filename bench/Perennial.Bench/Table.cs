namespace Perennial.Bench;

/// <summary>A plain text table: the first column to the left, figures to the right.</summary>
internal sealed class Table(params string[] headers)
{
    private readonly List<string[]> rows = [headers];

    public Table Add(params string[] cells)
    {
        rows.Add(cells);
        return this;
    }

    public void Write(TextWriter writer)
    {
        var widths = headers.Select((_, c) => rows.Max(r => r[c].Length)).ToArray();
        writer.WriteLine();
        for (var r = 0; r < rows.Count; r++)
        {
            var cells = rows[r].Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            writer.WriteLine(string.Join("  ", cells).TrimEnd());
            if (r == 0)
            {
                writer.WriteLine(new string('-', widths.Sum() + (2 * (widths.Length - 1))));
            }
        }

        writer.Flush();
    }
}
