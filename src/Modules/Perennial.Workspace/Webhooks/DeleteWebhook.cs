using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Takes an endpoint away at once, with its secrets; its deliveries are cleared away later, in steps.</summary>
internal static class DeleteWebhook
{
    /// <returns>Its id.</returns>
    public static async Task<Result<string>> HandleAsync(DbUnit unit, WebhookSetup setup, string id)
    {
        if (await EndpointView.LockAsync(unit, id) is not { } endpoint)
        {
            return EndpointView.Missing;
        }

        await unit.ExecuteAsync("update webhook_endpoints set deleted = @now where id = @id", new { id = endpoint.Id, now = Micros.Of(setup.Now) });
        await unit.ExecuteAsync("delete from webhook_secrets where endpoint_id = @id", new { id = endpoint.Id });
        return id;
    }
}
