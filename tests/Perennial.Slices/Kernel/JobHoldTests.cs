using NodaTime;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;
using Perennial.Victim;

namespace Perennial.Slices.Kernel;

/// <summary>One runner a job, whatever nodes and clocks do; and counts that are exact, whatever is asked meanwhile.</summary>
[Collection("engines")]
public sealed class JobHoldTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_silent_node_loses_its_job_and_leaves_nothing_when_it_wakes_up(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var wakesUp = new TaskCompletionSource();
        JobStop? told = null;
        await using var sleeper = house.Node("a", new JobKind("k", async (run, _) =>
        {
            await Save(db, run, 1);
            await wakesUp.Task;
            told = (await Should.ThrowAsync<JobStoppedException>(() => Save(db, run, 2))).Reason;
            await Should.ThrowAsync<JobStoppedException>(() => run.CompleteAsync("\"a\"", CancellationToken.None));
        }));
        await using var other = house.Node("b", new JobKind("k", async (run, _) =>
        {
            run.Checkpoint.ShouldBe("1");
            await Save(db, run, 3);

            // The sleeper wakes up while the other is at it.
            wakesUp.SetResult();
            await sleeper.IdleAsync();
            await run.CompleteAsync("\"b\"", CancellationToken.None);
        }));
        var id = await house.SubmitAsync("k");
        await sleeper.StepAsync(Cancellation);
        await JobHouse.WaitForAsync(async () => (await house.JobAsync(id)).Checkpoint == "1");

        // The other node looks for the first time, then clocks jump about: what counts is what elapses.
        foreach (var (elapsed, jump) in ((int, int)[])[(0, 0), (15, 86_400), (14, -172_800), (0, 86_400)])
        {
            clock.Advance(Duration.FromSeconds(elapsed));
            clock.Jump(Duration.FromSeconds(jump));
            await JobHouse.WorkAsync(other);
            (await house.JobAsync(id)).Runner.ShouldBe("a");
        }

        clock.Advance(Duration.FromSeconds(1));
        await JobHouse.WorkAsync(other);
        (await house.JobAsync(id)).Result.ShouldBe("\"b\"");
        told.ShouldBe(JobStop.Lost);
        var (job, log) = await house.FindAsync(id);
        (job.State, job.Result, job.Checkpoint).ShouldBe((JobState.Done, "\"b\"", "3"));
        log.Select(l => l.Code).ShouldBe(["job.submitted", "job.started", "job.taken_over", "job.released", "job.started", "job.done"]);
        (await db.ReadAsync(unit => unit.QueryAsync<long>("select number from numbers order by number"), Cancellation)).ShouldBe([1L, 3L]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_that_gets_back_a_job_it_lost_refuses_its_own_first_run(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        TaskCompletionSource wakesUp = new(), ends = new();
        JobStop? told = null;
        await using var node = house.Node("a", new JobKind("k", async (run, _) =>
        {
            if (run.Number == 1)
            {
                await wakesUp.Task;
                told = (await Should.ThrowAsync<JobStoppedException>(() => Save(db, run, 1))).Reason;
                return;
            }

            await ends.Task;
            await Save(db, run, 2);
        }));
        await using var other = house.Node("b", new JobKind("k", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        var id = await house.SubmitAsync("k");
        await node.StepAsync(Cancellation);
        for (var look = 0; look < 3; look++)
        {
            await other.StepAsync(Cancellation);
            clock.Advance(Duration.FromSeconds(15));
        }

        (await house.JobAsync(id)).Runner.ShouldBe("b");
        await other.StopAsync();
        await node.StepAsync(Cancellation);
        (await house.JobAsync(id)).Runner.ShouldBe("a");
        wakesUp.SetResult();
        await JobHouse.WaitForAsync(() => Task.FromResult(told is not null));
        await node.StepAsync(Cancellation);
        ends.SetResult();
        await node.IdleAsync();
        told.ShouldBe(JobStop.Lost);
        var job = await house.JobAsync(id);
        (job.State, job.Checkpoint, job.Attempts).ShouldBe((JobState.Done, "2", 0));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_that_beats_keeps_its_job_for_as_long_as_it_lasts(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var end = new TaskCompletionSource();
        var runs = 0;
        var kind = new JobKind("k", (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return end.Task;
        });
        await using var first = house.Node("a", kind);
        await using var second = house.Node("b", kind);
        var id = await house.SubmitAsync("k");
        await first.StepAsync(Cancellation);
        for (var minute = 0; minute < 10; minute++)
        {
            clock.Jump(Duration.FromHours(minute % 2 == 0 ? 1 : -1));
            clock.Advance(Duration.FromSeconds(14));
            await first.StepAsync(Cancellation);
            await second.StepAsync(Cancellation);
            clock.Advance(Duration.FromSeconds(14));
            await second.StepAsync(Cancellation);
        }

        end.SetResult();
        await first.IdleAsync();
        runs.ShouldBe(1);
        (await house.JobAsync(id)).State.ShouldBe(JobState.Done);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_that_did_not_look_for_long_takes_nothing_from_one_that_lives(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var kind = new JobKind("k", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        await using var first = house.Node("a", kind);
        await using var second = house.Node("b", kind);
        var id = await house.SubmitAsync("k");
        await first.StepAsync(Cancellation);
        await second.StepAsync(Cancellation);

        // The database was away for both of them, and the second one reaches it first.
        clock.Advance(Duration.FromMinutes(10));
        await second.StepAsync(Cancellation);
        (await house.JobAsync(id)).Runner.ShouldBe("a");
        foreach (var runner in (string[])["a", "b"])
        {
            clock.Advance(Duration.FromSeconds(15));
            await second.StepAsync(Cancellation);
            (await house.JobAsync(id)).Runner.ShouldBe(runner);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Work_that_takes_its_node_down_each_time_is_given_up(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var kind = new JobKind("k", async (_, cancellation) => await Task.Delay(Timeout.Infinite, cancellation));
        var id = await house.SubmitAsync("k");
        var nodes = new List<JobRunner>();
        for (var death = 0; death <= 8; death++)
        {
            // A node that is never asked to look again is dead to the others.
            var node = house.Node($"n{death}", kind);
            nodes.Add(node);
            await node.StepAsync(Cancellation);
            for (var look = 0; look < 3; look++)
            {
                clock.Advance(Duration.FromSeconds(10));
                await node.StepAsync(Cancellation);
            }
        }

        var job = await house.JobAsync(id);
        (job.State, job.Error, job.Attempts).ShouldBe((JobState.Failed, "jobs.runner_lost", 8));
        await Task.WhenAll(nodes.Select(n => n.StopAsync()));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_that_stops_gives_its_jobs_to_the_next_at_once(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        var first = house.Node("a", new JobKind("k", async (run, cancellation) =>
        {
            await Save(db, run, 1);
            await Task.Delay(Timeout.Infinite, cancellation);
        }));
        var id = await house.SubmitAsync("k");
        await first.StepAsync(Cancellation);
        await JobHouse.WaitForAsync(async () => (await house.JobAsync(id)).Checkpoint == "1");
        await first.StopAsync();
        (await house.JobAsync(id)).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Waiting), j => j.Attempts.ShouldBe(0));
        await first.StepAsync(Cancellation);
        await using var second = house.Node("b", new JobKind("k", (run, _) => Save(db, run, 2)));
        await JobHouse.WorkAsync(second);
        (await house.JobAsync(id)).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Done), j => j.Checkpoint.ShouldBe("2"));
    }

    [Fact]
    public async Task On_SQLite_a_new_process_takes_over_at_once_what_the_old_one_held()
    {
        await using var db = await engines.NewAsync(DbEngine.Sqlite);
        var house = new JobHouse(db, new JumpingClock());
        var old = house.Node("a", new JobKind("k", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        var id = await house.SubmitAsync("k");
        await old.StepAsync(Cancellation);
        await using var node = house.Node("b", new JobKind("k", (_, _) => Task.CompletedTask));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = node.RunAsync(stop.Token);
        await JobHouse.WaitForAsync(async () => (await house.JobAsync(id)).State == JobState.Done);
        await stop.CancelAsync();
        await run;
        await old.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_that_look_at_the_same_time_run_each_job_once(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        var runs = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var kind = new JobKind("k", (run, _) =>
        {
            runs.Add(run.Id);
            return Task.CompletedTask;
        });
        var submitted = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            submitted.Add(await house.SubmitAsync("k"));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            await using var node = house.Node($"n{n}", kind);
            while ((await house.AllAsync()).Any(j => j.State != JobState.Done))
            {
                await JobHouse.WorkAsync(node);
            }
        })));
        runs.ShouldBe(submitted, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_count_is_exact_however_often_it_is_paused_resumed_and_moved_between_nodes(DbEngine engine)
    {
        const int Numbers = 1500;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, TimeProvider.System);
        var id = await house.SubmitAsync(Counting.Kind, $"{Numbers}");
        var node = house.Node("n0", Counting.New(db, _ => { }));
        var (moves, paused) = (0, 0);
        while ((await house.JobAsync(id)).State != JobState.Done)
        {
            await node.StepAsync(Cancellation);
            await Task.Delay(random.Next(0, 15), Cancellation);
            switch (random.Next(4))
            {
                case 0:
                    await house.PauseAsync(id);
                    break;
                case 1:
                    paused += (await house.JobAsync(id)).State == JobState.Paused ? 1 : 0;
                    await house.ResumeAsync(id);
                    break;
                case 2 when moves < 20:
                    await node.StopAsync();
                    node = house.Node($"n{++moves}", Counting.New(db, _ => { }));
                    break;
                default:
                    break;
            }
        }

        await node.StopAsync();
        (await house.CountedAsync()).ShouldBe((Numbers, Numbers), $"seed {seed}");
        var job = await house.JobAsync(id);
        (job.Progress.Done, job.Attempts, job.Error).ShouldBe((Numbers, 0, null), $"seed {seed}");
        (moves + paused).ShouldBeGreaterThan(0, $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_cancelled_count_stops_where_its_checkpoint_stands(DbEngine engine)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, TimeProvider.System);
        await using var node = house.Node("a", Counting.New(db, _ => { }));
        var id = await house.SubmitAsync(Counting.Kind, "1000000");
        await node.StepAsync(Cancellation);
        await Task.Delay(random.Next(0, 100), Cancellation);
        var asked = (await house.CancelAsync(id)).Value;
        await node.IdleAsync();
        var job = await house.JobAsync(id);
        job.State.ShouldBe(JobState.Cancelled, $"seed {seed}");
        job.Progress.Done.ShouldBe(asked.Progress.Done, $"seed {seed}: nothing moves after it was asked");
        (await house.CountedAsync()).ShouldBe((job.Progress.Done, job.Progress.Done), $"seed {seed}");
    }

    private static Task Save(Db db, JobRun run, long number) => db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
        await run.SaveAsync(unit, $"{number}", number, null);
    }, CancellationToken.None);
}
