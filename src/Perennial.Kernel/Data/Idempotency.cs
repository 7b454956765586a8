using NodaTime;

namespace Perennial.Kernel.Data;

/// <summary>A request that must have its effect once, however often it comes.</summary>
/// <param name="Client">Who asks: keys of different clients have nothing to do with each other.</param>
/// <param name="Key">What the client calls the request.</param>
/// <param name="Hash">Hash of what is asked; the same key with another one is a mistake of the client's.</param>
public sealed record IdempotentRequest(string Client, string Key, byte[] Hash);

/// <summary>An answer as it went out and will go out again.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Body">Its body, byte by byte.</param>
/// <param name="Person">Whose personal data it holds; null for nobody's.</param>
public sealed record StoredAnswer(int Status, byte[] Body, Guid? Person = null);

/// <summary>What became of a request.</summary>
public enum IdempotencyVerdict
{
    /// <summary>It had its effect now.</summary>
    Done,

    /// <summary>It had its effect before, and this is the answer of that time.</summary>
    Repeated,

    /// <summary>The key was used for another request; nothing was done.</summary>
    KeyReused,
}

/// <summary>
/// Effects once a key: the answer is stored in the unit that has the effect, so that both are there or neither. Two
/// requests of one key wait for each other at the key's row.
/// </summary>
public static class Idempotency
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(30);

    /// <summary>Runs the effect, or finds the answer it had.</summary>
    /// <param name="unit">The unit of work; the effect runs in it.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time at hand.</param>
    /// <param name="effect">What is asked for. Where it throws, nothing is stored and the key stays free.</param>
    /// <returns>The verdict, and the answer; null where the key was used for another request.</returns>
    public static async Task<(IdempotencyVerdict Verdict, StoredAnswer? Answer)> RunAsync(
        DbUnit unit, IdempotentRequest request, Instant now, Func<Task<StoredAnswer>> effect)
    {
        var values = new
        {
            client = request.Client, key = request.Key, hash = request.Hash, empty = Array.Empty<byte>(),
            now = Micros.Of(now), expires = Micros.Of(now + Kept),
        };
        await unit.ExecuteAsync(ForgetSql, values);
        if (await unit.ExecuteAsync(ClaimSql, values) == 0)
        {
            var row = await unit.FindAsync<Row>(FindSql, values) ?? throw new InvalidOperationException("A claimed key is gone.");
            return row.RequestHash.AsSpan().SequenceEqual(request.Hash)
                ? (IdempotencyVerdict.Repeated, new StoredAnswer(row.Status, row.Body))
                : (IdempotencyVerdict.KeyReused, null);
        }

        var answer = await effect();
        await unit.ExecuteAsync(AnswerSql, new
        {
            client = request.Client, key = request.Key, status = answer.Status, body = answer.Body, person = answer.Person,
        });
        return (IdempotencyVerdict.Done, answer);
    }

    /// <summary>Forgets answers that were kept long enough.</summary>
    /// <returns>How many.</returns>
    public static Task<int> ForgetAsync(DbUnit unit, Instant now) =>
        unit.ExecuteAsync("delete from idempotency where expires <= @now", new { now = Micros.Of(now) });

    /// <summary>Empties answers that hold a person's data; their requests still have no second effect, and get nothing back.</summary>
    public static async Task EraseAsync(DbUnit unit, IReadOnlyList<Guid> persons)
    {
        foreach (var person in persons)
        {
            await unit.ExecuteAsync(EraseSql, new { person, empty = Array.Empty<byte>() });
        }
    }

    private sealed class Row
    {
        public byte[] RequestHash { get; set; } = [];

        public int Status { get; set; }

        public byte[] Body { get; set; } = [];
    }

    // A key whose answer was kept long enough is free again, also before it was cleared away.
    private const string ForgetSql =
        "delete from idempotency where client = @client and idempotency_key = @key and expires <= @now";

    // On PostgreSQL this waits for a unit that holds the same key, and then finds its row.
    private const string ClaimSql = """
        insert into idempotency (client, idempotency_key, request_hash, status, body, expires)
        values (@client, @key, @hash, 0, @empty, @expires)
        on conflict (client, idempotency_key) do nothing
        """;

    private const string FindSql = """
        select request_hash as RequestHash, status as Status, body as Body
        from idempotency where client = @client and idempotency_key = @key
        """;

    private const string EraseSql = "update idempotency set status = 204, body = @empty, person = null where person = @person";

    private const string AnswerSql =
        "update idempotency set status = @status, body = @body, person = @person where client = @client and idempotency_key = @key";
}
