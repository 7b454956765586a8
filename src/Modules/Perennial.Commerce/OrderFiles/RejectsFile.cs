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
    private StreamWriter? writer;
    private string? writtenHeader;
    private int files;

    public void Add(FileProblem problem, RowReader row, ColumnMap map, char delimiter)
    {
        var sign = delimiter == ' ' ? ',' : delimiter;
        var header = string.Join(sign, new[] { "reject_line", "reject_column", "reject_value", "reject_reason" }
            .Concat(map.NamesForRejects(Math.Max(map.Reach, row.FieldCount))).Select(n => Quote(n, sign)));
        if (writer is null || (writtenHeader != header && map.HasHeader))
        {
            Open(header);
        }

        writer!.Write(problem.Line.ToString(CultureInfo.InvariantCulture));
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

    public void Dispose() => writer?.Dispose();

    private void Open(string header)
    {
        writer?.Dispose();
        files++;
        var name = files == 1 ? path : Path.ChangeExtension(path, null) + "." + files.ToString(CultureInfo.InvariantCulture) + Path.GetExtension(path);
        writer = new StreamWriter(name, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(header + "\n");
        writtenHeader = header;
    }

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(['"', '\n', '\r', delimiter]) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
