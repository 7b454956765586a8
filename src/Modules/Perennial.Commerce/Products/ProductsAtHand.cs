using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Perennial.Commerce.Orders;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Products;

/// <summary>
/// Products and prices this node has seen, so that not every line asks the database for its own. What another node wrote
/// meanwhile is not known here: the statements compare once more.
/// </summary>
internal sealed class ProductsAtHand
{
    private const int KeptMax = 200_000;

    private readonly ConcurrentDictionary<string, (string? Name, string? Category)> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Code, string Currency), (long Since, long Price)> prices = new();

    /// <summary>Puts into a batch what these drafts tell that is new.</summary>
    public void Write(DbBatch writes, IReadOnlyList<OrderDraft> drafts, long now)
    {
        writes.Insert(ProductTables.Products, NewIn(drafts, now));
        writes.Each(ProductTables.NewerPriceSql, ProductTables.Prices, NewPricesIn(drafts));
    }

    /// <summary>Remembers what is durable now.</summary>
    public void Keep(IReadOnlyList<OrderDraft> drafts)
    {
        if (seen.Count > KeptMax || prices.Count > KeptMax)
        {
            seen.Clear();
            prices.Clear();
        }

        foreach (var line in drafts.SelectMany(d => d.Content?.Lines ?? []))
        {
            if (line.Product is { } code && !(seen.TryGetValue(code, out var known) && Same(known, line)))
            {
                seen[code] = (line.Name ?? known.Name, line.Category ?? known.Category);
            }
        }

        foreach (var price in NewPricesIn(drafts))
        {
            prices[(price.Code, price.Currency)] = (price.Since, price.Price);
        }
    }

    /// <summary>Forgets a product: somebody said what it is.</summary>
    public void Forget(string code)
    {
        seen.TryRemove(code, out _);
        foreach (var key in prices.Keys.Where(k => k.Code == code))
        {
            prices.TryRemove(key, out _);
        }
    }

    private List<ProductRow> NewIn(IReadOnlyList<OrderDraft> drafts, long now)
    {
        var rows = new SortedDictionary<string, ProductRow>(StringComparer.Ordinal);
        foreach (var line in drafts.SelectMany(d => d.Content?.Lines ?? []))
        {
            if (line.Product is { } code && !(seen.TryGetValue(code, out var known) && Same(known, line)))
            {
                rows[code] = new ProductRow(code, line.Name, line.Category, now);
            }
        }

        return [.. rows.Values];
    }

    // A price that differs from the last one known, of an order that is newer. Of two lines of one order the higher holds:
    // the lower one is most likely a discount that was put into the price.
    private IReadOnlyList<PriceRow> NewPricesIn(IReadOnlyList<OrderDraft> drafts)
    {
        Dictionary<(string, string), List<PriceRow>>? news = null;
        foreach (var draft in drafts)
        {
            if (draft.Content is not { IsTest: false } content)
            {
                continue;
            }

            foreach (var line in content.Lines)
            {
                if (line is { Product: { } code, Price: > 0 and var price } &&
                    !(prices.TryGetValue((code, content.Currency), out var known) && (known.Price == price || known.Since >= content.PlacedAt)))
                {
                    news ??= [];
                    ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(news, (code, content.Currency), out _);
                    (list ??= []).Add(new PriceRow(code, content.Currency, content.PlacedAt, price));
                }
            }
        }

        return news is null ? [] : [.. news.OrderBy(n => n.Key).SelectMany(n => Steps(n.Value))];
    }

    private static IEnumerable<PriceRow> Steps(List<PriceRow> told)
    {
        PriceRow? last = null;
        foreach (var row in told.GroupBy(p => p.Since).OrderBy(g => g.Key).Select(g => g.MaxBy(p => p.Price)!))
        {
            if (row.Price != last?.Price)
            {
                yield return last = row;
            }
        }
    }

    private static bool Same((string? Name, string? Category) known, OrderLineRow line) =>
        (line.Name is null || line.Name == known.Name) && (line.Category is null || line.Category == known.Category);
}
