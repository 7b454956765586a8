using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Commerce.Api;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Text;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Products;

/// <summary>Says what a product is and costs. What is left out of the body is taken away; prices stay as they were.</summary>
internal static class SaveProduct
{
    private const int TextCharactersMax = 200;
    private const int NameCharactersMax = 500;
    private const int PricesMax = 50;
    private const decimal PriceMax = 1_000_000_000_000m;

    /// <param name="Name">Its name.</param>
    /// <param name="Category">Its category.</param>
    /// <param name="Supplier">Who supplies it.</param>
    /// <param name="Prices">Prices that are new.</param>
    public sealed record SaveProductRequest(string? Name, string? Category, string? Supplier, IReadOnlyList<NewPriceBody>? Prices);

    /// <param name="Currency">Three letters; the shop's where it is left out.</param>
    /// <param name="Price">The price, six decimals at most.</param>
    /// <param name="Since">From when on; now where it is left out.</param>
    public sealed record NewPriceBody(string? Currency, decimal Price, DateTimeOffset? Since);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapWrite("PUT", "/v1/products/{code}", Scopes.OrdersWrite, CommerceJson.Api.SaveProductRequest, HandleAsync)
            .Produces<ReadProducts.ProductView>().WithName("saveProduct");

    private static async Task<Result<Answer>> HandleAsync(WriteCall<SaveProductRequest> call)
    {
        var (code, body, unit) = (call.Call.Route("code"), call.Body, call.Unit);
        if (await call.Call.Get<IShopSettings>().FindAsync(call.Call.Db, call.Call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        // The catalogue is the whole shop's.
        if (!call.Call.Caller.MayUse(null))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        if (!Read(code, body, settings.Currency, call.Call.Now).TryGet(out var prices, out var refusal))
        {
            return refusal;
        }

        var version = await unit.ValueAsync<int?>(VersionSql, new { code });
        if (!call.Call.Http.Matches(version ?? 0))
        {
            return new Refusal(RefusalKind.Changed, "request.changed_meanwhile");
        }

        await WriteAsync(unit, code, body, prices, call.Call.Now);
        call.Call.Get<ProductsAtHand>().Forget(code);
        var saved = (await ReadProducts.FindAsync(unit, code))!;
        return Answer.Of(saved, CommerceJson.Api.ProductView, version is null ? StatusCodes.Status201Created : StatusCodes.Status200OK) with
        {
            ETag = saved.Version.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Writes what a product is and its new prices; what is given was checked by the caller.</summary>
    public static async Task WriteAsync(DbUnit unit, string code, SaveProductRequest body, IReadOnlyList<PriceRow> prices, Instant now)
    {
        await unit.ExecuteAsync(SaveSql, new
        {
            code, name = Blank(body.Name), nameKey = Blank(body.Name) is { } name ? FoldedText.Of(name) : null, category = Blank(body.Category),
            supplier = Blank(body.Supplier), now = Micros.Of(now),
        });
        foreach (var price in prices)
        {
            await unit.ExecuteAsync(PriceSql, new { code, currency = price.Currency, since = price.Since, price = price.Price });

            // What follows changes from another price now.
            await unit.ExecuteAsync(LookAgainSql, new { code, currency = price.Currency, since = price.Since });
        }
    }

    private static Result<IReadOnlyList<PriceRow>> Read(string code, SaveProductRequest body, Currency own, Instant now)
    {
        var problems = new List<FieldProblem>();
        Check(!string.IsNullOrWhiteSpace(code), "code", "value.missing");
        Text(code, "code", TextCharactersMax);
        Text(body.Name, "name", NameCharactersMax);
        Text(body.Category, "category", TextCharactersMax);
        Text(body.Supplier, "supplier", TextCharactersMax);
        Check(!(body.Prices?.Count > PricesMax), "prices", "value.too_many", $"{PricesMax}");
        var prices = new List<PriceRow>();
        foreach (var (i, price) in (body.Prices ?? []).Take(PricesMax).Index())
        {
            if (price is null)
            {
                Check(false, $"prices[{i}]", "json.null");
                continue;
            }

            var currency = own;
            Check(price.Currency is null || Currency.TryParse(price.Currency, out currency), $"prices[{i}].currency", "value.currency_wanted");
            Check(price.Price >= 0, $"prices[{i}].price", "value.negative");
            Check(price.Price <= PriceMax, $"prices[{i}].price", "value.too_large");
            var isFine = price.Price is >= 0 and <= PriceMax &&
                decimal.Truncate(price.Price * ExactDecimal.MicroPerOne) != price.Price * ExactDecimal.MicroPerOne;
            Check(!isFine, $"prices[{i}].price", "value.too_fine");
            var since = price.Since is { } given ? Instant.FromDateTimeOffset(given) : now;
            Check(since <= now + Duration.FromDays(366), $"prices[{i}].since", "value.in_future");
            if (problems.Count == 0)
            {
                prices.Add(new PriceRow(code, currency.Code, Micros.Of(since), (long)(price.Price * ExactDecimal.MicroPerOne)));
            }
        }

        return problems.Count > 0 ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems } : prices;

        void Text(string? text, string field, int charactersMax)
        {
            Check(!(text?.Length > charactersMax), field, "value.too_long", $"{charactersMax}");
            Check(text?.Any(char.IsControl) != true, field, "value.control_character");
        }

        void Check(bool isRight, string field, string problem, string? detail = null)
        {
            if (!isRight)
            {
                problems.Add(new FieldProblem(field, problem, detail));
            }
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private const string VersionSql = "select version from products where code = @code {{for_update}}";

    private const string SaveSql = """
        insert into products (code, name, name_key, category, supplier, catalogued, version, changed_at)
        values (@code, @name, @nameKey, @category, @supplier, true, 1, @now)
        on conflict (code) do update set name = excluded.name, name_key = excluded.name_key, category = excluded.category,
            supplier = excluded.supplier, catalogued = true, version = products.version + 1, changed_at = excluded.changed_at
        """;

    private const string PriceSql = """
        insert into product_prices (code, currency, since, price) values (@code, @currency, @since, @price)
        on conflict (code, currency, since) do update set price = excluded.price, noticed = false
        """;

    private const string LookAgainSql = """
        update product_prices set noticed = false
        where code = @code and currency = @currency and since = (
            select min(since) from product_prices where code = @code and currency = @currency and since > @since)
        """;
}
