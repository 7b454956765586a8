using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Webhooks;

/// <summary>A delivery that this node is about to send.</summary>
/// <param name="Delivery">Its id.</param>
/// <param name="Endpoint">Where it goes.</param>
/// <param name="Url">The URL of that.</param>
/// <param name="Body">What goes out.</param>
/// <param name="Number">The number of this attempt, of all there were.</param>
/// <param name="Series">The number of this attempt in its series.</param>
/// <param name="Secrets">What it is signed with, closed; the current one first.</param>
internal sealed record WebhookClaim(Guid Delivery, Guid Endpoint, string Url, string Body, int Number, int Series, IReadOnlyList<byte[]> Secrets);

/// <summary>
/// Takes deliveries that are due. What is taken is counted before it is sent, and is due again when its lease ends: a node
/// that dies on the way costs an attempt and no delivery.
/// </summary>
internal static class WebhookClaims
{
    /// <summary>Attempts of a series whose node never came back, beyond those of the schedule.</summary>
    private const int LostMax = 4;

    private const int AttemptsKeptMax = 50;

    /// <summary>Longer than a request can take with all that comes after it.</summary>
    private static readonly Duration LeaseAfterAnswer = Duration.FromSeconds(45);

    /// <summary>Endpoints that have something due.</summary>
    public static async Task<IReadOnlyList<Guid>> DueAsync(DbUnit unit, Instant now)
    {
        var due = new List<Guid>();
        foreach (var endpoint in await unit.QueryAsync<EndpointRow>(EndpointsSql, new { now = Micros.Of(now) }))
        {
            if (await unit.ValueAsync<long>(IsAnyDueSql, new { endpoint = endpoint.Id, now = Micros.Of(now) }) > 0)
            {
                due.Add(endpoint.Id);
            }
        }

        return due;
    }

    /// <summary>Takes what is due, of each endpoint as much as there is room for.</summary>
    public static async Task<IReadOnlyList<WebhookClaim>> TakeAsync(
        DbUnit unit, IReadOnlyDictionary<Guid, int> room, Instant now, TimeSpan answerTime)
    {
        var claims = new List<WebhookClaim>();
        var lost = new List<DueRow>();
        foreach (var endpoint in await unit.QueryAsync<EndpointRow>(EndpointsSql, new { now = Micros.Of(now) }))
        {
            var free = room.GetValueOrDefault(endpoint.Id);
            var rows = free == 0 ? []
                : await unit.QueryAsync<DueRow>(NextSql, new { endpoint = endpoint.Id, now = Micros.Of(now), limit = free });
            if (rows.Count > 0)
            {
                var secrets = await unit.QueryAsync<byte[]>(SecretsSql, new { endpoint = endpoint.Id, now = Micros.Of(now) });
                var taken = rows.ToLookup(r => r.Series < WebhookSchedule.AttemptsMax + LostMax);
                claims.AddRange(taken[true].Select(r =>
                    new WebhookClaim(r.Id, endpoint.Id, endpoint.Url, r.Body, r.Attempts + 1, r.Series + 1, secrets)));
                lost.AddRange(taken[false]);
            }
        }

        var batch = unit.Batch();
        var leaseEnds = now + Duration.FromTimeSpan(answerTime) + LeaseAfterAnswer;
        batch.Each(TakeSql, Taken(Micros.Of(leaseEnds)), claims);
        batch.Insert(Attempts(Micros.Of(now)), claims);
        batch.Each(ForgetSql, Forgotten, claims);
        batch.Each(GiveUpSql, Lost(Micros.Of(now)), lost);
        await batch.RunAsync();
        return claims;
    }

    private static DbTable<WebhookClaim> Taken(long leaseEnds) => new DbTable<WebhookClaim>("taken")
        .Id("id", c => c.Delivery).Int("attempts", c => c.Number).Int("series", c => c.Series).Long("due", _ => leaseEnds);

    private static DbTable<WebhookClaim> Attempts(long now) => new DbTable<WebhookClaim>("webhook_attempts")
        .Id("delivery_id", c => c.Delivery).Int("number", c => c.Number).Long("started", _ => now);

    private static readonly DbTable<WebhookClaim> Forgotten = new DbTable<WebhookClaim>("forgotten")
        .Id("delivery_id", c => c.Delivery).Int("number", c => c.Number - AttemptsKeptMax);

    private static DbTable<DueRow> Lost(long now) => new DbTable<DueRow>("lost").Id("id", r => r.Id).Long("finished", _ => now);

    private sealed class EndpointRow
    {
        public Guid Id { get; set; }

        public string Url { get; set; } = "";
    }

    private sealed class DueRow
    {
        public Guid Id { get; set; }

        public string Body { get; set; } = "";

        public int Attempts { get; set; }

        public int Series { get; set; }
    }

    private const string EndpointsSql = """
        select id as Id, url as Url from webhook_endpoints
        where enabled and deleted is null and (paused_until is null or paused_until <= @now) order by id
        """;

    private const string IsAnyDueSql = """
        select count(*) from
            (select id from webhook_deliveries where endpoint_id = @endpoint and state = 0 and due <= @now limit 1) as first_due
        """;

    private const string NextSql = """
        select id as Id, body as Body, attempts as Attempts, series as Series from webhook_deliveries
        where endpoint_id = @endpoint and state = 0 and due <= @now
        order by due, id limit @limit {{for_update}} {{skip_locked}}
        """;

    private const string SecretsSql = """
        select sealed from webhook_secrets
        where endpoint_id = @endpoint and (expires is null or expires > @now) order by created desc, id desc
        """;

    private const string TakeSql = """
        update webhook_deliveries set attempts = {{2}}, series = {{3}}, due = {{4}}, leased = true where id = {{1}} and state = 0
        """;

    private const string ForgetSql = "delete from webhook_attempts where delivery_id = {{1}} and number <= {{2}}";

    private const string GiveUpSql = "update webhook_deliveries set state = 2, leased = false, finished = {{2}} where id = {{1}}";
}
