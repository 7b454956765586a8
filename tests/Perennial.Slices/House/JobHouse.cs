using System.Diagnostics;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;

namespace Perennial.Slices.House;

/// <summary>A database with jobs: submitting, looking, and nodes that look when a test says so.</summary>
internal sealed class JobHouse(Db db, TimeProvider clock)
{
    private const int WaitSecondsMax = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public JobQueue Queue { get; } = new(new IdSource(clock), clock);

    public JobRunner Node(string name, params IReadOnlyList<JobKind> kinds) => new(db, kinds, clock, new JobRunnerOptions(name));

    public JobRunner Node(string name, int jobsAtOnceMax, JobKind kind) =>
        new(db, [kind], clock, new JobRunnerOptions(name) { JobsAtOnceMax = jobsAtOnceMax });

    public Task<Guid> SubmitAsync(string kind, string argument = "{}", string? key = null) =>
        db.WriteAsync(unit => Queue.SubmitAsync(unit, new JobRequest(kind, argument, "staff") { Key = key }), Cancellation);

    public async Task<JobView> JobAsync(Guid id) => (await FindAsync(id)).Job;

    public async Task<JobWithLog> FindAsync(Guid id) => (await db.ReadAsync(unit => JobList.FindAsync(unit, id), Cancellation)).Value;

    public Task<Perennial.Kernel.Result<JobView>> PauseAsync(Guid id) => db.WriteAsync(unit => Queue.PauseAsync(unit, id), Cancellation);

    public Task<Perennial.Kernel.Result<JobView>> ResumeAsync(Guid id) => db.WriteAsync(unit => Queue.ResumeAsync(unit, id), Cancellation);

    public Task<Perennial.Kernel.Result<JobView>> CancelAsync(Guid id) => db.WriteAsync(unit => Queue.CancelAsync(unit, id), Cancellation);

    public async Task<IReadOnlyList<JobView>> AllAsync() =>
        (await db.ReadAsync(unit => JobList.ListAsync(unit, new JobFilter(Limit: JobList.PageMax)), Cancellation)).Jobs;

    /// <summary>What counting jobs left: how many numbers, and the total that was counted beside them.</summary>
    public Task<(long Numbers, long Total)> CountedAsync() => db.ReadAsync(async unit => (
        await unit.ValueAsync<long>("select count(*) from numbers"),
        await unit.ValueAsync<long>("select total from totals where id = 1")), Cancellation);

    /// <summary>A look of a node, and the end of all that it started.</summary>
    public static async Task WorkAsync(JobRunner node)
    {
        await node.StepAsync(Cancellation);
        await node.IdleAsync();
    }

    public static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        for (var since = Stopwatch.StartNew(); !await condition();)
        {
            if (since.Elapsed.TotalSeconds > WaitSecondsMax)
            {
                throw new TimeoutException("It does not come to pass.");
            }

            await Task.Delay(10, Cancellation);
        }
    }
}
