using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Identifiers of a customer: give one, take one away.</summary>
internal static class IdentifierRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/customers/{id}/identifiers", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, AddAsync)))
            .WithMetadata(new ScopeAsked(Scopes.CustomersWrite), new IdempotencyTaken()).TakesJson<IdentifierGiven>()
            .Produces<CustomerWritten>().WithName("addIdentifier");
        routes.MapWrite("DELETE", "/v1/customers/{id}/identifiers/{identifier}", Scopes.CustomersWrite, RemoveAsync)
            .Produces<CustomerWritten>().WithName("removeIdentifier");
    }

    private static async Task<Result<Answer>> AddAsync(ApiCall call)
    {
        if (!call.CustomerNamed().TryGet(out var id, out var refusal) ||
            !(await BodyBytes.ReadAsync(call.Http.Request, ApiRoutes.BodyBytesMax, call.Cancellation)).TryGet(out var bytes, out refusal) ||
            !Json.Read(bytes, CustomersJson.Api.IdentifierGiven).TryGet(out var body, out refusal))
        {
            return refusal;
        }

        var given = body.Read();
        var request = new AddIdentifier.Request(id, given.Kind, given.Value);
        var answer = await ApiRoutes.WriteAsync(call, bytes, async unit =>
            (await AddIdentifier.HandleAsync(call.Parts(), unit, request, call.Now)).TryGet(out var changed, out var refused)
                ? CustomerWritten.Of(changed, StatusCodes.Status200OK)
                : refused);
        if (answer.Refusal?.Code == Refusals.TakenCode)
        {
            await AddIdentifier.KeepPairAsync(call.Parts(), call.Db, request, call.Now, call.Cancellation);
        }

        return answer;
    }

    private static async Task<Result<Answer>> RemoveAsync(WriteCall<NoBody> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var id, out var refusal) ||
            !(await GetCustomer.HandleAsync(call.Unit, id)).TryGet(out var profile, out refusal))
        {
            return refusal;
        }

        var (parts, named) = (call.Call.Parts(), call.Call.Route("identifier"));
        if (profile.Identifiers.FirstOrDefault(i => IdentifierShown.IdOf(i, parts.Hash) == named) is not { } identifier)
        {
            return new Refusal(RefusalKind.Missing, "identifier.not_found");
        }

        return (await RemoveIdentifier.HandleAsync(parts, call.Unit, new RemoveIdentifier.Request(id, identifier), call.Call.Now))
            .TryGet(out var changed, out refusal)
            ? CustomerWritten.Of(changed, StatusCodes.Status200OK)
            : refusal;
    }
}
