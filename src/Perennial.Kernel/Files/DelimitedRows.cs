using Sylvan.Data.Csv;

namespace Perennial.Kernel.Files;

/// <summary>Rows of delimited text with quotes, by Sylvan; what Sylvan cannot know about broken quotes is mended here.</summary>
internal sealed class DelimitedRows : RowReader
{
    private const int BufferChars = 64 * 1024;

    // Sylvan must have a comment sign; this character is none in any text, so that "#1001" stays an order number.
    private const char NoComment = '\uFFFF';

    private readonly string name;
    private readonly char delimiter;
    private readonly CsvDataReader csv;
    private readonly int brokenQuotesLeft;
    private long nextLine;
    private long line;
    private string? brokenLine;
    private DelimitedRows? salvaged;

    public DelimitedRows(string name, TextReader text, char delimiter)
        : this(name, text, delimiter, 1, FileLimits.BrokenQuotesMax)
    {
    }

    private DelimitedRows(string name, TextReader text, char delimiter, long firstLine, int brokenQuotesLeft)
    {
        this.name = name;
        this.delimiter = delimiter;
        this.brokenQuotesLeft = brokenQuotesLeft;
        nextLine = firstLine;
        csv = CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            CsvStyle = CsvStyle.Lax,
            Comment = NoComment,
            ResultSetMode = ResultSetMode.SingleResult,
            BufferSize = BufferChars,
            MaxBufferSize = FileLimits.RowCharsMax,
        });
    }

    public override bool IsBroken => salvaged?.IsBroken ?? (brokenLine is not null);

    public override long Line => salvaged?.Line ?? line;

    public override int FieldCount => salvaged?.FieldCount ?? (brokenLine is null ? csv.RowFieldCount : 1);

    public override ReadOnlySpan<char> Raw =>
        salvaged is not null ? salvaged.Raw : brokenLine ?? csv.GetRawRecordSpan().TrimEnd("\r\n");

    public override ReadOnlySpan<char> this[int field] =>
        salvaged is not null ? salvaged[field] : brokenLine ?? csv.GetFieldSpan(field);

    public override bool Read()
    {
        if (salvaged is not null)
        {
            if (salvaged.Read())
            {
                return true;
            }

            salvaged.Dispose();
            salvaged = null;
        }
        else if (brokenLine is not null && pending is not null)
        {
            salvaged = new DelimitedRows(name, new StringReader(pending), delimiter, line + 1, brokenQuotesLeft - 1)
            {
                ExpectedFields = ExpectedFields,
            };
            (brokenLine, pending) = (null, null);
            return Read();
        }

        brokenLine = null;
        do
        {
            line = nextLine;
            if (!Next())
            {
                return false;
            }

            var raw = csv.GetRawRecordSpan();
            nextLine += Lines(raw);
        }
        while (csv.RowFieldCount <= 1 && csv.GetRawRecordSpan().IsWhiteSpace());

        if (ExpectedFields > 0 && (nextLine - line > 1 || csv.RowFieldCount != ExpectedFields) && HasOpenQuote())
        {
            TakeApart();
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        salvaged?.Dispose();
        csv.Dispose();
    }

    private string? pending;

    // The row swallowed the lines after it: give out its first line as broken, then read the others anew.
    private void TakeApart()
    {
        var raw = csv.GetRawRecordSpan();
        if (brokenQuotesLeft == 0)
        {
            throw new FileRefusedException(new FileProblem("row.quotes_broken", name, line));
        }

        var end = raw.IndexOf('\n');
        brokenLine = (end < 0 ? raw : raw[..end]).TrimEnd('\r').ToString();
        pending = end < 0 ? "" : raw[(end + 1)..].ToString();
    }

    private bool Next()
    {
        try
        {
            return csv.Read();
        }
        catch (CsvRecordTooLargeException e)
        {
            throw new FileRefusedException(new FileProblem("row.too_long", name, line), e);
        }
    }

    // A row over several lines with another number of fields has swallowed its neighbours; so has one with an open quote.
    private bool HasOpenQuote() => (nextLine - line > 1 && csv.RowFieldCount != ExpectedFields) ||
        !IsWellQuoted(csv.GetRawRecordSpan());

    // Whether each quote that opens a field closes it too, right before a delimiter or the row's end.
    private bool IsWellQuoted(ReadOnlySpan<char> raw)
    {
        raw = raw.TrimEnd("\r\n");
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '"')
            {
                var next = raw[at..].IndexOf(delimiter);
                if (next < 0)
                {
                    return true;
                }

                at += next;
                continue;
            }

            do
            {
                var quote = raw[(at + 1)..].IndexOf('"');
                if (quote < 0)
                {
                    return false;
                }

                at += quote + 2;
            }
            while (at < raw.Length && raw[at] == '"');
            if (at < raw.Length && raw[at] != delimiter)
            {
                return false;
            }
        }

        return true;
    }

    // Line ends are \n, \r\n or a lone \r, as Sylvan takes them.
    private static long Lines(ReadOnlySpan<char> raw)
    {
        var feeds = raw.Count('\n');
        return feeds > 0 ? feeds : Math.Max(1, raw.Count('\r'));
    }
}
