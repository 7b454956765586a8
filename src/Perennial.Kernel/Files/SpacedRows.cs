namespace Perennial.Kernel.Files;

/// <summary>Rows of a table whose columns are parted by any run of spaces or tabs; there are no quotes.</summary>
internal sealed class SpacedRows(string name, TextReader text) : RowReader
{
    private const int BufferChars = 64 * 1024;

    private readonly List<Range> fields = [];
    private char[] buffer = new char[BufferChars];
    private int start;
    private int end;
    private int rowStart;
    private int rowLength;
    private long line;

    public override int FieldCount => fields.Count;

    public override long Line => line;

    public override ReadOnlySpan<char> Raw => buffer.AsSpan(rowStart, rowLength);

    public override ReadOnlySpan<char> this[int field] => Raw[fields[field]];

    public override bool Read()
    {
        while (NextLine())
        {
            line++;
            Split();
            if (fields.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing) => text.Dispose();

    // Line ends are \n and \r\n; a lone \r ends a line too.
    private bool NextLine()
    {
        var seen = 0;
        while (true)
        {
            var at = buffer.AsSpan(start + seen, end - start - seen).IndexOfAny('\n', '\r');
            if (at >= 0 && (buffer[start + seen + at] == '\n' || start + seen + at + 1 < end || !Fill(seen + at)))
            {
                // Filling may have moved the line to the front.
                return Take(seen + at);
            }

            if (at >= 0)
            {
                seen += at;
                continue;
            }

            seen = end - start;
            if (!Fill(seen))
            {
                return seen > 0 && Take(seen);
            }
        }
    }

    private bool Take(int length)
    {
        (rowStart, rowLength) = (start, length);
        start += length;
        if (start < end)
        {
            start += buffer[start] == '\r' && start + 1 < end && buffer[start + 1] == '\n' ? 2 : 1;
        }

        return true;
    }

    // Reads more behind what is there; false at the end of the text.
    private bool Fill(int lineChars)
    {
        if (lineChars > FileLimits.RowCharsMax)
        {
            throw new FileRefusedException(new FileProblem("row.too_long", name, line + 1));
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = text.Read(buffer.AsSpan(end));
        end += read;
        return read > 0;
    }

    private void Split()
    {
        var row = Raw;
        fields.Clear();
        var first = -1;
        for (var i = 0; i <= row.Length; i++)
        {
            var space = i == row.Length || row[i] is ' ' or '\t';
            if (!space && first < 0)
            {
                first = i;
            }
            else if (space && first >= 0)
            {
                fields.Add(first..i);
                first = -1;
            }
        }
    }
}
