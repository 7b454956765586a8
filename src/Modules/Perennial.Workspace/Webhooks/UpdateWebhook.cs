using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>
/// Changes an endpoint, and switches it on or off. What waited when it was switched off goes on when it is switched on;
/// what happened in between is not sent.
/// </summary>
internal static class UpdateWebhook
{
    /// <param name="unit">The unit of work.</param>
    /// <param name="setup">What webhooks stand on.</param>
    /// <param name="id">The endpoint.</param>
    /// <param name="wish">What it shall be, whole.</param>
    /// <param name="enabled">Whether it shall be on.</param>
    /// <param name="version">The version that this was made for; null changes whatever is there.</param>
    public static async Task<Result<EndpointView>> HandleAsync(
        DbUnit unit, WebhookSetup setup, string id, EndpointWish wish, bool enabled, int? version = null)
    {
        if (EndpointRules.Check(wish, setup.Http) is { } refusal)
        {
            return refusal;
        }

        if (await EndpointView.LockAsync(unit, id) is not { } endpoint)
        {
            return EndpointView.Missing;
        }

        if (version is { } expected && expected != endpoint.Version)
        {
            return new Refusal(RefusalKind.Changed, "webhooks.changed");
        }

        var now = setup.Now;
        await unit.ExecuteAsync(ChangeSql, new
        {
            id = endpoint.Id, url = wish.Url, description = wish.Description, events = Subscription.Kept(wish.Events),
            stores = wish.Stores is null ? null : Subscription.Kept(wish.Stores), now = Micros.Of(now),
        });
        if (enabled != endpoint.Enabled)
        {
            await unit.ExecuteAsync(enabled ? EnableSql : DisableSql, new { id = endpoint.Id, now = Micros.Of(now) });
        }

        return (await EndpointView.FindAsync(unit, id, now))!;
    }

    private const string ChangeSql = """
        update webhook_endpoints set url = @url, description = @description, events = @events, stores = @stores,
            version = version + 1, updated = @now
        where id = @id
        """;

    private const string EnableSql = """
        update webhook_endpoints set enabled = true, disabled_code = null, disabled = null, failing_since = null, failures = 0,
            paused_until = null
        where id = @id
        """;

    private const string DisableSql = "update webhook_endpoints set enabled = false, disabled_code = null, disabled = @now where id = @id";
}
