using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.Api;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Orders;

/// <summary>Searches orders, the latest first: through a customer's own rows, or along the index of times.</summary>
internal static class SearchOrders
{
    // Where few orders fit, a page is given before it is full, so that no question walks through all there are.
    private const int LookedAtMax = 20_000;
    private const int LookedAtAtOnce = 1_000;

    /// <summary>What is searched for; everything that is named must fit.</summary>
    internal sealed record SearchOrdersRequest
    {
        /// <summary>First day, by the shop's calendar.</summary>
        public string? From { get; init; }

        /// <summary>Last day.</summary>
        public string? To { get; init; }

        public string? Status { get; init; }

        public string? Store { get; init; }

        public string? Customer { get; init; }

        /// <summary>Code of a product that a line names.</summary>
        public string? Product { get; init; }

        public string? Import { get; init; }

        public string? Cursor { get; init; }

        public int Limit { get; set; } = Kernel.Http.Cursor.RowsDefault;
    }

    /// <summary>A page; it may be short, and even empty, where a next one is.</summary>
    internal sealed record OrdersPage(IReadOnlyList<OrderSummary> Orders, string? Next);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapSearch("/v1/orders/search", Scopes.OrdersRead, CommerceJson.Api.SearchOrdersRequest, SearchAsync)
            .Produces<OrdersPage>().WithName("searchOrders");
        routes.MapRead("/v1/customers/{id}/orders", Scopes.OrdersRead, OfCustomerAsync).Produces<OrdersPage>().WithName("listCustomerOrders")
            .TakesQuery("cursor", "limit");
    }

    private static Task<Result<Answer>> OfCustomerAsync(ApiCall call) => SearchAsync(call, new SearchOrdersRequest
    {
        Customer = call.Route("id"), Cursor = call.Query("cursor"),
        Limit = call.Query("limit") is not { } limit ? Cursor.RowsDefault
            : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0,
    });

    private static async Task<Result<Answer>> SearchAsync(ApiCall call, SearchOrdersRequest request) =>
        (await FindAsync(call, request)).TryGet(out var page, out var refusal) ? Answer.Of(page, CommerceJson.Api.OrdersPage) : refusal;

    /// <summary>A page of what is searched for, of the stores that the caller may see.</summary>
    public static async Task<Result<OrdersPage>> FindAsync(ApiCall call, SearchOrdersRequest request)
    {
        if (await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        if (!Wanted.Read(request, settings.Zone).TryGet(out var wanted, out var refusal))
        {
            return refusal;
        }

        return await call.Db.ReadAsync(unit => ReadAsync(unit, call, wanted), call.Cancellation);
    }

    private static async Task<OrdersPage> ReadAsync(DbUnit unit, ApiCall call, Wanted wanted)
    {
        var aliases = call.Get<ICustomerAliases>();
        var family = wanted.Customer is { } customer ? await aliases.IdsOfAsync(unit, customer) : null;
        var (at, id) = (wanted.BeforeAt, wanted.BeforeId);
        var fitting = new List<OrderRow>();
        var looked = 0;
        var more = true;
        while (more && looked < LookedAtMax && fitting.Count <= wanted.Limit)
        {
            var rows = await NextAsync(unit, family, wanted.FromAt, at, id);
            more = rows.Count == LookedAtAtOnce;
            looked += rows.Count;
            fitting.AddRange(await FittingAsync(unit, rows, wanted, call.Caller));
            if (rows.Count > 0)
            {
                (at, id) = (rows[^1].PlacedAt, rows[^1].Id);
            }
        }

        if (fitting.Count > wanted.Limit)
        {
            (at, id, more) = (fitting[wanted.Limit - 1].PlacedAt, fitting[wanted.Limit - 1].Id, true);
            fitting.RemoveRange(wanted.Limit, fitting.Count - wanted.Limit);
        }

        var survivors = await aliases.SurvivorsAsync(unit, [.. fitting.Select(r => r.CustomerId).Distinct()]);
        return new OrdersPage([.. fitting.Select(r => OrderSummary.Of(r, survivors[r.CustomerId]))],
            more ? Cursor.Write(at.ToString(CultureInfo.InvariantCulture), PublicId.Write("ord", id)) : null);
    }

    private static async Task<IReadOnlyList<OrderRow>> NextAsync(DbUnit unit, IReadOnlyList<Guid>? family, long from, long at, Guid id)
    {
        if (family is null)
        {
            return await AskAsync(unit, AllSql, [new Question(default, from, at, id)]);
        }

        // Each of her ids has its own rows; together they are one list.
        var hers = await AskAsync(unit, OfCustomerSql, [.. family.Select(f => new Question(f, from, at, id))]);
        return [.. hers.OrderByDescending(r => r.PlacedAt).ThenByDescending(r => r.Id).Take(LookedAtAtOnce)];
    }

    private static async Task<IReadOnlyList<OrderRow>> AskAsync(DbUnit unit, string sql, IReadOnlyList<Question> questions)
    {
        var batch = unit.Batch();
        var rows = batch.Ask(sql, Question.Values, questions, OrderRow.Read);
        await batch.RunAsync();
        return rows;
    }

    private static async Task<IEnumerable<OrderRow>> FittingAsync(DbUnit unit, IReadOnlyList<OrderRow> rows, Wanted wanted, ApiCaller caller)
    {
        List<OrderRow> fitting = [.. rows.Where(r => caller.MayUse(r.Store) && (wanted.Status is null || r.Status == (int)wanted.Status) &&
            (wanted.Store is null || r.Store == wanted.Store) && (wanted.Import is null || r.Import == wanted.Import))];
        if (wanted.Product is null)
        {
            return fitting;
        }

        var batch = unit.Batch();
        List<ProductIn> asked = [.. fitting.Select(r => new ProductIn(r.CustomerId, r.Id, wanted.Product))];
        var with = batch.Ask(WithProductSql, ProductIn.Values, asked, row => row.Id(0));
        await batch.RunAsync();
        var ids = with.ToHashSet();
        return fitting.Where(r => ids.Contains(r.Id));
    }

    private readonly record struct Question(Guid Customer, long From, long BeforeAt, Guid BeforeId)
    {
        public static DbTable<Question> Values { get; } = new DbTable<Question>("").Id("", q => q.Customer).Long("", q => q.From)
            .Long("", q => q.BeforeAt).Id("", q => q.BeforeId);
    }

    private readonly record struct ProductIn(Guid Customer, Guid Order, string Product)
    {
        public static DbTable<ProductIn> Values { get; } =
            new DbTable<ProductIn>("").Id("", p => p.Customer).Id("", p => p.Order).Text("", p => p.Product);
    }

    /// <summary>A search as it was understood.</summary>
    private sealed record Wanted(long FromAt, long BeforeAt, Guid BeforeId, OrderStatus? Status, Guid? Customer, Guid? Import, int Limit)
    {
        private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

        public string? Store { get; private init; }

        public string? Product { get; private init; }

        public static Result<Wanted> Read(SearchOrdersRequest request, DateTimeZone zone)
        {
            var problems = new List<FieldProblem>();
            var from = Day(request.From, "from", problems) is { } first ? Micros.Of(zone.AtStartOfDay(first).ToInstant()) : long.MinValue;
            var before = Day(request.To, "to", problems) is { } last ? Micros.Of(zone.AtStartOfDay(last.PlusDays(1)).ToInstant()) : long.MaxValue;
            var id = request.To is null ? Highest : Guid.Empty;
            OrderStatus? status = null;
            if (request.Status is not null)
            {
                status = OrderDrafting.TryStatus(request.Status, out var known) ? known : null;
                Check(status is not null, "status", "orders.status_unknown", OrderDrafting.AllStatuses);
            }

            var customer = Id("cus", request.Customer, "customer");
            var import = Id("imp", request.Import, "import");
            Check(request.Limit is > 0 and <= Cursor.RowsMax, "limit", "value.out_of_range", $"{Cursor.RowsMax}");
            if (request.Cursor is not null)
            {
                var isPlace = Cursor.TryRead(request.Cursor, 2, out var values) & PublicId.TryRead("ord", values?[1], out var beforeId);
                Check(isPlace & long.TryParse(values?[0], CultureInfo.InvariantCulture, out var at), "cursor", "request.page_malformed");
                (before, id) = (at, beforeId);
            }

            return problems.Count > 0
                ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems }
                : new Wanted(from, before, id, status, customer, import, request.Limit) { Store = request.Store, Product = request.Product };

            Guid? Id(string prefix, string? text, string field)
            {
                var isId = PublicId.TryRead(prefix, text, out var read);
                Check(text is null || isId, field, "value.id_wanted", prefix + "_");
                return text is null ? null : read;
            }

            void Check(bool isRight, string field, string code, string? detail = null)
            {
                if (!isRight)
                {
                    problems.Add(new FieldProblem(field, code, detail));
                }
            }
        }

        private static LocalDate? Day(string? text, string field, List<FieldProblem> problems)
        {
            if (text is null)
            {
                return null;
            }

            var day = LocalDatePattern.Iso.Parse(text);
            if (!day.Success || day.Value.Year is < 1900 or > 2200)
            {
                problems.Add(new FieldProblem(field, "value.day_wanted"));
                return null;
            }

            return day.Value;
        }
    }

    private const string AllSql = $$$"""
        select {{{OrderRow.Columns}}} from orders
        where placed_at >= {{2}} and (placed_at, id) < ({{3}}, {{4}})
        order by placed_at desc, id desc limit 1000
        """;

    private const string OfCustomerSql = $$$"""
        select {{{OrderRow.Columns}}} from orders
        where customer_id = {{1}} and placed_at >= {{2}} and (placed_at, id) < ({{3}}, {{4}})
        order by placed_at desc, id desc limit 1000
        """;

    private const string WithProductSql = """
        select order_id from order_lines where customer_id = {{1}} and order_id = {{2}} and product = {{3}} limit 1
        """;
}
