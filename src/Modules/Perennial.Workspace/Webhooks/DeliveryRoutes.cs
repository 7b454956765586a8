using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Webhooks;

/// <summary>What was sent to endpoints, attempt by attempt, and sending it again.</summary>
internal static class DeliveryRoutes
{
    private const int DeliveriesDefault = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/webhooks/{id}/deliveries", Scopes.Webhooks, ListAsync).Produces<DeliveryList>().WithName("listDeliveries")
            .TakesQuery("state", "cursor", "limit");
        routes.MapRead("/v1/webhooks/deliveries/{id}/attempts", Scopes.Webhooks, AttemptsAsync).Produces<AttemptList>().WithName("listAttempts");
        routes.MapWrite("POST", "/v1/webhooks/deliveries/{id}/replay", Scopes.Webhooks, async call =>
                Told(await ReplayDeliveries.OneAsync(call.Unit, call.Call.Get<WebhookSetup>(), call.Call.Route("id"))))
            .Produces<ReplayedBody>().WithName("replayDelivery");
        routes.MapWrite("POST", "/v1/webhooks/{id}/replay", Scopes.Webhooks, WorkspaceJson.Api.ReplayRequest, async call =>
                Told(await ReplayDeliveries.FailedAsync(call.Unit, call.Call.Get<WebhookSetup>(), call.Call.Route("id"),
                    Instant.FromDateTimeOffset(call.Body.Since))))
            .Produces<ReplayedBody>().WithName("replayFailedDeliveries");
        routes.MapWrite("POST", "/v1/webhooks/{id}/test", Scopes.Webhooks, TestAsync)
            .Produces<TestEventSent>(StatusCodes.Status202Accepted).WithName("sendTestEvent");
    }

    private static Result<Answer> Told(Result<Replayed> replayed) => replayed.TryGet(out var done, out var refusal)
        ? Answer.Of(new ReplayedBody(done.Count, done.HasMore), WorkspaceJson.Api.ReplayedBody)
        : refusal;

    private static async Task<Result<Answer>> ListAsync(ApiCall call)
    {
        // A limit that is no number is outside of what there may be.
        var limit = call.Query("limit") is not { } text ? DeliveriesDefault
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0;
        var request = new DeliveriesRequest(call.Route("id"), call.Query("state"), call.Query("cursor"), limit);
        return (await call.Db.ReadAsync(unit => ListDeliveries.HandleAsync(unit, request), call.Cancellation)).TryGet(out var page, out var refusal)
            ? Answer.Of(new DeliveryList([.. page.Items.Select(DeliveryShown.Of)], page.Next), WorkspaceJson.Api.DeliveryList)
            : refusal;
    }

    private static async Task<Result<Answer>> AttemptsAsync(ApiCall call) =>
        (await call.Db.ReadAsync(unit => ListAttempts.HandleAsync(unit, call.Route("id")), call.Cancellation))
            .TryGet(out var attempts, out var refusal)
            ? Answer.Of(new AttemptList([.. attempts.Select(AttemptShown.Of)]), WorkspaceJson.Api.AttemptList)
            : refusal;

    private static async Task<Result<Answer>> TestAsync(WriteCall<NoBody> call) =>
        (await SendTestEvent.HandleAsync(call.Unit, call.Call.Get<WebhookSetup>(), call.Call.Route("id"))).TryGet(out var delivery, out var refusal)
            ? Answer.Of(new TestEventSent(delivery), WorkspaceJson.Api.TestEventSent, StatusCodes.Status202Accepted)
            : refusal;
}
