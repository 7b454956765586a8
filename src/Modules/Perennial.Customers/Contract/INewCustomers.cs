using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>A customer to be made known, with all that is said of her. Null and blank mean unknown.</summary>
/// <param name="Source">Where she became known, as a code: <c>import:7</c>, <c>demo</c>.</param>
/// <param name="Identifiers">Ways to know her; an external id as <c>system:id</c>.</param>
public sealed record NewCustomer(string Source, IReadOnlyList<CustomerIdentifier> Identifiers)
{
    /// <summary>Her name as it is shown.</summary>
    public string? Name { get; init; }

    /// <summary>Her given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Her family name.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Language, ISO 639.</summary>
    public string? Language { get; init; }

    /// <summary>Country, ISO 3166.</summary>
    public string? Country { get; init; }

    /// <summary>Named texts.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Makes many customers at once, by the rules by which a single one is made.</summary>
public interface INewCustomers
{
    /// <summary>Makes them; each is made or refused by itself, and told as <c>customer.created</c>.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="customers">Who; any number, a thousand at once are well served.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>
    /// For each her id, or <c>customers.invalid</c> with all that is wrong, or <c>customers.identifier_taken</c>. Where others make
    /// customers of the same identifiers at the same time, the unit fails as a whole.
    /// </returns>
    Task<IReadOnlyList<Result<Guid>>> AddAsync(DbUnit unit, IReadOnlyList<NewCustomer> customers, Instant now);
}
