using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Square's Items Detail: a row is a line of a sale or of a refund.</summary>
internal sealed class SquareShape : OrderShape
{
    private SquareShape(IReadOnlyList<string> header)
        : base("square-items", header)
    {
        (Date, Time, Zone) = (Column("Date"), Column("Time"), Column("Time Zone"));
        (Net, Tax, Event) = (Column("Net Sales"), Column("Tax"), Column("Event Type"));
        (Transaction, Payment) = (Column("Transaction ID"), Column("Payment ID"));
        (Customer, Reference, CustomerName) =
            (Column("Customer ID"), Column("Customer Reference ID"), Column("Customer Name"));
        Sku = IndexOf(header, "SKU");
        Copied =
        [
            .. new[]
            {
                (OrderField.Quantity, "Qty"), (OrderField.Product, "Item"), (OrderField.Category, "Category"),
                (OrderField.Store, "Location"), (OrderField.Seller, "Employee"), (OrderField.Channel, "Channel"),
            }.Select(c => (c.Item1, Column(c.Item2))).Where(c => c.Item2 >= 0),
        ];
        var fields = Copied.ToDictionary(c => c.Field, c => header[c.Position]);
        fields[OrderField.Order] = header[Transaction];
        fields[OrderField.Date] = Sum(("", "Date", Date), (" ", "Time", Time));
        fields[OrderField.Amount] = Sum(("", "Net Sales", Net), (" + ", "Tax", Tax));
        fields[Customer < 0 && Reference < 0 ? OrderField.Name : OrderField.Customer] =
            Sum(("", "Customer ID", Customer), (", ", "Customer Reference ID", Reference), (", ", "Customer Name", CustomerName));
        Fields = fields;
    }

    public override bool MendedRowsJoin => true;

    public override IReadOnlyDictionary<OrderField, string> Fields { get; }

    internal int Date { get; }

    internal int Time { get; }

    internal int Zone { get; }

    internal int Net { get; }

    internal int Tax { get; }

    internal int Event { get; }

    internal int Transaction { get; }

    internal int Payment { get; }

    internal int Customer { get; }

    internal int Reference { get; }

    internal int CustomerName { get; }

    internal int Sku { get; }

    /// <summary>Fields that one column holds as it is.</summary>
    internal (OrderField Field, int Position)[] Copied { get; }

    public static SquareShape? Recognise(IReadOnlyList<string> header) =>
        HasAll(header, "Date", "Item", "Qty", "Net Sales", "Transaction ID") && HasAny(header, "Event Type", "Gross Sales") &&
            HasAny(header, "Customer ID", "Customer Reference ID", "Customer Name")
            ? new SquareShape(header)
            : null;

    public override ShapeRows Open(ShapeText text) => new SquareRows(this, text);

    private static bool HasAny(IReadOnlyList<string> header, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (IndexOf(header, column) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class SquareRows(SquareShape shape, ShapeText text) : TableRows(text, shape.Header)
{
    private static readonly OrderStatuses Events = new(["", "payment", "refund"], ["void", "comp", "cancel", "canceled"]);

    private readonly FieldTexts link = new();
    private bool isReturn;

    public override bool IsReturn => isReturn;

    // A location may be renamed between two exports; its transactions keep their ids.
    public override bool IsNumberUnique => true;

    public override ReadOnlySpan<char> Link => isReturn ? link[OrderField.Order] : [];

    public override ReadOnlySpan<char> Sku => At(shape.Sku).Trim();

    public override ReadOnlySpan<char> More(OrderField field) => field switch
    {
        OrderField.Customer => At(shape.Customer).IsWhiteSpace() ? At(shape.Reference).Trim() : At(shape.Customer).Trim(),
        OrderField.Name => At(shape.CustomerName).Trim(),
        _ => [],
    };

    protected override FileProblem? Retell()
    {
        isReturn = false;
        if (MoneyNeeded(shape.Net, out var net) is { } noNet)
        {
            return noNet;
        }

        if (Money(shape.Tax, out var tax) is { } noTax)
        {
            return noTax;
        }

        var kind = At(shape.Event).Trim();
        var status = Events.Of(kind);
        OrderStatuses.Tell(Text, status, Line, shape.Event < 0 ? null : shape.Header[shape.Event], kind);
        isReturn = kind.Equals("refund", StringComparison.OrdinalIgnoreCase);
        var value = status == OrderStatus.Sale ? net + tax : 0;
        Fields.Set(OrderField.Amount, isReturn ? Math.Abs(value) : value);
        SetTime();
        SetOrder();
        SetCustomer();
        foreach (var (field, position) in shape.Copied)
        {
            Fields.Set(field, Source[position]);
        }

        return null;
    }

    private void SetTime()
    {
        if (shape.Zone >= 0 && !At(shape.Zone).IsWhiteSpace())
        {
            Text.Note("square.time_zone", Line, shape.Header[shape.Zone], At(shape.Zone), Text.Options.Zone.Id);
        }

        // A format that was given says how the date is written, and nothing of the column beside it.
        Fields.Set(OrderField.Date, At(shape.Date), Text.Options.DateFormat is null ? At(shape.Time) : []);
    }

    // A refund is a document of its own, so that one in next month's file does not take the place of the sale.
    private void SetOrder()
    {
        var number = At(shape.Transaction).Trim();
        if (!isReturn || number.IsEmpty)
        {
            Fields.Set(OrderField.Order, number);
            return;
        }

        link.Clear();
        link.Set(OrderField.Order, number);
        var payment = At(shape.Payment).Trim();
        Fields.Set(OrderField.Order, $"{number}/refund/{(payment.IsEmpty ? At(shape.Date).Trim() : payment)}");
    }

    private void SetCustomer()
    {
        var customer = At(shape.Customer).Trim();
        customer = customer.IsEmpty ? At(shape.Reference).Trim() : customer;
        var hasNumbers = shape.Customer >= 0 || shape.Reference >= 0;
        Fields.Set(hasNumbers ? OrderField.Customer : OrderField.Name, customer.IsEmpty ? At(shape.CustomerName) : customer);
    }
}
