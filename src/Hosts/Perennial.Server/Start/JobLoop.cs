using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;

namespace Perennial.Server.Start;

/// <summary>Runs the jobs of all kinds that modules have, on this node.</summary>
internal sealed class JobLoop(Db db, IEnumerable<JobKind> kinds, TimeProvider clock, IdSource ids, ServerOptions options, ILogger<JobLoop> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Another name for each process that ever ran: its rows must not be taken for those of one before it.
        await using var runner = new JobRunner(db, [.. kinds], clock, new JobRunnerOptions($"{options.Node}-{ids.New():N}"), log);
        await runner.RunAsync(stoppingToken);
    }
}
