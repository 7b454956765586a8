using Microsoft.Extensions.Logging;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Clears away what was kept long enough, and what endpoints that are no longer there left behind.</summary>
internal sealed partial class WebhookSweep(WebhookSetup setup)
{
    private const int RowsAtOnceMax = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await SweepAsync(stop) > 0)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                SweepFailed(setup.Logger, e.GetType().Name);
            }

            await Task.Delay(Pause, setup.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes one step.</summary>
    /// <returns>Rows taken away; 0 when there is nothing left to do.</returns>
    public Task<int> SweepAsync(CancellationToken cancellation)
    {
        var values = new
        {
            bound = WebhookIds.From(setup.Now - setup.Options.Kept), now = Micros.Of(setup.Now), limit = RowsAtOnceMax,
        };
        return setup.Database.WriteAsync(async unit =>
            await unit.ExecuteAsync(OldDeliveriesSql, values) + await unit.ExecuteAsync(LeftDeliveriesSql, values) +
            await unit.ExecuteAsync(OldNoticesSql, values) + await unit.ExecuteAsync(OldSecretsSql, values) +
            await unit.ExecuteAsync(LeftEndpointsSql, values), cancellation);
    }

    // Attempts go with their delivery.
    private const string OldDeliveriesSql = """
        delete from webhook_deliveries where id in
            (select id from webhook_deliveries where id < @bound order by id limit @limit)
        """;

    private const string LeftDeliveriesSql = """
        delete from webhook_deliveries where id in
            (select d.id from webhook_endpoints e join webhook_deliveries d on d.endpoint_id = e.id
            where e.deleted is not null limit @limit)
        """;

    private const string OldNoticesSql = "delete from webhook_notices where id < @bound";

    private const string OldSecretsSql = "delete from webhook_secrets where expires <= @now";

    private const string LeftEndpointsSql = """
        delete from webhook_endpoints where deleted is not null and not exists
            (select 1 from webhook_deliveries d where d.endpoint_id = webhook_endpoints.id)
        """;

    [LoggerMessage(Level = LogLevel.Error, Message = "webhooks.sweep_failed {Kind}")]
    private static partial void SweepFailed(ILogger logger, string kind);
}
