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
        routes.MapRead("/v1/keys", Scopes.Admin, async call => Answer.Of(
                new ListKeysResponse(await call.Db.ReadAsync(unit => ReadAsync(unit, call.Caller), call.Cancellation)), WorkspaceJson.Api.ListKeysResponse))
            .Produces<ListKeysResponse>().WithName("listKeys");
        routes.MapWrite("DELETE", "/v1/keys/{id}", Scopes.Admin, async call =>
                (await RevokeAsync(call, call.Call.Route("id"))).TryGet(out _, out var refusal) ? Answer.Nothing : refusal)
            .Produces(StatusCodes.Status204NoContent).WithName("revokeKey");
    }

    /// <summary>Keys, the latest first, as far as the caller may know of them.</summary>
    public static async Task<IReadOnlyList<Key>> ReadAsync(DbUnit unit, ApiCaller caller) =>
        [.. (await unit.QueryAsync<KeyRow>(ListSql, new { max = KeysMax })).Where(r => IsOf(caller, r)).Select(Shown)];

    /// <summary>Takes a key back, for the interface and for the page.</summary>
    /// <returns>Its name.</returns>
    public static async Task<Result<string>> RevokeAsync(WriteCall<NoBody> call, string key)
    {
        if (!PublicId.TryRead("key", key, out var id) ||
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
        return row.Name;
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
