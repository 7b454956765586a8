using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Jobs;

/// <summary>Work that was given up in the last days: nobody waits before a screen for it to fail.</summary>
internal sealed class FailedJobCards : ITodayCards
{
    private const int Weight = 70;
    private static readonly Duration Lately = Duration.FromDays(3);

    public string Asks => Scopes.Imports;

    public async Task<IReadOnlyList<TodayCard>> FindAsync(DbUnit unit, Instant now)
    {
        var failed = await unit.ValueAsync<long>(FailedSql, new { since = Micros.Of(now - Lately), state = (int)JobState.Failed });
        return failed == 0 ? [] :
        [
            new TodayCard(Weight, "alert-triangle", WorkspaceModule.Words.Count("today.jobs", failed), WorkspaceModule.Words["today.jobs.text"],
                WorkspaceModule.Words["today.jobs.do"], "/jobs")
            {
                Task = WorkspaceModule.Words.Count("today.jobs.task", failed),
            },
        ];
    }

    private const string FailedSql = "select count(*) from jobs where ended >= @since and state = @state";
}
