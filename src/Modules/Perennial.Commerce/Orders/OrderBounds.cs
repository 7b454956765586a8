using Perennial.Kernel;

namespace Perennial.Commerce.Orders;

/// <summary>
/// How large amounts of an order may be, so that goods, tax and shipping together stay within what figures hold
/// (<see cref="Contract.StoredOrder.ValueMax"/>) in currencies of any number of decimals.
/// </summary>
internal static class OrderBounds
{
    /// <summary>Minor units of one amount.</summary>
    public const long MinorMax = 100_000_000_000_000;

    /// <summary>Lines of one order, from wherever it comes; they are held together until it ends.</summary>
    public const int LinesMax = 10_000;

    /// <summary>Units of all lines together.</summary>
    public const decimal UnitsMax = 1_000_000_000_000m;

    /// <summary>Whether an amount of a currency is within bounds.</summary>
    public static bool Fits(decimal amount, Currency currency) => Math.Abs(amount) * currency.MinorPerUnit <= MinorMax;
}
