using NodaTime;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>Each slot's job once, among nodes and past clocks that jump.</summary>
[Collection("engines")]
public sealed class ScheduleTests(Engines engines)
{
    private static readonly Schedule Hourly = Schedule.Every("tidy", "k", "{}", Duration.FromHours(1));
    private static readonly DateTimeZone Bucharest = DateTimeZoneProviders.Tzdb["Europe/Bucharest"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Four_nodes_submit_each_slot_once(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        JobSchedules[] nodes = [.. Enumerable.Range(0, 4).Select(_ => New(db, clock, Hourly))];
        var runs = new List<int>();
        for (var hour = 0; hour < 12; hour++)
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.StepAsync(Cancellation))));
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.StepAsync(Cancellation))));
            runs.Add(await EndJobs(db));
            clock.Advance(Duration.FromHours(1));
        }

        runs.ShouldBe([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

        // The key of unfinished jobs would hide a second submission.
        (await db.ReadAsync(nodes[0].ListAsync, Cancellation)).Single().Runs.ShouldBe(11);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_slot_is_passed_while_the_last_job_is_unfinished_and_missed_slots_are_one_job(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var node = New(db, clock, Hourly);
        await node.StepAsync(Cancellation);
        clock.Advance(Duration.FromHours(9));
        await node.StepAsync(Cancellation);
        clock.Advance(Duration.FromHours(1));
        await node.StepAsync(Cancellation);
        (await EndJobs(db)).ShouldBe(1);
        (await db.ReadAsync(node.ListAsync, Cancellation)).ShouldBe([new ScheduleView("tidy", "every 3600 s", clock.Now, 2, 0)]);
    }

    // An hour of looks, a minute apart, before the jump; then what is submitted in each hour that elapses.
    [Theory]
    [InlineData(DbEngine.Sqlite, 0, "1 1 1 1")]
    [InlineData(DbEngine.PostgreSql, 0, "1 1 1 1")]
    [InlineData(DbEngine.Sqlite, 1, "1 1 1 1")] // Slots that were jumped over are one job.
    [InlineData(DbEngine.PostgreSql, 24, "1 1 1 1")]
    [InlineData(DbEngine.Sqlite, -1, "0 1 1 1")] // The slot that ran is not run again; one is a slot late.
    [InlineData(DbEngine.PostgreSql, -1, "0 1 1 1")]
    [InlineData(DbEngine.Sqlite, -24, "1 1 1 1")] // By what elapses: by the clock there would be silence for a day.
    [InlineData(DbEngine.PostgreSql, -24, "1 1 1 1")]
    public async Task A_clock_that_jumps_runs_no_slot_twice_and_silences_nothing(DbEngine engine, int jumpHours, string expected)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        JobSchedules[] nodes = [New(db, clock, Hourly), New(db, clock, Hourly)];
        await Hour(db, clock, nodes);
        (await Hour(db, clock, nodes)).ShouldBe(1);
        clock.Jump(Duration.FromHours(jumpHours));
        var runs = new List<int>();
        for (var hour = 0; hour < 4; hour++)
        {
            runs.Add(await Hour(db, clock, nodes));
        }

        string.Join(' ', runs).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_clock_that_jumps_a_day_ahead_and_back_is_seen_and_the_schedule_goes_on(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        JobSchedules[] nodes = [New(db, clock, Hourly), New(db, clock, Hourly)];
        await Hour(db, clock, nodes);
        clock.Jump(Duration.FromDays(1));
        await nodes[0].StepAsync(Cancellation);
        (await EndJobs(db)).ShouldBe(1);
        clock.Jump(-Duration.FromDays(1));
        (await db.ReadAsync(nodes[1].ListAsync, Cancellation)).Single().SlotsAhead.ShouldBe(24);
        var runs = new List<int>();
        for (var hour = 0; hour < 30; hour++)
        {
            runs.Add(await Hour(db, clock, nodes));
        }

        runs.ShouldAllBe(r => r <= 1);
        runs.Sum().ShouldBeInRange(27, 30);
        (await db.ReadAsync(nodes[1].ListAsync, Cancellation)).Single().SlotsAhead.ShouldBe(0);
    }

    [Fact]
    public void A_daily_slot_begins_at_the_shops_time_also_where_clocks_change()
    {
        var at = Schedule.Daily("d", "k", "{}", new LocalTime(3, 30), Bucharest);
        var days = new List<string>();
        long? before = null;
        for (var time = Instant.FromUtc(2026, 3, 27, 0, 0); time < Instant.FromUtc(2026, 4, 1, 0, 0); time += Duration.FromMinutes(5))
        {
            var slot = at.SlotAt(time);
            if (slot != before && before is not null)
            {
                slot.ShouldBe(before.Value + 1);
                days.Add(time.InZone(Bucharest).ToString("dd HH:mm", null));
            }

            before = slot;
        }

        // On the 29th there is no half past three.
        days.ShouldBe(["27 03:30", "28 03:30", "29 04:30", "30 03:30", "31 03:30"]);
    }

    [Fact]
    public void A_daily_slot_begins_once_where_its_time_comes_twice()
    {
        var at = Schedule.Daily("d", "k", "{}", new LocalTime(3, 30), Bucharest);
        var first = at.SlotAt(Instant.FromUtc(2026, 10, 25, 0, 29));
        at.SlotAt(Instant.FromUtc(2026, 10, 25, 0, 30)).ShouldBe(first + 1);
        at.SlotAt(Instant.FromUtc(2026, 10, 25, 1, 30)).ShouldBe(first + 1);
        at.SlotAt(Instant.FromUtc(2026, 10, 26, 1, 29)).ShouldBe(first + 1);
        at.SlotAt(Instant.FromUtc(2026, 10, 26, 1, 30)).ShouldBe(first + 2);
    }

    private static JobSchedules New(Db db, TimeProvider clock, params IReadOnlyList<Schedule> schedules) =>
        new(db, new JobQueue(new IdSource(clock), clock), schedules, clock);

    private static async Task<int> Hour(Db db, JumpingClock clock, JobSchedules[] nodes)
    {
        var runs = 0;
        for (var minute = 0; minute < 60; minute++)
        {
            await Task.WhenAll(nodes.Select(n => n.StepAsync(Cancellation)));
            runs += await EndJobs(db);
            clock.Advance(Duration.FromMinutes(1));
        }

        return runs;
    }

    // Their work is nothing; what counts is how many there were.
    private static Task<int> EndJobs(Db db) =>
        db.WriteAsync(unit => unit.ExecuteAsync("update jobs set state = 4, ended = 1 where ended is null"), Cancellation);
}
