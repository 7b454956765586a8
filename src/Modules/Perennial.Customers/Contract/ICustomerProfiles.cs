using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>What an identifier is.</summary>
public enum IdentifierKind
{
    /// <summary>An e-mail address in lower case.</summary>
    Email = 1,

    /// <summary>A phone number as E.164 has it: <c>+40722111222</c>.</summary>
    Phone = 2,

    /// <summary>The number of a loyalty card, letters and digits only.</summary>
    Card = 3,

    /// <summary>An id in another system: <c>shopify:77</c>.</summary>
    External = 4,
}

/// <summary>A way to know a customer; nobody else has it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">The address, the number, or the system and the id with a colon between them.</param>
public sealed record CustomerIdentifier(IdentifierKind Kind, string Value)
{
    /// <summary>What people call it: of an id in another system the id alone.</summary>
    public string ShownValue => Kind == IdentifierKind.External ? Value[(Value.IndexOf(':', StringComparison.Ordinal) + 1)..] : Value;
}

/// <summary>A customer as she is known. Null means unknown.</summary>
/// <param name="Id">Her id.</param>
/// <param name="Version">Rises with each change; the ETag.</param>
/// <param name="Created">When she became known.</param>
/// <param name="Updated">When she was changed last.</param>
public sealed record CustomerProfile(Guid Id, long Version, Instant Created, Instant Updated)
{
    /// <summary>Her name as it is shown.</summary>
    public string? Name { get; init; }

    /// <summary>Her given name, for a greeting.</summary>
    public string? GivenName { get; init; }

    /// <summary>Her family name.</summary>
    public string? FamilyName { get; init; }

    /// <summary>What she is called in a list: her name, else an address or number; null where nothing of it is known.</summary>
    public string? ShownName => Name ?? (string.Join(' ', new[] { GivenName, FamilyName }.OfType<string>()) is { Length: > 0 } both
        ? both
        : Identifiers.Count > 0 ? Identifiers[0].ShownValue : null);

    /// <summary>Language, ISO 639: <c>ro</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Country, ISO 3166: <c>RO</c>.</summary>
    public string? Country { get; init; }

    /// <summary>Day of birth.</summary>
    public LocalDate? Birthday { get; init; }

    /// <summary>Where she became known.</summary>
    public string Source { get; init; } = "";

    /// <summary>Named texts, sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Identifiers, sorted by kind and value; of merged customers too.</summary>
    public IReadOnlyList<CustomerIdentifier> Identifiers { get; init; } = [];
}

/// <summary>Reads profiles.</summary>
public interface ICustomerProfiles
{
    /// <summary>The profiles of many customers.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="customers">Ids; that of a merged customer means the survivor.</param>
    /// <returns>For each id given its customer; ids that nobody has are left out.</returns>
    Task<IReadOnlyDictionary<Guid, CustomerProfile>> ReadAsync(DbUnit unit, IReadOnlyCollection<Guid> customers);
}
