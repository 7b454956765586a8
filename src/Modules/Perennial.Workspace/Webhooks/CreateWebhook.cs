using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>An endpoint with its secret, which is shown this once.</summary>
internal sealed record EndpointWithSecret(EndpointView Endpoint, string Secret);

/// <summary>Makes an endpoint, switched on; it hears of what happens from now on.</summary>
internal static class CreateWebhook
{
    public static async Task<Result<EndpointWithSecret>> HandleAsync(DbUnit unit, WebhookSetup setup, EndpointWish wish)
    {
        if (EndpointRules.Check(wish, setup.Http) is { } refusal)
        {
            return refusal;
        }

        // The one row of the cursor stands for the list: two that are made at once are counted one after the other.
        await unit.ValueAsync<string>("select name from webhook_cursor where name = 'log' {{for_update}}");
        if (await unit.ValueAsync<long>("select count(*) from webhook_endpoints where deleted is null") >= setup.Options.EndpointsMax)
        {
            return new Refusal(RefusalKind.Conflict, "webhooks.too_many") { Detail = $"{setup.Options.EndpointsMax}" };
        }

        var (id, now, end) = (setup.Ids.New(), setup.Now, await OutboxLog.EndAsync(unit));
        await unit.ExecuteAsync(InsertSql, new
        {
            id, url = wish.Url, description = wish.Description, events = Subscription.Kept(wish.Events),
            stores = wish.Stores is null ? null : Subscription.Kept(wish.Stores), position = end.Position, sequence = end.Sequence,
            now = Micros.Of(now),
        });
        var secret = await RotateWebhookSecret.AddAsync(unit, setup, id, now);
        var made = await EndpointView.FindAsync(unit, PublicId.Write(WebhookIds.Endpoint, id), now);
        return new EndpointWithSecret(made!, secret);
    }

    private const string InsertSql = """
        insert into webhook_endpoints (id, url, description, events, stores, enabled, failures, from_position, from_sequence, version,
            created, updated)
        values (@id, @url, @description, @events, @stores, true, 0, @position, @sequence, 1, @now, @now)
        """;
}
