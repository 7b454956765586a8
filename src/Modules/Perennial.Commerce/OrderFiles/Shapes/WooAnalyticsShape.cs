using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// WooCommerce's Analytics, Orders, as CSV: a row is an order. It has names and no e-mail addresses, and its net sales
/// are without tax; the shop is told to export by the REST interface where it can.
/// </summary>
internal sealed class WooAnalyticsShape : OrderShape
{
    private const string OrderColumn = "Order #";

    private WooAnalyticsShape(IReadOnlyList<string> header, int net)
        : base("woocommerce-analytics", header)
    {
        (Date, Order, Status) = (Column("Date"), Column(OrderColumn), Column("Status"));
        (Customer, Units, Attribution) = (Column("Customer"), Column("Items sold"), Column("Attribution"));
        Net = Column(header[net]);
        var fields = new Dictionary<OrderField, string>
        {
            [OrderField.Order] = header[Order],
            [OrderField.Date] = header[Date],
            [OrderField.Amount] = header[Net],
            [OrderField.Name] = header[Customer],
        };
        if (Units >= 0)
        {
            fields[OrderField.Quantity] = header[Units];
        }

        if (Attribution >= 0)
        {
            fields[OrderField.Channel] = header[Attribution];
        }

        Fields = fields;
    }

    public override IReadOnlyDictionary<OrderField, string> Fields { get; }

    internal int Date { get; }

    internal int Order { get; }

    internal int Status { get; }

    internal int Customer { get; }

    internal int Units { get; }

    internal int Attribution { get; }

    internal int Net { get; }

    public static WooAnalyticsShape? Recognise(IReadOnlyList<string> header)
    {
        if (!HasAll(header, "Date", OrderColumn, "Status", "Customer", "Customer type"))
        {
            return null;
        }

        // Unformatted first; the names changed over the years.
        foreach (var column in (ReadOnlySpan<string>)["Net Sales", "N. Revenue", "Net Revenue", "N. Revenue (formatted)"])
        {
            if (IndexOf(header, column) is >= 0 and var net)
            {
                return new WooAnalyticsShape(header, net);
            }
        }

        return null;
    }

    public override ShapeRows Open(ShapeText text) => new WooAnalyticsRows(this, text);
}

internal sealed class WooAnalyticsRows(WooAnalyticsShape shape, ShapeText text) : TableRows(text, shape.Header)
{
    private readonly FieldTexts link = new();
    private bool isReturn;
    private bool isTold;

    public override bool BeginsOrder => true;

    public override bool IsReturn => isReturn;

    public override ReadOnlySpan<char> Link => isReturn ? link[OrderField.Order] : [];

    protected override FileProblem? Retell()
    {
        isReturn = false;
        if (MoneyNeeded(shape.Net, out var net) is { } noNet)
        {
            return noNet;
        }

        if (!isTold)
        {
            isTold = true;
            Text.Note("woocommerce.analytics", 1, shape.Header[shape.Net], []);
        }

        var status = WooStatuses.Of(At(shape.Status));
        OrderStatuses.Tell(Text, status, Line, shape.Header[shape.Status], At(shape.Status));
        isReturn = net < 0 && status == OrderStatus.Sale;
        Fields.Set(OrderField.Amount, status == OrderStatus.Sale ? Math.Abs(net) : 0);
        var number = At(shape.Order).Trim().TrimStart('#');
        if (isReturn)
        {
            link.Clear();
            link.Set(OrderField.Order, number);
            Fields.Set(OrderField.Order, $"{number}/refund/{At(shape.Date)}");
        }
        else
        {
            Fields.Set(OrderField.Order, number);
        }

        Fields.Set(OrderField.Date, At(shape.Date));
        Fields.Set(OrderField.Name, At(shape.Customer));
        Fields.Set(OrderField.Quantity, At(shape.Units));
        Fields.Set(OrderField.Channel, At(shape.Attribution));
        return null;
    }
}
