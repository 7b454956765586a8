using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>How a runner works.</summary>
/// <param name="Node">Name of the runner, another for each process that ever ran: a new id.</param>
public sealed record JobRunnerOptions(string Node)
{
    /// <summary>Jobs that run here at once, ≥ 1; 4 unless told.</summary>
    public int JobsAtOnceMax { get; init; } = 4;

    /// <summary>Signs of life and taking over.</summary>
    public LeaseTimes Times { get; init; } = LeaseTimes.Standard;

    /// <summary>Between two looks for work; 1 second unless told.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Runs jobs on this node: takes those that wait, shows life while they run, tells them what was asked, takes over from
/// nodes that died. One a process.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="kinds">Kinds of jobs that this node knows.</param>
/// <param name="clock">The clock. Only its monotonic side decides anything.</param>
/// <param name="options">How it works.</param>
/// <param name="logger">Told about failures; null for nobody.</param>
/// <param name="schedules">Submits what is due, at each look; null for nothing.</param>
public sealed class JobRunner(
    Db db, IReadOnlyList<JobKind> kinds, TimeProvider clock, JobRunnerOptions options, ILogger? logger = null, JobSchedules? schedules = null)
    : IAsyncDisposable
{
    // Retries wait 2 s, 4 s, 8 s, ... at most 5 minutes, by the monotonic clock of whichever node looks first.
    private const int RestSecondsFirst = 2;
    private const int RestSecondsMax = 300;
    private const int StopSecondsMax = 20;

    private readonly ILogger log = logger ?? NullLogger.Instance;
    private readonly Dictionary<string, JobKind> kindsByName = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);
    private readonly string[] kindNames = [.. kinds.Select(k => k.Name)];
    private readonly ConcurrentDictionary<(long Job, long Run), ActiveRun> active = new();
    private readonly StillWatch<long, (string Runner, long Run, long Beats)> others = new(clock, options.Times.GapMax);
    private readonly StillWatch<long, long> resting = new(clock);
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private long? lastBeat;

    /// <summary>Runs jobs until it is told to stop; then lets those that run go back to wait, so that another node takes them.</summary>
    /// <param name="cancellation">Tells it to stop.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var alone = false;
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    alone = alone || await TakeOverFromDeadAsync(cancellation);
                    await StepAsync(cancellation);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && e is not OutOfMemoryException)
                {
                    // The database is away; jobs at work find out by themselves. The next look tries again.
                    log.LookFailed(e.GetType().Name);
                }

                await WaitAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // This is how it is told to stop.
        }
        finally
        {
            await StopAsync();
        }
    }

    /// <summary>One look: submits what is scheduled, beats, tells jobs what was asked, takes over, takes and starts jobs.</summary>
    /// <param name="cancellation">Ends the look, not the jobs.</param>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (schedules is not null)
        {
            await schedules.StepAsync(cancellation);
        }

        await BeatAsync(cancellation);
        ActiveRun[] mine = [.. active.Values];
        var sight = await db.ReadAsync(unit => JobHold.LookAsync(unit, kindNames), cancellation);
        Tell(mine, sight.Held);
        var took = await TakeOverAsync(sight.Held, cancellation);
        await StartAsync(sight, took, cancellation);
    }

    /// <summary>Looks for work at once: something was submitted.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is to wake up already.
        }
    }

    /// <summary>Waits until nothing runs here.</summary>
    public Task IdleAsync() => Task.WhenAll(active.Values.Select(r => r.Ended));

    /// <summary>Stops for good: jobs that run are told and go back to wait. One that does not listen is left after a while.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await IdleAsync().WaitAsync(TimeSpan.FromSeconds(StopSecondsMax));
        }
        catch (TimeoutException)
        {
            // Its row stays as it is; another node takes it over, and what it still tries to save is refused.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>
    /// Takes over everything that others held, at the start of a process that has the database to itself: whoever they
    /// were, they are dead. On PostgreSQL others may live, so nothing is done.
    /// </summary>
    internal async Task<bool> TakeOverFromDeadAsync(CancellationToken cancellation)
    {
        if (db.Engine == DbEngine.Sqlite)
        {
            var sight = await db.ReadAsync(unit => JobHold.LookAsync(unit, kindNames), cancellation);
            foreach (var job in sight.Held.Where(j => j.Runner != options.Node))
            {
                await db.WriteAsync(unit => JobHold.TakeOverAsync(unit, job, Now()), cancellation);
            }
        }

        return true;
    }

    private long Now() => Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(options.LookEvery, clock, ended.Token), wake.WaitAsync(ended.Token));
        await ended.CancelAsync();
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        var now = clock.GetTimestamp();
        long[] jobs = [.. active.Keys.Select(k => k.Job).Distinct().Order()];
        if (jobs.Length > 0 && (lastBeat is not { } last || clock.GetElapsedTime(last, now) >= options.Times.BeatEvery))
        {
            await db.WriteAsync(unit => JobHold.BeatAsync(unit, options.Node, jobs), cancellation);
            lastBeat = now;
        }
    }

    private void Tell(ActiveRun[] mine, IReadOnlyList<HeldJob> held)
    {
        var rows = held.ToDictionary(h => h.Sequence);
        foreach (var run in mine)
        {
            var isMine = rows.TryGetValue(run.Job.Sequence, out var row) && row.Runner == options.Node && row.Run == run.Job.Run;
            if (!isMine || row!.Asked != (int)JobAsked.Nothing)
            {
                run.Stop();
            }
        }
    }

    private async Task<bool> TakeOverAsync(IReadOnlyList<HeldJob> held, CancellationToken cancellation)
    {
        var took = false;
        foreach (var job in held)
        {
            // What bears our name and does not run here is a run whose end could not be written down.
            var still = others.Look(job.Sequence, (job.Runner, job.Run, job.Beats));
            var isDead = job.Runner == options.Node ? !active.ContainsKey((job.Sequence, job.Run)) : still >= options.Times.TakeOverAfter;
            if (isDead && await db.WriteAsync(unit => JobHold.TakeOverAsync(unit, job, Now()), cancellation))
            {
                took = true;
                log.TookOver(job.Sequence, job.Runner);
            }
        }

        others.KeepOnly(held.Select(h => h.Sequence));
        return took;
    }

    private async Task StartAsync(JobSight sight, bool tookOver, CancellationToken cancellation)
    {
        long[] rested = [.. sight.Resting.Where(r => resting.Look(r.Sequence, r.Run) >= Rest(r.Attempts)).Select(r => r.Sequence)];
        resting.KeepOnly(sight.Resting.Select(r => r.Sequence));
        var free = options.JobsAtOnceMax - active.Count;
        if (free <= 0 || stopping.IsCancellationRequested || !(sight.AnyWaiting || tookOver || rested.Length > 0))
        {
            return;
        }

        var now = Now();
        foreach (var job in await db.WriteAsync(unit => JobHold.ClaimAsync(unit, options.Node, kindNames, rested, free, now), cancellation))
        {
            var run = new ActiveRun(job, stopping.Token);
            active[(job.Sequence, job.Run)] = run;
            run.Start(() => RunAsync(run));
        }
    }

    private static TimeSpan Rest(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(RestSecondsMax, (long)RestSecondsFirst << Math.Min(attempts - 1, 20)));

    private async Task RunAsync(ActiveRun held)
    {
        var run = new JobRun(db, held.Job, options.Node, clock, stopping.Token);
        try
        {
            var outcome = await WorkAsync(run, held);

            // Also while the node stops: the job is to wait for another one.
            await db.WriteAsync(unit => JobHold.EndAsync(unit, options.Node, run, held.Job.Sequence, outcome, Now()), CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The row stays ours although nothing runs; the next look that reaches the database sees to it.
            log.EndFailed(run.Id, e.GetType().Name);
        }
        finally
        {
            held.Forget();
            active.TryRemove((held.Job.Sequence, held.Job.Run), out _);
            Wake();
        }
    }

    private async Task<RunOutcome> WorkAsync(JobRun run, ActiveRun held)
    {
        try
        {
            await kindsByName[held.Job.Kind].Work(run, held.Token);

            // Work that was told to stop and simply returned has not said that it is done.
            return run.ToldToStop || held.Token.IsCancellationRequested ? RunOutcome.Stopped : RunOutcome.Done;
        }
        catch (Exception) when (run.ToldToStop || held.Token.IsCancellationRequested)
        {
            return RunOutcome.Stopped;
        }
        catch (JobFailedException e)
        {
            return new RunOutcome(Finished: false, e.Code, Final: true);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Work may fail in any way; the kind of the error is kept, its text may hold personal data.
            log.RunFailed(run.Id, e.GetType().Name);
            return new RunOutcome(Finished: false, e.GetType().Name, Final: false);
        }
    }
}
