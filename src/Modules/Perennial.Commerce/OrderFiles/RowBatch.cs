using Perennial.Commerce.Contract;

namespace Perennial.Commerce.OrderFiles;

/// <summary>One usable row: a line of a sale or of a return.</summary>
internal struct OrderLine
{
    /// <summary>Line in the file.</summary>
    public long Line;

    /// <summary>Place of the customer's key in the batch's text; a length of 0 is nobody.</summary>
    public int CustomerStart;
    public int CustomerLength;
    public int CustomerHash;

    /// <summary>Place of the order's key in the batch's text; a length of 0 is an order of its own.</summary>
    public int OrderStart;
    public int OrderLength;

    /// <summary>Hash of the key where it will be looked up by it; else 0.</summary>
    public int OrderHash;

    /// <summary>Characters at the end of the key that are the order number itself.</summary>
    public int NumberLength;

    /// <summary>The shop's day and second of the day.</summary>
    public int Day;
    public int Second;

    /// <summary>Value in millionths, ≥ 0: of goods, or of goods given back if <see cref="IsReturn"/>.</summary>
    public long Micro;

    /// <summary>Index into the batch's exact values where the value is finer than a millionth; else -1.</summary>
    public int Exact;

    /// <summary>Units in thousandths, ≥ 0.</summary>
    public long Units;

    /// <summary>Number of the currency; 0 where none is written.</summary>
    public int Currency;

    public bool IsReturn;

    /// <summary>Whether the row begins an order that its source tells whole.</summary>
    public bool BeginsOrder;
}

/// <summary>Rows on their way from the reader's thread to the book's; filled and emptied over and over.</summary>
internal sealed class RowBatch(int dimensions)
{
    public const int Capacity = 4096;

    private char[] text = new char[Capacity * 24];
    private int textEnd;

    public OrderLine[] Lines { get; } = new OrderLine[Capacity];

    /// <summary>Values finer than a millionth.</summary>
    public List<decimal> Exact { get; } = [];

    /// <summary>Rows of returns that name the order they belong to, and its number.</summary>
    public List<(int Row, string Number)> Links { get; } = [];

    /// <summary>Codes of the kept dimensions, by dimension and row.</summary>
    public int[][] Codes { get; } = [.. Enumerable.Range(0, dimensions).Select(_ => new int[Capacity])];

    public int Count { get; set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<char> Text(int start, int length) => text.AsSpan(start, length);

    /// <summary>The order number of a line, without its store.</summary>
    public ReadOnlySpan<char> NumberOf(ref OrderLine line) =>
        text.AsSpan(line.OrderStart + line.OrderLength - line.NumberLength, line.NumberLength);

    /// <summary>Keeps a copy of a text and returns where.</summary>
    public int Keep(ReadOnlySpan<char> value)
    {
        if (textEnd + value.Length > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, textEnd + value.Length));
        }

        value.CopyTo(text.AsSpan(textEnd));
        var start = textEnd;
        textEnd += value.Length;
        return start;
    }

    /// <summary>Keeps the number of the order that the row at hand, a return, belongs to; empty is none.</summary>
    public void Link(ReadOnlySpan<char> number)
    {
        if (!number.IsEmpty)
        {
            Links.Add((Count, number.ToString()));
        }
    }

    public void Clear()
    {
        Count = 0;
        textEnd = 0;
        Exact.Clear();
        Links.Clear();
    }

    /// <summary>Dimensions that belong to a line of an order rather than to the whole of it.</summary>
    public static bool IsOfLine(OrderField dimension) => dimension is OrderField.Product or OrderField.Category;
}
