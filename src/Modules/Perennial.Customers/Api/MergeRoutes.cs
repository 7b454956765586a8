using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Two customers become one, and two again; pairs who may be one.</summary>
internal static class MergeRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/customers/{id}/merge", Scopes.CustomersWrite, CustomersJson.Api.MergeWithRequest, MergeAsync)
            .Produces<MergeBody>().WithName("mergeCustomers");
        routes.MapWrite("POST", "/v1/merges/{id}/undo", Scopes.CustomersWrite, UndoAsync).Produces<UndoneMergeBody>().WithName("undoMerge");
        routes.MapRead("/v1/customers/duplicates", Scopes.CustomersRead, ListAsync).Produces<DuplicatesBody>().WithName("listDuplicates")
            .TakesQuery("cursor", "limit");
        routes.MapWrite("POST", "/v1/customers/duplicates/dismiss", Scopes.CustomersWrite, CustomersJson.Api.DismissDuplicateRequest, DismissAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("dismissDuplicate");
    }

    private static async Task<Result<Answer>> MergeAsync(WriteCall<MergeWithRequest> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var survivor, out var refusal))
        {
            return refusal;
        }

        if (!PublicId.TryRead(CustomerIds.Customer, call.Body.With, out var merged))
        {
            return Refusals.Invalid([new FieldProblem("with", "id.malformed")]);
        }

        var request = new MergeRequest(survivor, merged, call.Call.Caller.Actor);
        if (!(await AuditedMerges.MergeAsync(call.Call, call.Unit, request, call.Bytes)).TryGet(out var made, out refusal))
        {
            return refusal;
        }

        return Answer.Of(new MergeBody(PublicId.Write(CustomerIds.Merge, made.Merge), PublicId.Write(CustomerIds.Customer, made.Survivor), PublicId.Write(CustomerIds.Customer, made.Merged)),
            CustomersJson.Api.MergeBody);
    }

    private static async Task<Result<Answer>> UndoAsync(WriteCall<NoBody> call)
    {
        if (!PublicId.TryRead(CustomerIds.Merge, call.Call.Route("id"), out var merge))
        {
            return new Refusal(RefusalKind.Missing, "merge.not_found");
        }

        if (!(await AuditedMerges.UndoAsync(call.Call, call.Unit, merge)).TryGet(out var undone, out var refusal))
        {
            return refusal;
        }

        return Answer.Of(new UndoneMergeBody(
            PublicId.Write(CustomerIds.Customer, undone.Survivor), PublicId.Write(CustomerIds.Customer, undone.Split),
            [.. undone.SplitIds.Select(id => PublicId.Write(CustomerIds.Customer, id))]), CustomersJson.Api.UndoneMergeBody);
    }

    private static async Task<Result<Answer>> ListAsync(ApiCall call)
    {
        ListDuplicates.Pair? after = null;
        if (!Page.TryRead(null, call.Query("limit"), out _, out var limit) || (call.Query("cursor") is { } cursor && !TryRead(cursor, out after)))
        {
            return Page.Malformed;
        }

        limit = Math.Min(limit, ListDuplicates.PageMax);
        var pairs = await call.Db.ReadAsync(unit => ListDuplicates.HandleAsync(unit, new ListDuplicates.Request(limit, after)), call.Cancellation);
        return Answer.Of(new DuplicatesBody(
            [.. pairs.Select(p => new DuplicateBody(PublicId.Write(CustomerIds.Customer, p.One), PublicId.Write(CustomerIds.Customer, p.Other),
                IdentifierCodes.Of(p.Reason), p.Noted.ToDateTimeOffset()))],
            pairs.Count == limit ? Write(pairs[^1]) : null), CustomersJson.Api.DuplicatesBody);
    }

    /// <summary>A place in the list of pairs.</summary>
    public static string Write(ListDuplicates.Pair pair) => Cursor.Write($"{Micros.Of(pair.Noted)}", $"{pair.One:N}", $"{pair.Other:N}");

    /// <summary>Reads such a place.</summary>
    public static bool TryRead(string cursor, out ListDuplicates.Pair? place)
    {
        place = Cursor.TryRead(cursor, 3, out var values) && TimelineRoutes.TryReadMicros(values[0], out var noted) &&
            Guid.TryParseExact(values[1], "N", out var one) && Guid.TryParseExact(values[2], "N", out var other)
            ? new ListDuplicates.Pair(one, other, default, noted)
            : null;
        return place is not null;
    }

    private static async Task<Result<Answer>> DismissAsync(WriteCall<DismissDuplicateRequest> call)
    {
        var problems = new List<FieldProblem>();
        var (one, other) = (Read(call.Body.One, "one", problems), Read(call.Body.Other, "other", problems));
        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        return (await DismissDuplicate.HandleAsync(call.Unit, one, other)).TryGet(out _, out var refusal) ? Answer.Nothing : refusal;
    }

    private static Guid Read(string text, string field, List<FieldProblem> problems)
    {
        if (!PublicId.TryRead(CustomerIds.Customer, text, out var id))
        {
            problems.Add(new FieldProblem(field, "id.malformed"));
        }

        return id;
    }
}

/// <summary>Who is joined to the customer of the path.</summary>
internal sealed record MergeWithRequest
{
    public required string With { get; set; }
}

/// <summary>A merge that was made, by whose id it is undone.</summary>
internal sealed record MergeBody(string Merge, string Survivor, string Merged);

/// <summary>A merge that was undone, and all ids that went with whoever is on her own again.</summary>
internal sealed record UndoneMergeBody(string Survivor, string Split, IReadOnlyList<string> SplitIds);

/// <summary>Two who may be one, and the kind of identifier that pointed to both.</summary>
internal sealed record DuplicateBody(string One, string Other, string Reason, DateTimeOffset Noted);

/// <summary>Pairs who may be one, the earliest first.</summary>
internal sealed record DuplicatesBody(IReadOnlyList<DuplicateBody> Pairs, string? Next);

/// <summary>Two who are two.</summary>
internal sealed record DismissDuplicateRequest
{
    public required string One { get; set; }

    public required string Other { get; set; }
}
