using Perennial.Analytics;

namespace Perennial.Insights.Facts;

/// <summary>
/// What some customers did before the day asked for, in columns: an order a row, one customer after another. Many at a
/// time, so that a question pays for the call once and its loops run on from one customer into the next.
/// </summary>
internal readonly ref struct Histories
{
    // A history that was picked together is seldom longer.
    private const int DaysOnStack = 256;

    /// <summary>Row at which each customer's orders start, and where those of the last end; some may have none.</summary>
    public required ReadOnlySpan<int> Start { get; init; }

    /// <summary>Days of the counting orders, ascending for each customer; rows before and after belong to others.</summary>
    public required ReadOnlySpan<ushort> Days { get; init; }

    /// <summary>Net values of the same orders, minor units.</summary>
    public required ReadOnlySpan<long> Nets { get; init; }

    /// <summary>Units of the same orders, thousandths; empty unless they were asked for.</summary>
    public ReadOnlySpan<long> Units { get; init; }

    /// <summary>Returns, and the values of orders that no longer count: revenue beside the orders, by customer.</summary>
    public ReadOnlySpan<OtherRevenue> Other { get; init; }

    /// <summary>Gaps between buying days by customer; empty where they have to be made from the days.</summary>
    public ReadOnlySpan<BuyingRhythm> Rhythms { get; init; }

    /// <summary>Numbers of the customers within the partition; empty where they go on from <see cref="FirstNumber"/>.</summary>
    public ReadOnlySpan<int> Numbers { get; init; }

    /// <summary>Number of the first customer where <see cref="Numbers"/> is empty.</summary>
    public int FirstNumber { get; init; }

    /// <summary>Customers.</summary>
    public int Count => Start.Length - 1;

    /// <summary>Number within the partition of the customer who stands here.</summary>
    public int NumberOf(int customer) => Numbers.IsEmpty ? FirstNumber + customer : Numbers[customer];

    /// <summary>Days of the counting orders of the customer who stands here.</summary>
    public ReadOnlySpan<ushort> DaysOf(int customer) => Days[Start[customer]..Start[customer + 1]];

    /// <summary>The gaps of the customer who stands here.</summary>
    public BuyingRhythm RhythmOf(int customer) => Rhythms.IsEmpty ? MadeOf(DaysOf(customer)) : Rhythms[customer];

    private static BuyingRhythm MadeOf(ReadOnlySpan<ushort> days) =>
        BuyingRhythm.Of(days, days.Length <= DaysOnStack ? stackalloc ushort[days.Length] : new ushort[days.Length]);
}

/// <summary>Revenue that is no counting order's: negative for a return, positive for an order covered by returns.</summary>
/// <param name="Customer">Where the customer stands among those at hand.</param>
/// <param name="Day">The day of the return, or of the order.</param>
/// <param name="Value">Minor units.</param>
internal readonly record struct OtherRevenue(int Customer, int Day, long Value);

/// <summary>A question that looks at customers, some at a time; parts of the store are asked side by side.</summary>
internal interface ICustomerQuestion
{
    /// <summary>Looks at customers, each of whom is shown once with all that counts of her.</summary>
    void Visit(in Histories histories);
}
