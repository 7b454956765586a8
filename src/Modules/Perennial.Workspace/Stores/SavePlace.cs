using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Stores;

/// <summary>A store, a channel or a seller as it travels.</summary>
internal sealed record PlaceBody(string Code, string Name, string? TimeZone, string? Store, bool Archived)
{
    private const int CodeCharactersMax = 64;

    /// <summary>Whether a text can be the code of a place: what orders name it by.</summary>
    public static bool IsCode(string? text) =>
        text is { Length: > 0 and <= CodeCharactersMax } && text.Trim().Length == text.Length && !text.Any(char.IsControl);
}

/// <summary>Makes or changes a store, a channel or a seller. Orders may name others too; these have a name to show.</summary>
internal static class SavePlace
{
    private const int NameCharactersMax = 200;

    public sealed record SavePlaceRequest(string Name, string? TimeZone, string? Store, bool Archived = false);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (plural, kind) in Kinds)
        {
            routes.MapWrite("PUT", $"/v1/{plural}/{{code}}", Scopes.Admin, WorkspaceJson.Api.SavePlaceRequest, async call =>
                (await SaveAsync(call, kind, call.Call.Route("code"))).TryGet(out var saved, out var refusal)
                    ? Answer.Of(saved, WorkspaceJson.Api.PlaceBody)
                    : refusal)
                .Produces<PlaceBody>().WithName("save" + char.ToUpperInvariant(kind[0]) + kind[1..]);
        }
    }

    /// <summary>What kinds there are: how the interface calls many and one.</summary>
    public static IReadOnlyList<(string Plural, string Kind)> Kinds { get; } = [("stores", "store"), ("channels", "channel"), ("sellers", "seller")];

    private static IEnumerable<FieldProblem> Validate(string code, SavePlaceRequest request)
    {
        if (!PlaceBody.IsCode(code))
        {
            yield return new FieldProblem("code", "places.code_malformed");
        }

        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > NameCharactersMax)
        {
            yield return new FieldProblem("name", "value.text_wanted", $"{NameCharactersMax}");
        }

        if (request.TimeZone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            yield return new FieldProblem("timeZone", "settings.zone_unknown");
        }

        if (request.Store is { } store && !PlaceBody.IsCode(store))
        {
            yield return new FieldProblem("store", "places.code_malformed");
        }
    }

    /// <summary>Makes or changes a place, for the interface and for the page.</summary>
    /// <param name="call">What it shall be, whole.</param>
    /// <param name="kind">What it is: <c>store</c>, <c>channel</c>, <c>seller</c>.</param>
    /// <param name="code">Its code.</param>
    /// <param name="mustBeNew">Whether one that is there already is left as it is, and refused.</param>
    /// <param name="seen">The version that whoever changes it has seen; null where she takes any.</param>
    public static async Task<Result<PlaceBody>> SaveAsync(
        WriteCall<SavePlaceRequest> call, string kind, string code, bool mustBeNew = false, long? seen = null)
    {
        var body = call.Body;
        if (Validate(code, body).ToList() is { Count: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        if (!await MayAsync(call, kind, code))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        var version = await VersionAsync(call.Unit, kind, code);
        if (mustBeNew && version > 0)
        {
            return new Refusal(RefusalKind.Conflict, "request.invalid") { Fields = [new FieldProblem("code", "places.code_taken")] };
        }

        if (seen is { } before && before != version)
        {
            return new Refusal(RefusalKind.Changed, "places.changed");
        }

        var place = new Place(kind, code, body.Name.Trim()) { TimeZone = body.TimeZone, Store = body.Store, Archived = body.Archived };
        await call.Call.Get<IPlaces>().SaveAsync(call.Unit, place, call.Call.Caller.Actor, call.Bytes, call.Call.Now);
        return new PlaceBody(code, body.Name.Trim(), body.TimeZone, body.Store, body.Archived);
    }

    private const string VersionSql = "select coalesce(max(version), 0) from places where kind = @kind and code = @code";

    /// <summary>The version at hand; 0 for what is not there.</summary>
    public static Task<long> VersionAsync(DbUnit unit, string kind, string code) => unit.ValueAsync<long>(VersionSql, new { kind, code });

    // Channels are the whole shop's; a seller is her store's, before and after.
    private static async Task<bool> MayAsync(WriteCall<SavePlaceRequest> call, string kind, string code)
    {
        var caller = call.Call.Caller;
        if (caller.Stores is null || kind == "store")
        {
            return caller.MayUse(code);
        }

        return kind == "seller" && caller.MayUse(call.Body.Store) && await call.Unit.ValueAsync<long>(
            "select count(*) from places where kind = 'seller' and code = @code and (store_code is null or store_code <> @store)",
            new { code, store = call.Body.Store }) == 0;
    }
}

/// <summary>Shows the stores, channels or sellers.</summary>
internal static class ListPlaces
{
    /// <summary>Places of a kind that are shown at most.</summary>
    public const int PlacesMax = 10_000;

    public sealed record ListPlacesResponse(IReadOnlyList<PlaceBody> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (plural, kind) in SavePlace.Kinds)
        {
            routes.MapRead("/v1/" + plural, Scopes.OrdersRead, async call => Answer.Of(
                new ListPlacesResponse(await call.Db.ReadAsync(unit => ReadAsync(unit, call.Caller, kind), call.Cancellation)),
                WorkspaceJson.Api.ListPlacesResponse)).Produces<ListPlacesResponse>()
                .WithName("list" + char.ToUpperInvariant(plural[0]) + plural[1..]);
        }
    }

    /// <summary>Places of a kind by their codes, as far as the caller may know of them.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="after">The code that they come after; empty for all.</param>
    /// <param name="max">At most so many.</param>
    public static async Task<IReadOnlyList<PlaceBody>> ReadAsync(
        DbUnit unit, ApiCaller caller, string kind, string after = "", int max = PlacesMax) =>
        [.. (await unit.QueryAsync<Row>(ListSql, new { kind, after, max }))
            .Where(r => kind == "channel" || caller.MayUse(kind == "store" ? r.Code : r.StoreCode))
            .Select(r => new PlaceBody(r.Code, r.Name, r.TimeZone, r.StoreCode, r.Archived))];

    /// <summary>A place; null where nobody saved it.</summary>
    public static async Task<PlaceBody?> FindAsync(DbUnit unit, string kind, string code) =>
        await unit.FindAsync<Row>(FindSql, new { kind, code }) is { } r
            ? new PlaceBody(r.Code, r.Name, r.TimeZone, r.StoreCode, r.Archived)
            : null;

    private sealed class Row
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";

        public string? TimeZone { get; set; }

        public string? StoreCode { get; set; }

        public bool Archived { get; set; }
    }

    private const string ListSql = """
        select code as Code, name as Name, time_zone as TimeZone, store_code as StoreCode, archived as Archived
        from places where kind = @kind and code > @after order by code limit @max
        """;

    private const string FindSql = """
        select code as Code, name as Name, time_zone as TimeZone, store_code as StoreCode, archived as Archived
        from places where kind = @kind and code = @code
        """;
}
