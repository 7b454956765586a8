using Perennial.Customers.Contract;

namespace Perennial.Commerce.Orders;

/// <summary>How far an order is. Only pending, cancelled and test orders do not count.</summary>
internal enum OrderStatus
{
    Pending,
    Placed,
    Paid,
    Completed,
    Cancelled,
}

/// <summary>What was bought: one version of it, whole.</summary>
internal sealed record OrderContent
{
    public required long At { get; init; }

    /// <summary>Settles which of two versions of one time holds; the same content has the same.</summary>
    public required long Tie { get; init; }

    /// <summary>Whether the source said since when; else it is since it came.</summary>
    public required bool IsStamped { get; init; }

    public required long PlacedAt { get; init; }

    public required bool IsTest { get; init; }

    public required string Currency { get; init; }

    /// <summary>The lines after all discounts, minor units.</summary>
    public required long Goods { get; init; }

    public required long Discount { get; init; }

    public required long Tax { get; init; }

    public required bool TaxIncluded { get; init; }

    public required long Shipping { get; init; }

    /// <summary>Thousandths.</summary>
    public required long Units { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Seller { get; init; }

    public string? Country { get; init; }

    public Guid? Import { get; init; }

    public required IReadOnlyList<OrderLineRow> Lines { get; init; }
}

/// <summary>A line; quantity, price and value in millionths.</summary>
internal sealed record OrderLineRow(string? Product, string? Name, string? Category, long Quantity, long? Price, long Value);

/// <summary>Something given back, or taken back.</summary>
internal sealed record OrderReturnRow(
    string Key, long At, long Stamp, long Value, long Units, string? Reason, string? Note, string? Product, bool Withdrawn);

/// <summary>A parcel as it stands.</summary>
internal sealed record ShipmentRow(string Key, long Stamp, long? PromisedAt, long? ShippedAt, long? DeliveredAt, string? Carrier);

/// <summary>
/// An order as all that was told of it adds up to. What is told comes in any order, and again and again; of each part of the
/// order (content, status, each return, each parcel) the latest by its own time holds, so that in the end the state is the
/// same. Nothing here touches a database.
/// </summary>
internal sealed class OrderState
{
    public required Guid Id { get; init; }

    public required string Source { get; init; }

    public required string Number { get; init; }

    public OrderContent? Content { get; private set; }

    /// <summary>Whose it is; an anonymous order has an id of its own.</summary>
    public Guid Customer { get; private set; }

    public bool IsAnonymous { get; private set; } = true;

    /// <summary>Since when it is hers.</summary>
    public long CustomerAt { get; private set; }

    public OrderStatus Status { get; private set; }

    public long StatusAt { get; private set; } = long.MinValue;

    public string? StatusReason { get; private set; }

    public SortedDictionary<string, OrderReturnRow> Returns { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ShipmentRow> Shipments { get; } = new(StringComparer.Ordinal);

    /// <summary>Where its rows stand; null for an order that is not stored yet.</summary>
    public Guid? StoredUnder { get; init; }

    /// <summary>Who that is today: rows of a merged customer stay where they are.</summary>
    public Guid Survivor { get; set; }

    public int Version { get; set; }

    public long RecordedAt { get; init; }

    /// <summary>Changes since it was found that somebody can see.</summary>
    public int Changes { get; private set; }

    public bool IsChanged => Changes > 0;

    /// <summary>Whether its row has to be written: also where only a time moved that later news are measured by.</summary>
    public bool NeedsWriting { get; private set; }

    /// <summary>Whether lines, returns or parcels have to be written again, and not only the order's own row.</summary>
    public bool PartsChanged { get; private set; }

    /// <summary>Takes a version of what was bought.</summary>
    public void Take(OrderContent content)
    {
        if (Content is { } known && (known.At, known.Tie).CompareTo((content.At, content.Tie)) >= 0)
        {
            return;
        }

        if (Content is { } before && before.Tie == content.Tie)
        {
            // The same again. That it still held later matters only if the source says so.
            (Content, NeedsWriting) = content.IsStamped ? (before with { At = content.At }, true) : (before, NeedsWriting);
            return;
        }

        Content = content;
        PartsChanged = NeedsWriting = true;
        Changes++;
    }

    /// <summary>Takes whose it is: the latest version that names somebody holds.</summary>
    public void Take(JoinedCustomer owner, OrderContent of)
    {
        if (owner.IsAnonymous)
        {
            Customer = Customer == default ? owner.Customer : Customer;
            return;
        }

        if (!IsAnonymous && (CustomerAt, Customer).CompareTo((of.At, owner.Customer)) >= 0)
        {
            return;
        }

        if (!IsAnonymous && owner.Customer == (Customer == StoredUnder ? Survivor : Customer))
        {
            (CustomerAt, NeedsWriting) = of.IsStamped ? (of.At, true) : (CustomerAt, NeedsWriting);
            return;
        }

        (Customer, IsAnonymous, CustomerAt) = (owner.Customer, false, of.At);
        PartsChanged = NeedsWriting = true;
        Changes++;
    }

    /// <summary>Takes a status; of two of one time the one further on holds.</summary>
    public void Take(OrderStatus status, long at, string? reason)
    {
        if ((StatusAt, (int)Status).CompareTo((at, (int)status)) >= 0)
        {
            return;
        }

        Changes += Status != status || StatusReason != reason || StatusAt == long.MinValue ? 1 : 0;
        NeedsWriting = true;
        (Status, StatusAt, StatusReason) = (status, at, reason);
    }

    /// <summary>Takes a return.</summary>
    public void Take(OrderReturnRow returned)
    {
        if (!Returns.TryGetValue(returned.Key, out var known) || Order(known).CompareTo(Order(returned)) < 0)
        {
            PartsChanged = NeedsWriting = true;
        Changes++;
            Returns[returned.Key] = returned;
        }
    }

    /// <summary>Takes a parcel.</summary>
    public void Take(ShipmentRow shipment)
    {
        if (!Shipments.TryGetValue(shipment.Key, out var known) || Order(known).CompareTo(Order(shipment)) < 0)
        {
            PartsChanged = NeedsWriting = true;
        Changes++;
            Shipments[shipment.Key] = shipment;
        }
    }

    /// <summary>An order as it is stored.</summary>
    public static OrderState Stored(
        OrderRow row, IEnumerable<OrderLineRow> lines, IEnumerable<OrderReturnRow> returns, IEnumerable<ShipmentRow> shipments)
    {
        var state = new OrderState
        {
            Id = row.Id, Source = row.Source, Number = row.Number, StoredUnder = row.CustomerId, Version = row.Version,
            RecordedAt = row.RecordedAt, Content = row.Content([.. lines]), Customer = row.CustomerId, Survivor = row.CustomerId,
            IsAnonymous = row.IsAnonymous, CustomerAt = row.CustomerAt, Status = (OrderStatus)row.Status, StatusAt = row.StatusAt,
            StatusReason = row.StatusReason,
        };
        foreach (var returned in returns)
        {
            state.Returns[returned.Key] = returned;
        }

        foreach (var shipment in shipments)
        {
            state.Shipments[shipment.Key] = shipment;
        }

        return state;
    }

    // Values of one time differ in something; what is compared must only be the same everywhere.
    private static (long, bool, long, long, long, string, string, string) Order(OrderReturnRow r) =>
        (r.Stamp, r.Withdrawn, r.Value, r.At, r.Units, r.Reason ?? "", r.Note ?? "", r.Product ?? "");

    private static (long, long, long, long, string) Order(ShipmentRow s) =>
        (s.Stamp, s.DeliveredAt ?? 0, s.ShippedAt ?? 0, s.PromisedAt ?? 0, s.Carrier ?? "");
}
