using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Keys;

/// <summary>Knows callers by their keys. A key revoked here is dead at once, one revoked on another node within seconds.</summary>
internal sealed class KeyStore(Db db, TimeProvider clock)
{
    private const int KeptMax = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private sealed record Kept(ApiCaller? Caller, byte[] Hash, long Since);

    private readonly ConcurrentDictionary<Guid, Kept> kept = new();
    private readonly ConcurrentDictionary<Guid, Instant> used = new();

    /// <summary>Who holds a key.</summary>
    /// <returns>Null for a key that is none, not ours, or revoked.</returns>
    public async Task<ApiCaller?> FindAsync(string? text, CancellationToken cancellation)
    {
        if (!KeyText.TryRead(text, out var id, out var hash))
        {
            return null;
        }

        if (!kept.TryGetValue(id, out var known) || clock.GetElapsedTime(known.Since) > KeptFor)
        {
            known = await ReadAsync(id, cancellation);
            if (kept.Count >= KeptMax)
            {
                kept.Clear();
            }

            if (known.Caller is not null)
            {
                kept[id] = known;
            }
            else
            {
                kept.TryRemove(id, out _);
            }
        }

        if (known.Caller is null || !CryptographicOperations.FixedTimeEquals(known.Hash, hash))
        {
            return null;
        }

        used[id] = Instant.FromDateTimeOffset(clock.GetUtcNow());
        return known.Caller;
    }

    /// <summary>Whether a key was found valid before and nothing else was heard of it since; asks no database.</summary>
    public bool IsKnown(string? text) => KeyText.TryRead(text, out var id, out var hash) && kept.TryGetValue(id, out var known) &&
        CryptographicOperations.FixedTimeEquals(known.Hash, hash);

    /// <summary>Forgets a key that was changed here.</summary>
    public void Forget(Guid id) => kept.TryRemove(id, out _);

    /// <summary>Writes down when keys were last used; not at each use, which would cost a write each.</summary>
    public async Task NoteUsesAsync(CancellationToken cancellation)
    {
        var uses = used.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await db.WriteAsync(async unit =>
        {
            foreach (var (id, at) in uses.OrderBy(u => u.Key))
            {
                await unit.ExecuteAsync("update api_keys set last_used = @at where id = @id", new { id, at = Micros.Of(at) });
            }
        }, cancellation);
        foreach (var use in uses)
        {
            used.TryRemove(use);
        }
    }

    private async Task<Kept> ReadAsync(Guid id, CancellationToken cancellation)
    {
        var row = await db.ReadAsync(unit => unit.FindAsync<KeyRow>(KeyRow.FindSql, new { id }), cancellation);
        var caller = row is null or { Revoked: not null } ? null : new ApiCaller(row.Id, row.Name,
            row.Scopes.Split(' ').ToFrozenSet(StringComparer.Ordinal), row.Stores?.Split('\n').ToFrozenSet(StringComparer.Ordinal));
        return new Kept(caller, row?.SecretHash ?? [], clock.GetTimestamp());
    }
}

/// <summary>A key as it stands in the database.</summary>
internal sealed class KeyRow
{
    public const string FindSql = """
        select id as Id, name as Name, secret_hash as SecretHash, scopes as Scopes, stores as Stores, created as Created,
            last_used as LastUsed, revoked as Revoked
        from api_keys where id = @id
        """;

    public const string AddSql = """
        insert into api_keys (id, name, secret_hash, scopes, stores, created) values (@Id, @Name, @SecretHash, @Scopes, @Stores, @Created)
        """;

    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public byte[] SecretHash { get; set; } = [];

    public string Scopes { get; set; } = "";

    /// <summary>Codes of stores, a line each.</summary>
    public string? Stores { get; set; }

    public long Created { get; set; }

    public long? LastUsed { get; set; }

    public long? Revoked { get; set; }
}
