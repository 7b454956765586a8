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
using Perennial.Workspace.Stores;

namespace Perennial.Workspace.Keys;

/// <summary>Makes a key for a program. Its secret is told now and never again.</summary>
internal static class CreateKey
{
    private const int NameCharactersMax = 100;
    private const int StoresMax = 1_000;

    public sealed record CreateKeyRequest
    {
        public required string Name { get; set; }

        public required IReadOnlyList<string> Scopes { get; set; }

        public IReadOnlyList<string>? Stores { get; set; }
    }

    // The key itself is left out where the request was repeated: it is told once.
    public sealed record CreateKeyResponse(string Id, string? Key, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Stores);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapWrite("POST", "/v1/keys", Contract.Scopes.Admin, WorkspaceJson.Api.CreateKeyRequest, async call =>
            (await MakeAsync(call)).TryGet(out var made, out var refusal)
                ? Told(made) with { Repeated = Told(made with { Key = null }) }
                : refusal)
            .Produces<CreateKeyResponse>(StatusCodes.Status201Created).WithName("createKey");

    private static IEnumerable<FieldProblem> Validate(CreateKeyRequest request, ApiCaller caller)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > NameCharactersMax)
        {
            yield return new FieldProblem("name", "value.text_wanted", $"{NameCharactersMax}");
        }

        if (request.Scopes.Count == 0)
        {
            yield return new FieldProblem("scopes", "keys.scopes_wanted");
        }

        for (var i = 0; i < request.Scopes.Count; i++)
        {
            if (!Contract.Scopes.All.Contains(request.Scopes[i]))
            {
                yield return new FieldProblem($"scopes[{i}]", "keys.scope_unknown");
            }
            else if (!caller.Scopes.Contains(request.Scopes[i]))
            {
                yield return new FieldProblem($"scopes[{i}]", "keys.scope_beyond_own");
            }
        }

        if (request.Stores is { Count: 0 or > StoresMax } || request.Stores?.Any(s => !PlaceBody.IsCode(s)) == true)
        {
            yield return new FieldProblem("stores", "places.code_malformed");
        }
        else if (caller.Stores is not null && (request.Stores is null || !request.Stores.All(caller.MayUse)))
        {
            yield return new FieldProblem("stores", "keys.stores_beyond_own");
        }
    }

    /// <summary>Makes a key, for the interface and for the page.</summary>
    public static async Task<Result<CreateKeyResponse>> MakeAsync(WriteCall<CreateKeyRequest> call)
    {
        var (body, caller) = (call.Body, call.Call.Caller);
        if (Validate(body, caller).ToList() is { Count: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        var id = call.Call.Get<IdSource>().New();
        var (text, hash) = KeyText.New(id);
        var scopes = body.Scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        await call.Unit.ExecuteAsync(KeyRow.AddSql, new KeyRow
        {
            Id = id, Name = body.Name.Trim(), SecretHash = hash, Scopes = string.Join(' ', scopes),
            Stores = body.Stores is null ? null : string.Join('\n', body.Stores.Distinct(StringComparer.Ordinal)),
            Created = Micros.Of(call.Call.Now),
        });
        await call.Call.Get<IAudit>().AddAsync(call.Unit,
            new AuditEntry(caller.Actor, "key.created", PublicId.Write("key", id), call.Bytes), call.Call.Now);
        return new CreateKeyResponse(PublicId.Write("key", id), text, body.Name.Trim(), scopes, body.Stores);
    }

    private static Answer Told(CreateKeyResponse made) => Answer.Of(made, WorkspaceJson.Api.CreateKeyResponse, StatusCodes.Status201Created);
}
