using NodaTime;

namespace Perennial.Kernel.Data;

/// <summary>An event for later modules: its id, its name (<c>order.changed</c>), and its JSON.</summary>
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
        var batch = unit.Batch();
        Add(batch, [news]);
        await batch.RunAsync();
    }

    /// <summary>Puts events and their deliveries into a batch.</summary>
    public void Add(DbBatch batch, IReadOnlyList<OutboxEvent> news)
    {
        batch.Insert(Events, news);
        List<Delivery> deliveries = [.. from one in news
            from subscriber in subscribers
            where subscriber.Events.Contains(one.Name, StringComparer.Ordinal)
            select new Delivery(subscriber.Name, one.Id, Micros.Of(one.Happened))];
        batch.Insert(Deliveries, deliveries);
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
        Guid? tried = null;
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

                tried = due.Id;
                await subscriber.Handle(unit, new OutboxEvent(due.Id, due.Name, due.Body, Micros.ToInstant(due.Happened)));
                await unit.ExecuteAsync(HeardSql, new { subscriber = subscriber.Name, id = due.Id });
                return true;
            }, cancellation);
        }
        catch (Exception e) when (tried is not null && e is not OperationCanceledException)
        {
            // The unit is gone with all that the handler did in it; that it was tried is kept in a unit of its own.
            await db.WriteAsync(unit => FailedAsync(unit, subscriber.Name, tried.Value, now, e), cancellation);
            return true;
        }
    }

    private static async Task FailedAsync(DbUnit unit, string subscriber, Guid id, Instant now, Exception reason)
    {
        var attempts = 1 + await unit.ValueAsync<int>(AttemptsSql, new { subscriber, id });
        var pause = Duration.Min(PauseMax, PauseFirst * (1L << Math.Min(attempts, 20)));
        await unit.ExecuteAsync(FailedSql, new
        {
            subscriber, id, attempts, state = attempts >= AttemptsMax ? 2 : 0, due = Micros.Of(now + pause),
            error = reason.GetType().Name,
        });
    }

    private sealed class Due
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Body { get; set; } = "";

        public long Happened { get; set; }
    }

    private sealed record Delivery(string Subscriber, Guid Event, long Due);

    private static readonly DbTable<OutboxEvent> Events = new DbTable<OutboxEvent>("outbox_events")
        .Id("id", e => e.Id).Text("name", e => e.Name).Text("body", e => e.Body).Long("happened", e => Micros.Of(e.Happened));

    private static readonly DbTable<Delivery> Deliveries = new DbTable<Delivery>("outbox_deliveries")
        .Text("subscriber", d => d.Subscriber).Id("event_id", d => d.Event).Int("state", _ => 0).Int("attempts", _ => 0)
        .Long("due", d => d.Due);

    private const string NextSql = """
        select e.id as Id, e.name as Name, e.body as Body, e.happened as Happened
        from outbox_deliveries d join outbox_events e on e.id = d.event_id
        where d.subscriber = @subscriber and d.state = 0 and d.due <= @now
        order by d.event_id limit 1 {{for_update_of_d}} {{skip_locked}}
        """;

    private const string HeardSql =
        "update outbox_deliveries set state = 1 where subscriber = @subscriber and event_id = @id";

    private const string AttemptsSql = """
        select attempts from outbox_deliveries where subscriber = @subscriber and event_id = @id {{for_update}}
        """;

    private const string FailedSql = """
        update outbox_deliveries set attempts = @attempts, state = @state, due = @due, last_error = @error
        where subscriber = @subscriber and event_id = @id and state = 0
        """;
}
