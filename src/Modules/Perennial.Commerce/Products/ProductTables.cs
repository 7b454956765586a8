using Perennial.Kernel.Data;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Products;

/// <summary>A product as lines of orders name it.</summary>
internal sealed record ProductRow(string Code, string? Name, string? Category, long ChangedAt);

/// <summary>A price from a time on, in millionths of its currency.</summary>
internal sealed record PriceRow(string Code, string Currency, long Since, long Price);

/// <summary>The tables of products as rows are put into them.</summary>
internal static class ProductTables
{
    /// <summary>As lines name them: the latest name holds, unless the shop itself said what the product is.</summary>
    public static DbTable<ProductRow> Products { get; } = new DbTable<ProductRow>("products")
        .Text("code", p => p.Code).Text("name", p => p.Name).Text("name_key", p => p.Name is { } name ? FoldedText.Of(name) : null)
        .Text("category", p => p.Category).Int("version", _ => 1).Long("changed_at", p => p.ChangedAt)
        .OnConflict("""
            (code) do update set
                name = case when products.catalogued then coalesce(products.name, excluded.name) else coalesce(excluded.name, products.name) end,
                name_key = case when products.catalogued then coalesce(products.name_key, excluded.name_key)
                    else coalesce(excluded.name_key, products.name_key) end,
                category = case when products.catalogued then coalesce(products.category, excluded.category)
                    else coalesce(excluded.category, products.category) end,
                version = products.version + 1, changed_at = excluded.changed_at
            where coalesce(excluded.name, products.name) is distinct from products.name
                or coalesce(excluded.category, products.category) is distinct from products.category
            """);

    /// <summary>Values of statements about prices.</summary>
    public static DbTable<PriceRow> Prices { get; } = new DbTable<PriceRow>("")
        .Text("", p => p.Code).Text("", p => p.Currency).Long("", p => p.Since).Long("", p => p.Price);

    /// <summary>Keeps a price that is newer than all others, where it is another than the last one.</summary>
    public const string NewerPriceSql = """
        insert into product_prices (code, currency, since, price)
        select {{1}}, {{2}}, {{3}}, {{4}}
        where not exists (select 1 from product_prices where code = {{1}} and currency = {{2}} and since >= {{3}})
            and (select price from product_prices where code = {{1}} and currency = {{2}} order by since desc limit 1)
                is distinct from {{4}}
        on conflict (code, currency, since) do nothing
        """;
}
