using Perennial.Analytics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// Orders of a set of customers in columns, ordered by customer and then day; never changed once built.
/// 14 bytes an order, 16 a customer, 2 an order for each dimension that has labels, and a little for what is rare:
/// returns, covered orders, huge quantities.
/// </summary>
internal sealed class Segment
{
    /// <summary>Row at which each customer's orders start; one more entry than customers.</summary>
    public required int[] Start { get; init; }

    /// <summary>Business day of an order.</summary>
    public required ushort[] Day { get; init; }

    /// <summary>Net value of an order in minor units.</summary>
    public required long[] Net { get; init; }

    /// <summary>Units of an order in thousandths; negative for an index into <see cref="LargeUnits"/>.</summary>
    public required int[] Units { get; init; }

    /// <summary>
    /// Gaps, twice the median gap and the shortest gap of each customer, over all her orders; empty where nobody is known
    /// behind the customers, so that no question is asked of them.
    /// </summary>
    public required BuyingRhythm[] Rhythm { get; init; }

    /// <summary>Orders that linked returns came to cover whole, by row, ascending.</summary>
    public required CoveredOrder[] Covered { get; init; }

    /// <summary>Returns by customer and then day.</summary>
    public required ReturnedValue[] Returns { get; init; }

    /// <summary>Units that do not fit a column's four bytes.</summary>
    public required long[] LargeUnits { get; init; }

    /// <summary>The last day of any order or return; -1 when there is none.</summary>
    public required int LastDay { get; init; }

    /// <summary>Labels of the orders, a column for each of <see cref="LabelColumn.Dimensions"/>.</summary>
    public LabelColumn[] Labels { get; init; } = LabelColumn.NoColumns;

    public int Customers => Start.Length - 1;

    public int Orders => Day.Length;

    /// <summary>Bytes held.</summary>
    public long Bytes => (Start.Length * 4L) + (Day.Length * 2L) + (Net.Length * 8L) + (Units.Length * 4L) +
                         (Rhythm.Length * 12L) + (Covered.Length * 8L) + (Returns.Length * 32L) + (LargeUnits.Length * 8L) +
                         Labels.Sum(l => l.Bytes);

    public static Segment Empty { get; } = SegmentBuilder.Build(new FactList(0, [], []));

    /// <summary>Units of a row in thousandths.</summary>
    public long UnitsOf(int row) => Units[row] >= 0 ? Units[row] : LargeUnits[~Units[row]];

    /// <summary>Labels of a row.</summary>
    public OrderLabels LabelsOf(int row) => new(Labels[0][row], Labels[1][row], Labels[2][row], Labels[3][row]);

    /// <summary>The whole history of a customer; nothing for one beyond the segment.</summary>
    public History Read(int customer)
    {
        if (customer >= Customers || (Start[customer] == Start[customer + 1] && Returns.Length == 0))
        {
            return History.Nothing;
        }

        var (from, to) = (Start[customer], Start[customer + 1]);
        var orders = new PastOrder[to - from];
        var covered = FirstCovered(from);
        for (var row = from; row < to; row++)
        {
            var isCovered = covered < Covered.Length && Covered[covered].Row == row;
            orders[row - from] = new PastOrder(Day[row], Net[row], UnitsOf(row),
                isCovered ? Covered[covered++].CoveredDay : OrderFact.NeverCovered, LabelsOf(row));
        }

        var first = FirstReturn(customer);
        var end = first;
        while (end < Returns.Length && Returns[end].Customer == customer)
        {
            end++;
        }

        return new History(orders,
            Array.ConvertAll(Returns[first..end], r => new PastReturn(r.Day, r.Value, r.Labels)));
    }

    /// <summary>The first of a customer's rows with an order of the day or later; the end where there is none.</summary>
    public int FirstSince(int day, int from, int to) =>
        from == to || Day[to - 1] < day ? to : from + AscendingDays.CountBefore(Day.AsSpan(from, to - from), day);

    /// <summary>Index, from one on, of the first covered order at or after a row.</summary>
    public int CoveredFrom(int index, int row)
    {
        while (index < Covered.Length && Covered[index].Row < row)
        {
            index++;
        }

        return index;
    }

    /// <summary>Index, from one on, of the first return of a customer or one after her.</summary>
    public int ReturnsFrom(int index, int customer)
    {
        while (index < Returns.Length && Returns[index].Customer < customer)
        {
            index++;
        }

        return index;
    }

    /// <summary>Index of the first covered order at or after a row.</summary>
    public int FirstCovered(int row)
    {
        var (from, to) = (0, Covered.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = Covered[middle].Row < row ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    /// <summary>Index of the first return of a customer or one after her.</summary>
    public int FirstReturn(int customer)
    {
        var (from, to) = (0, Returns.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = Returns[middle].Customer < customer ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    /// <summary>The customer of a row.</summary>
    public int CustomerOf(int row)
    {
        var (from, to) = (0, Customers);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = Start[middle + 1] <= row ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}

/// <summary>An order that stops counting the day after its returns came to cover it.</summary>
internal readonly record struct CoveredOrder(int Row, int CoveredDay);

/// <summary>Value a customer gave back on a day, in minor units.</summary>
internal readonly record struct ReturnedValue(int Customer, int Day, long Value, OrderLabels Labels = default);

/// <summary>Facts in lists.</summary>
internal sealed class FactList(int customerCount, IReadOnlyList<OrderFact> orders, IReadOnlyList<ReturnFact> returns)
    : ISalesFacts
{
    public int CustomerCount => customerCount;

    public int OrderSlots => orders.Count;

    public int ReturnCount => returns.Count;

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
    {
        var count = 0;
        for (; slot < end && count < into.Length; slot++)
        {
            into[count++] = orders[slot];
        }

        return count;
    }

    public ReturnFact Return(int index) => returns[index];
}
