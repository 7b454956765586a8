using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Kernel.Jobs;

/// <summary>Submitting jobs, and asking them to pause, to go on, to end.</summary>
/// <param name="ids">Gives their ids.</param>
/// <param name="clock">The clock.</param>
public sealed class JobQueue(IdSource ids, TimeProvider clock)
{
    /// <summary>How long an ended job stays to be seen.</summary>
    public static readonly Duration Kept = Duration.FromDays(90);

    private const int ForgottenAtOnceMax = 500;
    private const int KeyTriesMax = 5;

    private static readonly long KeptMicros = Kept.BclCompatibleTicks / 10;

    /// <summary>Submits a job in the unit that wants it.</summary>
    /// <returns>Its id; where an unfinished job has the key, the id of that one, and nothing is submitted.</returns>
    public async Task<Guid> SubmitAsync(DbUnit unit, JobRequest request)
    {
        var (id, now) = (ids.New(), Now());
        for (var tries = 0; tries < KeyTriesMax; tries++)
        {
            var added = await unit.ExecuteAsync(SubmitSql, new
            {
                id, kind = request.Kind, argument = request.Argument, total = request.Total, now, by = request.CreatedBy, key = request.Key,
            });
            if (added == 1)
            {
                var job = await unit.ValueAsync<long>("select sequence from jobs where id = @id", new { id });
                await JobLog.AddAsync(unit, job, now, "job.submitted");
                return id;
            }

            // Between the two statements the job with the key may have ended; then the key is free.
            if (await unit.FindAsync<Keyed>(KeySql, new { key = request.Key }) is { } first)
            {
                return first.Id;
            }
        }

        throw new InvalidOperationException("A job's key is neither free nor taken.");
    }

    /// <summary>Lets a job stop at its next checkpoint; one that waits stops at once.</summary>
    /// <returns>The job, or <c>jobs.not_found</c>, <c>jobs.already_ended</c> (also where it is being cancelled).</returns>
    public Task<Result<JobView>> PauseAsync(DbUnit unit, Guid id) => AskAsync(unit, id, row => row.State switch
    {
        JobState.Waiting => new Change(JobState.Paused, JobAsked.Nothing, "job.paused"),
        JobState.Running => new Change(JobState.Running, JobAsked.Pause, "job.pause_asked"),
        _ => null,
    });

    /// <summary>
    /// Lets a paused job go on from its checkpoint, takes back a pause that was not heard yet, or has a failed job tried
    /// anew from its checkpoint.
    /// </summary>
    /// <returns>
    /// The job, or <c>jobs.not_found</c>, <c>jobs.already_ended</c> (done, cancelled, being cancelled), <c>jobs.key_taken</c>
    /// (it failed, and meanwhile another job has its key).
    /// </returns>
    public Task<Result<JobView>> ResumeAsync(DbUnit unit, Guid id) => AskAsync(unit, id, row => row.State switch
    {
        JobState.Paused or JobState.Failed => new Change(JobState.Waiting, JobAsked.Nothing, "job.resumed"),
        JobState.Running when row.Asked == JobAsked.Pause => new Change(JobState.Running, JobAsked.Nothing, "job.resumed"),
        _ => null,
    });

    /// <summary>Ends a job for good; what it has done up to its checkpoint stays.</summary>
    /// <returns>The job, or <c>jobs.not_found</c>, <c>jobs.already_ended</c>.</returns>
    public Task<Result<JobView>> CancelAsync(DbUnit unit, Guid id) => AskAsync(unit, id, row => row.State switch
    {
        JobState.Waiting or JobState.Paused => new Change(JobState.Cancelled, JobAsked.Nothing, "job.cancelled"),
        JobState.Running => new Change(JobState.Running, JobAsked.Cancel, "job.cancel_asked"),
        _ => null,
    });

    /// <summary>Forgets jobs that ended longer ago than they are kept, with their logs.</summary>
    /// <returns>How many; call again while there are any.</returns>
    public Task<int> ForgetAsync(DbUnit unit) =>
        unit.ExecuteAsync(ForgetSql, new { before = Now() - KeptMicros, limit = ForgottenAtOnceMax });

    private async Task<Result<JobView>> AskAsync(DbUnit unit, Guid id, Func<JobView, Change?> asked)
    {
        var sequence = await unit.ValueAsync<long?>("select sequence from jobs where id = @id {{for_update}}", new { id });
        if (sequence is null || await JobList.RowAsync(unit, id) is not { } job)
        {
            return new Refusal(RefusalKind.Missing, "jobs.not_found");
        }

        var isEnding = job.Asked == JobAsked.Cancel || job.State is JobState.Done or JobState.Cancelled;
        if (isEnding || asked(job) is not { } change)
        {
            // What is asked for is so already, or cannot be any more.
            return isEnding || job.State == JobState.Failed ? new Refusal(RefusalKind.Conflict, "jobs.already_ended") : job;
        }

        if (job.State == JobState.Failed && job.Key is not null && await unit.FindAsync<Keyed>(KeySql, new { key = job.Key }) is not null)
        {
            return new Refusal(RefusalKind.Conflict, "jobs.key_taken");
        }

        if (change.State != job.State || change.Asked != job.Asked)
        {
            var now = Now();
            await unit.ExecuteAsync(AskSql, new
            {
                job = sequence.Value, state = (int)change.State, asked = (int)change.Asked,
                ended = change.State == JobState.Cancelled ? now : (long?)null,
            });
            await JobLog.AddAsync(unit, sequence.Value, now, change.Code);
        }

        return (await JobList.RowAsync(unit, id))!;
    }

    private long Now() => Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));

    private sealed record Change(JobState State, JobAsked Asked, string Code);

    private sealed class Keyed
    {
        public Guid Id { get; set; }
    }

    private const string SubmitSql = """
        insert into jobs (id, kind, argument, state, asked, resting, done, total, worked_ms, runner, run, beats, attempts,
            created, created_by, concurrency_key, log_count)
        values (@id, @kind, @argument, 0, 0, 0, 0, @total, 0, '', 0, 0, 0, @now, @by, @key, 0)
        on conflict do nothing
        """;

    private const string KeySql = "select id as Id from jobs where concurrency_key = @key and ended is null";

    // Whoever asks gives it its attempts back; a run that lasts keeps counting its own.
    private const string AskSql = """
        update jobs set state = @state, asked = @asked, resting = 0, ended = @ended,
            attempts = case when @state = 1 then attempts else 0 end, error = case when @state = 1 then error else null end
        where sequence = @job
        """;

    private const string ForgetSql = """
        delete from jobs where sequence in (select sequence from jobs where ended < @before order by sequence limit @limit)
        """;
}
