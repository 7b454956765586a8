using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>What happened to a job.</summary>
/// <param name="Position">1 for the first; with gaps at the front once the oldest were dropped.</param>
/// <param name="Happened">When, by the clock of the node; order is by position.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Arguments">JSON object with the values of its words; never personal data.</param>
public sealed record JobLogEntry(long Position, Instant Happened, string Code, string Arguments);

/// <summary>The log of a job: the last entries are kept.</summary>
internal static class JobLog
{
    /// <summary>Entries kept of one job; the oldest go.</summary>
    public const int EntriesMax = 200;

    public const string Nothing = "{}";

    public static async Task AddAsync(DbUnit unit, long job, long now, string code, string arguments = Nothing)
    {
        await unit.ExecuteAsync(CountSql, new { job });
        await unit.ExecuteAsync(AddSql, new { job, now, code, arguments });
        await unit.ExecuteAsync(DropSql, new { job, kept = EntriesMax });
    }

    public static async Task<IReadOnlyList<JobLogEntry>> ReadAsync(DbUnit unit, long job) =>
        [.. (await unit.QueryAsync<Row>(ReadSql, new { job }))
            .Select(r => new JobLogEntry(r.Position, Micros.ToInstant(r.Happened), r.Code, r.Arguments))];

    private sealed class Row
    {
        public long Position { get; set; }

        public long Happened { get; set; }

        public string Code { get; set; } = "";

        public string Arguments { get; set; } = "";
    }

    private const string CountSql = "update jobs set log_count = log_count + 1 where sequence = @job";

    private const string AddSql = """
        insert into job_log (job, position, happened, code, arguments)
        select sequence, log_count, @now, @code, @arguments from jobs where sequence = @job
        """;

    private const string DropSql = """
        delete from job_log where job = @job and position <= (select log_count - @kept from jobs where sequence = @job)
        """;

    private const string ReadSql = """
        select position as Position, happened as Happened, code as Code, arguments as Arguments
        from job_log where job = @job order by position
        """;
}
