using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Commerce.Products;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Orders;

/// <summary>
/// Takes orders that a program sends, singly or up to a thousand a call. The same number of the same source is the same
/// order; each order is taken whole or refused by itself; what is answered is durable.
/// </summary>
internal static class SendOrders
{
    public const int OrdersMax = 1_000;
    private static readonly JsonListRules List = new("orders", OrdersMax, "orders.list_wanted", "orders.too_many_or_none");
    private static readonly string[] Counted = ["created", "changed", "unchanged"];
    private const int OrderBytesMax = 8 * 1024 * 1024;
    private const int OrdersBytesMax = 32 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/orders", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, SendOneAsync)))
            .WithMetadata(new ScopeAsked(Scopes.OrdersWrite), new IdempotencyTaken()).TakesJson<OrderBody>()
            .Produces<OrderOutcome>(StatusCodes.Status201Created).Produces<OrderOutcome>().WithName("sendOrder");
        routes.MapPost("/v1/orders/batch", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, SendManyAsync)))
            .WithMetadata(new ScopeAsked(Scopes.OrdersWrite), new IdempotencyTaken()).TakesJson<OrdersBody>()
            .Produces<OrdersOutcome>().WithName("sendOrders");
        routes.MapPost("/v1/orders/events", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, SendEventAsync)))
            .WithMetadata(new ScopeAsked(Scopes.OrdersWrite), new IdempotencyTaken()).TakesJson<OrderEventBody>()
            .Produces<OrderOutcome>().Produces<OrderOutcome>(StatusCodes.Status202Accepted).WithName("sendOrderEvent");
    }

    private static async Task<Result<Answer>> SendOneAsync(ApiCall call)
    {
        if (!(await call.OriginAsync()).TryGet(out var origin, out var refusal) ||
            !(await BodyBytes.ReadAsync(call.Http.Request, OrderBytesMax, call.Cancellation)).TryGet(out var bytes, out refusal) ||
            !Json.Read(bytes, CommerceJson.Api.OrderBody).TryGet(out var body, out refusal) ||
            !new OrderDrafting(origin).Read(body).TryGet(out var draft, out refusal))
        {
            return refusal;
        }

        return await TakeOneAsync(call, bytes, draft, origin);
    }

    private static async Task<Result<Answer>> SendEventAsync(ApiCall call)
    {
        if (!(await call.OriginAsync()).TryGet(out var origin, out var refusal) ||
            !(await BodyBytes.ReadAsync(call.Http.Request, OrderBytesMax, call.Cancellation)).TryGet(out var bytes, out refusal) ||
            !Json.Read(bytes, CommerceJson.Api.OrderEventBody).TryGet(out var body, out refusal) ||
            !new OrderDrafting(origin).Read(body, System.Text.Encoding.UTF8.GetString(bytes)).TryGet(out var draft, out refusal))
        {
            return refusal;
        }

        return await TakeOneAsync(call, bytes, draft, origin);
    }

    private static async Task<Result<Answer>> TakeOneAsync(ApiCall call, byte[] bytes, OrderDraft draft, OrderOrigin origin)
    {
        OrderDraft[] drafts = [draft];
        var answer = await ApiRoutes.WriteAsync(call, bytes, async unit =>
        {
            var taken = await call.Get<OrderIntake>().TakeAsync(unit, drafts, origin, call.Caller.MayUse);
            return taken[0].TryGet(out var outcome, out var refusal)
                ? Answer.Of(outcome, CommerceJson.Api.OrderOutcome, outcome.Outcome switch
                {
                    "created" => StatusCodes.Status201Created, "waiting" => StatusCodes.Status202Accepted, _ => StatusCodes.Status200OK,
                })
                : refusal;
        });
        Told(call, drafts, answer.Succeeded);
        return answer;
    }

    private static async Task<Result<Answer>> SendManyAsync(ApiCall call)
    {
        if (!(await call.OriginAsync()).TryGet(out var origin, out var refusal) ||
            !(await BodyBytes.ReadAsync(call.Http.Request, OrdersBytesMax, call.Cancellation)).TryGet(out var bytes, out refusal) ||
            !JsonList.Split(bytes, List).TryGet(out var pieces, out refusal))
        {
            return refusal;
        }

        var read = pieces.Select(piece => Draft(bytes.AsSpan(piece.Start, piece.Length), origin)).ToList();
        List<OrderDraft> drafts = [.. read.Where(r => r.Succeeded).Select(r => r.Value)];
        IReadOnlyList<Result<OrderOutcome>> last = [];
        var answer = await ApiRoutes.WriteAsync(call, bytes, async unit =>
        {
            // Of several runs the last one counts.
            var taken = last = await call.Get<OrderIntake>().TakeAsync(unit, drafts, origin, call.Caller.MayUse);
            return ManyAnswer.Of(call.Get<Problems>(), Counted, Told(read, taken), o => o.Outcome, CommerceJson.Api.OrderOutcome);
        });

        // Whatever was refused named no product.
        Told(call, [.. drafts.Zip(last).Where(d => d.Second.Succeeded).Select(d => d.First)], answer.Succeeded);
        return answer;
    }

    private static IEnumerable<Result<OrderOutcome>> Told(List<Result<OrderDraft>> read, IReadOnlyList<Result<OrderOutcome>> taken)
    {
        var next = 0;
        return read.Select(one => one.Succeeded ? taken[next++] : one.Refusal!);
    }

    private static Result<OrderDraft> Draft(ReadOnlySpan<byte> piece, OrderOrigin origin) =>
        Json.Read(piece, CommerceJson.Api.OrderBody).TryGet(out var body, out var refusal) ? new OrderDrafting(origin).Read(body) : refusal;

    private static void Told(ApiCall call, IReadOnlyList<OrderDraft> drafts, bool succeeded)
    {
        if (succeeded)
        {
            call.Get<ProductsAtHand>().Keep(drafts);
        }
    }
}

/// <summary>Many orders of one call.</summary>
internal sealed record OrdersBody(IReadOnlyList<OrderBody> Orders);

/// <summary>What became of them: an outcome or a problem for each, in their order.</summary>
internal sealed record OrdersOutcome(int Created, int Changed, int Unchanged, int Refused, IReadOnlyList<OrderOutcome> Results);

/// <summary>What a call's orders are read with.</summary>
internal static class CallOrigin
{
    /// <summary>The shop's settings and the call's time; refused until the shop was set up.</summary>
    public static async Task<Result<OrderOrigin>> OriginAsync(this ApiCall call) =>
        await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is { } settings
            ? new OrderOrigin(settings, call.Now, "api")
            : new Refusal(RefusalKind.Conflict, "setup.not_done");
}
