using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Done">Things done, ≥ 0.</param>
/// <param name="Total">How many there are; null when not known.</param>
/// <param name="WorkedMs">Milliseconds worked for what is done, pauses and lost runs left out, by a clock that never jumps.</param>
public readonly record struct JobProgress(long Done, long? Total, long WorkedMs)
{
    /// <summary>Things a second; not available before anything was measured.</summary>
    public Ratio Rate => new(checked(Done * 1000), WorkedMs);

    /// <summary>What is left at the rate so far; null when the total is not known or nothing is done yet.</summary>
    public Duration? TimeLeft => Total is { } total && Done > 0
        ? Duration.FromMilliseconds((long)((Int128)WorkedMs * Math.Max(0, total - Done) / Done))
        : null;
}

/// <summary>A job as it is seen.</summary>
/// <param name="Sequence">Its place in the order of all jobs, whatever clocks said; the cursor of lists.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Name of its kind.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Asked">What was asked and not heard yet.</param>
/// <param name="Progress">How far it is.</param>
public sealed record JobView(long Sequence, Guid Id, string Kind, JobState State, JobAsked Asked, JobProgress Progress)
{
    /// <summary>What it is to do, as JSON.</summary>
    public required string Argument { get; init; }

    /// <summary>Where it would go on, as JSON; null at its very start.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The node that runs it; null when none does.</summary>
    public string? Runner { get; init; }

    /// <summary>Runs that failed or died since it last moved.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was submitted.</summary>
    public Instant Created { get; init; }

    /// <summary>When it first ran; null when it never did.</summary>
    public Instant? Started { get; init; }

    /// <summary>When it ended; null while it is unfinished.</summary>
    public Instant? Ended { get; init; }

    /// <summary>Who wanted it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What came out, as JSON; null when it is not done or has nothing to tell.</summary>
    public string? Result { get; init; }

    /// <summary>Code of the last failure; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>Its key; null for none.</summary>
    public string? Key { get; init; }
}

/// <summary>A job with what happened to it, oldest first.</summary>
public sealed record JobWithLog(JobView Job, IReadOnlyList<JobLogEntry> Log);

/// <summary>Which jobs.</summary>
/// <param name="State">In this state; null for any.</param>
/// <param name="Kind">Of this kind; null for any.</param>
/// <param name="Before">Cursor: jobs before this sequence; null for the newest.</param>
/// <param name="Limit">At most so many, 1 to <see cref="JobList.PageMax"/>.</param>
public sealed record JobFilter(JobState? State = null, string? Kind = null, long? Before = null, int Limit = 50)
{
    /// <summary>Those that have ended, or those that have not; null for both.</summary>
    public bool? IsEnded { get; init; }
}

/// <summary>Jobs, the newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">Cursor of the next page; null when this is the last.</param>
public sealed record JobPage(IReadOnlyList<JobView> Jobs, long? Next);

/// <summary>Looking at jobs.</summary>
public static class JobList
{
    /// <summary>Jobs of a page.</summary>
    public const int PageMax = 200;

    /// <summary>A page of jobs, the newest first.</summary>
    public static async Task<JobPage> ListAsync(DbUnit unit, JobFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, PageMax);
        var rows = await unit.QueryAsync<Row>(ListSql, new
        {
            state = filter.State is { } state ? (int)state : -1, kind = filter.Kind ?? "", before = filter.Before ?? long.MaxValue, limit = limit + 1,
            ended = filter.IsEnded switch { null => -1, true => 1, false => 0 },
        });
        List<JobView> jobs = [.. rows.Take(limit).Select(View)];
        return new JobPage(jobs, rows.Count > limit ? jobs[^1].Sequence : null);
    }

    /// <summary>A job with its log, or <c>jobs.not_found</c>.</summary>
    public static async Task<Result<JobWithLog>> FindAsync(DbUnit unit, Guid id) => await RowAsync(unit, id) is { } job
        ? new JobWithLog(job, await JobLog.ReadAsync(unit, job.Sequence))
        : new Refusal(RefusalKind.Missing, "jobs.not_found");

    internal static async Task<JobView?> RowAsync(DbUnit unit, Guid id) =>
        await unit.FindAsync<Row>(FindSql, new { id }) is { } row ? View(row) : null;

    private static JobView View(Row row) => new(row.Sequence, row.Id, row.Kind, (JobState)row.State, (JobAsked)row.Asked,
        new JobProgress(row.Done, row.Total, row.WorkedMs))
    {
        Argument = row.Argument, Checkpoint = row.Checkpoint, Runner = row.Runner.Length == 0 ? null : row.Runner, Attempts = row.Attempts,
        Created = Micros.ToInstant(row.Created), Started = Time(row.Started), Ended = Time(row.Ended), CreatedBy = row.CreatedBy,
        Result = row.Outcome, Error = row.Error, Key = row.Key,
    };

    private static Instant? Time(long? micros) => micros is { } known ? Micros.ToInstant(known) : null;

    private sealed class Row
    {
        public long Sequence { get; set; }

        public Guid Id { get; set; }

        public string Kind { get; set; } = "";

        public string Argument { get; set; } = "";

        public int State { get; set; }

        public int Asked { get; set; }

        public string? Checkpoint { get; set; }

        public long Done { get; set; }

        public long? Total { get; set; }

        public long WorkedMs { get; set; }

        public string Runner { get; set; } = "";

        public int Attempts { get; set; }

        public long Created { get; set; }

        public long? Started { get; set; }

        public long? Ended { get; set; }

        public string CreatedBy { get; set; } = "";

        public string? Outcome { get; set; }

        public string? Error { get; set; }

        public string? Key { get; set; }
    }

    private const string ListSql = """
        select sequence as Sequence, id as Id, kind as Kind, argument as Argument, state as State, asked as Asked,
            checkpoint as Checkpoint, done as Done, total as Total, worked_ms as WorkedMs, runner as Runner, attempts as Attempts,
            created as Created, started as Started, ended as Ended, created_by as CreatedBy, result as Outcome, error as Error,
            concurrency_key as Key
        from jobs
        where sequence < @before and (@state = -1 or state = @state) and (@kind = '' or kind = @kind) and
            (@ended = -1 or (@ended = 1 and ended is not null) or (@ended = 0 and ended is null))
        order by sequence desc limit @limit
        """;

    private const string FindSql = """
        select sequence as Sequence, id as Id, kind as Kind, argument as Argument, state as State, asked as Asked,
            checkpoint as Checkpoint, done as Done, total as Total, worked_ms as WorkedMs, runner as Runner, attempts as Attempts,
            created as Created, started as Started, ended as Ended, created_by as CreatedBy, result as Outcome, error as Error,
            concurrency_key as Key
        from jobs where id = @id
        """;
}
