using System.Text.Json;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Sends an endpoint an event that means nothing, whatever it asked to hear.</summary>
internal static class SendTestEvent
{
    /// <returns>The delivery's id, by which its attempts can be looked at.</returns>
    public static async Task<Result<string>> HandleAsync(DbUnit unit, WebhookSetup setup, string endpointId)
    {
        if (await EndpointView.LockAsync(unit, endpointId) is not { } endpoint)
        {
            return EndpointView.Missing;
        }

        if (!endpoint.Enabled)
        {
            return new Refusal(RefusalKind.Conflict, "webhooks.disabled");
        }

        var (id, now) = (setup.Ids.New(), setup.Now);
        var news = new OutboxEvent(setup.Ids.New(), "webhook.test",
            JsonSerializer.Serialize(new TestNews(PublicId.Write(WebhookIds.Endpoint, endpoint.Id), true), WebhookJson.Default.TestNews), now);
        var payload = WebhookBody.AsItIs(news);
        await unit.InsertAsync(DeliveryRow.Table,
            [new DeliveryRow(id, endpoint.Id, news.Id, payload.Type, WebhookBody.Write(payload, now), now)]);
        return PublicId.Write(WebhookIds.Delivery, id);
    }
}
