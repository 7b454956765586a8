using System.Globalization;
using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Rows that could not be used, ready to be mended and fed again: the columns of the source in its own form, after
/// four columns that say what is wrong. The reader does not know those four and so passes over them.
/// Texts with different columns cannot share a file; from the second on they go to <c>OUT.2.csv</c>, <c>OUT.3.csv</c>.
/// </summary>
internal sealed class RejectsFile : IDisposable
{
    private readonly Func<int, TextWriter> open;
    private readonly Func<FileProblem, string> words;
    private TextWriter writer;
    private readonly bool ownsWriters;
    private string? writtenHeader;

    /// <summary>Begins a file.</summary>
    /// <param name="open">Opens the first text, and one more for each other set of columns; given its number from 1 on.</param>
    /// <param name="words">The words of a problem.</param>
    public RejectsFile(Func<int, TextWriter> open, Func<FileProblem, string> words)
    {
        // Opened at once, so that a place that cannot be written to is known before hours of reading, and a file of an
        // earlier run does not stand there as if it were of this one.
        (this.open, this.words, writer) = (open, words, open(1));
    }

    /// <inheritdoc cref="RejectsFile(Func{int, TextWriter}, Func{FileProblem, string})"/>
    public RejectsFile(string path, Func<FileProblem, string> words)
        : this(number => Open(number == 1 ? path : NextName(path, number)), words) => ownsWriters = true;

    /// <summary>The columns before the row itself; a text that begins with them holds mended rows.</summary>
    public static IReadOnlyList<string> ReasonColumns { get; } =
        ["reject_line", "reject_column", "reject_value", "reject_reason"];

    private int files;

    public void Add(RejectedRow row)
    {
        var sign = row.Form.Delimiter;
        if (writtenHeader is null || (writtenHeader != row.Form.Header && row.Form.HasHeader))
        {
            Begin(row.Form.Header);
        }

        writer.Write(row.Problem.Line.ToString(CultureInfo.InvariantCulture));
        foreach (var cell in new[] { row.Problem.Column, row.Problem.Value, words(row.Problem) })
        {
            writer.Write(sign);
            writer.Write(Quote(RejectsCells.Guarded(cell ?? ""), sign));
        }

        writer.Write(sign);
        writer.Write(row.Row);
        writer.Write('\n');
    }

    public void Flush() => writer.Flush();

    public void Dispose()
    {
        if (ownsWriters)
        {
            writer.Dispose();
        }
    }

    private static StreamWriter Open(string name) =>
        new(name, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private void Begin(string header)
    {
        if (++files > 1)
        {
            writer.Flush();
            Dispose();
            writer = open(files);
        }

        writer.Write(header + "\n");
        writtenHeader = header;
    }

    // A further file never takes the place of one that is there.
    private static string NextName(string path, int from)
    {
        for (var number = from; ; number++)
        {
            var name = Path.ChangeExtension(path, null) + "." + number.ToString(CultureInfo.InvariantCulture) +
                       Path.GetExtension(path);
            if (!File.Exists(name))
            {
                return name;
            }
        }
    }

    internal static string Quote(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(['"', '\n', '\r', delimiter]) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"",
            StringComparison.Ordinal)}\"";
}
