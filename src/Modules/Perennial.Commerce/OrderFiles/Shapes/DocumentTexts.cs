using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Texts of single orders, one after another, taken out of a stream without understanding them: what is wrong inside
/// one costs that one, and never more than one is held.
/// </summary>
internal abstract class DocumentTexts : IDisposable
{
    /// <summary>Characters of one order.</summary>
    public const int CharsMax = FileLimits.RowCharsMax / 2;

    /// <summary>The current order as it stands in the file.</summary>
    public abstract ReadOnlyMemory<char> Current { get; }

    /// <summary>1-based line on which it begins.</summary>
    public abstract long Line { get; }

    /// <summary>Why it cannot be an order, whatever it holds; null when it may be one.</summary>
    public string? Fault { get; protected set; }

    /// <summary>Moves to the next order.</summary>
    /// <exception cref="FileRefusedException">The text breaks off, or asks for what is not given.</exception>
    public abstract bool Read();

    /// <summary>
    /// Told that the current order is broken: if another one begins inside it, because a bracket or an end tag is
    /// missing, the current one ends there, and the next is read from there.
    /// </summary>
    public virtual void Cut()
    {
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>Orders that stand in a column of a table, as the file of rejected ones has them.</summary>
internal sealed class ColumnTexts : DocumentTexts
{
    private readonly RowReader rows;
    private readonly int position;
    private char[] current = [];

    public ColumnTexts(ShapeText text, IReadOnlyList<string> header, int position)
    {
        this.position = position;
        rows = RowReader.Open(text.Name, text.Text, text.Delimiter);
        rows.Read();
        rows.ExpectedFields = header.Count;
    }

    public override ReadOnlyMemory<char> Current => current;

    public override long Line => rows.Line;

    public override bool Read()
    {
        if (!rows.Read())
        {
            return false;
        }

        Fault = rows.IsBroken ? "row.quote_open" : rows.FieldCount <= position ? "row.too_short" : null;
        current = (Fault is null ? rows[position] : rows.Raw).ToArray();
        return true;
    }

    protected override void Dispose(bool disposing) => rows.Dispose();
}

/// <summary>
/// A stretch of a stream that is held from a mark on, and grows as reading goes ahead: an order stands in it whole, and
/// reading can begin again in its middle.
/// </summary>
internal sealed class TextWindow(TextReader text)
{
    private const int CharsAtFirst = 64 * 1024;
    private char[] chars = new char[CharsAtFirst];
    private int end;
    private int mark;
    private int at;
    private long line = 1;
    private bool ended;

    /// <summary>Characters from the mark to where reading is.</summary>
    public int Length => at - mark;

    /// <summary>1-based line of the mark.</summary>
    public long Line => line;

    /// <summary>What is marked: from the mark to where reading is.</summary>
    public ReadOnlyMemory<char> Marked => chars.AsMemory(mark, at - mark);

    /// <summary>What is held ahead of reading; empty only at the end of the text.</summary>
    public ReadOnlySpan<char> Ahead
    {
        get
        {
            while (at == end && Fill())
            {
            }

            return chars.AsSpan(at, end - at);
        }
    }

    /// <summary>At least so many characters ahead of reading, if the text has them.</summary>
    public ReadOnlySpan<char> AheadAtLeast(int count)
    {
        while (end - at < count && Fill())
        {
        }

        return chars.AsSpan(at, end - at);
    }

    public void Skip(int count) => at += count;

    /// <summary>Reading goes on from so many characters behind the mark.</summary>
    public void Return(int behindMark) => at = mark + behindMark;

    /// <summary>Lets go of what is before reading.</summary>
    public void Mark()
    {
        line += chars.AsSpan(mark, at - mark).Count('\n');
        mark = at;
    }

    private bool Fill()
    {
        if (ended)
        {
            return false;
        }

        if (mark > 0 && (end == chars.Length || mark > CharsAtFirst))
        {
            chars.AsSpan(mark, end - mark).CopyTo(chars);
            (at, end, mark) = (at - mark, end - mark, 0);
        }

        if (end == chars.Length)
        {
            Array.Resize(ref chars, chars.Length * 2);
        }

        var read = text.Read(chars, end, Math.Min(chars.Length - end, CharsAtFirst));
        end += read;
        ended = read == 0;
        return read > 0;
    }
}
