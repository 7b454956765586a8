using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Jobs;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Keys;
using Perennial.Workspace.Staff;

namespace Perennial.Workspace;

/// <summary>What has to be done now and then: uses of keys written down, days of the audit sealed, old answers, sessions that are over
/// and old rows of the access log forgotten.</summary>
internal sealed partial class WorkspaceUpkeep(
    Db db, KeyStore keys, IAudit audit, JobQueue jobs, StaffSessions sessions, TimeProvider clock, ILogger<WorkspaceUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
                await keys.NoteUsesAsync(stoppingToken);
                await db.WriteAsync(async unit =>
                {
                    await ((AuditChain)audit).SealAsync(unit, now);
                    await Idempotency.ForgetAsync(unit, now);
                    await jobs.ForgetAsync(unit);
                    await sessions.KeepAsync(unit, now);
                    await StaffLinks.ForgetAsync(unit, now);
                    await AccessLog.ForgetAsync(unit, now);
                }, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventName = "workspace.upkeep_failed", Level = LogLevel.Warning, Message = "workspace.upkeep_failed {Kind}")]
    private partial void Failed(string kind);
}
