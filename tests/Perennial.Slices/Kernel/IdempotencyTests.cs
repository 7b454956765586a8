using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>P3 and P4: a key has one effect, and its answer is the same every time.</summary>
[Collection("engines")]
public sealed class IdempotencyTests(Engines engines)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_key_a_hundred_times_at_once_has_one_effect_and_one_answer(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => Ask(db, "shop", "k1", "body", $"answer {i}"))));
        outcomes.Count(o => o.Verdict == IdempotencyVerdict.Done).ShouldBe(1);
        outcomes.Select(o => o.Answer).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await Effects(db)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Another_body_is_refused_and_another_client_is_independent(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        (await Ask(db, "shop", "k", "one", "first")).ShouldBe((IdempotencyVerdict.Done, "first"));
        (await Ask(db, "shop", "k", "two", "second")).ShouldBe((IdempotencyVerdict.KeyReused, null));
        (await Ask(db, "till", "k", "two", "third")).ShouldBe((IdempotencyVerdict.Done, "third"));
        (await Ask(db, "shop", "k", "one", "fourth")).ShouldBe((IdempotencyVerdict.Repeated, "first"));
        (await Effects(db)).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_effect_that_fails_leaves_the_key_free(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        await Should.ThrowAsync<InvalidDataException>(() => db.WriteAsync(unit => Idempotency.RunAsync(unit,
            Request("shop", "k", "one"), Now, () => throw new InvalidDataException()), Cancellation));
        (await Ask(db, "shop", "k", "one", "done")).ShouldBe((IdempotencyVerdict.Done, "done"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_answer_is_kept_for_thirty_days(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        await Ask(db, "shop", "k", "one", "first");
        (await Ask(db, "shop", "k", "one", "x", Now + Duration.FromDays(30) - Duration.FromSeconds(1))).Verdict.ShouldBe(IdempotencyVerdict.Repeated);
        (await Ask(db, "shop", "k", "two", "again", Now + Duration.FromDays(30))).ShouldBe((IdempotencyVerdict.Done, "again"));
        (await db.WriteAsync(unit => Idempotency.ForgetAsync(unit, Now + Duration.FromDays(60)), Cancellation)).ShouldBe(1);
    }

    private static async Task<(IdempotencyVerdict Verdict, string? Answer)> Ask(Db db, string client, string key, string body,
        string answer, Instant? at = null)
    {
        var (verdict, stored) = await db.WriteAsync(unit => Idempotency.RunAsync(unit, Request(client, key, body), at ?? Now, async () =>
        {
            await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
            return new StoredAnswer(201, Encoding.UTF8.GetBytes(answer));
        }), Cancellation);
        stored?.Status.ShouldBe(201);
        return (verdict, stored is null ? null : Encoding.UTF8.GetString(stored.Body));
    }

    private static IdempotentRequest Request(string client, string key, string body) =>
        new(client, key, SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static Task<long> Effects(Db db) =>
        db.ReadAsync(unit => unit.ValueAsync<long>("select total from totals where id = 1"), Cancellation);
}
