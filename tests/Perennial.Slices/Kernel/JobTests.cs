using NodaTime;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>Jobs: their states, their checkpoints, failures and what staff may ask of them.</summary>
[Collection("engines")]
public sealed class JobTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_job_runs_once_and_tells_what_it_did(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        await using var node = house.Node("a", new JobKind("k", async (run, cancellation) =>
        {
            run.Argument.ShouldBe("""{"file":7}""");
            clock.Advance(Duration.FromSeconds(20));
            await db.WriteAsync(async unit =>
            {
                await run.LogAsync(unit, "import.row_left", """{"row":3}""");
                await run.SaveAsync(unit, "\"half\"", 500, 2000);
            }, cancellation);
            var half = await house.JobAsync(run.Id);
            (half.State, half.Runner, half.Checkpoint).ShouldBe((JobState.Running, "a", "\"half\""));
            half.Progress.Rate.Value.ShouldBe(25);
            half.Progress.TimeLeft.ShouldBe(Duration.FromSeconds(60));
            await run.CompleteAsync("""{"rows":2}""", cancellation);
        }));
        var id = await house.SubmitAsync("k", """{"file":7}""");
        await JobHouse.WorkAsync(node);
        await JobHouse.WorkAsync(node);
        var (job, log) = await house.FindAsync(id);
        (job.State, job.Result, job.Runner, job.CreatedBy).ShouldBe((JobState.Done, """{"rows":2}""", null, "staff"));
        (job.Created, job.Ended).ShouldBe((clock.Now - Duration.FromSeconds(20), clock.Now));
        log.Select(l => $"{l.Position} {l.Code} {l.Arguments}").ShouldBe(
            ["1 job.submitted {}", """2 job.started {"node":"a"}""", """3 import.row_left {"row":3}""", "4 job.done {}"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Work_and_checkpoint_are_there_together_or_neither_is(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var seen = new List<string?>();
        await using var node = house.Node("a", new JobKind("k", async (run, cancellation) =>
        {
            seen.Add(run.Checkpoint);
            await Add(db, run, run.Checkpoint is null ? 1 : 2, fails: false, cancellation);
            await Add(db, run, run.Checkpoint is null ? 2 : 3, fails: run.Checkpoint is null, cancellation);
        }));
        var id = await house.SubmitAsync("k");
        await JobHouse.WorkAsync(node);
        var job = await house.JobAsync(id);
        (job.State, job.Checkpoint, job.Error, job.Attempts).ShouldBe((JobState.Waiting, "1", nameof(InvalidDataException), 1));
        await JobHouse.WorkAsync(node);
        clock.Advance(Duration.FromSeconds(3));
        await JobHouse.WorkAsync(node);
        (await house.JobAsync(id)).State.ShouldBe(JobState.Done);
        seen.ShouldBe([null, "1"]);
        (await house.CountedAsync()).ShouldBe((3L, 3L));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_job_that_fails_again_and_again_rests_longer_each_time_and_is_given_up(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var tries = 0;
        await using var node = house.Node("a", new JobKind("k", (_, _) =>
        {
            tries++;
            throw new InvalidDataException("ana@example.com");
        }));
        var id = await house.SubmitAsync("k");
        var triedAt = new List<int>();
        for (var second = 0; second < 600; second++)
        {
            var before = tries;
            clock.Jump(Duration.FromHours(second % 2 == 0 ? 25 : -25));
            await JobHouse.WorkAsync(node);
            clock.Advance(Duration.FromSeconds(1));
            if (tries > before)
            {
                triedAt.Add(second);
            }
        }

        // Rests of 2, 4, 8, ... seconds, counted from the look that first saw it failed.
        triedAt.ShouldBe([0, 3, 8, 17, 34, 67, 132, 261]);
        var (job, log) = await house.FindAsync(id);
        (job.State, job.Error, job.Attempts).ShouldBe((JobState.Failed, nameof(InvalidDataException), 8));
        log.ShouldAllBe(l => !l.Arguments.Contains("ana"));
        (await house.ResumeAsync(id)).Value.State.ShouldBe(JobState.Waiting);
        await JobHouse.WorkAsync(node);
        (await house.JobAsync(id)).Attempts.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Work_that_can_never_succeed_fails_at_once_with_its_code(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        await using var node = house.Node("a", new JobKind("k", (_, _) => throw new JobFailedException("import.file_gone")));
        var id = await house.SubmitAsync("k");
        await JobHouse.WorkAsync(node);
        var job = await house.JobAsync(id);
        (job.State, job.Error).ShouldBe((JobState.Failed, "import.file_gone"));
        job.Ended.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_unfinished_job_holds_a_key_and_then_the_key_is_free(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        await using var node = house.Node("a", new JobKind("k",
            (run, _) => run.Argument == "1" ? throw new JobFailedException("no.good") : Task.CompletedTask));
        var first = await house.SubmitAsync("k", "1", "key");
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.SubmitAsync("k", "2", "key")));
        same.ShouldAllBe(id => id == first);
        await JobHouse.WorkAsync(node);
        var fresh = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.SubmitAsync("k", "3", "key")));
        fresh.Distinct().Count().ShouldBe(1);
        fresh[0].ShouldNotBe(first);
        (await house.ResumeAsync(first)).Refusal!.Code.ShouldBe("jobs.key_taken");
        (await house.AllAsync()).Select(j => j.Id).ShouldBe([fresh[0], first]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_asked_of_a_job_follows_its_state(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        var ran = 0;
        await using var node = house.Node("a", new JobKind("k", (_, _) => Task.FromResult(ran++)));
        var id = await house.SubmitAsync("k");
        (await house.PauseAsync(id)).Value.State.ShouldBe(JobState.Paused);
        (await house.PauseAsync(id)).Value.State.ShouldBe(JobState.Paused);
        await JobHouse.WorkAsync(node);
        ran.ShouldBe(0);
        (await house.ResumeAsync(id)).Value.State.ShouldBe(JobState.Waiting);
        (await house.CancelAsync(id)).Value.State.ShouldBe(JobState.Cancelled);
        await JobHouse.WorkAsync(node);
        ran.ShouldBe(0);
        (await house.PauseAsync(id)).Refusal!.Code.ShouldBe("jobs.already_ended");
        (await house.ResumeAsync(id)).Refusal!.Code.ShouldBe("jobs.already_ended");
        (await house.CancelAsync(id)).Refusal!.Code.ShouldBe("jobs.already_ended");
        (await house.CancelAsync(Guid.CreateVersion7())).Refusal!.Code.ShouldBe("jobs.not_found");
        (await house.FindAsync(id)).Log.Select(l => l.Code).ShouldBe(["job.submitted", "job.paused", "job.resumed", "job.cancelled"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Work_that_saves_nothing_hears_by_its_token_that_it_is_to_stop(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        await using var node = house.Node("a", new JobKind("k", async (_, cancellation) =>
        {
            // It swallows what tells it, and returns as if all were done.
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, CancellationToken.None);
        }));
        var (paused, cancelled) = (await house.SubmitAsync("k"), await house.SubmitAsync("k"));
        await node.StepAsync(Cancellation);
        var asked = (await house.PauseAsync(paused)).Value;
        (asked.State, asked.Asked).ShouldBe((JobState.Running, JobAsked.Pause));
        (await house.CancelAsync(cancelled)).Value.Asked.ShouldBe(JobAsked.Cancel);
        (await house.ResumeAsync(cancelled)).Refusal!.Code.ShouldBe("jobs.already_ended");
        await JobHouse.WorkAsync(node);
        (await house.JobAsync(paused)).State.ShouldBe(JobState.Paused);
        (await house.JobAsync(cancelled)).State.ShouldBe(JobState.Cancelled);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_takes_the_oldest_by_sequence_of_the_kinds_it_knows_and_no_more_than_it_may(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var ran = new List<string>();
        var submitted = new List<Guid>();
        foreach (var hours in (int[])[0, 24, -48, 1, 23])
        {
            clock.Jump(Duration.FromHours(hours));
            submitted.Add(await house.SubmitAsync("k", $"{submitted.Count}"));
        }

        var other = await house.SubmitAsync("other");
        await using var node = house.Node("a", jobsAtOnceMax: 1, new JobKind("k", (run, _) => Task.Run(() => ran.Add(run.Argument))));
        for (var i = 1; i <= 6; i++)
        {
            await JobHouse.WorkAsync(node);
            ran.Count.ShouldBe(Math.Min(i, 5));
        }

        ran.ShouldBe(["0", "1", "2", "3", "4"]);
        (await house.JobAsync(other)).State.ShouldBe(JobState.Waiting);
        (await house.AllAsync()).Select(j => j.Id).ShouldBe([other, .. submitted.AsEnumerable().Reverse()]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Lists_go_from_page_to_page_by_state_and_kind_and_the_old_are_forgotten(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var house = new JobHouse(db, clock);
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await house.SubmitAsync(i % 2 == 0 ? "even" : "odd"));
        }

        await house.CancelAsync(ids[0]);
        await house.CancelAsync(ids[6]);
        var (first, second, waiting) = await db.ReadAsync(async unit =>
        {
            var page = await JobList.ListAsync(unit, new JobFilter(Kind: "even", Limit: 3));
            return (page, await JobList.ListAsync(unit, new JobFilter(Kind: "even", Before: page.Next, Limit: 3)),
                await JobList.ListAsync(unit, new JobFilter(JobState.Waiting, "even")));
        }, Cancellation);
        first.Jobs.Select(j => j.Id).ShouldBe([ids[6], ids[4], ids[2]]);
        second.Jobs.Select(j => j.Id).ShouldBe([ids[0]]);
        second.Next.ShouldBeNull();
        waiting.Jobs.Select(j => j.Id).ShouldBe([ids[4], ids[2]]);
        (await db.WriteAsync(house.Queue.ForgetAsync, Cancellation)).ShouldBe(0);
        clock.Advance(JobQueue.Kept + Duration.FromSeconds(1));
        (await db.WriteAsync(house.Queue.ForgetAsync, Cancellation)).ShouldBe(2);
        (await house.AllAsync()).Count.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_log_keeps_its_last_entries(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var house = new JobHouse(db, new JumpingClock());
        await using var node = house.Node("a", new JobKind("k", (run, cancellation) => db.WriteAsync(async unit =>
        {
            for (var i = 0; i < 300; i++)
            {
                await run.LogAsync(unit, "import.row_left", $$"""{"row":{{i}}}""");
            }
        }, cancellation)));
        var id = await house.SubmitAsync("k");
        await JobHouse.WorkAsync(node);
        var log = (await house.FindAsync(id)).Log;
        log.Select(l => l.Position).ShouldBe(Enumerable.Range(104, 200).Select(i => (long)i));
        log[^1].Code.ShouldBe("job.done");
    }

    private static Task Add(Db db, JobRun run, long number, bool fails, CancellationToken cancellation) => db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
        await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
        await run.SaveAsync(unit, $"{number}", number, 3);
        if (fails)
        {
            throw new InvalidDataException();
        }
    }, cancellation);
}
