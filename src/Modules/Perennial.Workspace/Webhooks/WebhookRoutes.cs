using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Webhooks;

/// <summary>Endpoints of webhooks: make, show, change, give a new secret, take away. They are the whole shop's.</summary>
internal static class WebhookRoutes
{
    public static void Map(IEndpointRouteBuilder server)
    {
        var routes = server.MapGroup("").OfWholeShop();
        routes.MapWrite("POST", "/v1/webhooks", Scopes.Webhooks, WorkspaceJson.Api.CreateWebhookRequest, CreateAsync)
            .Produces<WebhookWithSecret>(StatusCodes.Status201Created).WithName("createWebhook");
        routes.MapRead("/v1/webhooks", Scopes.Webhooks, ListAsync).Produces<WebhookList>().WithName("listWebhooks");
        routes.MapRead("/v1/webhooks/{id}", Scopes.Webhooks, async call =>
                (await call.Db.ReadAsync(unit => ListWebhooks.OneAsync(unit, call.Get<WebhookSetup>(), call.Route("id")), call.Cancellation))
                    .TryGet(out var found, out var refusal) ? Told(found) : refusal)
            .Produces<WebhookShown>().WithName("getWebhook");
        routes.MapWrite("PATCH", "/v1/webhooks/{id}", Scopes.Webhooks, WorkspaceJson.Api.ChangeWebhookRequest, ChangeAsync)
            .Produces<WebhookShown>().WithName("changeWebhook").TakesVersion();
        routes.MapWrite("POST", "/v1/webhooks/{id}/rotate", Scopes.Webhooks, RotateAsync)
            .Produces<WebhookWithSecret>().WithName("rotateWebhookSecret");
        routes.MapWrite("DELETE", "/v1/webhooks/{id}", Scopes.Webhooks, DeleteAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("deleteWebhook");
        routes.MapRead("/v1/webhooks/notices", Scopes.Webhooks, async call => Answer.Of(new WebhookNotices(
                [.. (await call.Db.ReadAsync(ListWebhooks.NoticesAsync, call.Cancellation))
                    .Select(n => new WebhookNoticeShown(n.EndpointId, n.Code, n.Created.ToDateTimeOffset()))]), WorkspaceJson.Api.WebhookNotices))
            .Produces<WebhookNotices>().WithName("listWebhookNotices");
        DeliveryRoutes.Map(routes);
    }

    private static async Task<Result<Answer>> ListAsync(ApiCall call)
    {
        var all = await call.Db.ReadAsync(unit => ListWebhooks.AllAsync(unit, call.Get<WebhookSetup>()), call.Cancellation);
        return Answer.Of(new WebhookList([.. all.Select(WebhookShown.Of)]), WorkspaceJson.Api.WebhookList);
    }

    private static Answer Told(EndpointView endpoint) => Answer.Of(WebhookShown.Of(endpoint), WorkspaceJson.Api.WebhookShown) with
    {
        ETag = endpoint.Version.ToString(CultureInfo.InvariantCulture),
    };

    // The secret is told once: what is kept for whoever repeats the request says that it was told, and not what it is.
    private static Answer Told(EndpointWithSecret made, int status)
    {
        var shown = WebhookShown.Of(made.Endpoint);
        return Secret(new WebhookWithSecret(shown, made.Secret, null)) with { Repeated = Secret(new WebhookWithSecret(shown, null, true)) };

        Answer Secret(WebhookWithSecret body) => Answer.Of(body, WorkspaceJson.Api.WebhookWithSecret, status);
    }

    private static async Task<Result<Answer>> CreateAsync(WriteCall<CreateWebhookRequest> call) =>
        (await WebhookChanges.CreateAsync(call, call.Body.Wish())).TryGet(out var made, out var refusal)
            ? Told(made, StatusCodes.Status201Created)
            : refusal;

    private static async Task<Result<Answer>> ChangeAsync(WriteCall<ChangeWebhookRequest> call) =>
        (await WebhookChanges.ChangeAsync(call, call.Call.Route("id"), call.Call.Http.Matches)).TryGet(out var changed, out var refusal)
            ? Told(changed)
            : refusal;

    private static async Task<Result<Answer>> RotateAsync(WriteCall<NoBody> call) =>
        (await WebhookChanges.RotateAsync(call, call.Call.Route("id"))).TryGet(out var made, out var refusal)
            ? Told(made, StatusCodes.Status200OK)
            : refusal;

    private static async Task<Result<Answer>> DeleteAsync(WriteCall<NoBody> call) =>
        (await WebhookChanges.DeleteAsync(call, call.Call.Route("id"))).TryGet(out _, out var refusal) ? Answer.Nothing : refusal;
}
