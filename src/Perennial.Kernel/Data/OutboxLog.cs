namespace Perennial.Kernel.Data;

/// <summary>A place in the log of events: everything up to it was read.</summary>
/// <param name="Position">Position of the last event read.</param>
/// <param name="Sequence">Its sequence.</param>
public readonly record struct LogPlace(long Position, long Sequence)
{
    /// <summary>Before all events.</summary>
    public static LogPlace Start { get; } = new(-1, 0);
}

/// <summary>An event with its place.</summary>
public sealed record LoggedEvent(LogPlace Place, OutboxEvent Event);

/// <summary>
/// The events as a log, for whoever keeps their own place in it: each node that holds facts in memory, and whatever hands
/// events on to many receivers. On PostgreSQL transactions end in another order than they begin, so that an event can come
/// to stand before one already read: only what is settled is read, which nothing under way can come before.
/// </summary>
public static class OutboxLog
{
    /// <summary>Events of one look.</summary>
    public const int EventsAtOnceMax = 5_000;

    /// <summary>Reads the next settled events.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="after">What was read so far.</param>
    /// <param name="limit">At most so many, at most <see cref="EventsAtOnceMax"/>.</param>
    /// <returns>Events in their order; none when nothing new is settled.</returns>
    public static async Task<IReadOnlyList<LoggedEvent>> ReadAsync(DbUnit unit, LogPlace after, int limit = EventsAtOnceMax)
    {
        var rows = await unit.QueryAsync<Row>(NextSql,
            new { position = after.Position, sequence = after.Sequence, limit = Math.Min(limit, EventsAtOnceMax) });
        return [.. rows.Select(r => new LoggedEvent(new LogPlace(r.Position, r.Sequence),
            new OutboxEvent(r.Id, r.Name, r.Body, Micros.ToInstant(r.Happened))))];
    }

    /// <summary>
    /// The place from which the log has to be read by someone who sees the state of this unit: what stands before it is in
    /// the state for certain, what comes after it may be or not.
    /// </summary>
    public static async Task<LogPlace> EndAsync(DbUnit unit) => unit.Engine == DbEngine.Sqlite
        ? new LogPlace(0, await unit.ValueAsync<long>("select coalesce(max(sequence), 0) from outbox_events"))
        : new LogPlace(await unit.ValueAsync<long>("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint") - 1, long.MaxValue);

    private sealed class Row
    {
        public long Position { get; set; }

        public long Sequence { get; set; }

        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Body { get; set; } = "";

        public long Happened { get; set; }
    }

    private const string NextSql = """
        select position as Position, sequence as Sequence, id as Id, name as Name, body as Body, happened as Happened
        from outbox_events
        where (position, sequence) > (@position, @sequence) and {{settled}}
        order by position, sequence limit @limit
        """;
}
