using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>What an endpoint wants to hear.</summary>
internal sealed class Subscription
{
    public const string AllEvents = "*";

    private readonly HashSet<string> events;
    private readonly HashSet<string>? stores;
    private readonly LogPlace from;

    private Subscription(Row row)
    {
        Id = row.Id;
        events = Listed(row.Events).ToHashSet(StringComparer.Ordinal);
        stores = row.Stores is null ? null : Listed(row.Stores).ToHashSet(StringComparer.Ordinal);
        from = new LogPlace(row.FromPosition, row.FromSequence);
    }

    public Guid Id { get; }

    /// <summary>Those of all endpoints that are switched on.</summary>
    public static async Task<IReadOnlyList<Subscription>> AllAsync(DbUnit unit) =>
        [.. (await unit.QueryAsync<Row>(AllSql)).Select(r => new Subscription(r))];

    /// <summary>Whether an event is for it: after it came, of a name it asked for, and of a store it is limited to.</summary>
    public bool Wants(LogPlace place, WebhookPayload payload) =>
        (place.Position, place.Sequence).CompareTo((from.Position, from.Sequence)) > 0 &&
        (events.Contains(AllEvents) || events.Contains(payload.Type)) &&
        (stores is null || (payload.Store is { } store && stores.Contains(store)));

    /// <summary>A list as it is kept.</summary>
    public static string Kept(IEnumerable<string> list) => string.Join(' ', list);

    /// <summary>A list as it was kept.</summary>
    public static string[] Listed(string kept) => kept.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Events { get; set; } = "";

        public string? Stores { get; set; }

        public long FromPosition { get; set; }

        public long FromSequence { get; set; }
    }

    private const string AllSql = """
        select id as Id, events as Events, stores as Stores, from_position as FromPosition, from_sequence as FromSequence
        from webhook_endpoints where enabled and deleted is null order by id
        """;
}
