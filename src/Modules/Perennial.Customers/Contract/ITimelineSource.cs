using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>Something that happened to a customer.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Stable code, such as <c>order.placed</c>; its words stand in the module that gives it.</param>
/// <param name="Subject">What it is about: an order, a merge, a note. A source tells a time and a subject once.</param>
/// <param name="Arguments">What the words have places for.</param>
public sealed record TimelineEntry(Instant At, string Kind, Guid Subject, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>What the subject's id begins with outside, such as <c>ord</c>; empty for a subject that has no id outside.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether it happened around her and not by her: a price that rose, somebody who left.</summary>
    public bool IsAround { get; init; }
}

/// <summary>Asks a source for its next entries, the latest first.</summary>
/// <param name="Customers">All ids of one customer.</param>
/// <param name="BeforeAt">Entries at this time count only with a subject below <paramref name="BeforeSubject"/>; earlier ones all do.</param>
/// <param name="BeforeSubject">See <paramref name="BeforeAt"/>.</param>
/// <param name="From">Entries before this time do not count; null for all.</param>
/// <param name="Limit">At most so many.</param>
public sealed record TimelineQuestion(
    IReadOnlyList<Guid> Customers, Instant BeforeAt, Guid BeforeSubject, Instant? From, int Limit);

/// <summary>
/// A module's entries of the timeline. In SQL a question reads <c>(at, subject) &lt; (@at, @subject)</c>, ordered by both
/// descending.
/// </summary>
public interface ITimelineSource
{
    /// <summary>Stable name, unlike all others: it parts entries of one moment.</summary>
    string Name { get; }

    /// <summary>Reads the next entries.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="question">Which.</param>
    /// <returns>Entries by time and subject, both descending, the limit at most.</returns>
    Task<IReadOnlyList<TimelineEntry>> ReadAsync(DbUnit unit, TimelineQuestion question);
}

/// <summary>
/// What happened around a customer, for her page: registered as a service, and told there beside what she did. The interface tells
/// only the latter.
/// </summary>
public interface IAroundCustomer : ITimelineSource;

/// <summary>The words of a module's entries: a text for each kind, with places for its arguments.</summary>
/// <param name="Book">Where they stand.</param>
public sealed record TimelineWords(Perennial.Kernel.Words.WordBook Book);
