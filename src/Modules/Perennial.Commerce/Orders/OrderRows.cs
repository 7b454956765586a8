using Perennial.Kernel.Data;

namespace Perennial.Commerce.Orders;

/// <summary>An order as its row stands.</summary>
internal sealed record OrderRow
{
    public required Guid CustomerId { get; init; }

    public required Guid Id { get; init; }

    public required string Source { get; init; }

    public required string Number { get; init; }

    public long PlacedAt { get; init; }

    public long ContentAt { get; init; }

    public long ContentTie { get; init; }

    public int Status { get; init; }

    public long StatusAt { get; init; }

    public string? StatusReason { get; init; }

    public bool IsTest { get; init; }

    public bool IsAnonymous { get; init; }

    public long CustomerAt { get; init; }

    public required string Currency { get; init; }

    public long Goods { get; init; }

    public long Discount { get; init; }

    public long Tax { get; init; }

    public bool TaxIncluded { get; init; }

    public long Shipping { get; init; }

    public long Units { get; init; }

    public int LineCount { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Seller { get; init; }

    public string? Country { get; init; }

    public Guid? Import { get; init; }

    public int Version { get; init; }

    public long RecordedAt { get; init; }

    public long ChangedAt { get; init; }

    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = """
        customer_id, id, source, number, placed_at, content_at, content_tie, status, status_at, status_reason, is_test, is_anonymous,
        currency, goods, discount, tax, tax_included, shipping, units, line_count, store, channel, seller, country, import_id, version,
        recorded_at, changed_at, customer_at
        """;

    public static OrderRow Read(DbRow row) => new()
    {
        CustomerId = row.Id(0), Id = row.Id(1), Source = row.Text(2), Number = row.Text(3), PlacedAt = row.Long(4), ContentAt = row.Long(5),
        ContentTie = row.Long(6), Status = row.Int(7), StatusAt = row.Long(8), StatusReason = row.TextOrNull(9), IsTest = row.Bool(10),
        IsAnonymous = row.Bool(11), Currency = row.Text(12), Goods = row.Long(13), Discount = row.Long(14), Tax = row.Long(15),
        TaxIncluded = row.Bool(16), Shipping = row.Long(17), Units = row.Long(18), LineCount = row.Int(19), Store = row.TextOrNull(20),
        Channel = row.TextOrNull(21), Seller = row.TextOrNull(22), Country = row.TextOrNull(23), Import = row.IdOrNull(24),
        Version = row.Int(25), RecordedAt = row.Long(26), ChangedAt = row.Long(27),
        CustomerAt = row.Long(28),
    };

    public static OrderRow Of(OrderState state, long now)
    {
        var content = state.Content!;
        return new OrderRow
        {
            CustomerId = state.Customer, Id = state.Id, Source = state.Source, Number = state.Number, PlacedAt = content.PlacedAt,
            ContentAt = content.At, ContentTie = content.Tie, Status = (int)state.Status, StatusAt = state.StatusAt,
            StatusReason = state.StatusReason, IsTest = content.IsTest, IsAnonymous = state.IsAnonymous,
            CustomerAt = state.CustomerAt, Currency = content.Currency,
            Goods = content.Goods, Discount = content.Discount, Tax = content.Tax, TaxIncluded = content.TaxIncluded,
            Shipping = content.Shipping, Units = content.Units, LineCount = content.Lines.Count, Store = content.Store,
            Channel = content.Channel, Seller = content.Seller, Country = content.Country, Import = content.Import, Version = state.Version,
            RecordedAt = state.RecordedAt, ChangedAt = now,
        };
    }

    public OrderContent Content(IReadOnlyList<OrderLineRow> lines) => new()
    {
        At = ContentAt, Tie = ContentTie, IsStamped = true, PlacedAt = PlacedAt,
        IsTest = IsTest, Currency = Currency, Goods = Goods, Discount = Discount, Tax = Tax, TaxIncluded = TaxIncluded, Shipping = Shipping,
        Units = Units, Store = Store, Channel = Channel, Seller = Seller, Country = Country, Import = Import, Lines = lines,
    };
}

/// <summary>Where an order stands.</summary>
internal readonly record struct OrderPlace(Guid Customer, Guid Order);

/// <summary>A part of an order with where it stands.</summary>
internal readonly record struct PartOf<T>(OrderPlace Place, int Line, T Part);

/// <summary>A key of an order, and the order.</summary>
internal sealed record OrderKeyRow(string Key, Guid Order, Guid Customer);

/// <summary>News that wait for their order.</summary>
internal sealed record WaitingRow(string Key, string EventKey, string Body, long RecordedAt);

/// <summary>The tables of orders as rows are put into them.</summary>
internal static class OrderTables
{
    public static DbTable<OrderKeyRow> Keys { get; } = new DbTable<OrderKeyRow>("order_keys")
        .Text("order_key", k => k.Key).Id("order_id", k => k.Order).Id("customer_id", k => k.Customer);

    public static DbTable<OrderRow> Orders { get; } = new DbTable<OrderRow>("orders")
        .Id("customer_id", o => o.CustomerId).Id("id", o => o.Id).Text("source", o => o.Source).Text("number", o => o.Number)
        .Long("placed_at", o => o.PlacedAt).Long("content_at", o => o.ContentAt).Long("content_tie", o => o.ContentTie)
        .Int("status", o => o.Status).Long("status_at", o => o.StatusAt).Text("status_reason", o => o.StatusReason)
        .Bool("is_test", o => o.IsTest).Bool("is_anonymous", o => o.IsAnonymous).Text("currency", o => o.Currency)
        .Long("goods", o => o.Goods).Long("discount", o => o.Discount).Long("tax", o => o.Tax).Bool("tax_included", o => o.TaxIncluded)
        .Long("shipping", o => o.Shipping).Long("units", o => o.Units).Int("line_count", o => o.LineCount).Text("store", o => o.Store)
        .Text("channel", o => o.Channel).Text("seller", o => o.Seller).Text("country", o => o.Country).Id("import_id", o => o.Import)
        .Int("version", o => o.Version).Long("recorded_at", o => o.RecordedAt).Long("changed_at", o => o.ChangedAt)
        .Long("customer_at", o => o.CustomerAt);

    public static DbTable<PartOf<OrderLineRow>> Lines { get; } = new DbTable<PartOf<OrderLineRow>>("order_lines")
        .Id("customer_id", l => l.Place.Customer).Id("order_id", l => l.Place.Order).Int("line", l => l.Line)
        .Text("product", l => l.Part.Product).Text("name", l => l.Part.Name).Text("category", l => l.Part.Category)
        .Long("quantity", l => l.Part.Quantity).Long("price", l => l.Part.Price).Long("value", l => l.Part.Value);

    public static DbTable<PartOf<OrderReturnRow>> Returns { get; } = new DbTable<PartOf<OrderReturnRow>>("order_returns")
        .Id("customer_id", r => r.Place.Customer).Id("order_id", r => r.Place.Order).Text("return_key", r => r.Part.Key)
        .Long("returned_at", r => r.Part.At).Long("stamp", r => r.Part.Stamp).Long("value", r => r.Part.Value)
        .Long("units", r => r.Part.Units).Text("reason", r => r.Part.Reason).Text("note", r => r.Part.Note)
        .Text("product", r => r.Part.Product).Bool("withdrawn", r => r.Part.Withdrawn);

    public static DbTable<PartOf<ShipmentRow>> Shipments { get; } = new DbTable<PartOf<ShipmentRow>>("shipments")
        .Id("customer_id", s => s.Place.Customer).Id("order_id", s => s.Place.Order).Text("shipment_key", s => s.Part.Key)
        .Long("stamp", s => s.Part.Stamp).Long("promised_at", s => s.Part.PromisedAt).Long("shipped_at", s => s.Part.ShippedAt)
        .Long("delivered_at", s => s.Part.DeliveredAt).Text("carrier", s => s.Part.Carrier);

    public static DbTable<WaitingRow> Waiting { get; } = new DbTable<WaitingRow>("waiting_order_events")
        .Text("order_key", w => w.Key).Text("event_key", w => w.EventKey).Text("body", w => w.Body).Long("recorded_at", w => w.RecordedAt)
        .OnConflict("(order_key, event_key) do nothing");

    /// <summary>The two ids that name an order's rows, as values of a statement.</summary>
    public static DbTable<OrderPlace> Places { get; } = new DbTable<OrderPlace>("").Id("", p => p.Customer).Id("", p => p.Order);

    public static DbTable<string> Key { get; } = new DbTable<string>("").Text("", k => k);
}
