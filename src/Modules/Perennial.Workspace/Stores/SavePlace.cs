using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Kernel;
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
            routes.MapWrite("PUT", $"/v1/{plural}/{{code}}", Scopes.Admin, WorkspaceJson.Api.SavePlaceRequest, call => HandleAsync(call, kind))
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

    private static async Task<Result<Answer>> HandleAsync(WriteCall<SavePlaceRequest> call, string kind)
    {
        var (code, body) = (call.Call.Route("code"), call.Body);
        if (Validate(code, body).ToList() is { Count: > 0 } problems)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        if (!await MayAsync(call, kind))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        var place = new Place(kind, code, body.Name.Trim()) { TimeZone = body.TimeZone, Store = body.Store, Archived = body.Archived };
        await call.Call.Get<IPlaces>().SaveAsync(call.Unit, place, call.Call.Caller.Actor, call.Bytes, call.Call.Now);
        return Answer.Of(new PlaceBody(code, body.Name.Trim(), body.TimeZone, body.Store, body.Archived), WorkspaceJson.Api.PlaceBody);
    }

    // Channels are the whole shop's; a seller is her store's, before and after.
    private static async Task<bool> MayAsync(WriteCall<SavePlaceRequest> call, string kind)
    {
        var (caller, code) = (call.Call.Caller, call.Call.Route("code"));
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
    private const int PlacesMax = 10_000;

    public sealed record ListPlacesResponse(IReadOnlyList<PlaceBody> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (plural, kind) in SavePlace.Kinds)
        {
            routes.MapRead("/v1/" + plural, Scopes.OrdersRead, async call =>
            {
                var rows = await call.Db.ReadAsync(unit => unit.QueryAsync<Row>(ListSql, new { kind, max = PlacesMax }), call.Cancellation);
                return Answer.Of(new ListPlacesResponse([.. rows
                    .Where(r => kind == "channel" || call.Caller.MayUse(kind == "store" ? r.Code : r.StoreCode))
                    .Select(r => new PlaceBody(r.Code, r.Name, r.TimeZone, r.StoreCode, r.Archived))]), WorkspaceJson.Api.ListPlacesResponse);
            }).Produces<ListPlacesResponse>().WithName("list" + char.ToUpperInvariant(plural[0]) + plural[1..]);
        }
    }

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
        from places where kind = @kind order by code limit @max
        """;
}
