using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Webhooks;

namespace Perennial.Workspace.Audit;

/// <summary>Which rows of the audit: those of an actor, of an action, of a stretch of time; null leaves each open.</summary>
/// <param name="Actor">Id of who did it, as it stands there.</param>
/// <param name="Action">Code of what was done.</param>
/// <param name="From">From when on.</param>
/// <param name="To">Until before when.</param>
internal sealed record AuditFilter(string? Actor = null, string? Action = null, Instant? From = null, Instant? To = null);

/// <summary>Shows who did what, the latest first.</summary>
internal static class ListAudit
{
    private const int ChoicesMax = 500;

    // An id is made a moment after the time of its row was read, and clocks of nodes differ: so far apart they are at most.
    private static readonly Duration IdsApartMax = Duration.FromDays(1);

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

        var rows = await call.Db.ReadAsync(unit => ReadAsync(unit, new AuditFilter(), before, limit + 1), call.Cancellation);
        return Answer.Of(new ListAuditResponse([.. rows.Take(limit).Select(Shown)], Page.Next(rows, limit, r => r.Id)),
            WorkspaceJson.Api.ListAuditResponse);
    }

    /// <summary>Rows, the latest first.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">Those with a smaller id.</param>
    /// <param name="max">At most so many.</param>
    public static Task<IReadOnlyList<AuditRow>> ReadAsync(DbUnit unit, AuditFilter filter, Guid before, int max)
    {
        var (actor, action) = (filter.Actor is not null, filter.Action is not null);
        var to = filter.To is { } end ? WebhookIds.From(end + IdsApartMax) : before;
        return unit.QueryAsync<AuditRow>(actor && action ? OfBothSql : actor ? OfActorSql : action ? OfActionSql : ListSql, new
        {
            actor = filter.Actor, action = filter.Action, limit = max,
            before = string.CompareOrdinal($"{to:N}", $"{before:N}") < 0 ? to : before,
            after = filter.From is { } start ? WebhookIds.From(start - IdsApartMax) : Guid.Empty,
            from = filter.From is { } first ? Micros.Of(first) : long.MinValue, to = filter.To is { } last ? Micros.Of(last) : long.MaxValue,
        });
    }

    /// <summary>Who stands in the audit, by the ids there.</summary>
    public static Task<IReadOnlyList<string>> ActorsAsync(DbUnit unit) => unit.QueryAsync<string>(ActorsSql, new { max = ChoicesMax });

    /// <summary>What was done, by its codes.</summary>
    public static Task<IReadOnlyList<string>> ActionsAsync(DbUnit unit) => unit.QueryAsync<string>(ActionsSql, new { max = ChoicesMax });

    private static Entry Shown(AuditRow row) => new(PublicId.Write("aud", row.Id), Micros.ToInstant(row.At).ToDateTimeOffset(), row.Actor,
        row.Action, row.Subject, Convert.ToHexStringLower(row.ContentHash));

    private const string Columns = """
        select id as Id, at as At, actor as Actor, action as Action, subject as Subject, content_hash as ContentHash
        from audit_entries
        """;

    // Ids are the way along the index; times are what is asked for.
    private const string Stretch = "id < @before and id >= @after and at >= @from and at < @to order by id desc limit @limit";

    private const string ListSql = $"{Columns} where {Stretch}";

    private const string OfActorSql = $"{Columns} where actor = @actor and {Stretch}";

    private const string OfActionSql = $"{Columns} where action = @action and {Stretch}";

    private const string OfBothSql = $"{Columns} where actor = @actor and action = @action and {Stretch}";

    // From one value to the next along the index: the audit may be long, and those who stand in it are few.
    private const string ActorsSql = """
        with recursive known (name) as (
            select min(actor) from audit_entries
            union all
            select (select min(e.actor) from audit_entries e where e.actor > known.name) from known where known.name is not null)
        select name from known where name is not null limit @max
        """;

    private const string ActionsSql = """
        with recursive known (name) as (
            select min(action) from audit_entries
            union all
            select (select min(e.action) from audit_entries e where e.action > known.name) from known where known.name is not null)
        select name from known where name is not null limit @max
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
