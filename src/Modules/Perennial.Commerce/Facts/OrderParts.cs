using Perennial.Commerce.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Facts;

/// <summary>Orders and returns split by product or category, out of one walk over their lines.</summary>
/// <param name="worth">What orders count for.</param>
/// <param name="owners">The survivor of each customer who was merged.</param>
/// <param name="returns">Returns by order.</param>
/// <param name="dimension">Product or category.</param>
/// <param name="sink">Told.</param>
internal sealed class OrderParts(OrderWorth worth, IReadOnlyDictionary<Guid, Guid> owners,
    IReadOnlyDictionary<Guid, List<OrderWorth.Returned>> returns, OrderField dimension, IOrderPartSink sink)
{
    /// <summary>The lines of orders that count, those of an order one after another.</summary>
    public const string LinesSql = $"""
        select o.customer_id, o.id, o.placed_at, o.is_anonymous, o.currency, o.goods, o.tax, o.tax_included, o.shipping, o.units, o.store,
            o.channel, o.seller, o.country, l.product, l.name, l.category, l.value, l.quantity
        from orders o join order_lines l on l.customer_id = o.customer_id and l.order_id = o.id
        where {OrderWorth.Counts}
        order by o.customer_id, o.id
        """;

    /// <summary>Returns with their product.</summary>
    public const string ReturnsSql = "select order_id, returned_at, value, product from order_returns where withdrawn = false";

    // Millionths of a unit to thousandths.
    private const int MicrosPerMilli = 1_000;

    private readonly List<(string Value, string? Product, long Amount, long Quantity)> lines = [];
    private OrderWorth.Worth order;
    private Guid at;

    public static OrderWorth.Returned ReadReturn(DbRow row) => new(row.Id(0), row.Long(1), row.Long(2), row.TextOrNull(3));

    /// <summary>Takes the next line.</summary>
    public void Line(DbRow row)
    {
        var id = row.Id(1);
        if (id != at)
        {
            End();
            at = id;
            var customer = row.Id(0);
            var isMerged = owners.TryGetValue(customer, out var survivor);
            order = worth.Read(row, isMerged ? survivor : customer, row.Bool(3) && !isMerged);
        }

        var product = row.TextOrNull(14);
        var value = dimension == OrderField.Category ? row.TextOrNull(16) : row.TextOrNull(15) ?? product;
        lines.Add((value?.Trim() ?? "", product, row.Long(17), row.Long(18)));
    }

    /// <summary>Tells the last order, once all lines were taken.</summary>
    public void End()
    {
        if (lines.Count == 0)
        {
            return;
        }

        IReadOnlyList<OrderWorth.Returned> back = returns.TryGetValue(at, out var list) ? list : [];
        if (order.Own > 0)
        {
            TellParts(worth.CoveredDay(order.Own, back));
        }

        foreach (var returned in back)
        {
            if (worth.Return(order, returned) is { Value: > 0 } value)
            {
                sink.Return(ValueOf(returned), value);
            }
        }

        lines.Clear();
    }

    // Tax and shipping that the shop counts are spread as the lines' own amounts are. Each part is rounded by itself.
    private void TellParts(int coveredDay)
    {
        var all = lines.Sum(l => l.Amount);
        if (all <= 0)
        {
            return;
        }

        foreach (var group in lines.GroupBy(l => l.Value, StringComparer.Ordinal))
        {
            var own = (long)((((Int128)order.Own * group.Sum(l => l.Amount) * 2) + all) / ((Int128)all * 2));
            if (own > 0 && worth.Part(order, own, group.Sum(l => l.Quantity) / MicrosPerMilli, coveredDay) is { Net: > 0 } part)
            {
                sink.Order(group.Key, part);
            }
        }
    }

    // A return names its product as the line does; what is not of the order is taken at its word.
    private string ValueOf(OrderWorth.Returned returned)
    {
        if (returned.Product is not { } product)
        {
            return "";
        }

        var line = lines.FirstOrDefault(l => l.Product == product);
        return line.Product is not null ? line.Value : dimension == OrderField.Category ? "" : product;
    }
}
