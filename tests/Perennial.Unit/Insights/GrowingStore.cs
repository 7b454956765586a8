using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Unit.Insights;

/// <summary>
/// A store to which facts come one after another: whoever has a new one is replaced by all of hers so far, as the store
/// wants it. Anonymous facts have numbers of their own, one each.
/// </summary>
internal sealed class GrowingStore
{
    private readonly Dictionary<int, (List<PastOrder> Orders, List<PastReturn> Returns)> known = [];
    private int anonymousFacts;

    public GrowingStore(FactStore store, IEnumerable<OrderFact> loaded)
    {
        Store = store;
        foreach (var order in loaded.Where(o => o.Customer >= 0))
        {
            Of(order.Customer).Orders.Add(Past(order));
        }
    }

    public FactStore Store { get; }

    public void Append(IReadOnlyList<OrderFact> orders, IReadOnlyList<ReturnFact> returns)
    {
        foreach (var order in orders.Where(o => o.Customer >= 0))
        {
            Of(order.Customer).Orders.Add(Past(order));
        }

        foreach (var returned in returns.Where(r => r.Customer >= 0))
        {
            Of(returned.Customer).Returns.Add(Past(returned));
        }

        Store.Replace(
            [.. orders.Select(o => o.Customer).Concat(returns.Select(r => r.Customer)).Where(c => c >= 0).Distinct()
                .Select(c => new NumberedHistory(c, new History([.. Of(c).Orders], [.. Of(c).Returns])))],
            [
                .. orders.Where(o => o.Customer < 0).Select(o => Nobody(new History([Past(o)], []))),
                .. returns.Where(r => r.Customer < 0).Select(r => Nobody(new History([], [Past(r)]))),
            ]);
    }

    private static PastOrder Past(OrderFact order) => new(order.Day, order.Net, order.Units, order.CoveredDay, default);

    private static PastReturn Past(ReturnFact returned) => new(returned.Day, returned.Value, default);

    private NumberedHistory Nobody(History history) => new(anonymousFacts++, history);

    private (List<PastOrder> Orders, List<PastReturn> Returns) Of(int customer)
    {
        if (!known.TryGetValue(customer, out var facts))
        {
            known[customer] = facts = ([], []);
        }

        return facts;
    }
}
