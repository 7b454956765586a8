using Perennial.Commerce.Contract;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Shopify's orders: a row is a line of an order, and the order's own fields stand on its first row only. Which of the
/// 79 columns are there changed over the years; what is needed was always there.
/// </summary>
internal sealed class ShopifyShape : OrderShape
{
    private ShopifyShape(IReadOnlyList<string> header)
        : base("shopify-orders", header)
    {
        (Number, Id, CreatedAt, Currency) = (Column("Name"), Column("Id"), Column("Created at"), Column("Currency"));
        (Status, CancelledAt) = (Column("Financial Status"), Column("Cancelled at"));
        (Total, Shipping, Refunded) = (Column("Total"), Column("Shipping"), Column("Refunded Amount"));
        (Email, Phone, BillingPhone) = (Column("Email"), Column("Phone"), Column("Billing Phone"));
        (ShippingCountry, BillingCountry) = (Column("Shipping Country"), Column("Billing Country"));
        (Source, Employee, Location) = (Column("Source"), Column("Employee"), Column("Location"));
        (Quantity, Price, Discount) = (Column("Lineitem quantity"), Column("Lineitem price"), Column("Lineitem discount"));
        (Product, Sku) = (Column("Lineitem name"), Column("Lineitem sku"));

        (ShippingPhone, ShippingName) = (IndexOf(header, "Shipping Phone"), IndexOf(header, "Shipping Name"));

        // A name tells no one apart who shares it. It is used where a file has no other column to tell people by.
        ByName = Email < 0 && Phone < 0 && BillingPhone < 0;
        BillingName = ByName ? Column("Billing Name") : IndexOf(header, "Billing Name");
        Identity = ByName ? OrderField.Name : OrderField.Email;
        var fields = new Dictionary<OrderField, string>
        {
            [Identity] = ByName ? "Billing Name"
                : Sum(("", "Email", Email), (", ", "Phone", Phone), (", ", "Billing Phone", BillingPhone)),
            [OrderField.Order] = Sum(("", "Id", Id), (", ", "Name", Number)),
            [OrderField.Date] = header[CreatedAt],
            [OrderField.Amount] = Sum(("", "Total", Total), (" - ", "Shipping", Shipping), (" - ", "Refunded Amount", Refunded)),
            [OrderField.Quantity] = header[Quantity],
            [OrderField.Product] = Sum(("", "Lineitem name", Product), (", ", "Lineitem sku", Sku)),
            [OrderField.Country] =
                Sum(("", "Shipping Country", ShippingCountry), (", ", "Billing Country", BillingCountry)),
            [OrderField.Channel] = Sum(("", "Source", Source)),
            [OrderField.Seller] = Sum(("", "Employee", Employee)),
            [OrderField.Store] = Sum(("", "Location", Location)),
            [OrderField.Currency] = Sum(("", "Currency", Currency)),
        };
        Fields = fields.Where(f => f.Value.Length > 0).ToDictionary(f => f.Key, f => f.Value);
    }

    public override IReadOnlyDictionary<OrderField, string> Fields { get; }

    /// <summary>The field under which the customer's identity is handed on.</summary>
    internal OrderField Identity { get; }

    internal bool ByName { get; }

    internal int Number { get; }

    internal int Id { get; }

    internal int CreatedAt { get; }

    internal int Currency { get; }

    internal int Status { get; }

    internal int CancelledAt { get; }

    internal int Total { get; }

    internal int Shipping { get; }

    internal int Refunded { get; }

    internal int Email { get; }

    internal int Phone { get; }

    internal int BillingPhone { get; }

    internal int BillingName { get; }

    internal int ShippingPhone { get; }

    internal int ShippingName { get; }

    internal int ShippingCountry { get; }

    internal int BillingCountry { get; }

    internal int Source { get; }

    internal int Employee { get; }

    internal int Location { get; }

    internal int Quantity { get; }

    internal int Price { get; }

    internal int Discount { get; }

    internal int Product { get; }

    internal int Sku { get; }

    public static ShopifyShape? Recognise(IReadOnlyList<string> header) =>
        HasAll(header, "Name", "Financial Status", "Total", "Created at", "Lineitem quantity", "Lineitem price",
            "Lineitem name") ? new ShopifyShape(header) : null;

    public override ShapeRows Open(ShapeText text) => new ShopifyRows(this, text);
}
