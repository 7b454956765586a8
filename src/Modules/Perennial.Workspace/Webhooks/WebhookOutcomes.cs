using System.Text.Json;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>How an attempt went.</summary>
/// <param name="Succeeded">Whether the receiver took it.</param>
/// <param name="Status">HTTP status, where there was one.</param>
/// <param name="Error">Kind of failure, where there was no answer of use.</param>
/// <param name="TookMs">Milliseconds.</param>
/// <param name="Response">The beginning of the answer.</param>
/// <param name="RetryAfter">What the receiver asks for, as it wrote it.</param>
internal sealed record WebhookOutcome(bool Succeeded, int? Status, string? Error, int TookMs, string? Response = null, string? RetryAfter = null)
{
    public bool IsGone => Status == 410;

    public bool AsksForPause => Status is 429 or 503;
}

/// <summary>Writes down how attempts went, and what follows for the delivery and its endpoint.</summary>
internal static class WebhookOutcomes
{
    private static readonly Duration EndpointPauseMax = Duration.FromHours(1);

    /// <summary>Writes one down.</summary>
    public static async Task RecordAsync(DbUnit unit, WebhookSetup setup, WebhookClaim claim, WebhookOutcome outcome, Instant now)
    {
        var asked = outcome.AsksForPause ? WebhookSchedule.Asked(outcome.RetryAfter, now) : null;
        var next = outcome.Succeeded || outcome.IsGone ? null : WebhookSchedule.Next(claim.Series, now, asked);
        await unit.ExecuteAsync(outcome.Succeeded ? DeliveredSql : FailedSql, new
        {
            id = claim.Delivery, number = claim.Number, now = Micros.Of(now),
            state = next is null ? DeliveryState.GivenUp : DeliveryState.Waits,
            due = Micros.Of(next ?? now), finished = next is null ? Micros.Of(now) : (long?)null,
        });
        await unit.ExecuteAsync(AttemptSql, new
        {
            id = claim.Delivery, number = claim.Number, status = outcome.Status, error = outcome.Error, took = outcome.TookMs,
            response = outcome.Response,
        });
        if (outcome.Succeeded)
        {
            await unit.ExecuteAsync(HealthySql, new { id = claim.Endpoint });
            return;
        }

        await FailedAsync(unit, setup, claim.Endpoint, outcome, asked, now);
    }

    private static async Task FailedAsync(
        DbUnit unit, WebhookSetup setup, Guid id, WebhookOutcome outcome, Duration? asked, Instant now)
    {
        if (await unit.FindAsync<HealthRow>(HealthSql, new { id }) is not { Enabled: true } health)
        {
            return;
        }

        var (since, failures) = (health.FailingSince ?? Micros.Of(now), health.Failures + 1);
        await unit.ExecuteAsync(FailingSql, new
        {
            id, since, failures,
            pause = asked is { } pause ? Micros.Of(now + Duration.Min(pause, EndpointPauseMax)) : (long?)null,
        });
        if (outcome.IsGone)
        {
            await DisableAsync(unit, setup, health, new("webhooks.disabled_gone", "gone"), now);
        }
        else if (failures >= WebhookSchedule.FailuresMin && now - Micros.ToInstant(since) >= WebhookSchedule.FailingMax)
        {
            await DisableAsync(unit, setup, health, new("webhooks.disabled_failing", "failing"), now);
        }
    }

    // The host alone goes out: what stands behind it may be a secret of the receiver's.
    private static async Task DisableAsync(DbUnit unit, WebhookSetup setup, HealthRow endpoint, DisableCause cause, Instant now)
    {
        await unit.ExecuteAsync(DisableSql, new { id = endpoint.Id, code = cause.Code, now = Micros.Of(now) });
        await unit.ExecuteAsync(NoticeSql, new { id = setup.Ids.New(), endpoint = endpoint.Id, code = cause.Code, now = Micros.Of(now) });
        var body = JsonSerializer.Serialize(new DisabledNews(
            PublicId.Write(WebhookIds.Endpoint, endpoint.Id), new Uri(endpoint.Url).Host, cause.Reason), WebhookJson.Default.DisabledNews);
        await setup.Outbox.AddAsync(unit, new OutboxEvent(setup.Ids.New(), "webhook.disabled", body, now));
    }

    /// <summary>Why an endpoint is switched off: for people, and as it goes out.</summary>
    private readonly record struct DisableCause(string Code, string Reason);

    private sealed class HealthRow
    {
        public Guid Id { get; set; }

        public string Url { get; set; } = "";

        public bool Enabled { get; set; }

        public long? FailingSince { get; set; }

        public int Failures { get; set; }
    }

    // A success counts even where its node came back late: what was taken must not be sent again.
    private const string DeliveredSql =
        "update webhook_deliveries set state = 1, leased = false, finished = @now where id = @id and state = 0";

    private const string FailedSql = """
        update webhook_deliveries set state = @state, leased = false, due = @due, finished = @finished
        where id = @id and state = 0 and leased and attempts = @number
        """;

    private const string AttemptSql = """
        update webhook_attempts set status = @status, error = @error, took_ms = @took, response = @response
        where delivery_id = @id and number = @number
        """;

    private const string HealthySql = """
        update webhook_endpoints set failing_since = null, failures = 0, paused_until = null where id = @id and failures > 0
        """;

    private const string HealthSql = """
        select id as Id, url as Url, enabled as Enabled, failing_since as FailingSince, failures as Failures
        from webhook_endpoints where id = @id and deleted is null {{for_update}}
        """;

    private const string FailingSql = """
        update webhook_endpoints set failing_since = @since, failures = @failures, paused_until = coalesce(@pause, paused_until) where id = @id
        """;

    private const string DisableSql =
        "update webhook_endpoints set enabled = false, disabled_code = @code, disabled = @now, version = version + 1 where id = @id";

    private const string NoticeSql =
        "insert into webhook_notices (id, endpoint_id, code, created) values (@id, @endpoint, @code, @now)";
}
