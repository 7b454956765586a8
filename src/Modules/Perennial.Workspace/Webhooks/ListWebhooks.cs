using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Something people should know about an endpoint.</summary>
/// <param name="EndpointId">Which one.</param>
/// <param name="Code">What: <c>webhooks.disabled_gone</c>, <c>webhooks.disabled_failing</c>; its words stand in <c>Text/</c>.</param>
/// <param name="Created">When.</param>
internal sealed record WebhookNotice(string EndpointId, string Code, Instant Created);

/// <summary>Shows endpoints, and what there is to know of them.</summary>
internal static class ListWebhooks
{
    private const int NoticesMax = 100;

    /// <summary>All endpoints.</summary>
    public static Task<IReadOnlyList<EndpointView>> AllAsync(DbUnit unit, WebhookSetup setup) => EndpointView.AllAsync(unit, setup.Now);

    /// <summary>One endpoint.</summary>
    public static async Task<Result<EndpointView>> OneAsync(DbUnit unit, WebhookSetup setup, string id) =>
        await EndpointView.FindAsync(unit, id, setup.Now) is { } found ? found : EndpointView.Missing;

    /// <summary>Notices, the latest first.</summary>
    public static async Task<IReadOnlyList<WebhookNotice>> NoticesAsync(DbUnit unit) =>
        [.. (await unit.QueryAsync<Row>(NoticesSql, new { limit = NoticesMax }))
            .Select(r => new WebhookNotice(PublicId.Write(WebhookIds.Endpoint, r.EndpointId), r.Code, Micros.ToInstant(r.Created)))];

    private sealed class Row
    {
        public Guid EndpointId { get; set; }

        public string Code { get; set; } = "";

        public long Created { get; set; }
    }

    private const string NoticesSql = """
        select n.endpoint_id as EndpointId, n.code as Code, n.created as Created
        from webhook_notices n join webhook_endpoints e on e.id = n.endpoint_id
        where e.deleted is null order by n.id desc limit @limit
        """;
}
