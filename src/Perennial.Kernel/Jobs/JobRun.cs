using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>One run of a job by one runner. What it saves is refused as soon as the runner no longer holds the job.</summary>
public sealed class JobRun
{
    private readonly Db db;
    private readonly ClaimedJob job;
    private readonly string runner;
    private readonly TimeProvider clock;
    private readonly CancellationToken nodeStops;
    private readonly long began;
    private volatile bool toldToStop;

    internal JobRun(Db db, ClaimedJob job, string runner, TimeProvider clock, CancellationToken nodeStops)
    {
        (this.db, this.job, this.runner, this.clock, this.nodeStops) = (db, job, runner, clock, nodeStops);
        began = clock.GetTimestamp();
    }

    /// <summary>The job.</summary>
    public Guid Id => job.Id;

    /// <summary>What it is to do, as JSON.</summary>
    public string Argument => job.Argument;

    /// <summary>Where the run begins, as JSON; null at the job's very start. It does not follow what the run saves.</summary>
    public string? Checkpoint => job.Checkpoint;

    /// <summary>Things done when the run began.</summary>
    public long Done => job.Done;

    /// <summary>How many there are, as known when the run began; null when not known.</summary>
    public long? Total => job.Total;

    /// <summary>Number of the run; rises with each, so that it can stand as a fence at other places.</summary>
    public long Number => job.Run;

    /// <summary>Whether the work was told to stop by an exception of this run.</summary>
    internal bool ToldToStop => toldToStop;

    internal long WorkedMs => job.WorkedMs + (long)clock.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Moves the checkpoint in the unit that does the work: both are durable together, or neither is.</summary>
    /// <param name="unit">The unit that does the work.</param>
    /// <param name="checkpoint">Where to go on, as JSON.</param>
    /// <param name="done">Things done so far, ≥ 0.</param>
    /// <param name="total">How many there are; null when not known.</param>
    /// <exception cref="JobStoppedException">
    /// The job is another's, or a pause or an end was asked for, or the node goes down. Let it through: the unit is taken
    /// back with the work in it.
    /// </exception>
    public async Task SaveAsync(DbUnit unit, string checkpoint, long done, long? total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(done);
        ThrowIfNodeStops();
        var changed = await unit.ExecuteAsync(SaveSql,
            new { job = job.Sequence, runner, run = job.Run, checkpoint, done, total, worked = WorkedMs });
        if (changed == 0)
        {
            throw await WhyAsync(unit);
        }
    }

    /// <summary>Ends the job as done, in the unit that does the last of its work. Nothing may be saved after it.</summary>
    /// <param name="unit">The unit that does the last of the work.</param>
    /// <param name="result">What came out, as JSON; null for nothing to tell.</param>
    /// <exception cref="JobStoppedException">As for <see cref="SaveAsync"/>.</exception>
    public async Task CompleteAsync(DbUnit unit, string? result)
    {
        ThrowIfNodeStops();
        var now = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));
        var changed = await unit.ExecuteAsync(CompleteSql,
            new { job = job.Sequence, runner, run = job.Run, result, now, worked = WorkedMs });
        if (changed == 0)
        {
            throw await WhyAsync(unit);
        }

        await JobLog.AddAsync(unit, job.Sequence, now, "job.done");
    }

    /// <summary>Ends the job as done, in a unit of its own.</summary>
    /// <inheritdoc cref="CompleteAsync(DbUnit, string)"/>
    public Task CompleteAsync(string? result, CancellationToken cancellation) =>
        db.WriteAsync(unit => CompleteAsync(unit, result), cancellation);

    /// <summary>Notes something that staff should see. It holds no fence: stand it beside <see cref="SaveAsync"/>.</summary>
    /// <param name="unit">The unit at hand.</param>
    /// <param name="code">Stable code; its words stand in the module that notes it.</param>
    /// <param name="arguments">JSON object; never personal data.</param>
    public Task LogAsync(DbUnit unit, string code, string arguments) =>
        JobLog.AddAsync(unit, job.Sequence, Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow())), code, arguments);

    private void ThrowIfNodeStops()
    {
        if (nodeStops.IsCancellationRequested)
        {
            throw Stopped(JobStop.NodeStops);
        }
    }

    private async Task<JobStoppedException> WhyAsync(DbUnit unit) =>
        Stopped(await unit.ValueAsync<int?>(AskedSql, new { job = job.Sequence, runner, run = job.Run }) switch
        {
            (int)JobAsked.Pause => JobStop.Paused,
            (int)JobAsked.Cancel => JobStop.Cancelled,
            _ => JobStop.Lost,
        });

    private JobStoppedException Stopped(JobStop reason)
    {
        toldToStop = true;
        return new JobStoppedException(reason);
    }

    // The beat keeps another node from taking over by what it saw before this unit. Attempts count failures without progress.
    private const string SaveSql = """
        update jobs set checkpoint = @checkpoint, attempts = case when done < @done then 0 else attempts end,
            done = @done, total = @total, worked_ms = @worked, beats = beats + 1
        where sequence = @job and state = 1 and runner = @runner and run = @run and asked = 0
        """;

    private const string CompleteSql = """
        update jobs set state = 4, runner = '', result = @result, ended = @now, error = null, worked_ms = @worked, beats = beats + 1
        where sequence = @job and state = 1 and runner = @runner and run = @run and asked = 0
        """;

    private const string AskedSql = """
        select asked from jobs where sequence = @job and state = 1 and runner = @runner and run = @run
        """;
}
