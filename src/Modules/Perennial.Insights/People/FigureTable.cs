using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Perennial.Analytics;
using Perennial.Customers.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Time;
using Perennial.Kernel.Words;

namespace Perennial.Insights.People;

/// <summary>Figures of all customers at one moment, found by id and walked in the order of any column.</summary>
internal sealed class FigureTable : IFiguresAtHand
{
    public const string Revenue = "revenue";

    private readonly ConcurrentDictionary<string, int[]> orders = new(StringComparer.Ordinal);
    private readonly CustomerIds rows;

    /// <param name="columns">The figures.</param>
    public FigureTable(CustomerColumns columns) => (Columns, rows) = (columns, CustomerIds.Of(columns.Ids));

    public CustomerColumns Columns { get; }

    /// <summary>Columns that somebody asked for as an order.</summary>
    public IEnumerable<string> Asked => orders.Keys;

    /// <summary>What lists may be ordered by.</summary>
    public static FrozenDictionary<string, Func<CustomerColumns, int, long>> Keys { get; } =
        new Dictionary<string, Func<CustomerColumns, int, long>>(StringComparer.Ordinal)
        {
            [Revenue] = (c, row) => c.Revenue[row], ["orders"] = (c, row) => c.Orders[row], ["first_order"] = (c, row) => c.FirstDay[row],
            ["last_order"] = (c, row) => c.LastDay[row], ["state"] = (c, row) => c.State[row], ["late_by"] = (c, row) => c.LateBy(row),
            ["usual_interval"] = (c, row) => c.IntervalDays[row], ["rfm"] = (c, row) => c.Rfm[row],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A customer's row; -1 for none.</summary>
    public int Row(Guid customer) => rows.Find(customer);

    public IEnumerable<Guid> Walk(FigureOrder order, IReadOnlyList<ChosenFigure> filters, Guid? after)
    {
        var sorted = Ordered(order.Column);
        var fits = Fitting(filters);
        var at = after is { } customer && Row(customer) is >= 0 and var row ? sorted.AsSpan().IndexOf(row) : -1;
        var place = order.IsDescending ? (at < 0 ? sorted.Length : at) - 1 : at + 1;
        for (; place >= 0 && place < sorted.Length; place += order.IsDescending ? -1 : 1)
        {
            if (fits(sorted[place]))
            {
                yield return Columns.Ids[sorted[place]];
            }
        }
    }

    public bool Fits(Guid customer, IReadOnlyList<ChosenFigure> filters) => Row(customer) is >= 0 and var row && Fitting(filters)(row);

    public FigureCell Cell(Guid customer, string column)
    {
        if (Row(customer) is not (>= 0 and var row))
        {
            return new FigureCell("", null);
        }

        return column switch
        {
            Revenue => new FigureCell(Shown.AmountWithCurrency(Money(row)), Decimal(row)),
            "orders" => new FigureCell(Shown.Number(Columns.Orders[row]), (long)Columns.Orders[row]),
            "first_order" => Day(Columns.FirstDay[row]),
            "last_order" => Day(Columns.LastDay[row]),
            "state" => Columns.StateOf(row) is { } state ? new FigureCell(FigureWords.State(state), CustomersCsv.StateName(state)) : new FigureCell("", null),
            "late_by" => Columns.LateBy(row) is > 0 and var days ? new FigureCell(Shown.Number(days), (long)days) : new FigureCell("", null),
            "usual_interval" => Columns.IntervalDays[row] is >= 0 and var days ? new FigureCell(Shown.Number(days), (long)days) : new FigureCell("", null),
            "rfm" => Columns.GroupOf(row) is { } group ? new FigureCell(FigureWords.Group(group), group) : new FigureCell("", null),
            _ => new FigureCell("", null),
        };
    }

    public Money Money(int row) => new(Columns.Revenue[row], Columns.Currency);

    /// <summary>Sorts by a column before somebody asks.</summary>
    public void Prepare(string column) => Ordered(column);

    // What somebody made up orders by nothing that there is.
    private int[] Ordered(string column) => orders.GetOrAdd(Keys.ContainsKey(column) ? column : Revenue, (name, columns) =>
    {
        var (key, keys, sorted) = (Keys[name], new long[columns.Count], new int[columns.Count]);
        for (var row = 0; row < sorted.Length; row++)
        {
            (keys[row], sorted[row]) = (key(columns, row), row);
        }

        Array.Sort(keys, sorted);
        return sorted;
    }, Columns);

    private Func<int, bool> Fitting(IReadOnlyList<ChosenFigure> filters)
    {
        List<Func<int, bool>> all = [.. filters.Select(Filter)];
        return row => all.TrueForAll(f => f(row));
    }

    private Func<int, bool> Filter(ChosenFigure chosen)
    {
        var isNumber = long.TryParse(chosen.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return chosen.Key switch
        {
            "state" => Enum.GetValues<Lateness>().Where(s => CustomersCsv.StateName(s) == chosen.Value).Select(s => (sbyte)s).ToList() is [var state]
                ? row => Columns.State[row] == state : _ => false,
            "rfm" => row => Columns.GroupOf(row) == chosen.Value,
            "orders_min" when isNumber => row => Columns.Orders[row] >= number,
            "revenue_min" when isNumber => row => Columns.Revenue[row] / Columns.Currency.MinorPerUnit >= number,
            "days_since" when isNumber => row => Columns.AsOf - 1 - Columns.LastDay[row] >= number,
            _ => _ => false,
        };
    }

    private decimal Decimal(int row) => (decimal)Columns.Revenue[row] / Columns.Currency.MinorPerUnit;

    private static FigureCell Day(int day)
    {
        var date = DayNumber.ToDate(day);
        return new FigureCell(date.ToString("d", CultureInfo.CurrentCulture), Shown.Iso(date));
    }
}
