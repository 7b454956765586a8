using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Webhooks;

/// <summary>Changes of endpoints with their rows in the audit, for the interface and for pages.</summary>
internal static class WebhookChanges
{
    /// <summary>Makes an endpoint; its secret is told this once.</summary>
    public static async Task<Result<EndpointWithSecret>> CreateAsync<T>(WriteCall<T> call, EndpointWish wish)
    {
        var created = await CreateWebhook.HandleAsync(call.Unit, call.Call.Get<WebhookSetup>(), wish);
        if (created.TryGet(out var made, out _))
        {
            await AuditAsync(call, "webhook.created", made.Endpoint.Id);
        }

        return created;
    }

    /// <summary>Changes an endpoint; what is left out stays.</summary>
    /// <param name="call">What is to be changed.</param>
    /// <param name="id">Its id, <c>whk_…</c>.</param>
    /// <param name="isOfVersion">Whether the change was made from the version that is there.</param>
    public static async Task<Result<EndpointView>> ChangeAsync(WriteCall<ChangeWebhookRequest> call, string id, Func<long, bool> isOfVersion)
    {
        if (await EndpointView.LockAsync(call.Unit, id) is null || await EndpointView.FindAsync(call.Unit, id, call.Call.Now) is not { } old)
        {
            return EndpointView.Missing;
        }

        if (!isOfVersion(old.Version))
        {
            return new Refusal(RefusalKind.Changed, "webhooks.changed");
        }

        var changed = await UpdateWebhook.HandleAsync(
            call.Unit, call.Call.Get<WebhookSetup>(), id, call.Body.Over(old.Wish), call.Body.Enabled ?? old.Enabled);
        if (changed.Succeeded)
        {
            await AuditAsync(call, "webhook.changed", id);
        }

        return changed;
    }

    /// <summary>Gives an endpoint a new secret, which is told this once.</summary>
    public static async Task<Result<EndpointWithSecret>> RotateAsync(WriteCall<NoBody> call, string id)
    {
        var rotated = await RotateWebhookSecret.HandleAsync(call.Unit, call.Call.Get<WebhookSetup>(), id);
        if (rotated.Succeeded)
        {
            await AuditAsync(call, "webhook.secret_changed", id);
        }

        return rotated;
    }

    /// <summary>Takes an endpoint away.</summary>
    public static async Task<Result<string>> DeleteAsync(WriteCall<NoBody> call, string id)
    {
        var deleted = await DeleteWebhook.HandleAsync(call.Unit, call.Call.Get<WebhookSetup>(), id);
        if (deleted.Succeeded)
        {
            await AuditAsync(call, "webhook.deleted", id);
        }

        return deleted;
    }

    private static Task AuditAsync<T>(WriteCall<T> call, string action, string id) =>
        call.Call.Get<IAudit>().AddAsync(call.Unit, new AuditEntry(call.Call.Caller.Actor, action, id, call.Bytes), call.Call.Now);
}
