using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;
using Perennial.Commerce.Api;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Time;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Rates;

/// <summary>Shows exchange rates, the latest day first, and what has none.</summary>
internal static class ReadRates
{
    private const string DayFirst = "0000-00-00";
    private const string DayLast = "9999-12-31";

    public sealed record ReadRatesResponse(IReadOnlyList<RateBody> Rates, string? Next);

    /// <summary>Orders of a currency that no rate makes comparable.</summary>
    public sealed record UnratedBody(string Currency, long Orders, decimal Revenue, string From, string To);

    public sealed record UnratedResponse(IReadOnlyList<UnratedBody> Currencies);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/rates", Scopes.OrdersRead, ListAsync).Produces<ReadRatesResponse>().WithName("listRates")
            .TakesQuery("currency", "from", "to", "cursor");
        routes.MapRead("/v1/rates/missing", Scopes.Admin, MissingAsync).Produces<UnratedResponse>().WithName("listMissingRates").OfWholeShop();
    }

    /// <summary>Which rates are asked for; null for any.</summary>
    public sealed record Asked(string? Currency, string? From, string? To, string? Cursor);

    private static async Task<Result<Answer>> ListAsync(ApiCall call) =>
        (await FindAsync(call, new Asked(call.Query("currency"), call.Query("from"), call.Query("to"), call.Query("cursor")), Cursor.RowsMax))
        .TryGet(out var found, out var refusal) ? Answer.Of(found, CommerceJson.Api.ReadRatesResponse) : refusal;

    /// <summary>Rates, the latest day first.</summary>
    public static async Task<Result<ReadRatesResponse>> FindAsync(ApiCall call, Asked asked, int limit)
    {
        var (from, to) = (asked.From ?? DayFirst, asked.To ?? DayLast);
        if ((asked.From is not null && !LocalDatePattern.Iso.Parse(from).Success) ||
            (asked.To is not null && !LocalDatePattern.Iso.Parse(to).Success))
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("from", "value.day_wanted")] };
        }

        string[]? after = null;
        if (asked.Cursor is { } cursor && !Cursor.TryRead(cursor, 2, out after))
        {
            return Page.Malformed;
        }

        var rows = await call.Db.ReadAsync(unit => unit.QueryAsync<Row>(ListSql, new
        {
            currency = asked.Currency?.ToUpperInvariant() ?? "", from, to, day = after?[0] ?? DayLast + "~", code = after?[1] ?? "~",
            limit = limit + 1,
        }), call.Cancellation);
        var shown = rows.Take(limit).Select(r => new RateBody(r.Currency, r.Day, r.Rate / SaveRates.Billion, r.Source));
        return new ReadRatesResponse([.. shown], rows.Count > limit ? Cursor.Write(rows[limit - 1].Day, rows[limit - 1].Currency) : null);
    }

    private static async Task<Result<Answer>> MissingAsync(ApiCall call)
    {
        if (await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        if (!call.Caller.MayUse(null))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        var unrated = await CommerceModule.UnratedOrders(call.Db, settings, call.Get<ICustomerAliases>()).ReadAsync(call.Cancellation);
        return Answer.Of(new UnratedResponse([.. unrated.Select(u => new UnratedBody(u.Currency.Code, u.Orders,
            new ShownAmounts(u.Currency).Minor(u.Revenue), Iso(u.From), Iso(u.To)))]), CommerceJson.Api.UnratedResponse);
    }

    private static string Iso(int day) => LocalDatePattern.Iso.Format(DayNumber.ToDate(day));

    private sealed class Row
    {
        public string Currency { get; set; } = "";

        public string Day { get; set; } = "";

        public long Rate { get; set; }

        public string? Source { get; set; }
    }

    private const string ListSql = """
        select currency as Currency, day as Day, rate as Rate, source as Source from exchange_rates
        where day >= @from and day <= @to and (@currency = '' or currency = @currency) and (day, currency) < (@day, @code)
        order by day desc, currency desc limit @limit
        """;
}
