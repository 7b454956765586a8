using Microsoft.Extensions.Hosting;
using Perennial.Kernel.Jobs;

namespace Perennial.Workspace.Jobs;

/// <summary>Runs jobs of the kinds that modules know, as long as the server runs.</summary>
internal sealed class JobService(JobRunner runner) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => runner.RunAsync(stoppingToken);
}
