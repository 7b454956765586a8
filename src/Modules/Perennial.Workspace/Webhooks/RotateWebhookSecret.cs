using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Gives an endpoint a new secret; the old one signs beside it for a day, so that the receiver can change in peace.</summary>
internal static class RotateWebhookSecret
{
    /// <summary>How long an old secret signs on.</summary>
    public static readonly Duration Overlap = Duration.FromHours(24);

    // With more of them the signatures would outgrow what receivers take as a header.
    private const int OldKeptMax = 2;

    public static async Task<Result<EndpointWithSecret>> HandleAsync(DbUnit unit, WebhookSetup setup, string id)
    {
        if (await EndpointView.LockAsync(unit, id) is not { } endpoint)
        {
            return EndpointView.Missing;
        }

        var now = setup.Now;
        await unit.ExecuteAsync(RetireSql, new { endpoint = endpoint.Id, expires = Micros.Of(now + Overlap) });
        await unit.ExecuteAsync(ForgetSql, new { endpoint = endpoint.Id, kept = OldKeptMax });
        var secret = await AddAsync(unit, setup, endpoint.Id, now);
        return new EndpointWithSecret((await EndpointView.FindAsync(unit, id, now))!, secret);
    }

    /// <summary>Gives an endpoint a secret.</summary>
    public static async Task<string> AddAsync(DbUnit unit, WebhookSetup setup, Guid endpoint, Instant now)
    {
        var secret = WebhookSignature.NewSecret();
        await unit.ExecuteAsync(InsertSql, new
        {
            id = setup.Ids.New(), endpoint, box = WebhookSignature.Seal(setup.Secrets, secret, endpoint), now = Micros.Of(now),
        });
        return secret;
    }

    private const string RetireSql = "update webhook_secrets set expires = @expires where endpoint_id = @endpoint and expires is null";

    private const string ForgetSql = """
        delete from webhook_secrets where endpoint_id = @endpoint and id not in
            (select id from webhook_secrets where endpoint_id = @endpoint order by created desc, id desc limit @kept)
        """;

    private const string InsertSql =
        "insert into webhook_secrets (id, endpoint_id, sealed, created) values (@id, @endpoint, @box, @now)";
}
