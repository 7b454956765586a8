using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;
using Perennial.Commerce.Api;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.ShopEvents;

/// <summary>Notes what happened around customers, shows it, and takes it back.</summary>
internal static class KeepShopEvents
{
    private const int NoteCharactersMax = 2_000;
    private const int CodeCharactersMax = 200;
    /// <summary>What kinds there are.</summary>
    public static readonly string[] Kinds = ["price_change", "staff_change", "stock_out", "competitor_campaign", "other"];

    /// <param name="Kind">One of the kinds.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day; the first where it is left out.</param>
    /// <param name="Store">Where; left out for the whole shop.</param>
    /// <param name="Product">Of which product.</param>
    /// <param name="Note">What people should know.</param>
    /// <param name="Source">Who says so.</param>
    public sealed record AddShopEventRequest(string Kind, string From, string? To, string? Store, string? Product, string? Note, string? Source);

    public sealed record ShopEventsPage(IReadOnlyList<ShopEventView> Events, string? Next);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/shop-events", Scopes.OrdersWrite, CommerceJson.Api.AddShopEventRequest, AddAsync)
            .Produces<ShopEventView>(StatusCodes.Status201Created).WithName("addShopEvent");
        routes.MapRead("/v1/shop-events", Scopes.OrdersRead, ListAsync).Produces<ShopEventsPage>().WithName("listShopEvents")
            .TakesQuery("kind", "store", "product", "from", "to", "cursor", "limit");
        routes.MapWrite("DELETE", "/v1/shop-events/{id}", Scopes.OrdersWrite, RemoveAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("removeShopEvent");
    }

    /// <summary>Notes an event.</summary>
    public static async Task<Result<Answer>> AddAsync(WriteCall<AddShopEventRequest> call)
    {
        var body = call.Body;
        var problems = new List<FieldProblem>();
        Check(Kinds.Contains(body.Kind, StringComparer.Ordinal), "kind", "shop_events.kind_unknown", string.Join(", ", Kinds));
        Check(IsDay(body.From), "from", "value.day_wanted");
        Check(body.To is null || IsDay(body.To), "to", "value.day_wanted");
        Check(string.CompareOrdinal(body.To ?? body.From, body.From) >= 0, "to", "shop_events.backwards");
        Text(body.Store, "store", CodeCharactersMax);
        Text(body.Product, "product", CodeCharactersMax);
        Text(body.Source, "source", CodeCharactersMax);
        Check(!(body.Note?.Length > NoteCharactersMax), "note", "value.too_long", $"{NoteCharactersMax}");
        Check(body.Note?.Contains('\0', StringComparison.Ordinal) != true, "note", "value.control_character");
        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        if (!call.Call.Caller.MayUse(body.Store))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        var row = new ShopEventRow
        {
            Id = call.Call.Get<IdSource>().New(), Kind = body.Kind, FromDay = body.From, ToDay = body.To ?? body.From, Store = body.Store,
            Product = body.Product, Note = body.Note, Source = body.Source ?? "api", RecordedAt = Micros.Of(call.Call.Now),
        };
        await call.Unit.ExecuteAsync(ShopEventRow.AddSql, row);
        return Answer.Of(row.View(), CommerceJson.Api.ShopEventView, StatusCodes.Status201Created);

        void Text(string? text, string field, int charactersMax)
        {
            Check(!(text?.Length > charactersMax), field, "value.too_long", $"{charactersMax}");
            Check(text?.Any(char.IsControl) != true, field, "value.control_character");
        }

        void Check(bool isRight, string field, string code, string? detail = null)
        {
            if (!isRight)
            {
                problems.Add(new FieldProblem(field, code, detail));
            }
        }
    }

    /// <summary>Which events are asked for; null for any.</summary>
    public sealed record Asked(string? Kind, string? From, string? To, string? Store, string? Product, string? Cursor, string? Limit);

    private static async Task<Result<Answer>> ListAsync(ApiCall call) => (await FindAsync(call, new Asked(call.Query("kind"), call.Query("from"),
        call.Query("to"), call.Query("store"), call.Query("product"), call.Query("cursor"), call.Query("limit"))))
        .TryGet(out var found, out var refusal)
            ? Answer.Of(found, CommerceJson.Api.ShopEventsPage)
            : refusal;

    /// <summary>Events of the stores that the caller may see, the latest first.</summary>
    public static async Task<Result<ShopEventsPage>> FindAsync(ApiCall call, Asked asked)
    {
        var (from, to, limit) = (asked.From, asked.To, Cursor.RowsDefault);
        if ((from is not null && !IsDay(from)) || (to is not null && !IsDay(to)))
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("from", "value.day_wanted")] };
        }

        var (day, id) = ("9999-12-31~", new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));
        string[]? after = null;
        if ((asked.Cursor is { } cursor && !(Cursor.TryRead(cursor, 2, out after) && PublicId.TryRead("shp", after[1], out id))) ||
            (asked.Limit is { } wanted && !(int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) &&
                limit is > 0 and <= Cursor.RowsMax)))
        {
            return Page.Malformed;
        }

        if (asked.Kind is { } named && !Kinds.Contains(named, StringComparer.Ordinal))
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem("kind", "shop_events.kind_unknown", string.Join(", ", Kinds))],
            };
        }

        var (kind, store, product) = (asked.Kind ?? "", asked.Store ?? "", asked.Product ?? "");
        day = after?[0] ?? day;
        var rows = await call.Db.ReadAsync(async unit =>
        {
            // A page is filled with what the key may see: a short one, and the place it ends at, would tell of what it may not.
            var (seen, before) = (new List<ShopEventRow>(), (Day: day, Id: id));
            while (true)
            {
                var next = await unit.QueryAsync<ShopEventRow>(ListSql, new
                {
                    from = from ?? "", to = to ?? "9999-12-31", kind, store, product, day = before.Day, id = before.Id, limit = limit + 1,
                });
                seen.AddRange(next.Where(r => call.Caller.MayUse(r.Store)));
                if (next.Count <= limit || seen.Count > limit)
                {
                    return seen;
                }

                before = (next[^1].FromDay, next[^1].Id);
            }
        }, call.Cancellation);
        return new ShopEventsPage([.. rows.Take(limit).Select(r => r.View())],
            rows.Count > limit ? Cursor.Write(rows[limit - 1].FromDay, PublicId.Write("shp", rows[limit - 1].Id)) : null);
    }

    private static Task<Result<Answer>> RemoveAsync(WriteCall<NoBody> call) => RemoveAsync(call, call.Call.Route("id"));

    /// <summary>Takes an event back.</summary>
    public static async Task<Result<Answer>> RemoveAsync(WriteCall<NoBody> call, string? named)
    {
        if (!PublicId.TryRead("shp", named, out var id) ||
            await call.Unit.FindAsync<ShopEventRow>(OneSql, new { id }) is not { } row || !call.Call.Caller.MayUse(row.Store))
        {
            return new Refusal(RefusalKind.Missing, "shop_events.not_found");
        }

        await call.Unit.ExecuteAsync("delete from shop_events where id = @id", new { id });
        return Answer.Nothing;
    }

    private static bool IsDay(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true, Value.Year: >= 1950 and <= 2200 };

    private const string OneSql = $"select {ShopEventRow.Columns} from shop_events where id = @id {{{{for_update}}}}";

    private const string ListSql = $"""
        select {ShopEventRow.Columns} from shop_events
        where from_day <= @to and to_day >= @from and (@kind = '' or kind = @kind) and (@store = '' or store = @store)
            and (@product = '' or product = @product) and (from_day, id) < (@day, @id)
        order by from_day desc, id desc limit @limit
        """;
}
