using Perennial.Commerce.Contract;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>WooCommerce's orders as its REST interface gives them, or a column of such.</summary>
internal sealed class WooOrdersShape : OrderShape
{
    internal const string DocumentColumn = "woocommerce_order";
    private readonly IReadOnlyList<string>? table;
    private readonly int start;
    private readonly bool isArray;

    /// <summary>Orders in a JSON text.</summary>
    /// <param name="start">Characters before the first order.</param>
    /// <param name="isArray">Whether the orders stand in an array.</param>
    public WooOrdersShape(int start, bool isArray)
        : base("woocommerce-orders-json", [DocumentColumn]) => (this.start, this.isArray) = (start, isArray);

    /// <summary>Orders in a column of a table.</summary>
    public WooOrdersShape(IReadOnlyList<string> table)
        : base("woocommerce-orders-json", [DocumentColumn]) => this.table = table;

    public override bool IsDocuments => true;

    public override IReadOnlyList<string> Unused => [];

    public override IReadOnlyDictionary<OrderField, string> Fields { get; } = new Dictionary<OrderField, string>
    {
        [OrderField.Customer] = "customer_id, billing.email, billing.phone",
        [OrderField.Date] = "date_created_gmt, date_created",
        [OrderField.Order] = "id, number",
        [OrderField.Amount] = "total - shipping_total - shipping_tax - refunds[].total",
        [OrderField.Quantity] = "line_items[].quantity",
        [OrderField.Product] = "line_items[].name, line_items[].sku",
        [OrderField.Channel] = "created_via",
        [OrderField.Country] = "shipping.country, billing.country",
        [OrderField.Currency] = "currency",
    };

    public override ShapeRows Open(ShapeText text) => new DocumentRows(text, table is null
        ? new JsonTexts(text.Name, text.Text, start, isArray)
        : new ColumnTexts(text, table, IndexOf(table, DocumentColumn)), new WooOrderParser(text));
}

/// <summary>Orders as 1C and shops exchange them, or a column of such.</summary>
/// <param name="table">The header of the table that has them in a column; null for an XML text.</param>
internal sealed class CommerceMlShape(IReadOnlyList<string>? table) : OrderShape("commerceml", [DocumentColumn])
{
    internal const string DocumentColumn = "commerceml_document";

    public override bool IsDocuments => true;

    public override IReadOnlyList<string> Unused => [];

    public override IReadOnlyDictionary<OrderField, string> Fields { get; } = new Dictionary<OrderField, string>
    {
        [OrderField.Customer] = "Контрагент/Ид, Контакты, Наименование",
        [OrderField.Date] = "Дата, Время",
        [OrderField.Order] = "Ид, Номер",
        [OrderField.Amount] = "Товар/Сумма",
        [OrderField.Quantity] = "Товар/Количество",
        [OrderField.Product] = "Товар/Наименование",
        [OrderField.Currency] = "Валюта",
    };

    public override ShapeRows Open(ShapeText text) => new DocumentRows(text, table is null
        ? new XmlTexts(text.Name, text.Text)
        : new ColumnTexts(text, table, IndexOf(table, DocumentColumn)), new CommerceMlParser(text));
}
