using Perennial.Workspace.Webhooks;

namespace Perennial.Workspace.Contract;

/// <summary>
/// The work of webhooks, on every node: events become deliveries, deliveries are sent, old ones are cleared away. Nodes
/// share it by rows of the database; one that dies leaves nothing behind that another would not take up.
/// </summary>
/// <param name="setup">What it stands on.</param>
public sealed class WebhookLoops(WebhookSetup setup)
{
    private readonly WebhookDispatcher dispatcher = new(setup);
    private readonly WebhookSender sender = new(setup);
    private readonly WebhookSweep sweep = new(setup);

    /// <summary>Works until it is stopped; then waits for requests that are on their way, which end within their time.</summary>
    /// <param name="stop">Stops it; nothing is thrown then.</param>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(dispatcher.RunAsync(stop), sender.RunAsync(stop), sweep.RunAsync(stop));
}
