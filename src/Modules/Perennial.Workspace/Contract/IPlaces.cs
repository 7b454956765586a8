using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract;

/// <summary>A store, a channel or a seller under the code that orders name it by.</summary>
/// <param name="Kind"><c>store</c>, <c>channel</c> or <c>seller</c>.</param>
/// <param name="Code">The code.</param>
/// <param name="Name">What is shown.</param>
public sealed record Place(string Kind, string Code, string Name)
{
    /// <summary>IANA name of its zone; null for the shop's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Of a seller: the store she works in.</summary>
    public string? Store { get; init; }

    /// <summary>Kept for what was, not offered any more.</summary>
    public bool Archived { get; init; }
}

/// <summary>The places of the shop.</summary>
public interface IPlaces
{
    /// <summary>Makes a place or changes it, and says so in the audit. What is given was checked by the caller.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="place">The place.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="sent">What was sent, as bytes; only its hash is kept.</param>
    /// <param name="now">The time at hand.</param>
    Task SaveAsync(DbUnit unit, Place place, string by, ReadOnlyMemory<byte> sent, Instant now);

    /// <summary>What all places are called.</summary>
    Task<PlaceNames> NamesAsync(DbUnit unit);
}

/// <summary>What places are called.</summary>
/// <param name="names">Names by kind and code.</param>
public sealed class PlaceNames(IReadOnlyDictionary<(string Kind, string Code), string> names)
{
    /// <summary>The name of a place; the code itself where nobody named it.</summary>
    /// <param name="kind"><c>store</c>, <c>channel</c> or <c>seller</c>.</param>
    /// <param name="code">The code that orders name it by.</param>
    public string Of(string kind, string code) => names.GetValueOrDefault((kind, code), code);
}
