using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>
/// Addresses that nothing may be sent to. They are kept as keyed hashes, which outlive the erasure of whose they were.
/// Addresses are as identifiers have them: a lower-case e-mail address, a phone number as E.164 has it.
/// </summary>
public interface ISuppressions
{
    /// <summary>Suppresses an address; one that is suppressed already keeps its first reason.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="address">The address.</param>
    /// <param name="reason">Why, as a code: <c>hard_bounce</c>, <c>complaint</c>, <c>withdrawn</c>, <c>manual</c>.</param>
    /// <param name="now">The time at hand.</param>
    Task AddAsync(DbUnit unit, CustomerIdentifier address, string reason, Instant now);

    /// <summary>Which of many addresses are suppressed.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="addresses">Addresses.</param>
    /// <returns>The reasons of those that are.</returns>
    Task<IReadOnlyDictionary<CustomerIdentifier, string>> WhichAsync(DbUnit unit, IReadOnlyCollection<CustomerIdentifier> addresses);

    /// <summary>Lets an address be sent to again.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether it was suppressed.</returns>
    Task<bool> LiftAsync(DbUnit unit, CustomerIdentifier address);
}
