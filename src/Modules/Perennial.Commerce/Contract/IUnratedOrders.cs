using Perennial.Kernel;

namespace Perennial.Commerce.Contract;

/// <summary>Orders of other currencies that no exchange rate makes comparable: they are in no figure, and told apart.</summary>
public interface IUnratedOrders
{
    /// <summary>Reads them from the database, a row a currency, sorted by its code. Looks at every order there is.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    Task<IReadOnlyList<UnratedOrders>> ReadAsync(CancellationToken cancellation);
}

/// <summary>The orders of a currency that have no rate.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Orders">Orders that would have been worth something.</param>
/// <param name="Revenue">Their value less returns without a rate, minor units of the currency.</param>
/// <param name="From">Business day of the first (<see cref="Kernel.Time.DayNumber"/>).</param>
/// <param name="To">Business day of the last.</param>
public sealed record UnratedOrders(Currency Currency, long Orders, long Revenue, int From, int To);
