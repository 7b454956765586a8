using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Commerce.Orders;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Text;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Products;

/// <summary>Shows a product with its prices, and lists products by the beginning of their name, by category, by supplier.</summary>
internal static class ReadProducts
{
    private const int PricesShownMax = 500;

    public sealed record PriceView(string Currency, DateTimeOffset Since, decimal Price);

    /// <param name="Code">By which lines name it.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Category">Its category.</param>
    /// <param name="Supplier">Who supplies it.</param>
    /// <param name="Version">Rises with every change.</param>
    /// <param name="ChangedAt">Of the last one.</param>
    /// <param name="Prices">Its prices, the latest first; null in lists.</param>
    public sealed record ProductView(
        string Code, string? Name, string? Category, string? Supplier, int Version, DateTimeOffset ChangedAt, IReadOnlyList<PriceView>? Prices);

    public sealed record ProductsPage(IReadOnlyList<ProductView> Products, string? Next);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/products/{code}", Scopes.OrdersRead, async call =>
            await call.Db.ReadAsync(unit => FindAsync(unit, call.Route("code")), call.Cancellation) is { } product
                ? Answer.Of(product, CommerceJson.Api.ProductView) with { ETag = product.Version.ToString(CultureInfo.InvariantCulture) }
                : new Refusal(RefusalKind.Missing, "products.not_found")).Produces<ProductView>().WithName("getProduct");
        routes.MapRead("/v1/products", Scopes.OrdersRead, ListAsync).Produces<ProductsPage>().WithName("listProducts")
            .TakesQuery("name", "category", "supplier", "cursor", "limit");
    }

    /// <summary>A product with its prices; null where nobody named it yet.</summary>
    public static async Task<ProductView?> FindAsync(DbUnit unit, string code)
    {
        if (await unit.FindAsync<Row>(OneSql, new { code }) is not { } row)
        {
            return null;
        }

        var prices = await unit.QueryAsync<Price>(PricesSql, new { code, limit = PricesShownMax });
        return row.Shown([.. prices.Select(p => new PriceView(p.Currency, Shown.Time(p.Since), Shown.Millionths(p.Value)))]);
    }

    /// <summary>Which products are asked for; null for any.</summary>
    public sealed record Asked(string? Name, string? Category, string? Supplier, string? Cursor, string? Limit);

    private static async Task<Result<Answer>> ListAsync(ApiCall call) => (await ListAsync(call, new Asked(call.Query("name"), call.Query("category"),
        call.Query("supplier"), call.Query("cursor"), call.Query("limit")))).TryGet(out var found, out var refusal)
            ? Answer.Of(found, CommerceJson.Api.ProductsPage)
            : refusal;

    /// <summary>A page of products: by the beginning of their name, else by their code.</summary>
    public static async Task<Result<ProductsPage>> ListAsync(ApiCall call, Asked asked)
    {
        var limit = Cursor.RowsDefault;
        string[]? after = null;
        if ((asked.Limit is { } wanted && !(int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) &&
                limit is > 0 and <= Cursor.RowsMax)) || (asked.Cursor is { } cursor && !Cursor.TryRead(cursor, 2, out after)))
        {
            return Page.Malformed;
        }

        var (prefix, category, supplier) = (asked.Name, asked.Category, asked.Supplier);
        var sql = prefix is not null ? ByNameSql : category is not null ? ByCategorySql : supplier is not null ? BySupplierSql : AllSql;
        var key = FoldedText.Of(prefix ?? "");
        var rows = await call.Db.ReadAsync(unit => unit.QueryAsync<Row>(sql, new
        {
            from = key, to = FoldedText.Above(key), category, supplier, anyCategory = category is null, anySupplier = supplier is null,
            name = after?[0] ?? key, code = after?[1] ?? "", limit = limit + 1,
        }), call.Cancellation);
        return new ProductsPage([.. rows.Take(limit).Select(r => r.Shown(null))],
            rows.Count > limit ? Cursor.Write(rows[limit - 1].NameKey ?? "", rows[limit - 1].Code) : null);
    }

    private sealed class Row
    {
        public string Code { get; set; } = "";

        public string? Name { get; set; }

        public string? NameKey { get; set; }

        public string? Category { get; set; }

        public string? Supplier { get; set; }

        public int Version { get; set; }

        public long ChangedAt { get; set; }

        public ProductView Shown(IReadOnlyList<PriceView>? prices) =>
            new(Code, Name, Category, Supplier, Version, Orders.Shown.Time(ChangedAt), prices);
    }

    private sealed class Price
    {
        public string Currency { get; set; } = "";

        public long Since { get; set; }

        public long Value { get; set; }
    }

    private const string Columns = """
        code, name, name_key as namekey, category, supplier, version, changed_at as changedat
        """;

    private const string OneSql = $"select {Columns} from products where code = @code";

    private const string PricesSql = """
        select currency as Currency, since as Since, price as Value from product_prices where code = @code order by since desc, currency limit @limit
        """;

    private const string ByNameSql = $"""
        select {Columns} from products
        where name_key >= @from and name_key < @to and (name_key, code) > (@name, @code) and (@anyCategory or category = @category)
            and (@anySupplier or supplier = @supplier)
        order by name_key, code limit @limit
        """;

    private const string ByCategorySql = $"""
        select {Columns} from products
        where category = @category and code > @code and (@anySupplier or supplier = @supplier)
        order by code limit @limit
        """;

    private const string BySupplierSql = $"select {Columns} from products where supplier = @supplier and code > @code order by code limit @limit";

    private const string AllSql = $"select {Columns} from products where code > @code order by code limit @limit";
}
