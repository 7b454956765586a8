using NodaTime;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>News reach every subscriber once, in order, also past failures and with several nodes.</summary>
[Collection("engines")]
public sealed class OutboxTests(Engines engines)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Events_reach_who_asked_for_them_in_their_order_and_once(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var heard = new List<string>();
        var subscriber = new OutboxSubscriber("facts", ["order.v1"], (_, e) =>
        {
            heard.Add(e.Body);
            return Task.CompletedTask;
        });
        var outbox = new Outbox([subscriber]);
        await Add(db, outbox, "order.v1", Enumerable.Range(0, 130).Select(i => $"{i}"));
        await Add(db, outbox, "visit.v1", ["nobody hears this"]);
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(100);
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(30);
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(0);
        heard.ShouldBe(Enumerable.Range(0, 130).Select(i => $"{i}"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_unit_that_fails_tells_nobody(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var subscriber = new OutboxSubscriber("facts", ["order.v1"], (_, _) => throw new InvalidOperationException("not to be called"));
        var outbox = new Outbox([subscriber]);
        await Should.ThrowAsync<InvalidDataException>(() => db.WriteAsync(async unit =>
        {
            await outbox.AddAsync(unit, Event("order.v1", "1", 1));
            throw new InvalidDataException();
        }, Cancellation));
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_failing_handler_is_tried_again_later_and_given_up_in_the_end(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var tries = 0;
        var subscriber = new OutboxSubscriber("mail", ["order.v1"], async (unit, e) =>
        {
            await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
            if (e.Body == "bad")
            {
                tries++;
                throw new InvalidDataException("ana@example.com");
            }
        });
        var outbox = new Outbox([subscriber]);
        await Add(db, outbox, "order.v1", ["bad", "good"]);
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(2);
        (await outbox.DeliverAsync(db, subscriber, Now, Cancellation)).ShouldBe(0);
        for (var day = 1; day <= 20; day++)
        {
            await outbox.DeliverAsync(db, subscriber, Now + Duration.FromDays(day), Cancellation);
        }

        tries.ShouldBe(Outbox.AttemptsMax);
        var (total, dead) = await db.ReadAsync(async unit => (
            await unit.ValueAsync<long>("select total from totals where id = 1"),
            await unit.FindAsync<string>("select last_error from outbox_deliveries where state = 2")), Cancellation);
        total.ShouldBe(1);
        dead.ShouldBe(nameof(InvalidDataException));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_that_deliver_at_the_same_time_share_the_work(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var subscriber = new OutboxSubscriber("facts", ["order.v1"],
            (unit, _) => unit.ExecuteAsync("update totals set total = total + 1 where id = 1"));
        var outbox = new Outbox([subscriber]);
        await Add(db, outbox, "order.v1", Enumerable.Range(0, 80).Select(i => $"{i}"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => outbox.DeliverAsync(db, subscriber, Now, Cancellation))));
        (await db.ReadAsync(unit => unit.ValueAsync<long>("select total from totals where id = 1"), Cancellation)).ShouldBe(80);
    }

    private static Task Add(Db db, Outbox outbox, string name, IEnumerable<string> bodies) => db.WriteAsync(async unit =>
    {
        var millisecond = 0;
        foreach (var body in bodies)
        {
            await outbox.AddAsync(unit, Event(name, body, millisecond++));
        }
    }, Cancellation);

    private static OutboxEvent Event(string name, string body, int millisecond) =>
        new(Guid.CreateVersion7(Now.ToDateTimeOffset().AddMilliseconds(millisecond)), name, body, Now);
}
