using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Orders;

/// <summary>An order as it is shown in lists. Amounts: decimals of its currency.</summary>
internal sealed record OrderSummary
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Number { get; init; }

    /// <summary>Whose it is today; null where nobody is known.</summary>
    public string? Customer { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset StatusAt { get; init; }

    public string? StatusReason { get; init; }

    public required bool Test { get; init; }

    public required string Currency { get; init; }

    /// <summary>The lines after all discounts.</summary>
    public required decimal Goods { get; init; }

    public required decimal Discount { get; init; }

    public required decimal Tax { get; init; }

    public required bool TaxIncluded { get; init; }

    public required decimal Shipping { get; init; }

    public required decimal Units { get; init; }

    public required int LineCount { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Seller { get; init; }

    public string? Country { get; init; }

    public string? Import { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Shows a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="survivor">Who its customer is today.</param>
    public static OrderSummary Of(OrderRow row, Guid survivor)
    {
        var amount = new ShownAmounts(new Currency(row.Currency));
        return new OrderSummary
        {
            Id = PublicId.Write("ord", row.Id), Source = row.Source, Number = row.Number,
            Customer = row.IsAnonymous && survivor == row.CustomerId ? null : PublicId.Write("cus", survivor),
            PlacedAt = Shown.Time(row.PlacedAt), Status = OrderDrafting.Name((OrderStatus)row.Status), StatusAt = Shown.Time(row.StatusAt),
            StatusReason = row.StatusReason, Test = row.IsTest, Currency = row.Currency, Goods = amount.Minor(row.Goods),
            Discount = amount.Minor(row.Discount), Tax = amount.Minor(row.Tax), TaxIncluded = row.TaxIncluded,
            Shipping = amount.Minor(row.Shipping), Units = Shown.Thousandths(row.Units), LineCount = row.LineCount, Store = row.Store,
            Channel = row.Channel, Seller = row.Seller, Country = row.Country,
            Import = row.Import is { } import ? PublicId.Write("imp", import) : null, Version = row.Version,
            RecordedAt = Shown.Time(row.RecordedAt), ChangedAt = Shown.Time(row.ChangedAt),
        };
    }
}

/// <summary>An order with all its parts.</summary>
internal sealed record OrderView(
    OrderSummary Order, IReadOnlyList<LineView> Lines, IReadOnlyList<ReturnView> Returns, IReadOnlyList<ShipmentView> Shipments)
{
    public static OrderView Of(KeptOrder order, Guid survivor, long now)
    {
        var amount = new ShownAmounts(new Currency(order.Row.Currency));
        return new OrderView(OrderSummary.Of(order.Row, survivor),
            [.. order.Lines.Select(l => new LineView(l.Product, l.Name, l.Category, Shown.Millionths(l.Quantity),
                l.Price is { } price ? Shown.Millionths(price) : null, Shown.Millionths(l.Value)))],
            [.. order.Returns.OrderBy(r => r.At).Select(r => new ReturnView(r.Key, Shown.Time(r.At), amount.Minor(r.Value),
                Shown.Thousandths(r.Units), r.Reason, r.Note, r.Product, r.Withdrawn))],
            [.. order.Shipments.OrderBy(s => s.Stamp).Select(s => new ShipmentView(s.Key, Shown.TimeOrNull(s.PromisedAt),
                Shown.TimeOrNull(s.ShippedAt), Shown.TimeOrNull(s.DeliveredAt), s.Carrier, s.PromisedAt < (s.DeliveredAt ?? now)))]);
    }
}

/// <summary>A line as it is shown; its value after its own discount.</summary>
internal sealed record LineView(string? Product, string? Name, string? Category, decimal Quantity, decimal? Price, decimal Value);

/// <summary>A return as it is shown.</summary>
internal sealed record ReturnView(
    string Id, DateTimeOffset At, decimal Value, decimal Quantity, string? Reason, string? Note, string? Product, bool Withdrawn);

/// <summary>A parcel as it is shown.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="PromisedAt">When it was to be there.</param>
/// <param name="ShippedAt">When it left.</param>
/// <param name="DeliveredAt">When it came.</param>
/// <param name="Carrier">Who carries it.</param>
/// <param name="Late">It came, or is still not there, after it was promised.</param>
internal sealed record ShipmentView(
    string Id, DateTimeOffset? PromisedAt, DateTimeOffset? ShippedAt, DateTimeOffset? DeliveredAt, string? Carrier, bool Late);

/// <summary>Minor units of a currency as decimals with all its digits.</summary>
internal readonly struct ShownAmounts(Currency currency)
{
    private readonly byte digits = (byte)currency.Digits;

    public decimal Minor(long minor) => new((int)Math.Abs(minor), (int)(Math.Abs(minor) >> 32), 0, minor < 0, digits);
}

/// <summary>Stored numbers as they are shown.</summary>
internal static class Shown
{
    public static DateTimeOffset Time(long micros) => Micros.ToInstant(micros).ToDateTimeOffset();

    public static DateTimeOffset? TimeOrNull(long? micros) => micros is { } given ? Time(given) : null;

    public static decimal Thousandths(long value) => value / 1000m;

    public static decimal Millionths(long value) => value / (decimal)ExactDecimal.MicroPerOne;
}
