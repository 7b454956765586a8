using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>How many deliveries were sent on their way again.</summary>
/// <param name="Count">So many.</param>
/// <param name="HasMore">Whether there are more than one step takes; ask again.</param>
internal sealed record Replayed(int Count, bool HasMore);

/// <summary>Sends deliveries again, with the same id and body, in a new series of attempts.</summary>
internal static class ReplayDeliveries
{
    private const int AtOnceMax = 5_000;

    /// <summary>One delivery, whatever became of it. Where a node is sending it at this moment, that is its replay.</summary>
    public static async Task<Result<Replayed>> OneAsync(DbUnit unit, WebhookSetup setup, string deliveryId)
    {
        if (!PublicId.TryRead(WebhookIds.Delivery, deliveryId, out var id) || await unit.FindAsync<Row>(OwnerSql, new { id }) is not { } owner)
        {
            return ListAttempts.Missing;
        }

        return owner.Enabled
            ? new Replayed(await unit.ExecuteAsync(OneSql, new { id, now = Micros.Of(setup.Now) }), HasMore: false)
            : new Refusal(RefusalKind.Conflict, "webhooks.disabled");
    }

    /// <summary>All of an endpoint that were made since a time and failed: those given up, and those that wait for another attempt.</summary>
    public static async Task<Result<Replayed>> FailedAsync(DbUnit unit, WebhookSetup setup, string endpointId, Instant since)
    {
        if (await EndpointView.LockAsync(unit, endpointId) is not { } endpoint)
        {
            return EndpointView.Missing;
        }

        if (!endpoint.Enabled)
        {
            return new Refusal(RefusalKind.Conflict, "webhooks.disabled");
        }

        var count = await unit.ExecuteAsync(FailedSql, new
        {
            endpoint = endpoint.Id, since = WebhookIds.From(since), now = Micros.Of(setup.Now), limit = AtOnceMax,
        });
        return new Replayed(count, count == AtOnceMax);
    }

    private sealed class Row
    {
        public bool Enabled { get; set; }
    }

    private const string OwnerSql = """
        select e.enabled as Enabled from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
        where d.id = @id and e.deleted is null
        """;

    private const string OneSql = """
        update webhook_deliveries set state = 0, series = 0, due = @now, leased = false, finished = null
        where id = @id and (not leased or due <= @now)
        """;

    private const string FailedSql = """
        update webhook_deliveries set state = 0, series = 0, due = @now, leased = false, finished = null
        where id in
            (select id from webhook_deliveries
            where endpoint_id = @endpoint and id >= @since and (state = 2 or (state = 0 and series > 0)) and not leased
            order by id limit @limit)
        """;
}
