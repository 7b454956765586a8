using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>What became of a consent.</summary>
public enum ConsentKind
{
    /// <summary>Given.</summary>
    Given = 1,

    /// <summary>Withdrawn.</summary>
    Withdrawn = 2,
}

/// <summary>What proves that a person gave it.</summary>
public enum ConsentProofKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>She said so herself where we saw it: a box ticked on a form of ours, a word at the till.</summary>
    Stated = 1,

    /// <summary>She confirmed it from the address it is about.</summary>
    DoubleOptIn = 2,
}

/// <summary>Proof of a consent.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Ip">Network address it came from; null where there was none.</param>
/// <param name="Address">The address that was confirmed; null where there was none.</param>
/// <param name="Confirmed">When it was confirmed; a double opt-in must have it.</param>
public sealed record ConsentProof(ConsentProofKind Kind, string? Ip = null, string? Address = null, Instant? Confirmed = null);

/// <summary>A consent to be written down.</summary>
/// <param name="Customer">Whose; an id of a merged customer means the survivor.</param>
/// <param name="Purpose">What for, as a code: <c>marketing</c>, <c>service</c>, <c>research</c>.</param>
/// <param name="Channel">By which channel, as a code: <c>email</c>, <c>sms</c>.</param>
/// <param name="Kind">Given or withdrawn.</param>
/// <param name="Source">Where, as a code: <c>form:checkout</c>, <c>import:7</c>.</param>
/// <param name="Actor">By whom, as a code: <c>customer</c>, <c>staff:…</c>.</param>
public sealed record ConsentEntry(Guid Customer, string Purpose, string Channel, ConsentKind Kind, string Source, string Actor)
{
    /// <summary>When it was said; null where nobody knows, which only a claim may be.</summary>
    public Instant? Happened { get; init; }

    /// <summary>The exact text that was agreed to; null where nobody knows.</summary>
    public Guid? Text { get; init; }

    /// <summary>What proves it; null for nothing.</summary>
    public ConsentProof? Proof { get; init; }

    /// <summary>Somebody else says that it was so, as in an imported list. A claim never lifts an opt-out.</summary>
    public bool IsClaimed { get; init; }
}

/// <summary>Where a person stands on one purpose and channel.</summary>
public enum ConsentStanding
{
    /// <summary>Nothing was ever said.</summary>
    Unknown = 0,

    /// <summary>She agrees, and that is proved.</summary>
    Given = 1,

    /// <summary>Somebody claims that she agrees.</summary>
    Claimed = 2,

    /// <summary>She does not, or no longer, agree.</summary>
    Withdrawn = 3,
}

/// <summary>Where a person stands, and the row that says so.</summary>
/// <param name="Standing">Where.</param>
/// <param name="Entry">The row of the ledger that it comes from; null where there is none.</param>
public readonly record struct ConsentState(ConsentStanding Standing, Guid? Entry);

/// <summary>What customers agreed to: a ledger that is only ever added to.</summary>
public interface IConsents
{
    /// <summary>Where many customers stand on one purpose and channel.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="customers">Ids; all rows of a merged customer count for every id of hers.</param>
    /// <param name="purpose">Purpose.</param>
    /// <param name="channel">Channel.</param>
    /// <returns>A state for each id given.</returns>
    Task<IReadOnlyDictionary<Guid, ConsentState>> StatesAsync(
        DbUnit unit, IReadOnlyCollection<Guid> customers, string purpose, string channel);

    /// <summary>Writes many entries down, in their order.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="entries">Entries; any number, a thousand at once are well served.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>
    /// For each entry the id of its row, or why it was refused: <c>customers.not_found</c>, or <c>consent.invalid</c> with
    /// all that is wrong.
    /// </returns>
    Task<IReadOnlyList<Result<Guid>>> RecordAsync(DbUnit unit, IReadOnlyList<ConsentEntry> entries, Instant now);

    /// <summary>Keeps the exact text that people agree to; the same text is kept once.</summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="purpose">What for, as a code.</param>
    /// <param name="language">Language, ISO 639.</param>
    /// <param name="text">To the letter.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>Its id, by which entries name it; refused as <c>consent.invalid</c>.</returns>
    Task<Result<Guid>> KeepTextAsync(DbUnit unit, string purpose, string language, string text, Instant now);
}
