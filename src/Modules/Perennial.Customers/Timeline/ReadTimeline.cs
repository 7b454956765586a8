using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Timeline;

/// <summary>Everything that happened to a customer, of all modules and all her ids, the latest first.</summary>
internal static class ReadTimeline
{
    public const int PageMax = 200;

    private static readonly Guid Highest = new(new byte[16].Select(_ => byte.MaxValue).ToArray());

    /// <param name="Customer">Any of her ids.</param>
    /// <param name="Limit">Entries of a page.</param>
    /// <param name="After">Where the page before ended; null for the latest.</param>
    /// <param name="From">Entries before this time are left out; null for all.</param>
    /// <param name="To">Entries at this time or later are left out; null for all.</param>
    internal sealed record Request(Guid Customer, int Limit = 50, Place? After = null, Instant? From = null, Instant? To = null);

    /// <param name="At">Time of the last entry.</param>
    /// <param name="Source">Whose it is.</param>
    /// <param name="Subject">What it is about.</param>
    internal sealed record Place(Instant At, string Source, Guid Subject);

    /// <param name="Entries">The entries.</param>
    /// <param name="Next">Where the next page begins; null where there is none.</param>
    internal sealed record Response(IReadOnlyList<TimelineEntry> Entries, Place? Next);

    public static Task<Result<Response>> HandleAsync(CustomersParts parts, DbUnit unit, Request request) =>
        HandleAsync(parts.Timeline, unit, request);

    /// <param name="sources">Whose entries are told.</param>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="request">Which.</param>
    public static async Task<Result<Response>> HandleAsync(IReadOnlyList<ITimelineSource> sources, DbUnit unit, Request request)
    {
        var ids = await new CustomerAliases().IdsOfAsync(unit, request.Customer);
        if (await unit.ValueAsync<long?>("select version from customers where customer_id = @id", new { id = ids[0] }) is null)
        {
            return Refusals.NotFound;
        }

        var limit = Math.Clamp(request.Limit, 1, PageMax);
        var entries = new List<(TimelineEntry Entry, string Source)>();
        foreach (var source in sources)
        {
            var (at, subject) = Before(source.Name, request);
            var read = await source.ReadAsync(unit, new TimelineQuestion(ids, at, subject, request.From, limit + 1));
            entries.AddRange(read.Select(e => (e, source.Name)));
        }

        // One order for all: time and source descending, then the subject.
        List<(TimelineEntry Entry, string Source)> ordered =
        [
            .. entries.OrderByDescending(e => e.Entry.At).ThenByDescending(e => e.Source, StringComparer.Ordinal)
                .ThenByDescending(e => e.Entry.Subject).Take(limit + 1),
        ];
        var page = ordered.Take(limit).ToList();
        return new Response(page.ConvertAll(e => e.Entry), ordered.Count > limit
            ? new Place(page[^1].Entry.At, page[^1].Source, page[^1].Entry.Subject)
            : null);
    }

    // What a source has told of the moment at which the page before ended depends on where it stands in the order.
    private static (Instant At, Guid Subject) Before(string source, Request request)
    {
        if (request.After is not { } after)
        {
            return request.To is { } to ? (to, Guid.Empty) : (Micros.ToInstant(long.MaxValue / 1_000), Highest);
        }

        var order = string.CompareOrdinal(source, after.Source);
        return (after.At, order < 0 ? Highest : order == 0 ? after.Subject : Guid.Empty);
    }
}
