using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>
/// Follows the log of events: what is new becomes deliveries, and how far it read moves, in one unit. So no event is lost
/// and none comes twice, whenever a node dies and however many are at it.
/// </summary>
internal sealed partial class WebhookDispatcher
{
    private const int EventsPerUnitMax = 500;

    private readonly WebhookSetup setup;
    private readonly Dictionary<string, IWebhookPayloads> payloads = new(StringComparer.Ordinal);

    public WebhookDispatcher(WebhookSetup setup)
    {
        this.setup = setup;
        foreach (var source in setup.Payloads)
        {
            foreach (var name in source.Events)
            {
                payloads.Add(name, source);
            }
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await DispatchAsync(stop) > 0)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A database that is away comes back; a payload that cannot be made stops the line, and says so.
                DispatchFailed(setup.Logger, e.GetType().Name);
            }

            await Task.Delay(setup.Options.LookPause, setup.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Makes deliveries of the next events.</summary>
    /// <returns>How many events it passed; 0 where none is new, or another node is at them.</returns>
    public async Task<int> DispatchAsync(CancellationToken cancellation) =>
        await setup.Database.ReadAsync(IsAnyNewAsync, cancellation) ? await setup.Database.WriteAsync(DispatchAsync, cancellation) : 0;

    private static async Task<bool> IsAnyNewAsync(DbUnit unit) =>
        await unit.FindAsync<LogPlaceRow>(PlaceSql) is { } row && (await OutboxLog.ReadAsync(unit, row.Place, 1)).Count > 0;

    private async Task<int> DispatchAsync(DbUnit unit)
    {
        // One node leads: the row is its token, and whoever finds it taken has nothing to do.
        if (await unit.FindAsync<LogPlaceRow>(TakePlaceSql) is not { } row)
        {
            return 0;
        }

        var news = await OutboxLog.ReadAsync(unit, row.Place, EventsPerUnitMax);
        if (news.Count == 0)
        {
            return 0;
        }

        var endpoints = await Subscription.AllAsync(unit);
        if (endpoints.Count > 0)
        {
            await unit.InsertAsync(DeliveryRow.Table, await DeliveriesAsync(unit, news, endpoints));
        }

        var moved = await unit.ExecuteAsync(MoveSql, new
        {
            oldPosition = row.Position, oldSequence = row.Sequence, position = news[^1].Place.Position, sequence = news[^1].Place.Sequence,
        });
        return moved == 1 ? news.Count : throw new InvalidOperationException("Somebody else moved the place in the log.");
    }

    private async Task<List<DeliveryRow>> DeliveriesAsync(DbUnit unit, IReadOnlyList<LoggedEvent> news, IReadOnlyList<Subscription> endpoints)
    {
        var now = setup.Now;
        var rows = new List<DeliveryRow>();
        foreach (var (logged, payload) in news.Zip(await ExpandAsync(unit, [.. news.Select(n => n.Event)])))
        {
            var wanted = payload is null ? [] : endpoints.Where(e => e.Wants(logged.Place, payload)).ToList();
            if (wanted.Count > 0)
            {
                var body = WebhookBody.Write(payload!, logged.Event.Happened);
                rows.AddRange(wanted.Select(e => new DeliveryRow(setup.Ids.New(), e.Id, logged.Event.Id, payload!.Type, body, now)));
            }
        }

        return rows;
    }

    private async Task<WebhookPayload?[]> ExpandAsync(DbUnit unit, IReadOnlyList<OutboxEvent> news)
    {
        var made = new WebhookPayload?[news.Count];
        foreach (var group in Enumerable.Range(0, news.Count).GroupBy(i => payloads.GetValueOrDefault(news[i].Name)))
        {
            var places = group.ToList();
            IReadOnlyList<WebhookPayload?> some = group.Key is { } source
                ? await source.ExpandAsync(unit, [.. places.Select(i => news[i])])
                : [.. places.Select(i => WebhookBody.AsItIs(news[i]))];
            foreach (var (place, payload) in places.Zip(some))
            {
                made[place] = payload;
            }

            if (some.Count != places.Count)
            {
                throw new InvalidOperationException("There is not one payload an event.");
            }
        }

        return made;
    }

    private sealed class LogPlaceRow
    {
        public long Position { get; set; }

        public long Sequence { get; set; }

        public LogPlace Place => new(Position, Sequence);
    }

    private const string PlaceSql = "select position as Position, sequence as Sequence from webhook_cursor where name = 'log'";

    private const string TakePlaceSql = """
        select position as Position, sequence as Sequence from webhook_cursor where name = 'log' {{for_update}} {{skip_locked}}
        """;

    private const string MoveSql = """
        update webhook_cursor set position = @position, sequence = @sequence
        where name = 'log' and position = @oldPosition and sequence = @oldSequence
        """;

    [LoggerMessage(Level = LogLevel.Error, Message = "webhooks.dispatch_failed {Kind}")]
    private static partial void DispatchFailed(ILogger logger, string kind);
}
