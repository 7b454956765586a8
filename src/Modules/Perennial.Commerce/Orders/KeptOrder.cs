using Perennial.Kernel.Data;

namespace Perennial.Commerce.Orders;

/// <summary>An order with all its parts, as the rows stand.</summary>
internal sealed record KeptOrder(
    OrderRow Row, IReadOnlyList<OrderLineRow> Lines, IReadOnlyList<OrderReturnRow> Returns, IReadOnlyList<ShipmentRow> Shipments)
{
    /// <summary>Reads many orders in one trip; places where none stands are left out.</summary>
    public static async Task<IReadOnlyList<KeptOrder>> ReadAsync(DbUnit unit, IReadOnlyList<OrderPlace> places)
    {
        var parts = unit.Batch();
        var rows = parts.Ask(OrderSql, OrderTables.Places, places, OrderRow.Read);
        var lines = parts.Ask(LinesSql, OrderTables.Places, places, row => (Order: row.Id(0), Line: row.Int(1), Row: new OrderLineRow(
            row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.Long(5), row.LongOrNull(6), row.Long(7))));
        var returns = parts.Ask(ReturnsSql, OrderTables.Places, places, row => (Order: row.Id(0), Row: new OrderReturnRow(row.Text(1),
            row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.Bool(9))));
        var shipments = parts.Ask(ShipmentsSql, OrderTables.Places, places, row => (Order: row.Id(0), Row: new ShipmentRow(row.Text(1),
            row.Long(2), row.LongOrNull(3), row.LongOrNull(4), row.LongOrNull(5), row.TextOrNull(6))));
        await parts.RunAsync();
        var (linesOf, returnsOf, shipmentsOf) = (lines.ToLookup(l => l.Order), returns.ToLookup(r => r.Order), shipments.ToLookup(s => s.Order));
        return [.. rows.Select(row => new KeptOrder(row, [.. linesOf[row.Id].OrderBy(l => l.Line).Select(l => l.Row)],
            [.. returnsOf[row.Id].Select(r => r.Row)], [.. shipmentsOf[row.Id].Select(s => s.Row)]))];
    }

    private const string OrderSql = $"select {OrderRow.Columns} from orders where customer_id = {{{{1}}}} and id = {{{{2}}}}";

    private const string LinesSql = """
        select order_id, line, product, name, category, quantity, price, value
        from order_lines where customer_id = {{1}} and order_id = {{2}}
        """;

    private const string ReturnsSql = """
        select order_id, return_key, returned_at, stamp, value, units, reason, note, product, withdrawn
        from order_returns where customer_id = {{1}} and order_id = {{2}}
        """;

    private const string ShipmentsSql = """
        select order_id, shipment_key, stamp, promised_at, shipped_at, delivered_at, carrier
        from shipments where customer_id = {{1}} and order_id = {{2}}
        """;
}
