using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Webhooks;

/// <summary>An attempt as people see it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Started">When.</param>
/// <param name="Status">HTTP status of the answer; null where none came.</param>
/// <param name="Error">Kind of failure, such as <c>timed_out</c>; null where an answer came, or nobody came back to tell.</param>
/// <param name="TookMs">Milliseconds; null where nobody came back to tell, or the attempt is under way.</param>
/// <param name="Response">The beginning of the answer.</param>
internal sealed record AttemptView(int Number, Instant Started, int? Status, string? Error, int? TookMs, string? Response);

/// <summary>Shows the attempts of a delivery, the latest first; the oldest are forgotten where they are many.</summary>
internal static class ListAttempts
{
    public static readonly Refusal Missing = new(RefusalKind.Missing, "webhooks.delivery_not_found");

    public static async Task<Result<IReadOnlyList<AttemptView>>> HandleAsync(DbUnit unit, string deliveryId)
    {
        if (!PublicId.TryRead(WebhookIds.Delivery, deliveryId, out var id) || await unit.ValueAsync<long>(CountSql, new { id }) == 0)
        {
            return Missing;
        }

        return (AttemptView[])[.. (await unit.QueryAsync<Row>(AllSql, new { id })).Select(r =>
            new AttemptView(r.Number, Micros.ToInstant(r.Started), r.Status, r.Error, r.TookMs, r.Response))];
    }

    private sealed class Row
    {
        public int Number { get; set; }

        public long Started { get; set; }

        public int? Status { get; set; }

        public string? Error { get; set; }

        public int? TookMs { get; set; }

        public string? Response { get; set; }
    }

    private const string CountSql = """
        select count(*) from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
        where d.id = @id and e.deleted is null
        """;

    private const string AllSql = """
        select number as Number, started as Started, status as Status, error as Error, took_ms as TookMs, response as Response
        from webhook_attempts where delivery_id = @id order by number desc
        """;
}
