using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Webhooks;

/// <summary>What is asked of the list of deliveries.</summary>
/// <param name="EndpointId">Of which endpoint.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>failed</c>; null: all.</param>
/// <param name="After">Where the page before ended; null begins with the latest.</param>
/// <param name="Limit">At most so many, 1 to <see cref="ListDeliveries.LimitMax"/>.</param>
internal sealed record DeliveriesRequest(string EndpointId, string? State = null, string? After = null, int Limit = 50);

/// <summary>A delivery as people see it.</summary>
/// <param name="Id">Its id, <c>msg_…</c>, which goes out as <c>webhook-id</c>.</param>
/// <param name="EventId">The event's.</param>
/// <param name="Type">The event's public name.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">Attempts by now.</param>
/// <param name="Due">When the next attempt is due; null where none is.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Finished">When it was delivered or given up; null while it waits.</param>
/// <param name="Body">What goes out.</param>
internal sealed record DeliveryView(string Id, string EventId, string Type, string State, int Attempts, Instant? Due, Instant Created,
    Instant? Finished, string Body);

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">Where it ended; null where nothing follows.</param>
internal sealed record DeliveriesPage(IReadOnlyList<DeliveryView> Items, string? Next);

/// <summary>Shows deliveries of an endpoint, the latest first.</summary>
internal static class ListDeliveries
{
    public const int LimitMax = 100;

    private static readonly string[] States = ["waiting", "delivered", "failed"];

    public static async Task<Result<DeliveriesPage>> HandleAsync(DbUnit unit, DeliveriesRequest request)
    {
        List<FieldProblem> problems = [.. Problems(request)];
        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "webhooks.invalid") { Fields = problems };
        }

        if (!PublicId.TryRead(WebhookIds.Endpoint, request.EndpointId, out var endpoint) ||
            await unit.ValueAsync<long>("select count(*) from webhook_endpoints where id = @endpoint and deleted is null", new { endpoint }) == 0)
        {
            return EndpointView.Missing;
        }

        var hasPlace = PublicId.TryRead(WebhookIds.Delivery, request.After, out var before);
        var rows = await unit.QueryAsync<Row>(PageSql, new
        {
            endpoint, before = hasPlace ? before : Last, state = request.State is null ? -1 : Array.IndexOf(States, request.State),
            limit = request.Limit + 1,
        });
        var items = rows.Take(request.Limit).Select(From).ToList();
        return new DeliveriesPage(items, rows.Count > request.Limit ? items[^1].Id : null);
    }

    /// <summary>A delivery of an endpoint; null where it has none of this id.</summary>
    public static async Task<DeliveryView?> FindAsync(DbUnit unit, string endpointId, string deliveryId) =>
        PublicId.TryRead(WebhookIds.Endpoint, endpointId, out var endpoint) && PublicId.TryRead(WebhookIds.Delivery, deliveryId, out var id) &&
        await unit.FindAsync<Row>(OneSql, new { endpoint, id }) is { } row ? From(row) : null;

    // After all ids there can be.
    private static readonly Guid Last = new([.. Enumerable.Repeat(byte.MaxValue, 16)]);

    private static IEnumerable<FieldProblem> Problems(DeliveriesRequest request)
    {
        if (request.State is { } state && !States.Contains(state, StringComparer.Ordinal))
        {
            yield return new FieldProblem("state", "webhooks.state_unknown", string.Join('|', States));
        }

        if (request.After is { } after && !PublicId.TryRead(WebhookIds.Delivery, after, out _))
        {
            yield return new FieldProblem("cursor", "webhooks.place_malformed");
        }

        if (request.Limit is < 1 or > LimitMax)
        {
            yield return new FieldProblem("limit", "webhooks.limit_outside", $"{LimitMax}");
        }
    }

    private static DeliveryView From(Row r) => new(PublicId.Write(WebhookIds.Delivery, r.Id), PublicId.Write(WebhookIds.Event, r.EventId),
        r.Type, States[r.State], r.Attempts, r.State == DeliveryState.Waits ? Micros.ToInstant(r.Due) : null, Micros.ToInstant(r.Created),
        r.Finished is { } finished ? Micros.ToInstant(finished) : null, r.Body);

    private sealed class Row
    {
        public Guid Id { get; set; }

        public Guid EventId { get; set; }

        public string Type { get; set; } = "";

        public string Body { get; set; } = "";

        public int State { get; set; }

        public int Attempts { get; set; }

        public long Due { get; set; }

        public long Created { get; set; }

        public long? Finished { get; set; }
    }

    private const string PageSql = """
        select id as Id, event_id as EventId, event_type as Type, body as Body, state as State, attempts as Attempts, due as Due,
            created as Created, finished as Finished
        from webhook_deliveries
        where endpoint_id = @endpoint and id < @before and (@state = -1 or state = @state)
        order by id desc limit @limit
        """;

    private const string OneSql = """
        select id as Id, event_id as EventId, event_type as Type, body as Body, state as State, attempts as Attempts, due as Due,
            created as Created, finished as Finished
        from webhook_deliveries where id = @id and endpoint_id = @endpoint
        """;
}
