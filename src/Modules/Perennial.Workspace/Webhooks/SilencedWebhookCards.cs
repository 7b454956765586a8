using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Webhooks;

/// <summary>Webhooks that were switched off because nothing arrived: whoever relies on them does not know.</summary>
internal sealed class SilencedWebhookCards : ITodayCards
{
    private const int Weight = 80;

    public string Asks => Scopes.Webhooks;

    public async Task<IReadOnlyList<TodayCard>> FindAsync(DbUnit unit, Instant now)
    {
        var silenced = await unit.ValueAsync<long>(SilencedSql);
        return silenced == 0 ? [] :
        [
            new TodayCard(Weight, "webhook", WorkspaceModule.Words.Count("today.webhooks", silenced), WorkspaceModule.Words["today.webhooks.text"],
                WorkspaceModule.Words["today.webhooks.do"], "/webhooks")
            {
                Task = WorkspaceModule.Words.Count("today.webhooks.task", silenced),
            },
        ];
    }

    // There are few endpoints, and each is somebody's on purpose.
    private const string SilencedSql = "select count(*) from webhook_endpoints where enabled = false and disabled_code is not null and deleted is null";
}
