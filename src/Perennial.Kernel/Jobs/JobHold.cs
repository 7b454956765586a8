using System.Text.Json;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>A job as its runner took it.</summary>
internal sealed class ClaimedJob
{
    public long Sequence { get; set; }

    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public string Argument { get; set; } = "";

    public string? Checkpoint { get; set; }

    public long Done { get; set; }

    public long? Total { get; set; }

    public long WorkedMs { get; set; }

    public long Run { get; set; }
}

/// <summary>A job that runs somewhere, as one look at the database shows it.</summary>
internal sealed class HeldJob
{
    public long Sequence { get; set; }

    public string Runner { get; set; } = "";

    public long Run { get; set; }

    public long Beats { get; set; }

    public int Asked { get; set; }
}

/// <summary>A job that failed and waits for the end of its pause.</summary>
internal sealed class RestingJob
{
    public long Sequence { get; set; }

    public long Run { get; set; }

    public int Attempts { get; set; }
}

/// <summary>What a runner sees at one look.</summary>
/// <param name="Held">Jobs that run, here or elsewhere.</param>
/// <param name="Resting">Jobs in the pause after a failure.</param>
/// <param name="AnyWaiting">Whether there is a job that can be taken at once.</param>
internal sealed record JobSight(IReadOnlyList<HeldJob> Held, IReadOnlyList<RestingJob> Resting, bool AnyWaiting);

/// <summary>How the work of a run ended; the state follows from this and from what was asked meanwhile.</summary>
/// <param name="Finished">All of the work is done.</param>
/// <param name="Error">Code of a failure; null for none.</param>
/// <param name="Final">Whether the failure is not to be tried again.</param>
internal sealed record RunOutcome(bool Finished, string? Error, bool Final)
{
    public static RunOutcome Done { get; } = new(true, null, false);

    public static RunOutcome Stopped { get; } = new(false, null, false);
}

/// <summary>Holding jobs: taking, showing life, taking over, letting go. Each a conditional update that only one wins.</summary>
internal static class JobHold
{
    /// <summary>Runs that failed or died without progress before a job is given up.</summary>
    public const int AttemptsMax = 8;

    /// <summary>Code of a job whose runners died with it.</summary>
    public const string RunnerLost = "jobs.runner_lost";

    private const int SeenMax = 1_000;

    public static async Task<JobSight> LookAsync(DbUnit unit, IReadOnlyList<string> kinds)
    {
        var held = await unit.QueryAsync<HeldJob>(HeldSql, new { limit = SeenMax });
        var resting = await unit.QueryAsync<RestingJob>(RestingSql, new { kinds, limit = SeenMax });
        var waiting = await unit.ValueAsync<long?>(WaitingSql, new { kinds });
        return new JobSight(held, resting, waiting is not null);
    }

    /// <summary>Shows that the runner lives. A row that a unit of the run has locked is passed over: that unit beats itself.</summary>
    public static Task BeatAsync(DbUnit unit, string runner, IReadOnlyList<long> jobs) =>
        unit.ExecuteAsync(BeatSql, new { runner, jobs });

    /// <summary>Takes jobs that wait, the oldest first.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="runner">Who takes them.</param>
    /// <param name="kinds">Kinds it knows.</param>
    /// <param name="rested">Jobs whose pause is over.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="now">The time at hand.</param>
    public static async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        DbUnit unit, string runner, IReadOnlyList<string> kinds, IReadOnlyList<long> rested, int limit, long now)
    {
        // 0 is no job's sequence; a list may not be empty.
        var jobs = await unit.QueryAsync<ClaimedJob>(NextSql, new { kinds, rested = (long[])[0, .. rested], limit });
        foreach (var job in jobs)
        {
            job.Run++;
            await unit.ExecuteAsync(ClaimSql, new { job = job.Sequence, runner, run = job.Run, now });
            await JobLog.AddAsync(unit, job.Sequence, now, "job.started", Told("node", runner));
        }

        return jobs;
    }

    /// <summary>Takes a job from a runner that is not there any more; false when it has moved since it was looked at.</summary>
    public static async Task<bool> TakeOverAsync(DbUnit unit, HeldJob seen, long now)
    {
        var row = await unit.FindAsync<EndRow>(SameSql, new { job = seen.Sequence, runner = seen.Runner, run = seen.Run, beats = seen.Beats });
        if (row is null)
        {
            return false;
        }

        // Work that kills its node each time must not kill all nodes for ever, so a lost runner counts as an attempt.
        await JobLog.AddAsync(unit, seen.Sequence, now, "job.taken_over", Told("node", seen.Runner));
        var attempts = row.Attempts + 1;
        await LeaveAsync(unit, seen.Sequence, now,
            row.Asked == (int)JobAsked.Nothing && attempts >= AttemptsMax
                ? new Left(JobState.Failed, attempts, Resting: false, RunnerLost, row.WorkedMs)
                : new Left(AfterStop(row.Asked), attempts, Resting: false, Error: null, row.WorkedMs));
        return true;
    }

    /// <summary>Writes how a run ended; nothing where the job is no longer the runner's, or ended itself.</summary>
    public static async Task EndAsync(DbUnit unit, string runner, JobRun run, long job, RunOutcome outcome, long now)
    {
        var row = await unit.FindAsync<EndRow>(MineSql, new { job, runner, run = run.Number });
        if (row is null)
        {
            return;
        }

        var worked = run.WorkedMs;
        if (outcome.Finished)
        {
            await LeaveAsync(unit, job, now, new Left(JobState.Done, row.Attempts, Resting: false, Error: null, worked));
        }
        else if (outcome.Error is null || row.Asked != (int)JobAsked.Nothing)
        {
            await LeaveAsync(unit, job, now, new Left(AfterStop(row.Asked), row.Attempts, Resting: false, Error: null, worked));
        }
        else
        {
            var attempts = row.Attempts + 1;
            var givenUp = outcome.Final || attempts >= AttemptsMax;
            await LeaveAsync(unit, job, now,
                new Left(givenUp ? JobState.Failed : JobState.Waiting, attempts, Resting: !givenUp, outcome.Error, worked));
        }
    }

    private static JobState AfterStop(int asked) => (JobAsked)asked switch
    {
        JobAsked.Pause => JobState.Paused,
        JobAsked.Cancel => JobState.Cancelled,
        _ => JobState.Waiting,
    };

    private static async Task LeaveAsync(DbUnit unit, long job, long now, Left left)
    {
        await unit.ExecuteAsync(LeaveSql, new
        {
            job, state = (int)left.State, attempts = left.Attempts, resting = left.Resting ? 1 : 0, error = left.Error,
            worked = left.WorkedMs, ended = left.State is JobState.Cancelled or JobState.Done or JobState.Failed ? now : (long?)null,
        });
        var code = left.State switch
        {
            JobState.Waiting when left.Resting => "job.stumbled",
            JobState.Waiting => "job.released",
            _ => $"job.{JobStateCode.Of(left.State)}",
        };
        await JobLog.AddAsync(unit, job, now, code, left.Error is null ? JobLog.Nothing : Told("error", left.Error));
    }

    private static string Told(string name, string value) =>
        JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });

    private sealed record Left(JobState State, int Attempts, bool Resting, string? Error, long WorkedMs);

    private sealed class EndRow
    {
        public int Asked { get; set; }

        public int Attempts { get; set; }

        public long WorkedMs { get; set; }
    }

    private const string HeldSql = """
        select sequence as Sequence, runner as Runner, run as Run, beats as Beats, asked as Asked
        from jobs where state = 1 order by sequence limit @limit
        """;

    private const string RestingSql = """
        select sequence as Sequence, run as Run, attempts as Attempts
        from jobs where state = 0 and resting = 1 and kind {{one_of @kinds}} order by sequence limit @limit
        """;

    private const string WaitingSql =
        "select sequence from jobs where state = 0 and resting = 0 and kind {{one_of @kinds}} order by sequence limit 1";

    private const string BeatSql = """
        update jobs set beats = beats + 1 where sequence in (
            select sequence from jobs where state = 1 and runner = @runner and sequence {{one_of @jobs}}
            order by sequence {{for_update}} {{skip_locked}})
        """;

    private const string NextSql = """
        select sequence as Sequence, id as Id, kind as Kind, argument as Argument, checkpoint as Checkpoint, done as Done,
            total as Total, worked_ms as WorkedMs, run as Run
        from jobs where state = 0 and kind {{one_of @kinds}} and (resting = 0 or sequence {{one_of @rested}})
        order by sequence limit @limit {{for_update}} {{skip_locked}}
        """;

    private const string ClaimSql = """
        update jobs set state = 1, asked = 0, resting = 0, runner = @runner, run = @run, beats = beats + 1,
            started = coalesce(started, @now)
        where sequence = @job
        """;

    private const string SameSql = """
        select asked as Asked, attempts as Attempts, worked_ms as WorkedMs from jobs
        where sequence = @job and state = 1 and runner = @runner and run = @run and beats = @beats {{for_update}}
        """;

    private const string MineSql = """
        select asked as Asked, attempts as Attempts, worked_ms as WorkedMs from jobs
        where sequence = @job and state = 1 and runner = @runner and run = @run {{for_update}}
        """;

    private const string LeaveSql = """
        update jobs set state = @state, asked = 0, resting = @resting, attempts = @attempts, error = @error,
            worked_ms = @worked, ended = @ended, runner = '', beats = beats + 1
        where sequence = @job
        """;
}
