using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>What is known of whoever bought, came or answered. Null and blank mean unknown.</summary>
public sealed record CustomerHint
{
    /// <summary>A customer id as it is shown outside, <c>cus_…</c>; that of a merged customer means the survivor.</summary>
    public string? Id { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Phone number; without a country code it is of the shop's country.</summary>
    public string? Phone { get; init; }

    /// <summary>Number of a loyalty card.</summary>
    public string? Card { get; init; }

    /// <summary>The system that <see cref="ExternalId"/> is of, such as <c>shopify</c>.</summary>
    public string? ExternalSystem { get; init; }

    /// <summary>The customer's id in that system.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Name; used for a new customer only.</summary>
    public string? Name { get; init; }

    /// <summary>Language, ISO 639; used for a new customer only, and passed over where it is none.</summary>
    public string? Language { get; init; }

    /// <summary>Country, ISO 3166; used for a new customer and for her phone number, and passed over where it is none.</summary>
    public string? Country { get; init; }
}

/// <summary>Where hints come from; kept with customers who are new.</summary>
/// <param name="Code">Such as <c>api</c>, <c>import:7</c>, <c>shopify</c>.</param>
public readonly record struct JoinSource(string Code);

/// <summary>Whose it is.</summary>
/// <param name="Customer">The customer; of an anonymous one an id of its own.</param>
/// <param name="IsAnonymous">Nothing was known: there is no row about the customer.</param>
/// <param name="IsNew">The customer was not known before.</param>
public readonly record struct JoinedCustomer(Guid Customer, bool IsAnonymous, bool IsNew);

/// <summary>Decides whose an order, a visit or an answer is, by rules that the module's README states.</summary>
public interface ICustomerJoining
{
    /// <summary>
    /// Decides for many hints at once: looks all of them up in one trip, and adds what is to be written to the caller's
    /// batch. Hints of one call that share an identifier are one customer.
    /// </summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="writes">The caller's batch, which the caller runs.</param>
    /// <param name="hints">What is known, a hint each; any number, a thousand at once are well served.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>
    /// An answer for each hint: the customer, or <c>customers.not_found</c> for an id that nobody has, or
    /// <c>customers.invalid</c> with all fields that cannot be read. Nothing is written for a hint that is refused.
    /// </returns>
    Task<IReadOnlyList<Result<JoinedCustomer>>> JoinAsync(
        DbUnit unit, DbBatch writes, IReadOnlyList<CustomerHint> hints, JoinSource source, Instant now);
}
