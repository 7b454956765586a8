using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Contract;

/// <summary>
/// The orders and returns of the database as analysis needs them: all of them at once, and afterwards the whole history of
/// whoever had something happen. A history that is read again replaces what was known, so a customer may be read too
/// often, and never too early.
/// </summary>
public interface IOrderFacts
{
    /// <summary>Reads everything at one state of the database, in no particular order of customers.</summary>
    /// <param name="sink">Takes the facts, one call at a time.</param>
    /// <param name="cancellation">Stops between two facts.</param>
    /// <returns>The place in the log of events from which later changes have to be followed.</returns>
    Task<LogPlace> ReadAllAsync(IOrderFactSink sink, CancellationToken cancellation);

    /// <summary>Reads the whole histories of some customers at one state, and of nobody else.</summary>
    /// <param name="customers">
    /// Customers; one of whom nothing comes has no facts any more. What belonged to a customer who was merged into another
    /// comes under the other, when she is asked for.
    /// </param>
    /// <param name="sink">Takes the facts, one call at a time.</param>
    /// <param name="cancellation">Stops between two facts.</param>
    Task ReadAsync(IReadOnlyCollection<Guid> customers, IOrderFactSink sink, CancellationToken cancellation);

    /// <summary>Tells whose facts may have changed.</summary>
    /// <param name="after">A place in the log of events.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>
    /// The customers of the changes after the place, at most some thousands, both sides of a merge among them, and the place
    /// up to which that is known; the place given, and nobody, when nothing new is settled.
    /// </returns>
    Task<FactChanges> ChangedAsync(LogPlace after, CancellationToken cancellation);

    /// <summary>
    /// Reads all orders and returns split by what belongs to their lines, at one state of the database: of each order a part for
    /// each value, worth its lines' share of the order. Whether an order is covered is judged of the whole of it.
    /// </summary>
    /// <param name="dimension">Product (the line's name where it has one, otherwise its code) or category.</param>
    /// <param name="sink">Takes the parts, one call at a time, a customer's one after another.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    Task ReadPartsAsync(OrderField dimension, IOrderPartSink sink, CancellationToken cancellation);

    /// <summary>The values of a dimension by their label number; 0 is blank. Only grows, and holds all labels handed out.</summary>
    /// <param name="dimension">Store, channel, seller or country.</param>
    IReadOnlyList<string> LabelValues(OrderField dimension);
}

/// <summary>Whose facts may have changed.</summary>
/// <param name="Place">The place up to which that is known.</param>
/// <param name="Customers">The customers.</param>
/// <param name="IsEverything">
/// So much changed, such as the exchange rates of years, that everything is to be read again; what was read after the place
/// holds these changes.
/// </param>
/// <param name="HasMore">Whether more than one look takes was waiting: look again at once.</param>
public sealed record FactChanges(
    LogPlace Place, IReadOnlyCollection<Guid> Customers, bool IsEverything = false, bool HasMore = false);

/// <summary>Takes parts of orders one after another.</summary>
public interface IOrderPartSink
{
    /// <summary>The part of an order that is of a product or category.</summary>
    void Order(string value, in StoredOrder part);

    /// <summary>A return of a product or category; of neither known, under the blank value.</summary>
    void Return(string value, in StoredReturn returned);
}

/// <summary>Takes facts one after another.</summary>
public interface IOrderFactSink
{
    /// <summary>Takes an order that was worth something.</summary>
    void Order(in StoredOrder order);

    /// <summary>Takes a return that was worth something.</summary>
    void Return(in StoredReturn returned);

    /// <summary>Takes an order or a return of another currency that no rate makes comparable; it is in no figure.</summary>
    void Unrated(in StoredUnrated unrated);
}

/// <summary>What an order or a return is counted under, by dense label numbers; 0 is blank.</summary>
/// <param name="Store">Store in which the order was placed.</param>
/// <param name="Channel">Channel by which it came.</param>
/// <param name="Seller">Person who sold.</param>
/// <param name="Country">Country of the customer or the delivery.</param>
public readonly record struct OrderLabels(int Store, int Channel, int Seller, int Country);

/// <summary>An order of the database that was worth something.</summary>
/// <param name="Customer">Her id; an anonymous order has an id of its own.</param>
/// <param name="IsAnonymous">Whether nobody is known behind the id: counted in the trade and in no customer figure.</param>
/// <param name="Day">Business day in the shop's zone (<see cref="Kernel.Time.DayNumber"/>).</param>
/// <param name="Net">Net value in minor units, greater than 0.</param>
/// <param name="Units">Units in thousandths, ≥ 0.</param>
/// <param name="CoveredDay">
/// Day on which its linked returns came to cover it whole, or <see cref="OrderFact.NeverCovered"/>: from the day after, it
/// counts nowhere, and only its value stays.
/// </param>
/// <param name="Labels">What it is counted under.</param>
public readonly record struct StoredOrder(Guid Customer, bool IsAnonymous, int Day, long Net, long Units, int CoveredDay,
    OrderLabels Labels)
{
    /// <summary>The largest net value, in minor units, and the largest units, in thousandths, that figures hold.</summary>
    public const long ValueMax = 1_000_000_000_000_000;
}

/// <summary>Value given back, of the database.</summary>
/// <param name="Customer">Her id, or that of the anonymous order it belongs to.</param>
/// <param name="IsAnonymous">Whether nobody is known behind the id.</param>
/// <param name="Day">Business day of the return.</param>
/// <param name="Value">Minor units, greater than 0.</param>
/// <param name="Labels">What it is counted under: its own labels, and those of its order where it has none.</param>
public readonly record struct StoredReturn(Guid Customer, bool IsAnonymous, int Day, long Value, OrderLabels Labels);

/// <summary>An order or a return of another currency than the shop's that has no exchange rate.</summary>
/// <param name="Customer">Her id, or that of the anonymous order.</param>
/// <param name="Day">Business day of the order or the return.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Orders">1 for an order, 0 for a return.</param>
/// <param name="Revenue">Minor units of its currency: of an order more than 0, of a return less.</param>
public readonly record struct StoredUnrated(Guid Customer, int Day, Currency Currency, int Orders, long Revenue);
