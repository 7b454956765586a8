using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>
/// Submits the jobs of schedules, each slot's once among all nodes. Slots only rise. A clock that goes back leaves the
/// last slot ahead of it; then a job comes each time a slot's length has elapsed by the monotonic clock, until the clock
/// has caught up, so that no jump silences a schedule and none runs a slot twice.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="queue">Where jobs are submitted.</param>
/// <param name="schedules">All schedules, as composed at the start.</param>
/// <param name="clock">The clock.</param>
public sealed class JobSchedules(Db db, JobQueue queue, IReadOnlyList<Schedule> schedules, TimeProvider clock)
{
    private static readonly Duration GraceMax = Duration.FromMinutes(1);

    private readonly StillWatch<(string Name, string Timing), (long Slot, long Runs)> watch = new(clock);

    /// <summary>Submits what is due. A schedule seen for the first time begins with its next slot.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (schedules.Count == 0)
        {
            return;
        }

        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var rows = (await db.ReadAsync(unit => unit.QueryAsync<Row>(ListSql), cancellation)).ToDictionary(r => (r.Name, r.Timing));
        foreach (var schedule in schedules)
        {
            var slot = schedule.SlotAt(now);
            if (!rows.TryGetValue((schedule.Name, schedule.Timing), out var row))
            {
                await db.WriteAsync(unit => unit.ExecuteAsync(BeginSql, new { name = schedule.Name, timing = schedule.Timing, slot }), cancellation);
                continue;
            }

            var still = watch.Look((row.Name, row.Timing), (row.Slot, row.Runs));
            if (slot > row.Slot || (slot < row.Slot && still >= Patience(schedule)))
            {
                await db.WriteAsync(unit => SubmitAsync(unit, schedule, row, Math.Max(slot, row.Slot), now), cancellation);
            }
        }
    }

    /// <summary>All schedules that are composed here and have been seen.</summary>
    public async Task<IReadOnlyList<ScheduleView>> ListAsync(DbUnit unit)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var rows = (await unit.QueryAsync<Row>(ListSql)).ToDictionary(r => (r.Name, r.Timing));
        return
        [
            .. from schedule in schedules
            let row = rows.GetValueOrDefault((schedule.Name, schedule.Timing))
            where row is not null
            select new ScheduleView(row.Name, row.Timing, row.LastRun is { } last ? Micros.ToInstant(last) : null, row.Runs,
                Math.Max(0, row.Slot - schedule.SlotAt(now))),
        ];
    }

    // A little more than a slot: a node whose clock is right may be about to submit the next one.
    private static TimeSpan Patience(Schedule schedule) =>
        (schedule.Length + Duration.Min(schedule.Length / 4, GraceMax)).ToTimeSpan();

    // The one whose update finds the row as it was seen submits; while the last job is unfinished, it stands for this one.
    private async Task SubmitAsync(DbUnit unit, Schedule schedule, Row seen, long slot, Instant now)
    {
        var isOurs = await unit.ExecuteAsync(TakeSql,
            new { name = seen.Name, timing = seen.Timing, seenSlot = seen.Slot, runs = seen.Runs, slot, now = Micros.Of(now) }) == 1;
        if (isOurs)
        {
            await queue.SubmitAsync(unit, new JobRequest(schedule.Kind, schedule.Argument, "schedule")
            {
                Key = $"schedule:{schedule.Name}",
            });
        }
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string Timing { get; set; } = "";

        public long Slot { get; set; }

        public long Runs { get; set; }

        public long? LastRun { get; set; }
    }

    private const string ListSql =
        "select name as Name, timing as Timing, slot as Slot, runs as Runs, last_run as LastRun from job_schedules";

    private const string BeginSql = """
        insert into job_schedules (name, timing, slot, runs) values (@name, @timing, @slot, 0)
        on conflict (name, timing) do nothing
        """;

    private const string TakeSql = """
        update job_schedules set slot = @slot, runs = runs + 1, last_run = @now
        where name = @name and timing = @timing and slot = @seenSlot and runs = @runs
        """;
}
