using Microsoft.Extensions.Hosting;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>Runs the loops of webhooks as long as the server runs.</summary>
internal sealed class WebhookService(WebhookSetup setup) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new WebhookLoops(setup).RunAsync(stoppingToken);
}
