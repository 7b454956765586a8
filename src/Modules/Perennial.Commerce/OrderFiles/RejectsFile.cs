using System.Globalization;
using System.Text;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Rows that could not be used, ready to be mended and fed again: the columns of the source in its own form, after
/// four columns that say what is wrong. The reader does not know those four and so passes over them.
/// Texts with different columns cannot share a file; from the second on they go to <c>OUT.2.csv</c>, <c>OUT.3.csv</c>.
/// </summary>
internal sealed class RejectsFile(string path, Func<FileProblem, string> words) : IDisposable
{
    // Opened at once, so that a place that cannot be written to is known before hours of reading, and a file of an
    // earlier run does not stand there as if it were of this one.
    private StreamWriter writer = Open(path);
    private string? writtenHeader;

    /// <summary>The columns before the row itself; a text that begins with them holds mended rows.</summary>
    public static IReadOnlyList<string> ReasonColumns { get; } =
        ["reject_line", "reject_column", "reject_value", "reject_reason"];

    private int files;

    public void Add(FileProblem problem, RowReader row, ColumnMap map, char delimiter)
    {
        var sign = delimiter is ' ' or '\0' ? ',' : delimiter;
        var header = string.Join(sign, ReasonColumns.Concat(map.NamesForRejects(Math.Max(map.Reach, row.FieldCount)))
            .Select(n => Quote(n, sign)));
        if (writtenHeader is null || (writtenHeader != header && map.HasHeader))
        {
            Begin(header);
        }

        writer.Write(problem.Line.ToString(CultureInfo.InvariantCulture));
        foreach (var cell in new[] { problem.Column, problem.Value, words(problem) })
        {
            writer.Write(sign);
            writer.Write(Quote(cell ?? "", sign));
        }

        writer.Write(sign);
        if (delimiter == ' ')
        {
            for (var i = 0; i < row.FieldCount; i++)
            {
                writer.Write(i == 0 ? "" : sign.ToString());
                writer.Write(Quote(row[i].ToString(), sign));
            }
        }
        else
        {
            writer.Write(row.Raw);
        }

        writer.Write('\n');
    }

    public void Dispose() => writer.Dispose();

    private static StreamWriter Open(string name) =>
        new(name, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private void Begin(string header)
    {
        if (++files > 1)
        {
            writer.Dispose();
            writer = Open(NextName());
        }

        writer.Write(header + "\n");
        writtenHeader = header;
    }

    // A further file never takes the place of one that is there.
    private string NextName()
    {
        for (var number = files; ; number++)
        {
            var name = Path.ChangeExtension(path, null) + "." + number.ToString(CultureInfo.InvariantCulture) +
                       Path.GetExtension(path);
            if (!File.Exists(name))
            {
                return name;
            }
        }
    }

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(['"', '\n', '\r', delimiter]) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"",
            StringComparison.Ordinal)}\"";
}
