using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// The labels of one dimension, two bytes an order; numbers that do not fit stand beside it. A dimension that no order of
/// the segment has a label in takes nothing.
/// </summary>
/// <param name="numbers">A number a row; empty where all are blank.</param>
/// <param name="large">The numbers of the rows that hold <see cref="Spilled"/>, by row, ascending.</param>
internal sealed class LabelColumn(ushort[] numbers, LargeLabel[] large)
{
    /// <summary>Stands for a number that does not fit.</summary>
    public const ushort Spilled = ushort.MaxValue;

    /// <summary>The dimensions, as they are numbered in columns.</summary>
    public static IReadOnlyList<OrderField> Dimensions { get; } =
        [OrderField.Store, OrderField.Channel, OrderField.Seller, OrderField.Country];

    public static LabelColumn Blank { get; } = new([], []);

    public static LabelColumn[] NoColumns { get; } = [Blank, Blank, Blank, Blank];

    public ushort[] Numbers { get; } = numbers;

    public LargeLabel[] Large { get; } = large;

    public long Bytes => (Numbers.Length * 2L) + (Large.Length * 8L);

    /// <summary>The label of a row.</summary>
    public int this[int row] => Numbers.Length == 0 ? 0 : Numbers[row] != Spilled ? Numbers[row] : LargeAt(row);

    /// <summary>The label of a dimension.</summary>
    public static int Of(in OrderLabels labels, int dimension) => dimension switch
    {
        0 => labels.Store,
        1 => labels.Channel,
        2 => labels.Seller,
        3 => labels.Country,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "There are four."),
    };

    /// <summary>Whether all numbers fit a column.</summary>
    public static bool Fit(in OrderLabels labels) => Math.Max(Math.Max(labels.Store, labels.Channel),
        Math.Max(labels.Seller, labels.Country)) < Spilled;

    private int LargeAt(int row)
    {
        var (from, to) = (0, Large.Length - 1);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = Large[middle].Row < row ? (middle + 1, to) : (from, middle);
        }

        return Large[from].Number;
    }
}

/// <summary>A label number that does not fit two bytes.</summary>
internal readonly record struct LargeLabel(int Row, int Number);
