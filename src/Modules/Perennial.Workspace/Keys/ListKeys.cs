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

namespace Perennial.Workspace.Keys;

/// <summary>Shows the keys there are, without their secrets, and takes them back.</summary>
internal static class ListKeys
{
    private const int KeysMax = 1_000;

    public sealed record Key(string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Stores, DateTimeOffset Created,
        DateTimeOffset? LastUsed, DateTimeOffset? Revoked);

    public sealed record ListKeysResponse(IReadOnlyList<Key> Keys);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/keys", Scopes.Admin, async call =>
        {
            var rows = await call.Db.ReadAsync(unit => unit.QueryAsync<KeyRow>(ListSql, new { max = KeysMax }), call.Cancellation);
            return Answer.Of(new ListKeysResponse([.. rows.Where(r => IsOf(call.Caller, r)).Select(Shown)]), WorkspaceJson.Api.ListKeysResponse);
        }).Produces<ListKeysResponse>().WithName("listKeys");
        routes.MapWrite("DELETE", "/v1/keys/{id}", Scopes.Admin, RevokeAsync).Produces(StatusCodes.Status204NoContent).WithName("revokeKey");
    }

    private static async Task<Result<Answer>> RevokeAsync(WriteCall<NoBody> call)
    {
        if (!PublicId.TryRead("key", call.Call.Route("id"), out var id) ||
            await call.Unit.FindAsync<KeyRow>(KeyRow.FindSql, new { id }) is not { } row || !IsOf(call.Call.Caller, row) ||
            await call.Unit.ExecuteAsync(RevokeSql, new { id, now = Micros.Of(call.Call.Now) }) == 0)
        {
            return new Refusal(RefusalKind.Missing, "keys.not_found");
        }

        await call.Call.Get<IAudit>().AddAsync(call.Unit,
            new AuditEntry(call.Call.Caller.Actor, "key.revoked", PublicId.Write("key", id)), call.Call.Now);
        var keys = call.Call.Get<KeyStore>();
        keys.Forget(id);
        call.Call.Http.Response.OnCompleted(() =>
        {
            // A request that came between may have read the row as it was before this unit was committed.
            keys.Forget(id);
            return Task.CompletedTask;
        });
        return Answer.Nothing;
    }

    // A key that is limited to stores knows of keys within its stores, and of no other.
    private static bool IsOf(ApiCaller caller, KeyRow row) =>
        caller.Stores is null || row.Stores?.Split('\n').All(caller.MayUse) == true;

    private static Key Shown(KeyRow row) => new(PublicId.Write("key", row.Id), row.Name, row.Scopes.Split(' '), row.Stores?.Split('\n'),
        Micros.ToInstant(row.Created).ToDateTimeOffset(), At(row.LastUsed), At(row.Revoked));

    private static DateTimeOffset? At(long? micros) => micros is { } known ? Micros.ToInstant(known).ToDateTimeOffset() : null;

    private const string ListSql = """
        select id as Id, name as Name, secret_hash as SecretHash, scopes as Scopes, stores as Stores, created as Created,
            last_used as LastUsed, revoked as Revoked
        from api_keys order by id desc limit @max
        """;

    private const string RevokeSql = "update api_keys set revoked = @now where id = @id and revoked is null";
}
