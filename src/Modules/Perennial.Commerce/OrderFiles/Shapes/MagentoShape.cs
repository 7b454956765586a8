using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Magento's orders grid: a row is an order.</summary>
internal sealed class MagentoShape : OrderShape
{
    internal const string TotalColumn = "Grand Total (Base)";

    private MagentoShape(IReadOnlyList<string> header)
        : base("magento-orders", header)
    {
        (Id, Date, Status) = (Column("ID"), Column("Purchase Date"), Column("Status"));
        (Total, Shipping, Refunded) = (Column(TotalColumn), Column("Shipping and Handling"), Column("Total Refunded"));
        (Email, Customer, Store) = (Column("Customer Email"), Column("Customer Name"), Column("Purchase Point"));
        var fields = new Dictionary<OrderField, string>
        {
            [OrderField.Order] = header[Id],
            [OrderField.Date] = header[Date],
            [OrderField.Amount] = Sum(("", TotalColumn, Total), (" - ", "Shipping and Handling", Shipping),
                (" - ", "Total Refunded", Refunded)),
        };
        fields[Email >= 0 ? OrderField.Email : OrderField.Name] =
            Sum(("", "Customer Email", Email), (", ", "Customer Name", Customer));
        if (Store >= 0)
        {
            fields[OrderField.Store] = header[Store];
        }

        Fields = fields;
    }

    public override IReadOnlyDictionary<OrderField, string> Fields { get; }

    internal int Id { get; }

    internal int Date { get; }

    internal int Status { get; }

    internal int Total { get; }

    internal int Shipping { get; }

    internal int Refunded { get; }

    internal int Email { get; }

    internal int Customer { get; }

    internal int Store { get; }

    public static MagentoShape? Recognise(IReadOnlyList<string> header) =>
        HasAll(header, "ID", "Purchase Date", TotalColumn, "Status") &&
            (IndexOf(header, "Customer Email") >= 0 || IndexOf(header, "Customer Name") >= 0)
            ? new MagentoShape(header)
            : null;

    public override ShapeRows Open(ShapeText text) => new MagentoRows(this, text);
}

internal sealed class MagentoRows(MagentoShape shape, ShapeText text) : TableRows(text, shape.Header)
{
    private static readonly OrderStatuses Statuses = new(["processing", "complete", "closed"],
    [
        "", "canceled", "cancelled", "pending", "pendingpayment", "pendingpaypal", "onhold", "holded", "paymentreview",
        "suspectedfraud", "fraud", "paypalcanceledreversal", "paypalreversed", "rejected",
    ]);

    public override bool BeginsOrder => true;

    public override ReadOnlySpan<char> More(OrderField field) => field switch
    {
        OrderField.Email => At(shape.Email).Trim(),
        OrderField.Name => At(shape.Customer).Trim(),
        _ => [],
    };

    protected override FileProblem? Retell()
    {
        if (MoneyNeeded(shape.Total, out var total) is { } noTotal)
        {
            return noTotal;
        }

        if (Money(shape.Shipping, out var shipping) is { } noShipping)
        {
            return noShipping;
        }

        if (Money(shape.Refunded, out var refunded) is { } noRefund)
        {
            return noRefund;
        }

        var status = Statuses.Of(At(shape.Status));
        OrderStatuses.Tell(Text, status, Line, shape.Header[shape.Status], At(shape.Status));
        if (status == OrderStatus.Sale && refunded != 0)
        {
            Text.Note("refund.undated", Line, shape.Header[shape.Refunded], At(shape.Refunded));
        }

        Fields.Set(OrderField.Order, At(shape.Id));
        Fields.Set(OrderField.Date, At(shape.Date));
        Fields.Set(OrderField.Amount, status == OrderStatus.Sale ? Math.Max(0, total - shipping - Math.Abs(refunded)) : 0);
        var email = At(shape.Email).Trim();
        Fields.Set(shape.Email >= 0 ? OrderField.Email : OrderField.Name, email.IsEmpty ? At(shape.Customer) : email);
        SetStore(At(shape.Store));
        return null;
    }

    // "Main Website\n Main Website Store\n Default Store View": three names on three lines, made one.
    private void SetStore(ReadOnlySpan<char> point)
    {
        if (point.IndexOfAny('\n', '\r') < 0)
        {
            Fields.Set(OrderField.Store, point);
            return;
        }

        Fields.Set(OrderField.Store, string.Join(" / ", point.ToString()
            .Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }
}
