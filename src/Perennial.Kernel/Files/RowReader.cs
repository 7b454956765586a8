namespace Perennial.Kernel.Files;

/// <summary>Reads a text row by row. Spans stay valid until the next <see cref="Read"/>.</summary>
public abstract class RowReader : IDisposable
{
    /// <summary>Fields of the current row.</summary>
    public abstract int FieldCount { get; }

    /// <summary>A field of the current row, unquoted.</summary>
    public abstract ReadOnlySpan<char> this[int field] { get; }

    /// <summary>The current row as it stands in the file, without its line end.</summary>
    public abstract ReadOnlySpan<char> Raw { get; }

    /// <summary>1-based line on which the current row begins.</summary>
    public abstract long Line { get; }

    /// <summary>True when the current row is a line with a quote that nothing closes.</summary>
    public virtual bool IsBroken => false;

    /// <summary>
    /// Fields that a row should have, known once the header is read: a row over several lines with another count
    /// has swallowed its neighbours through an open quote, and is taken apart again.
    /// </summary>
    public int ExpectedFields { get; set; }

    /// <summary>Moves to the next row; blank lines are passed over.</summary>
    /// <exception cref="FileRefusedException">A row is longer than <see cref="FileLimits.RowCharsMax"/>.</exception>
    public abstract bool Read();

    /// <summary>Opens the reader that fits a delimiter.</summary>
    /// <param name="name">Name of the text, for problems.</param>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">A character, or a space for columns parted by any white space.</param>
    public static RowReader Open(string name, TextReader text, char delimiter) =>
        delimiter == ' ' ? new SpacedRows(name, text) : new DelimitedRows(name, text, delimiter);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
