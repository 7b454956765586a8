using Perennial.Kernel.Data;
using OrderDraft = Perennial.Commerce.Orders.OrderDraft;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Puts returns that name their order there, if it is there in their currency; else they stand under a number of their own.
/// A document that stands by itself already stays so: given again, it changes nothing.
/// </summary>
internal static class LinkedReturns
{
    public static async Task<IReadOnlyList<OrderDraft>> PlaceAsync(DbUnit unit, IReadOnlyList<ImportDocument> documents)
    {
        var drafts = new List<OrderDraft>(documents.Count);
        var linked = documents.Where(d => d.Linked is not null && d.Draft.Content!.Lines.Count == 0).ToList();
        if (linked.Count == 0)
        {
            drafts.AddRange(documents.Select(d => d.Draft));
            return drafts;
        }

        var currencies = await KnownAsync(unit, linked);
        foreach (var document in documents)
        {
            currencies.TryAdd(document.Draft.Key, "");
        }

        var own = documents.Except(linked).ToDictionary(d => d.Draft.Key, d => d.Currency.Code, StringComparer.Ordinal);
        var behind = new List<OrderDraft>();
        foreach (var document in documents)
        {
            var draft = document.Draft;
            var target = document.Linked is not { } link || draft.Content!.Lines.Count > 0 || currencies[draft.Key].Length > 0 ? null
                : new[] { link.Key, link.Number }.FirstOrDefault(n => Currency(OrderDraft.KeyOf(draft.Source, n)) == document.Currency.Code);
            (target is null ? drafts : behind).Add(target is null ? draft : new OrderDraft
            {
                Source = draft.Source, Number = target, Returns = draft.Returns,
            });
        }

        // Behind the orders that came with them.
        return [.. drafts, .. behind];

        string? Currency(string key) => own.GetValueOrDefault(key) ?? (currencies.TryGetValue(key, out var stored) ? stored : null);
    }

    private static async Task<Dictionary<string, string>> KnownAsync(DbUnit unit, IReadOnlyList<ImportDocument> linked)
    {
        var keys = linked.SelectMany(d => new[] { d.Key, d.Linked!.Value.Key, d.Linked.Value.Number }
            .Select(n => OrderDraft.KeyOf(d.Draft.Source, n))).ToHashSet(StringComparer.Ordinal);
        var looks = unit.Batch();
        var found = looks.Lookup(CurrencySql, keys, row => (Key: row.Text(0), Currency: row.Text(1)));
        await looks.RunAsync();
        return found.ToDictionary(f => f.Key, f => f.Currency, StringComparer.Ordinal);
    }

    private const string CurrencySql = """
        select k.order_key, o.currency from order_keys k join orders o on o.customer_id = k.customer_id and o.id = k.order_id
        where k.order_key {{in_keys}}
        """;
}
