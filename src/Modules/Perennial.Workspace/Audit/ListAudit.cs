using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Audit;

/// <summary>Shows who did what, the latest first.</summary>
internal static class ListAudit
{
    public sealed record Entry(string Id, DateTimeOffset At, string Actor, string Action, string Subject, string ContentHash);

    public sealed record ListAuditResponse(IReadOnlyList<Entry> Entries, string? Next);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/audit", Scopes.Admin, HandleAsync).Produces<ListAuditResponse>().WithName("listAudit")
            .OfWholeShop().TakesQuery("cursor", "limit");

    private static async Task<Result<Answer>> HandleAsync(ApiCall call)
    {
        if (!Page.TryRead(call.Query("cursor"), call.Query("limit"), out var before, out var limit))
        {
            return Page.Malformed;
        }

        var rows = await call.Db.ReadAsync(unit => unit.QueryAsync<AuditRow>(ListSql, new { before, limit = limit + 1 }), call.Cancellation);
        return Answer.Of(new ListAuditResponse([.. rows.Take(limit).Select(Shown)], Page.Next(rows, limit, r => r.Id)),
            WorkspaceJson.Api.ListAuditResponse);
    }

    private static Entry Shown(AuditRow row) => new(PublicId.Write("aud", row.Id), Micros.ToInstant(row.At).ToDateTimeOffset(), row.Actor,
        row.Action, row.Subject, Convert.ToHexStringLower(row.ContentHash));

    private const string ListSql = """
        select id as Id, at as At, actor as Actor, action as Action, subject as Subject, content_hash as ContentHash
        from audit_entries where id < @before order by id desc limit @limit
        """;
}

/// <summary>Checks the audit and names the first row that is not as it was written.</summary>
internal static class VerifyAudit
{
    public sealed record VerifyAuditResponse(long Rows, bool Whole, string? FirstWrong);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/audit/verification", Scopes.Admin, async call =>
        {
            var (rows, wrong) = await call.Db.ReadAsync(AuditChain.VerifyAsync, call.Cancellation);
            return Answer.Of(new VerifyAuditResponse(rows, wrong is null, wrong), WorkspaceJson.Api.VerifyAuditResponse);
        }).Produces<VerifyAuditResponse>().WithName("verifyAudit").OfWholeShop();
}
