using Perennial.Kernel.Data;

namespace Perennial.Commerce.Events;

/// <summary>An event as its row stands.</summary>
internal sealed record EventRow
{
    public Guid CustomerId { get; init; }

    public long HappenedAt { get; init; }

    public Guid Id { get; init; }

    public required string Type { get; init; }

    public required string Source { get; init; }

    /// <summary>The source's id of it.</summary>
    public required string EventId { get; init; }

    public string? Subject { get; init; }

    public string? Name { get; init; }

    public string? Product { get; init; }

    public long? Quantity { get; init; }

    public long? Value { get; init; }

    public string? Currency { get; init; }

    public string? OrderNumber { get; init; }

    public string? FromDay { get; init; }

    public string? UntilDay { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Data { get; init; }

    public long RecordedAt { get; init; }

    public const string Columns = """
        customer_id, happened_at, id, type, source, event_id, subject, name, product, quantity, value, currency, order_number,
        from_day, until_day, store, channel, data, recorded_at
        """;

    public string Key => EventKeys.OfEvent(Source, EventId);

    public static EventRow Read(DbRow row) => new()
    {
        CustomerId = row.Id(0), HappenedAt = row.Long(1), Id = row.Id(2), Type = row.Text(3), Source = row.Text(4), EventId = row.Text(5),
        Subject = row.TextOrNull(6), Name = row.TextOrNull(7), Product = row.TextOrNull(8), Quantity = row.LongOrNull(9),
        Value = row.LongOrNull(10), Currency = row.TextOrNull(11), OrderNumber = row.TextOrNull(12), FromDay = row.TextOrNull(13),
        UntilDay = row.TextOrNull(14), Store = row.TextOrNull(15), Channel = row.TextOrNull(16), Data = row.TextOrNull(17), RecordedAt = row.Long(18),
    };

    public static DbTable<EventRow> Table { get; } = new DbTable<EventRow>("customer_events")
        .Id("customer_id", e => e.CustomerId).Long("happened_at", e => e.HappenedAt).Id("id", e => e.Id).Text("type", e => e.Type)
        .Text("source", e => e.Source).Text("event_id", e => e.EventId).Text("subject", e => e.Subject).Text("name", e => e.Name)
        .Text("product", e => e.Product).Long("quantity", e => e.Quantity).Long("value", e => e.Value).Text("currency", e => e.Currency)
        .Text("order_number", e => e.OrderNumber).Text("from_day", e => e.FromDay).Text("until_day", e => e.UntilDay)
        .Text("store", e => e.Store).Text("channel", e => e.Channel).Text("data", e => e.Data).Long("recorded_at", e => e.RecordedAt);
}

/// <summary>A holding as its row stands.</summary>
internal sealed record HoldingRow
{
    public Guid CustomerId { get; init; }

    public Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Source { get; init; }

    public required string Subject { get; init; }

    public bool IsAnonymous { get; init; }

    public long CustomerAt { get; init; }

    public int State { get; init; }

    public long StateAt { get; init; }

    public long BeganAt { get; init; }

    public long ContentAt { get; init; }

    public string? Product { get; init; }

    public long? Quantity { get; init; }

    public long? Value { get; init; }

    public string? Currency { get; init; }

    public string? Store { get; init; }

    public long TermAt { get; init; }

    public string? FromDay { get; init; }

    public string? UntilDay { get; init; }

    public string? OrderNumber { get; init; }

    public int Version { get; init; }

    public long ChangedAt { get; init; }

    public const string Columns = """
        customer_id, id, kind, source, subject, is_anonymous, customer_at, state, state_at, began_at, content_at, product, quantity,
        value, currency, store, term_at, from_day, until_day, order_number, version, changed_at
        """;

    public static HoldingRow Read(DbRow row) => new()
    {
        CustomerId = row.Id(0), Id = row.Id(1), Kind = row.Text(2), Source = row.Text(3), Subject = row.Text(4), IsAnonymous = row.Bool(5),
        CustomerAt = row.Long(6), State = row.Int(7), StateAt = row.Long(8), BeganAt = row.Long(9), ContentAt = row.Long(10),
        Product = row.TextOrNull(11), Quantity = row.LongOrNull(12), Value = row.LongOrNull(13), Currency = row.TextOrNull(14),
        Store = row.TextOrNull(15), TermAt = row.Long(16), FromDay = row.TextOrNull(17), UntilDay = row.TextOrNull(18),
        OrderNumber = row.TextOrNull(19), Version = row.Int(20), ChangedAt = row.Long(21),
    };

    public static HoldingRow Of(Holding holding, long now) => new()
    {
        CustomerId = holding.Customer, Id = holding.Id, Kind = holding.Kind, Source = holding.Source, Subject = holding.Subject,
        IsAnonymous = holding.IsAnonymous, CustomerAt = holding.CustomerAt, State = (int)holding.State, StateAt = holding.StateAt,
        BeganAt = holding.BeganAt, ContentAt = holding.ContentAt, Product = holding.Content.Product, Quantity = holding.Content.Quantity,
        Value = holding.Content.Value, Currency = holding.Content.Currency, Store = holding.Store, TermAt = holding.TermAt,
        FromDay = holding.Term.From, UntilDay = holding.Term.Until, OrderNumber = holding.OrderNumber, Version = holding.Version, ChangedAt = now,
    };

    public static DbTable<HoldingRow> Table { get; } = new DbTable<HoldingRow>("holdings")
        .Id("customer_id", h => h.CustomerId).Id("id", h => h.Id).Text("kind", h => h.Kind).Text("source", h => h.Source)
        .Text("subject", h => h.Subject).Bool("is_anonymous", h => h.IsAnonymous).Long("customer_at", h => h.CustomerAt)
        .Int("state", h => h.State).Long("state_at", h => h.StateAt).Long("began_at", h => h.BeganAt).Long("content_at", h => h.ContentAt)
        .Text("product", h => h.Product).Long("quantity", h => h.Quantity).Long("value", h => h.Value).Text("currency", h => h.Currency)
        .Text("store", h => h.Store).Long("term_at", h => h.TermAt).Text("from_day", h => h.FromDay).Text("until_day", h => h.UntilDay)
        .Text("order_number", h => h.OrderNumber).Int("version", h => h.Version).Long("changed_at", h => h.ChangedAt);
}

/// <summary>Where an event or a holding stands.</summary>
internal readonly record struct EventPlace(string Key, Guid Customer, Guid Id)
{
    public static DbTable<EventPlace> Table { get; } = new DbTable<EventPlace>("event_keys")
        .Text("event_key", k => k.Key).Id("customer_id", k => k.Customer).Id("id", k => k.Id);
}

/// <summary>Keys of events and holdings.</summary>
internal static class EventKeys
{
    public static string OfEvent(string source, string id) => $"event\n{source}\n{id}";

    public static string OfHolding(string kind, string source, string subject) => $"{kind}\n{source}\n{subject}";
}
