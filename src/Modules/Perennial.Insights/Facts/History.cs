using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>An order of one customer.</summary>
internal readonly record struct PastOrder(int Day, long Net, long Units, int CoveredDay, OrderLabels Labels);

/// <summary>A return of one customer.</summary>
internal readonly record struct PastReturn(int Day, long Value, OrderLabels Labels);

/// <summary>All that is known of one customer: what replaces whatever was known before.</summary>
/// <param name="Orders">Her orders, in any order.</param>
/// <param name="Returns">Her returns, in any order.</param>
internal sealed record History(PastOrder[] Orders, PastReturn[] Returns)
{
    public static History Nothing { get; } = new([], []);

    public int Facts => Orders.Length + Returns.Length;

    /// <summary>Puts her facts into the one order in which equal histories are equal row by row.</summary>
    public History InOrder()
    {
        Array.Sort(Orders, static (a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day)
            : (a.Net, a.Units, a.CoveredDay, Key(a.Labels)).CompareTo((b.Net, b.Units, b.CoveredDay, Key(b.Labels))));
        Array.Sort(Returns, static (a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day)
            : (a.Value, Key(a.Labels)).CompareTo((b.Value, Key(b.Labels))));
        return this;
    }

    private static (int Store, int Channel, int Seller, int Country) Key(in OrderLabels labels) =>
        (labels.Store, labels.Channel, labels.Seller, labels.Country);
}

/// <summary>A customer's history under her dense number.</summary>
internal readonly record struct NumberedHistory(int Customer, History History);
