using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Webhooks;

/// <summary>An endpoint as its people see it; secrets are not shown again.</summary>
/// <param name="Id">Its id, <c>whk_…</c>.</param>
/// <param name="Wish">What it was asked to be.</param>
/// <param name="Enabled">Whether it gets deliveries.</param>
/// <param name="DisabledCode">Why it was switched off by itself; null where it was not.</param>
/// <param name="Disabled">When it was switched off; null while it is on.</param>
/// <param name="FailingSince">Since when every attempt failed; null while it works.</param>
/// <param name="Secrets">How many secrets sign at the moment: 2 after one was changed.</param>
/// <param name="Version">Counts changes; a change may say which one it was made for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When people last changed it.</param>
internal sealed record EndpointView(string Id, EndpointWish Wish, bool Enabled, string? DisabledCode, Instant? Disabled, Instant? FailingSince,
    int Secrets, int Version, Instant Created, Instant Updated)
{
    public static readonly Refusal Missing = new(RefusalKind.Missing, "webhooks.not_found");

    /// <summary>All there are, the oldest first.</summary>
    public static async Task<IReadOnlyList<EndpointView>> AllAsync(DbUnit unit, Instant now) =>
        [.. (await unit.QueryAsync<Row>(AllSql, new { now = Micros.Of(now) })).Select(From)];

    /// <summary>One of them; null where there is none of this id.</summary>
    public static async Task<EndpointView?> FindAsync(DbUnit unit, string id, Instant now) =>
        PublicId.TryRead(WebhookIds.Endpoint, id, out var found) &&
        await unit.FindAsync<Row>(OneSql, new { id = found, now = Micros.Of(now) }) is { } row ? From(row) : null;

    /// <summary>Takes the row until the unit ends; null where there is none of this id.</summary>
    public static async Task<(Guid Id, int Version, bool Enabled)?> LockAsync(DbUnit unit, string id) =>
        PublicId.TryRead(WebhookIds.Endpoint, id, out var found) &&
        await unit.FindAsync<LockedRow>(LockSql, new { id = found }) is { } row ? (found, row.Version, row.Enabled) : null;

    private static EndpointView From(Row r) => new(PublicId.Write(WebhookIds.Endpoint, r.Id),
        new EndpointWish(r.Url, Subscription.Listed(r.Events), r.Stores is null ? null : Subscription.Listed(r.Stores), r.Description),
        r.Enabled, r.DisabledCode, Time(r.Disabled), Time(r.FailingSince), r.Secrets, r.Version,
        Micros.ToInstant(r.Created), Micros.ToInstant(r.Updated));

    private static Instant? Time(long? micros) => micros is { } given ? Micros.ToInstant(given) : null;

    private sealed class LockedRow
    {
        public int Version { get; set; }

        public bool Enabled { get; set; }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Url { get; set; } = "";

        public string Description { get; set; } = "";

        public string Events { get; set; } = "";

        public string? Stores { get; set; }

        public bool Enabled { get; set; }

        public string? DisabledCode { get; set; }

        public long? Disabled { get; set; }

        public long? FailingSince { get; set; }

        public int Secrets { get; set; }

        public int Version { get; set; }

        public long Created { get; set; }

        public long Updated { get; set; }
    }

    private const string AllSql = """
        select e.id as Id, e.url as Url, e.description as Description, e.events as Events, e.stores as Stores, e.enabled as Enabled,
            e.disabled_code as DisabledCode, e.disabled as Disabled, e.failing_since as FailingSince, e.version as Version,
            e.created as Created, e.updated as Updated,
            (select count(*) from webhook_secrets s where s.endpoint_id = e.id and (s.expires is null or s.expires > @now)) as Secrets
        from webhook_endpoints e where e.deleted is null order by e.id
        """;

    private const string OneSql = """
        select e.id as Id, e.url as Url, e.description as Description, e.events as Events, e.stores as Stores, e.enabled as Enabled,
            e.disabled_code as DisabledCode, e.disabled as Disabled, e.failing_since as FailingSince, e.version as Version,
            e.created as Created, e.updated as Updated,
            (select count(*) from webhook_secrets s where s.endpoint_id = e.id and (s.expires is null or s.expires > @now)) as Secrets
        from webhook_endpoints e where e.id = @id and e.deleted is null
        """;

    private const string LockSql =
        "select version as Version, enabled as Enabled from webhook_endpoints where id = @id and deleted is null {{for_update}}";
}
