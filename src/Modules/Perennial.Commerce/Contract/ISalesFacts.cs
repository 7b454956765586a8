using Perennial.Kernel;
using Perennial.Kernel.Columns;

namespace Perennial.Commerce.Contract;

/// <summary>An order that was worth something, as analysis needs it.</summary>
/// <param name="Customer">Dense number of the customer, or <see cref="Anonymous"/>.</param>
/// <param name="Day">Business day (<see cref="Kernel.Time.DayNumber"/>).</param>
/// <param name="Net">Net value in minor units, greater than 0.</param>
/// <param name="Units">Units in thousandths, ≥ 0; 0 where the file has no quantities.</param>
/// <param name="CoveredDay">
/// Day on which its linked returns came to cover it whole, or <see cref="NeverCovered"/>: from the day after, it
/// counts nowhere, and only its value stays.
/// </param>
public readonly record struct OrderFact(int Customer, int Day, long Net, long Units,
    int CoveredDay = OrderFact.NeverCovered)
{
    /// <summary>No customer is known.</summary>
    public const int Anonymous = -1;

    /// <summary>No returns cover the order.</summary>
    public const int NeverCovered = int.MaxValue;
}

/// <summary>Value given back.</summary>
/// <param name="Customer">Dense number of the customer, or <see cref="OrderFact.Anonymous"/>.</param>
/// <param name="Day">Business day of the return.</param>
/// <param name="Value">Minor units, greater than 0.</param>
public readonly record struct ReturnFact(int Customer, int Day, long Value);

/// <summary>Orders and returns in no particular order, read by index as often as needed.</summary>
public interface ISalesFacts
{
    /// <summary>Customers that orders and returns may name: 0 to this - 1.</summary>
    int CustomerCount { get; }

    /// <summary>Slots for orders; a slot may be empty.</summary>
    int OrderSlots { get; }

    /// <summary>Returns.</summary>
    int ReturnCount { get; }

    /// <summary>Reads the next orders, many at a time; safe to call from several threads.</summary>
    /// <param name="slot">Slot to read from; moved past what was read.</param>
    /// <param name="end">Slot to stop before.</param>
    /// <param name="into">Room for orders.</param>
    /// <returns>How many were read; 0 when there are none left.</returns>
    int ReadOrders(ref int slot, int end, Span<OrderFact> into);

    /// <summary>A return.</summary>
    ReturnFact Return(int index);
}

/// <summary>What was read from order files: facts in one currency, with the names behind their numbers.</summary>
public interface ISales : ISalesFacts
{
    /// <summary>Customer ids by number.</summary>
    TextIndex Customers { get; }

    /// <summary>The reporting currency.</summary>
    Currency Currency { get; }

    /// <summary>False when the files have no quantities, so that units are not available.</summary>
    bool HasUnits { get; }

    /// <summary>The facts split by a dimension that was kept; groups overlap where an order has several values.</summary>
    /// <returns>A group for each value that occurs, in no particular order.</returns>
    IReadOnlyList<SalesGroup> GroupBy(OrderField dimension);
}

/// <summary>The facts of one value of a dimension.</summary>
/// <param name="Value">The value as it stands in the file; empty where the file leaves it blank.</param>
/// <param name="Facts">Its orders and returns, with the value that belongs to the group.</param>
public sealed record SalesGroup(string Value, ISalesFacts Facts);
