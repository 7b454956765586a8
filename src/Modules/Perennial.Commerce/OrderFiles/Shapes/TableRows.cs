using System.Globalization;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Rows retold from a table with a header: a source row is one of ours.</summary>
internal abstract class TableRows : ShapeRows
{
    private readonly IReadOnlyList<string> header;

    protected TableRows(ShapeText text, IReadOnlyList<string> header)
    {
        (Text, this.header) = (text, header);
        Source = Open(text.Name, text.Text, text.Delimiter);
        Source.Read();
        Source.ExpectedFields = header.Count;
    }

    protected ShapeText Text { get; }

    protected RowReader Source { get; }

    /// <summary>The current row's fields.</summary>
    protected FieldTexts Fields { get; } = new();

    public override ReadOnlySpan<char> Raw => Source.Raw;

    public override long Line => Source.Line;

    public override ReadOnlySpan<char> this[int field] => Fields[field];

    public override bool Read()
    {
        if (!Source.Read())
        {
            return false;
        }

        Fields.Clear();
        Problem = Unfit() ?? Retell();
        return true;
    }

    /// <summary>Fills the fields from the source's current row.</summary>
    /// <returns>Why the row is of no use; null when it is.</returns>
    protected abstract FileProblem? Retell();

    /// <summary>A field of the source; empty where it has no such column.</summary>
    protected ReadOnlySpan<char> At(int position) => position < 0 ? [] : Source[position];

    protected FileProblem Bad(string code, int position) =>
        new(code, Text.Name, Source.Line, header[position], RowParser.Shown(Source[position]));

    /// <summary>Reads an amount of the source; empty is 0.</summary>
    protected FileProblem? Money(int position, out long micro) =>
        ReadMoney(At(position), out micro) is { } code ? Bad(code, position) : null;

    /// <summary>Reads an amount of the source that has to be there.</summary>
    protected FileProblem? MoneyNeeded(int position, out long micro)
    {
        micro = 0;
        return At(position).IsWhiteSpace() ? Bad("amount.missing", position) : Money(position, out micro);
    }

    /// <summary>What is wrong with the source's row as a whole; null when nothing is.</summary>
    protected FileProblem? Unfit()
    {
        if (Source.IsBroken)
        {
            return new FileProblem("row.quote_open", Text.Name, Source.Line);
        }

        if (Source.FieldCount < header.Count)
        {
            return Wrong("row.too_short");
        }

        for (var i = header.Count; i < Source.FieldCount; i++)
        {
            if (!Source[i].IsWhiteSpace())
            {
                return Wrong("row.too_wide");
            }
        }

        return null;
    }

    protected override void Dispose(bool disposing) => Source.Dispose();

    private FileProblem Wrong(string code) => new(code, Text.Name, Source.Line,
        Detail: string.Create(CultureInfo.InvariantCulture, $"{Source.FieldCount}/{header.Count}"));

    /// <summary>The digits of a phone number, without the sign that keeps a spreadsheet from counting with it.</summary>
    internal static ReadOnlySpan<char> Phone(ReadOnlySpan<char> text, Span<char> digits)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = c;
            }
        }

        return count < PhoneDigitsMin ? [] : digits[..count];
    }

    /// <summary>Fewer digits are no phone number.</summary>
    private const int PhoneDigitsMin = 5;

    /// <summary>Digits of a phone number that are looked at.</summary>
    internal const int PhoneDigitsMax = 32;
}
