using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Shopify's rows, an order at a time: its rows are held until the next order begins, since its value has to be shared
/// out among them, and since one bad row leaves out the order.
/// </summary>
internal sealed class ShopifyRows(ShopifyShape shape, ShapeText text) : TableRows(text, shape.Header)
{
    /// <summary>Rows of an order that are held; what follows counts as standing apart.</summary>
    private const int RowsHeldMax = 10_000;

    private static readonly OrderStatuses Statuses = new(
        ["paid", "partiallypaid", "partiallyrefunded", "refunded"],
        ["", "pending", "voided", "authorized", "partiallyauthorized", "unpaid", "expired"]);

    private readonly Shares shares = new(text.Options);
    private readonly List<HeldRow> held = [];
    private readonly List<long> weights = [];
    private char[] texts = new char[4096];
    private int textsEnd;
    private int current;
    private bool ahead;
    private bool beginsOrder;

    /// <summary>A row of the order at hand, with the texts that will be asked for.</summary>
    private struct HeldRow
    {
        public long Line;
        public int Raw;
        public int RawLength;
        public int Quantity;
        public int QuantityLength;
        public int Product;
        public int ProductLength;
        public int Price;
        public int PriceLength;
        public int Sku;
        public int SkuLength;
        public FileProblem? Problem;
    }

    public override long Line => held[current].Line;

    public override ReadOnlySpan<char> Raw => texts.AsSpan(held[current].Raw, held[current].RawLength);

    public override bool BeginsOrder => beginsOrder && current == 0;

    // Two shops number their orders alike, but ids are Shopify's own. A spreadsheet may have made 5.5E+12 of them.
    public override bool IsNumberUnique => id.Length > 0 && !id.AsSpan().ContainsAnyExceptInRange('0', '9');

    // An order's fields are read once; of a row there are its product, its quantity and its share.
    public override ReadOnlySpan<char> this[int field]
    {
        get
        {
            ref var row = ref CollectionsMarshal.AsSpan(held)[current];
            return (OrderField)field switch
            {
                OrderField.Quantity => texts.AsSpan(row.Quantity, row.QuantityLength),
                OrderField.Product => texts.AsSpan(row.Product, row.ProductLength),
                OrderField.Amount => amount[OrderField.Amount],
                _ => Fields[field],
            };
        }
    }

    private readonly FieldTexts amount = new();
    private readonly FieldTexts customer = new();

    public override ReadOnlySpan<char> Sku => texts.AsSpan(held[current].Sku, held[current].SkuLength);

    public override ReadOnlySpan<char> More(OrderField field) => field == OrderField.Price
        ? texts.AsSpan(held[current].Price, held[current].PriceLength)
        : customer[field];

    public override bool Read()
    {
        if (++current >= held.Count && !Hold())
        {
            return false;
        }

        Problem = held[current].Problem;
        amount.Clear();
        amount.Set(OrderField.Amount, weights[current]);
        return true;
    }

    protected override FileProblem? Retell() => null;

    // Takes in the rows of one order. The source then stands on the first row of the next, which is still to be used.
    private bool Hold()
    {
        held.Clear();
        weights.Clear();
        (current, textsEnd, beginsOrder) = (0, 0, false);
        if (!ahead && !Source.Read())
        {
            return false;
        }

        ahead = false;
        if (Unfit() is { } unfit)
        {
            Keep(unfit, 0);
            return true;
        }

        Fields.Clear();
        var problem = KeepLine(Begin(out var net, out var number));
        while (Source.Read())
        {
            if (Unfit() is { } broken)
            {
                // Told by itself: which order it is of cannot be known, and the order's value stands on its first row.
                Keep(broken, 0);
            }
            else if (held.Count < RowsHeldMax && textsEnd < FileLimits.RowCharsMax && IsOfOrder(number))
            {
                problem = KeepLine(null) ?? problem;
            }
            else
            {
                ahead = true;
                break;
            }
        }

        if (problem is null)
        {
            shares.Of(net, Fields[OrderField.Currency], CollectionsMarshal.AsSpan(weights));
        }
        else
        {
            LeaveOut(number);
        }

        return true;
    }

    // The order's own fields, from its first row.
    private FileProblem? Begin(out long net, out string number)
    {
        net = 0;
        number = At(shape.Number).Trim().ToString();
        (id, total, created) = (At(shape.Id).Trim().ToString(), At(shape.Total).ToString(), At(shape.CreatedAt).ToString());
        beginsOrder = HasOrderFields;
        SetFields(number);
        if (!beginsOrder)
        {
            Text.Note("order.rows_apart", Source.Line, shape.Header[shape.Number], number);
            return null;
        }

        var status = At(shape.CancelledAt).IsWhiteSpace() ? Statuses.Of(At(shape.Status)) : OrderStatus.NoSale;
        var statusAt = At(shape.CancelledAt).IsWhiteSpace() ? shape.Status : shape.CancelledAt;
        OrderStatuses.Tell(Text, status, Source.Line, shape.Header[statusAt], At(statusAt));
        if (status != OrderStatus.Sale)
        {
            return null;
        }

        if (MoneyNeeded(shape.Total, out var whole) is { } noTotal)
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

        if (refunded != 0)
        {
            Text.Note("refund.undated", Source.Line, shape.Header[shape.Refunded], At(shape.Refunded));
        }

        net = Math.Max(0, whole - shipping - Math.Abs(refunded));
        return null;
    }

    private string id = "";
    private string total = "";
    private string created = "";

    private bool HasOrderFields => !At(shape.Status).IsWhiteSpace() || !At(shape.Total).IsWhiteSpace();

    // A row of the same number without fields of the order, or with the same ones all over again.
    private bool IsOfOrder(string number)
    {
        if (!At(shape.Number).Trim().SequenceEqual(number) || number.Length == 0)
        {
            return false;
        }

        if (!HasOrderFields)
        {
            return true;
        }

        if (!beginsOrder)
        {
            return false;
        }

        var ownId = At(shape.Id).Trim();
        return ownId.IsEmpty || id.Length == 0
            ? At(shape.Total).SequenceEqual(total) && At(shape.CreatedAt).SequenceEqual(created)
            : ownId.SequenceEqual(id);
    }

    private void SetFields(string number)
    {
        Fields.Set(OrderField.Order, IsNumberUnique ? id : number);
        Fields.Set(OrderField.Date, created);
        Fields.Set(OrderField.Currency, At(shape.Currency));
        Fields.Set(OrderField.Channel, At(shape.Source));
        Fields.Set(OrderField.Seller, At(shape.Employee));
        Fields.Set(OrderField.Store, At(shape.Location));
        Fields.Set(OrderField.Country, At(shape.ShippingCountry).IsWhiteSpace() ? At(shape.BillingCountry) : At(shape.ShippingCountry));
        SetCustomer();
    }

    private void SetCustomer()
    {
        customer.Clear();
        customer.Set(OrderField.Email, At(shape.Email));
        customer.Set(OrderField.Phone, FirstOf(shape.Phone, shape.BillingPhone, shape.ShippingPhone));
        customer.Set(OrderField.Name, FirstOf(shape.BillingName, shape.ShippingName, -1));
        if (shape.ByName || !At(shape.Email).IsWhiteSpace())
        {
            Fields.Set(shape.Identity, At(shape.ByName ? shape.BillingName : shape.Email));
            return;
        }

        Span<char> digits = stackalloc char[PhoneDigitsMax];
        var phone = Phone(At(shape.Phone), digits);
        phone = phone.IsEmpty ? Phone(At(shape.BillingPhone), digits) : phone;
        Fields.Set(shape.Identity, phone);
    }

    private ReadOnlySpan<char> FirstOf(int first, int second, int third) =>
        !At(first).IsWhiteSpace() ? At(first) : !At(second).IsWhiteSpace() ? At(second) : At(third);

    private FileProblem? KeepLine(FileProblem? problem)
    {
        problem = Weight(out var weight) is { } bad ? problem ?? bad : problem;
        var product = At(shape.Product).Trim();
        ref var row = ref Keep(problem, weight);
        (row.Product, row.ProductLength) = Keep(product.IsEmpty ? At(shape.Sku).Trim() : product);
        var quantity = At(shape.Quantity).Trim();
        (row.Quantity, row.QuantityLength) = Keep(quantity.StartsWith('-') ? [] : quantity);
        (row.Price, row.PriceLength) = Keep(At(shape.Price).Trim());
        (row.Sku, row.SkuLength) = Keep(At(shape.Sku).Trim());
        return problem;
    }

    private FileProblem? Weight(out long weight)
    {
        weight = 0;
        ExactDecimal quantity = default, price = default;
        if (Number(shape.Quantity, ref quantity) is { } noQuantity)
        {
            return noQuantity;
        }

        if (Number(shape.Price, ref price) is { } noPrice)
        {
            return noPrice;
        }

        if (Money(shape.Discount, out var discount) is { } noDiscount)
        {
            return noDiscount;
        }

        weight = Math.Max(0, ValueOf(quantity, price) - Math.Abs(discount));
        return null;
    }

    private FileProblem? Number(int position, ref ExactDecimal number) => At(position).IsWhiteSpace() ? null
        : AmountText.Read(At(position), '.', out number) switch
        {
            AmountReading.NotANumber => Bad("amount.not_a_number", position),
            AmountReading.TooLarge => Bad("amount.too_large", position),
            _ => null,
        };

    private ref HeldRow Keep(FileProblem? problem, long weight)
    {
        var (raw, length) = Keep(Source.Raw);
        held.Add(new HeldRow { Line = Source.Line, Raw = raw, RawLength = length, Problem = problem });
        weights.Add(weight);
        return ref CollectionsMarshal.AsSpan(held)[^1];
    }

    private (int Start, int Length) Keep(ReadOnlySpan<char> value)
    {
        if (textsEnd + value.Length > texts.Length)
        {
            Array.Resize(ref texts, Math.Max(texts.Length * 2, textsEnd + value.Length));
        }

        value.CopyTo(texts.AsSpan(textsEnd));
        textsEnd += value.Length;
        return (textsEnd - value.Length, value.Length);
    }

    // One bad row leaves out its order: part of it would count as the whole. The others say whose neighbours they are.
    private void LeaveOut(string number)
    {
        foreach (ref var row in CollectionsMarshal.AsSpan(held))
        {
            row.Problem ??= new FileProblem("order.left_out", Text.Name, row.Line, shape.Header[shape.Number], RowParser.Shown(number));
        }
    }
}
