using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Privacy;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>All that is known of a customer, given out or erased; both are audited.</summary>
internal static class PrivacyRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Nothing is kept of what goes out, so it takes no Idempotency-Key.
        routes.MapPost("/v1/customers/{id}/export", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, ExportAsync)))
            .WithMetadata(new ScopeAsked(Scopes.Privacy)).Produces<ExportBody>().WithName("exportCustomer");
        routes.MapWrite("POST", "/v1/customers/{id}/erase", Scopes.Privacy, EraseAsync).Produces<ErasedBody>().WithName("eraseCustomer");
    }

    private static async Task<Result<Answer>> ExportAsync(ApiCall call)
    {
        return call.CustomerNamed().TryGet(out var id, out var refusal) &&
            (await AuditedPrivacy.ExportAsync(call, id)).TryGet(out var export, out refusal)
            ? new Answer(StatusCodes.Status200OK, export)
            : refusal;
    }

    private static async Task<Result<Answer>> EraseAsync(WriteCall<NoBody> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var id, out var refusal) ||
            !(await AuditedPrivacy.EraseAsync(call.Call, call.Unit, id)).TryGet(out var left, out refusal))
        {
            return refusal;
        }

        var ids = left.Select(e => PublicId.Write(CustomerIds.Customer, e.Customer)).ToList();
        return Answer.Of(new ErasedBody(ids[0], ids, call.Call.Now.ToDateTimeOffset()), CustomersJson.Api.ErasedBody);
    }
}

/// <summary>All that is known of a customer: her ids, and a section for each kind of data.</summary>
internal sealed record ExportBody(string Customer, IReadOnlyList<string> Ids, DateTimeOffset Exported, IReadOnlyDictionary<string, object> Sections);

/// <summary>Whom nothing is known of any more, with all ids.</summary>
internal sealed record ErasedBody(string Customer, IReadOnlyList<string> Ids, DateTimeOffset Erased);
