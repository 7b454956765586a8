using NodaTime;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>One leader a loop, replaced when it is silent, fenced off when it wakes up.</summary>
[Collection("engines")]
public sealed class LeaderLeaseTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_of_many_leads_and_keeps_leading_while_it_beats(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        LeaderLease[] nodes = [.. Enumerable.Range(0, 4).Select(n => new LeaderLease(db, "webhooks", $"n{n}", clock))];
        var terms = await Task.WhenAll(nodes.Select(n => Task.Run(() => n.TryHoldAsync(Cancellation))));
        terms.Count(t => t is not null).ShouldBe(1);
        for (var i = 0; i < 20; i++)
        {
            clock.Advance(Duration.FromSeconds(14));
            clock.Jump(Duration.FromDays(i % 2 == 0 ? 1 : -1));
            foreach (var (node, term) in nodes.Zip(terms).OrderBy(n => n.Second is null))
            {
                (await node.TryHoldAsync(Cancellation)).ShouldBe(term);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_silent_leader_is_replaced_after_half_a_minute_and_its_units_are_refused(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var (a, b) = (new LeaderLease(db, "webhooks", "a", clock), new LeaderLease(db, "webhooks", "b", clock));
        var first = (await a.TryHoldAsync(Cancellation)).ShouldNotBeNull();
        await Send(db, a, first, 1);
        (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        foreach (var seconds in (int[])[15, 14])
        {
            clock.Advance(Duration.FromSeconds(seconds));
            clock.Jump(Duration.FromDays(1));
            (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        }

        // A unit of the loop is a sign of life too.
        await Send(db, a, first, 2);
        clock.Advance(Duration.FromSeconds(1));
        (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        clock.Advance(Duration.FromSeconds(15));
        (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        clock.Advance(Duration.FromSeconds(15));
        var second = (await b.TryHoldAsync(Cancellation)).ShouldNotBeNull();
        second.ShouldBeGreaterThan(first);
        await Should.ThrowAsync<LeaseLostException>(() => Send(db, a, first, 3));
        await Send(db, b, second, 4);
        (await a.TryHoldAsync(Cancellation)).ShouldBeNull();
        (await db.ReadAsync(unit => unit.QueryAsync<long>("select number from numbers order by number"), Cancellation)).ShouldBe([1L, 2L, 4L]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_other_loops_are_their_own(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        var (a, b) = (new LeaderLease(db, "webhooks", "a", clock), new LeaderLease(db, "webhooks", "b", clock));
        var first = (await a.TryHoldAsync(Cancellation)).ShouldNotBeNull();
        (await new LeaderLease(db, "sender", "b", clock).TryHoldAsync(Cancellation)).ShouldNotBeNull();
        (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        await b.ReleaseAsync(Cancellation);
        (await b.TryHoldAsync(Cancellation)).ShouldBeNull();
        await a.ReleaseAsync(Cancellation);
        (await b.TryHoldAsync(Cancellation)).ShouldBe(first + 1);
        await Should.ThrowAsync<LeaseLostException>(() => Send(db, a, first, 1));
    }

    [Theory]
    [InlineData(DbEngine.Sqlite, true)]
    [InlineData(DbEngine.PostgreSql, false)]
    public async Task A_process_that_is_alone_need_not_wait_for_the_dead(DbEngine engine, bool atOnce)
    {
        await using var db = await engines.NewAsync(engine);
        var clock = new JumpingClock();
        await new LeaderLease(db, "webhooks", "dead", clock).TryHoldAsync(Cancellation);
        await LeaderLease.FreeOfDeadAsync(db, "new", Cancellation);
        (await new LeaderLease(db, "webhooks", "new", clock).TryHoldAsync(Cancellation) is not null).ShouldBe(atOnce);
    }

    private static Task Send(Db db, LeaderLease lease, long term, long number) => db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
        await lease.EnsureAsync(unit, term);
    }, Cancellation);
}
