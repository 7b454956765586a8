using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Settings;

/// <summary>
/// Founds the shop: whoever holds the key that the first start printed says what the shop is, and gets a key that may
/// everything. The owner's key is good once.
/// </summary>
internal static class SetUpShop
{
    private const string Path = "/v1/setup";

    public sealed record SetUpShopRequest
    {
        public required string OwnerKey { get; set; }

        public required SettingsBody Shop { get; set; }
    }

    public sealed record SetUpShopResponse(string Key, string KeyId, SettingsBody Shop);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, (Delegate)(async (HttpContext http) =>
        {
            var (failed, address) = (http.RequestServices.GetRequiredService<FailedCalls>(), http.Connection.RemoteIpAddress);
            if (failed.IsOver(address, out var seconds))
            {
                await ApiGate.RefuseForNowAsync(http, seconds);
                return Results.Empty;
            }

            http.Features.Set(new ApiCaller(Guid.Empty, "owner", Scopes.All, null));
            var answered = await ApiRoutes.AnswerAsync(http, async call =>
                (await BodyBytes.ReadAsync(http.Request, ApiRoutes.BodyBytesMax, call.Cancellation)).TryGet(out var bytes, out var refusal) &&
                Json.Read(bytes, WorkspaceJson.Api.SetUpShopRequest).TryGet(out var body, out refusal)
                    ? await call.Db.TryWriteAsync(unit => HandleAsync(call, unit, body), call.Cancellation)
                    : refusal);
            if (http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status409Conflict)
            {
                failed.Count(address, "setup.key_wrong", Path);
            }

            return answered;
        })).WithMetadata(new OpenToAll()).TakesJson<SetUpShopRequest>()
            .Produces<SetUpShopResponse>(StatusCodes.Status201Created).WithName("setUpShop");

    /// <summary>Why the shop cannot be set up by a key; null when it can. Holds the installation until the unit ends.</summary>
    public static async Task<Refusal?> RefuseAsync(DbUnit unit, string? ownerKey)
    {
        var expected = await unit.ValueAsync<byte[]>("select owner_key_hash from installation where id = 1 {{for_update}}");
        return expected is null ? new Refusal(RefusalKind.Conflict, "setup.done")
            : KeyText.OwnerHash(ownerKey?.Trim()) is { } given && CryptographicOperations.FixedTimeEquals(expected, given) ? null
            : new Refusal(RefusalKind.Unauthorized, "setup.key_wrong");
    }

    /// <summary>Writes the settings, and ends the owner's key.</summary>
    public static async Task FoundAsync(DbUnit unit, ShopSettings settings, Instant now)
    {
        await SettingsStore.WriteAsync(unit, settings, now);
        await unit.ExecuteAsync("update installation set owner_key_hash = null where id = 1");
    }

    private static async Task<Result<Answer>> HandleAsync(ApiCall call, DbUnit unit, SetUpShopRequest request)
    {
        if (await RefuseAsync(unit, request.OwnerKey) is { } refused)
        {
            return refused;
        }

        if (!request.Shop.Read(version: 1).TryGet(out var settings, out var refusal))
        {
            return refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = "shop." + f.Field })] };
        }

        await FoundAsync(unit, settings, call.Now);
        var id = call.Get<IdSource>().New();
        var (text, hash) = KeyText.New(id);
        await unit.ExecuteAsync(KeyRow.AddSql, new KeyRow
        {
            Id = id, Name = "owner", SecretHash = hash, Scopes = string.Join(' ', Scopes.All.Order(StringComparer.Ordinal)),
            Created = Micros.Of(call.Now),
        });
        await call.Get<IAudit>().AddAsync(unit, new AuditEntry("owner", "shop.set_up", PublicId.Write("key", id)), call.Now);
        call.Get<SettingsStore>().Forget();
        return Answer.Of(new SetUpShopResponse(text, PublicId.Write("key", id), SettingsBody.Of(settings)), WorkspaceJson.Api.SetUpShopResponse,
            StatusCodes.Status201Created);
    }
}

/// <summary>What the first start leaves in the database.</summary>
internal static class Founding
{
    /// <summary>Names the database at its first start, and makes the owner's key as long as nobody has set the shop up.</summary>
    /// <returns>The database's id, and the key to print; null once the shop is set up.</returns>
    public static Task<(Guid Database, string? OwnerKey)> BeginAsync(Db db, IdSource ids, Instant now, CancellationToken cancellation) =>
        db.WriteAsync(async unit =>
        {
            var (text, hash) = KeyText.NewOwner();
            await unit.ExecuteAsync(FoundSql, new { id = ids.New(), hash, now = Micros.Of(now), salt = RandomNumberGenerator.GetBytes(32) });
            var waits = await unit.ExecuteAsync(
                "update installation set owner_key_hash = @hash where id = 1 and owner_key_hash is not null", new { hash }) > 0;
            return (await unit.ValueAsync<Guid>("select database_id from installation where id = 1"), waits ? text : null);
        }, cancellation);

    private const string FoundSql = """
        insert into installation (id, database_id, owner_key_hash, founded, secret_salt) values (1, @id, @hash, @now, @salt)
        on conflict (id) do nothing
        """;
}
