using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Commerce.Orders;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Events;

/// <summary>Takes events of customers that a program sends: one, or up to a thousand as <c>{"events": [ … ]}</c>.</summary>
internal static class SendEvents
{
    public const int EventsMax = 1_000;
    private const int BytesMax = 16 * 1024 * 1024;
    private static readonly JsonListRules List = new("events", EventsMax, "orders.list_wanted", "orders.too_many_or_none");
    private static readonly string[] Counted = ["created", "unchanged"];

    /// <summary>Many events of one call.</summary>
    public sealed record EventsBody(IReadOnlyList<CustomerEventBody> Events);

    /// <summary>What became of them: an outcome or a problem for each, in their order.</summary>
    public sealed record EventsOutcome(int Created, int Unchanged, int Refused, IReadOnlyList<EventOutcome> Results);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/events", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, SendAsync)))
            .WithMetadata(new ScopeAsked(Scopes.OrdersWrite), new IdempotencyTaken()).TakesJson<EventsBody>()
            .Produces<EventsOutcome>().Produces<EventOutcome>(StatusCodes.Status201Created).WithName("sendEvents");

    private static async Task<Result<Answer>> SendAsync(ApiCall call)
    {
        if (!(await call.OriginAsync()).TryGet(out var origin, out var refusal) ||
            !(await BodyBytes.ReadAsync(call.Http.Request, BytesMax, call.Cancellation)).TryGet(out var bytes, out refusal))
        {
            return refusal;
        }

        return JsonList.Begins(bytes, "events") ? await SendManyAsync(call, bytes, origin) : await SendOneAsync(call, bytes, origin);
    }

    private static async Task<Result<Answer>> SendOneAsync(ApiCall call, byte[] bytes, OrderOrigin origin)
    {
        if (!Draft(bytes, origin).TryGet(out var draft, out var refusal))
        {
            return refusal;
        }

        var answer = await ApiRoutes.WriteAsync(call, bytes, async unit =>
            (await call.Get<EventIntake>().TakeAsync(unit, [draft], origin, call.Caller.MayUse))[0].TryGet(out var outcome, out var refused)
                ? Answer.Of(outcome, CommerceJson.Api.EventOutcome,
                    outcome.Outcome == "created" ? StatusCodes.Status201Created : StatusCodes.Status200OK)
                : refused);
        return answer;
    }

    private static async Task<Result<Answer>> SendManyAsync(ApiCall call, byte[] bytes, OrderOrigin origin)
    {
        if (!JsonList.Split(bytes, List).TryGet(out var pieces, out var refusal))
        {
            return refusal;
        }

        var read = pieces.Select(piece => Draft(bytes.AsSpan(piece.Start, piece.Length), origin)).ToList();
        List<EventDraft> drafts = [.. read.Where(r => r.Succeeded).Select(r => r.Value)];
        var answer = await ApiRoutes.WriteAsync(call, bytes, async unit =>
        {
            var taken = await call.Get<EventIntake>().TakeAsync(unit, drafts, origin, call.Caller.MayUse);
            var next = 0;
            return ManyAnswer.Of(call.Get<Problems>(), Counted, read.Select(one => one.Succeeded ? taken[next++] : one.Refusal!), o => o.Outcome,
                CommerceJson.Api.EventOutcome);
        });
        return answer;
    }

    private static Result<EventDraft> Draft(ReadOnlySpan<byte> piece, OrderOrigin origin) =>
        Json.Read(piece, CommerceJson.Api.CustomerEventBody).TryGet(out var body, out var refusal) ? new EventDrafting(origin).Read(body) : refusal;
}
