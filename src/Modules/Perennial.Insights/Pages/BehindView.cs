using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Pages;

/// <summary>A column of a list of customers.</summary>
/// <param name="Key">Its name in addresses and files.</param>
/// <param name="Order">By what the list is ordered; null where it is not.</param>
/// <param name="Show">What stands in it.</param>
/// <param name="Cell">The same for a file.</param>
/// <param name="IsShown">Whether it is shown unless columns are chosen.</param>
internal sealed record CustomerColumn(
    string Key, Func<CustomerRow, decimal?>? Order, Func<CustomerRow, string> Show, Func<CustomerRow, object?> Cell, bool IsShown = true)
{
    private static WordBook Words => InsightsModule.Words;

    /// <summary>All columns beside the name.</summary>
    public static IReadOnlyList<CustomerColumn> All { get; } =
    [
        new("state", r => r.State is { } s ? (int)s : null,
            r => r.State is { } s ? Words["overdue." + CustomersCsv.StateName(s)] : Shown.NotAvailable,
            r => r.State is { } s ? CustomersCsv.StateName(s) : null),
        new("last_year", r => r.RevenueLast365Days.MinorUnits, r => Shown.Amount(r.RevenueLast365Days), r => FileCell.Of(r.RevenueLast365Days)),
        new("revenue", r => r.Revenue.MinorUnits, r => Shown.Amount(r.Revenue), r => FileCell.Of(r.Revenue)),
        new("orders", r => r.Orders, r => Shown.Number(r.Orders), r => r.Orders),
        new("average_order_value", r => r.AverageOrderValue?.MinorUnits, r => Shown.Amount(r.AverageOrderValue),
            r => FileCell.Of(r.AverageOrderValue), IsShown: false),
        new("first_order", r => Kernel.Time.DayNumber.Of(r.FirstOrder), r => Shown.Iso(r.FirstOrder), r => Shown.Iso(r.FirstOrder), IsShown: false),
        new("last_order", r => Kernel.Time.DayNumber.Of(r.LastOrder), r => Shown.Iso(r.LastOrder), r => Shown.Iso(r.LastOrder)),
        new("days_since", r => r.DaysSince, r => Shown.Number(r.DaysSince), r => r.DaysSince),
        new("usual_interval_days", r => r.UsualIntervalDays, r => Shown.Number(r.UsualIntervalDays, 1), r => r.UsualIntervalDays),
        new("overdue_ratio", r => r.OverdueRatio, r => Shown.Number(r.OverdueRatio, 2), r => r.OverdueRatio, IsShown: false),
        new("rfm_group", null, r => r.Rfm is { } rfm ? Words["rfm." + rfm.Group] : Shown.NotAvailable, r => r.Rfm?.Group),
    ];

    /// <summary>Whether it holds numbers.</summary>
    public bool IsNumber => Key is not ("state" or "rfm_group");

    /// <summary>As a list has it.</summary>
    public ListColumn AsListed => new(Key, Words["customers." + Key]) { IsNumber = IsNumber, Sorts = Order is not null };
}

/// <summary>The customers behind a number, a page of them.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="AsOf">The day as of which it is told.</param>
/// <param name="Rows">Those of the page.</param>
internal sealed record BehindView(int Count, NodaTime.LocalDate AsOf, IReadOnlyList<CustomerRow> Rows)
{
    /// <summary>Rows that can be turned to; who wants more takes the file.</summary>
    public const int RowsMax = 10_000;

    /// <summary>Takes a page of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="column">Ordered by this; null for the list's own order.</param>
    /// <param name="isDescending">The greatest first.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Rows of the page.</param>
    public static BehindView Of(CustomerList list, CustomerColumn? column, bool isDescending, int skip, int take)
    {
        var rows = column?.Order is { } order ? Ordered(list.Rows, order, isDescending, skip + take) : list.Rows;
        return new BehindView(list.Count, list.AsOf, [.. rows.Skip(skip).Take(take)]);
    }

    // Only the best are kept while all pass by: a million of them in memory for one page would be too many. Rows without a value
    // come last, and rows that are equal stay in the list's own order.
    private static IEnumerable<CustomerRow> Ordered(IEnumerable<CustomerRow> rows, Func<CustomerRow, decimal?> order, bool isDescending, int count)
    {
        var worstFirst = new PriorityQueue<(CustomerRow Row, Rank Rank), Rank>(Comparer<Rank>.Create((a, b) => Compare(b, a)));
        var number = 0;
        foreach (var row in rows)
        {
            var value = order(row);
            var rank = new Rank(value is null ? 1 : 0, (isDescending ? -1 : 1) * (value ?? 0), number++);
            if (worstFirst.Count < count)
            {
                worstFirst.Enqueue((row, rank), rank);
            }
            else if (Compare(worstFirst.Peek().Rank, rank) > 0)
            {
                worstFirst.DequeueEnqueue((row, rank), rank);
            }
        }

        var best = worstFirst.UnorderedItems.Select(i => i.Element).ToList();
        best.Sort((a, b) => Compare(a.Rank, b.Rank));
        return best.Select(e => e.Row);
    }

    private static int Compare(Rank one, Rank other) =>
        (one.Missing, one.Value, one.Number).CompareTo((other.Missing, other.Value, other.Number));

    private readonly record struct Rank(int Missing, decimal Value, int Number);
}

/// <summary>What a number is called above the list of its customers.</summary>
internal static class BehindTitle
{
    private static WordBook Words => InsightsModule.Words;

    public static string Of(CustomersBehind? behind, PeriodNames names, GroupNames named) => behind?.CameBy is not { } came
        ? OfAll(behind, names)
        : Words["behind.came", ("first", Words["cohorts.came." + GroupTables.Code(came.By)]), ("value", named.Of(came.By, came.Value)),
            ("what", OfAll(behind, names))];

    private static string OfAll(CustomersBehind? behind, PeriodNames names)
    {
        if (behind is null)
        {
            return Words["behind.all"];
        }

        if (behind.Number == CustomersBehind.Came)
        {
            return behind.PeriodsLater == 0 ? Words["behind.came.all"] : Words.Count("behind.came.later", behind.PeriodsLater);
        }

        if (behind.Period is { } period && CustomersBehind.OfPeriod.Contains(behind.Number, StringComparer.Ordinal))
        {
            return behind.Number == "cohort" && behind.PeriodsLater > 0
                ? Words.Count("behind.cohort.later", behind.PeriodsLater, ("period", names.Long(period)))
                : Words["behind." + behind.Number, ("period", names.Long(period))];
        }

        // What there is no such number of is refused when it is asked.
        var isGroup = behind.Number.StartsWith(CustomersBehind.RfmPrefix, StringComparison.Ordinal);
        return !Words.Has(isGroup ? behind.Number : "behind." + behind.Number) ? Words["behind.title"]
            : isGroup ? Words["behind.rfm", ("group", Words[behind.Number])]
            : Words["behind." + behind.Number];
    }
}
