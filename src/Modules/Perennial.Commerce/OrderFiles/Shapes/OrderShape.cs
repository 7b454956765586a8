using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// A known export of a shop system. Its rows are retold in our own fields, so that one parser and one book serve all:
/// the shop's rules of what is a sale and what it is worth are applied before, and never after.
/// </summary>
/// <param name="name">Stable name of the shape, as the contract lists it.</param>
/// <param name="header">The text's own columns, as they go before rejected rows.</param>
internal abstract class OrderShape(string name, IReadOnlyList<string> header)
{
    private readonly HashSet<int> used = [];

    public string Name => name;

    /// <summary>The text's own columns.</summary>
    public IReadOnlyList<string> Header => header;

    /// <summary>True where the text is no table but documents, which write dates one way and have no delimiter.</summary>
    public virtual bool IsDocuments => false;

    /// <summary>
    /// True where a row is less than an order, so that mended rows join the order they came from. Elsewhere an order
    /// is left out and mended whole, and its mended version takes the place of any earlier one.
    /// </summary>
    public virtual bool MendedRowsJoin => false;

    /// <summary>What is told of the columns: a field, and the source's columns that it is read from.</summary>
    public abstract IReadOnlyDictionary<OrderField, string> Fields { get; }

    /// <summary>The source's columns that nothing reads.</summary>
    public virtual IReadOnlyList<string> Unused =>
        [.. header.Where((n, i) => n.Length > 0 && !used.Contains(i) && !RejectsFile.ReasonColumns.Contains(n, StringComparer.Ordinal))];

    /// <summary>Opens the retold rows.</summary>
    public abstract ShapeRows Open(ShapeText text);

    /// <summary>Position of a column by its name, whatever its case; -1 if there is none.</summary>
    protected int Column(string column)
    {
        var position = IndexOf(header, column);
        if (position >= 0)
        {
            used.Add(position);
        }

        return position;
    }

    /// <summary>Where a header has a column, whatever its case; -1 if nowhere.</summary>
    public static int IndexOf(IReadOnlyList<string> header, string column)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i].Equals(column, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a header has all the columns.</summary>
    public static bool HasAll(IReadOnlyList<string> header, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (IndexOf(header, column) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The columns that are there, each with what joins it to those before it.</summary>
    protected static string Sum(params ReadOnlySpan<(string Sign, string Column, int Position)> terms)
    {
        var sum = "";
        foreach (var (sign, column, position) in terms)
        {
            sum += position < 0 ? "" : sum.Length == 0 ? column : $"{sign}{column}";
        }

        return sum;
    }
}

/// <summary>A text that is to be retold, and whom to tell about it.</summary>
/// <param name="Name">Its name, for problems.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Delimiter">Its delimiter.</param>
/// <param name="Options">What the reader was told.</param>
/// <param name="Notes">Takes what its owner should know; null while the text is only looked at.</param>
/// <param name="Guests">Takes which customer an e-mail address belongs to; null while the text is only looked at.</param>
internal sealed record ShapeText(string Name, TextReader Text, char Delimiter, OrderFileOptions Options,
    ProblemTally? Notes, GuestBook? Guests)
{
    /// <summary>Counts something that the text's owner should know; the first of a kind is kept.</summary>
    public void Note(string code, long line, string? column, ReadOnlySpan<char> value, string? detail = null)
    {
        if (Notes is not null && Notes.Add(code))
        {
            Notes.Example(new FileProblem(code, Name, line, column, RowParser.Shown(value), detail));
        }
    }
}
