using NodaTime;

namespace Perennial.Kernel.Data;

/// <summary>An event for later modules: its id, its name with a version (<c>order_placed.v1</c>), and its JSON.</summary>
/// <param name="Id">UUIDv7; handlers know by it what they have seen.</param>
/// <param name="Name">Stable name.</param>
/// <param name="Body">JSON.</param>
/// <param name="Happened">When.</param>
public sealed record OutboxEvent(Guid Id, string Name, string Body, Instant Happened);

/// <summary>Somebody who hears events, in the unit of work that marks them as heard.</summary>
/// <param name="Name">Stable name; part of the key of deliveries.</param>
/// <param name="Events">Names of the events.</param>
/// <param name="Handle">What is done; it must bear an event a second time.</param>
public sealed record OutboxSubscriber(string Name, IReadOnlyList<string> Events, Func<DbUnit, OutboxEvent, Task> Handle);

/// <summary>
/// News in the same unit as what they tell of: there is no moment at which one is durable and the other is not. Each
/// subscriber has a row an event, with attempts and an end.
/// </summary>
/// <param name="subscribers">Everybody, as composed at the start.</param>
public sealed class Outbox(IReadOnlyList<OutboxSubscriber> subscribers)
{
    /// <summary>Attempts before a delivery is given up and shown as such.</summary>
    public const int AttemptsMax = 12;

    private const int EventsAtOnceMax = 100;
    private static readonly Duration PauseFirst = Duration.FromSeconds(1);
    private static readonly Duration PauseMax = Duration.FromHours(1);

    /// <summary>Writes an event and its deliveries.</summary>
    public async Task AddAsync(DbUnit unit, OutboxEvent news)
    {
        var sequence = await unit.ValueAsync<long>(AddSql,
            new { id = news.Id, name = news.Name, body = news.Body, happened = Micros.Of(news.Happened) });
        foreach (var subscriber in subscribers.Where(s => s.Events.Contains(news.Name, StringComparer.Ordinal)))
        {
            await unit.ExecuteAsync(DeliverySql, new { subscriber = subscriber.Name, sequence, due = Micros.Of(news.Happened) });
        }
    }

    /// <summary>Delivers what is due to one subscriber, in the order it happened, a unit an event.</summary>
    /// <returns>How many deliveries were tried; 0 when nothing is due.</returns>
    public async Task<int> DeliverAsync(Db db, OutboxSubscriber subscriber, Instant now, CancellationToken cancellation)
    {
        var tried = 0;
        while (tried < EventsAtOnceMax && await DeliverNextAsync(db, subscriber, now, cancellation))
        {
            tried++;
        }

        return tried;
    }

    private static async Task<bool> DeliverNextAsync(Db db, OutboxSubscriber subscriber, Instant now, CancellationToken cancellation)
    {
        long sequence = 0;
        try
        {
            return await db.WriteAsync(async unit =>
            {
                // Another node that is at the same row is passed over.
                var due = await unit.FindAsync<Due>(NextSql, new { subscriber = subscriber.Name, now = Micros.Of(now) });
                if (due is null)
                {
                    return false;
                }

                sequence = due.Sequence;
                await subscriber.Handle(unit, new OutboxEvent(due.Id, due.Name, due.Body, Micros.ToInstant(due.Happened)));
                await unit.ExecuteAsync(HeardSql, new { subscriber = subscriber.Name, sequence });
                return true;
            }, cancellation);
        }
        catch (Exception e) when (sequence != 0 && e is not OperationCanceledException)
        {
            // The unit is gone with all that the handler did in it; that it was tried is kept in a unit of its own.
            await db.WriteAsync(unit => FailedAsync(unit, subscriber.Name, sequence, now, e), cancellation);
            return true;
        }
    }

    private static async Task FailedAsync(DbUnit unit, string subscriber, long sequence, Instant now, Exception reason)
    {
        var attempts = 1 + await unit.ValueAsync<int>(AttemptsSql, new { subscriber, sequence });
        var pause = Duration.Min(PauseMax, PauseFirst * (1L << Math.Min(attempts, 20)));
        await unit.ExecuteAsync(FailedSql, new
        {
            subscriber, sequence, attempts, state = attempts >= AttemptsMax ? 2 : 0, due = Micros.Of(now + pause),
            error = reason.GetType().Name,
        });
    }

    private sealed class Due
    {
        public long Sequence { get; set; }

        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Body { get; set; } = "";

        public long Happened { get; set; }
    }

    private const string AddSql = """
        insert into outbox_events (id, name, body, happened) values (@id, @name, @body, @happened) returning sequence
        """;

    private const string DeliverySql = """
        insert into outbox_deliveries (subscriber, event_sequence, state, attempts, due) values (@subscriber, @sequence, 0, 0, @due)
        """;

    private const string NextSql = """
        select e.sequence as Sequence, e.id as Id, e.name as Name, e.body as Body, e.happened as Happened
        from outbox_deliveries d join outbox_events e on e.sequence = d.event_sequence
        where d.subscriber = @subscriber and d.state = 0 and d.due <= @now
        order by d.event_sequence limit 1 {{for_update_of_d}} {{skip_locked}}
        """;

    private const string HeardSql =
        "update outbox_deliveries set state = 1 where subscriber = @subscriber and event_sequence = @sequence";

    private const string AttemptsSql = """
        select attempts from outbox_deliveries where subscriber = @subscriber and event_sequence = @sequence {{for_update}}
        """;

    private const string FailedSql = """
        update outbox_deliveries set attempts = @attempts, state = @state, due = @due, last_error = @error
        where subscriber = @subscriber and event_sequence = @sequence and state = 0
        """;
}
