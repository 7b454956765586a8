using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Who is signed in where: a row a browser, which holds nothing but a random key to it. A session ends with sign-out, with the
/// person's stamp (password, role, stores, second factor changed) and when she is switched off: at once here, on other nodes within
/// seconds. Whoever signs in gets a new one, whatever her browser held before.
/// </summary>
internal sealed class StaffSessions(Db db, IdSource ids, TimeProvider clock)
{
    private const string Cookie = "session";
    private const int KeyBytes = 32;
    private const int KeptMax = 10_000;
    private const int AgentCharactersMax = 200;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a session lasts that is not used.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromDays(14);

    /// <summary>How long any session lasts.</summary>
    public static readonly TimeSpan LengthMax = TimeSpan.FromDays(90);

    private sealed record Kept(StaffMember Member, long Since);

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, long> seen = new();

    /// <summary>Who the request's browser belongs to; null for nobody.</summary>
    public async Task<StaffMember?> FindAsync(HttpContext http)
    {
        if (http.Request.Cookies[HostCookies.Name(http, Cookie)] is not { Length: 2 * KeyBytes } key)
        {
            return null;
        }

        if (!kept.TryGetValue(key, out var known) || clock.GetElapsedTime(known.Since) >= KeptFor)
        {
            var now = Now();
            var row = await db.ReadAsync(unit => unit.FindAsync<SessionRow>(FindSql, new { hash = Hash(key), now, idle = now - Length(IdleMax) }),
                http.RequestAborted);
            if (row is null)
            {
                kept.TryRemove(key, out _);
                return null;
            }

            if (kept.Count >= KeptMax)
            {
                kept.Clear();
            }

            known = new Kept(new StaffMember(row.StaffId, row.Name, Enum.Parse<StaffRole>(row.Role, ignoreCase: true),
                StaffRow.StoresOf(row.Stores), row.Id), clock.GetTimestamp());
            kept[key] = known;
        }

        seen[known.Member.Session] = Now();
        return known.Member;
    }

    /// <summary>Begins a session of somebody who showed who she is, and ends the one that her browser had.</summary>
    public async Task OpenAsync(HttpContext http, Guid staff)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        var (now, agent, before) = (Now(), Agent(http), http.Request.Cookies[HostCookies.Name(http, Cookie)]);
        await db.WriteAsync(async unit =>
        {
            await RemoveAsync(unit, before);
            await unit.ExecuteAsync(AddSql, new { hash = Hash(key), id = ids.New(), staff, now, expires = now + Length(LengthMax), agent });
            await unit.ExecuteAsync("update staff set last_seen = @now where id = @staff", new { now, staff });
        }, http.RequestAborted);
        Forget(before);
        http.Response.Cookies.Append(HostCookies.Name(http, Cookie), key, HostCookies.Options(http, LengthMax));
    }

    /// <summary>Ends the session of the request's browser.</summary>
    public async Task EndAsync(HttpContext http)
    {
        var key = http.Request.Cookies[HostCookies.Name(http, Cookie)];
        await db.WriteAsync(unit => RemoveAsync(unit, key), http.RequestAborted);
        Forget(key);
        http.Response.Cookies.Delete(HostCookies.Name(http, Cookie), HostCookies.Options(http, TimeSpan.Zero));
    }

    /// <summary>Sessions of somebody that are not over, the latest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> ListAsync(Guid staff, CancellationToken cancellation)
    {
        var now = Now();
        var rows = await db.ReadAsync(unit => unit.QueryAsync<SessionRow>(ListSql, new { staff, now, idle = now - Length(IdleMax) }), cancellation);
        return [.. rows.Select(r => new OpenSession(r.Id, Micros.ToInstant(r.Created),
            Micros.ToInstant(Math.Max(r.Seen, seen.GetValueOrDefault(r.Id))), r.Agent ?? ""))];
    }

    /// <summary>Ends one session of somebody.</summary>
    public static Task<int> EndOneAsync(DbUnit unit, Guid staff, Guid session) =>
        unit.ExecuteAsync("delete from staff_sessions where staff_id = @staff and id = @session", new { staff, session });

    /// <summary>Ends all sessions of somebody but one.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="staff">Whose.</param>
    /// <param name="but">The one that stays; null for none.</param>
    public static Task<int> EndAllAsync(DbUnit unit, Guid staff, Guid? but) =>
        unit.ExecuteAsync("delete from staff_sessions where staff_id = @staff and id <> @but", new { staff, but = but ?? Guid.Empty });

    /// <summary>Forgets what is at hand, after a change made here that ends sessions.</summary>
    public void Forget() => kept.Clear();

    /// <summary>Writes down when sessions were last used, and takes out those that are over.</summary>
    public Task KeepAsync(DbUnit unit, Instant now) => KeepAsync(unit, Micros.Of(now));

    private async Task KeepAsync(DbUnit unit, long now)
    {
        foreach (var (session, at) in seen.ToArray())
        {
            await unit.ExecuteAsync("update staff_sessions set seen = @at where id = @session and seen < @at", new { session, at });
            seen.TryRemove(new KeyValuePair<Guid, long>(session, at));
        }

        await unit.ExecuteAsync(OverSql, new { now, idle = now - Length(IdleMax) });
    }

    /// <summary>What a browser says of itself, cut to what is kept.</summary>
    public static string Agent(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return agent.Length > AgentCharactersMax ? agent[..AgentCharactersMax] : agent;
    }

    private static Task RemoveAsync(DbUnit unit, string? key) => key is null
        ? Task.CompletedTask
        : unit.ExecuteAsync("delete from staff_sessions where key_hash = @hash", new { hash = Hash(key) });

    private void Forget(string? key)
    {
        if (key is not null)
        {
            kept.TryRemove(key, out _);
        }
    }

    private long Now() => Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));

    private static long Length(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private sealed class SessionRow
    {
        public Guid Id { get; set; }

        public Guid StaffId { get; set; }

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public string? Stores { get; set; }

        public long Created { get; set; }

        public long Seen { get; set; }

        public string? Agent { get; set; }
    }

    private const string AddSql = """
        insert into staff_sessions (key_hash, id, staff_id, stamp, created, seen, expires, agent)
        select @hash, @id, id, stamp, @now, @now, @expires, @agent from staff where id = @staff
        """;

    private const string FindSql = """
        select s.id as Id, p.id as StaffId, p.name as Name, p.role as Role, p.stores as Stores
        from staff_sessions s join staff p on p.id = s.staff_id
        where s.key_hash = @hash and s.expires > @now and s.seen > @idle and s.stamp = p.stamp and p.disabled is null
        """;

    private const string ListSql = """
        select s.id as Id, s.created as Created, s.seen as Seen, s.agent as Agent
        from staff_sessions s join staff p on p.id = s.staff_id
        where s.staff_id = @staff and s.expires > @now and s.seen > @idle and s.stamp = p.stamp order by s.id desc
        """;

    private const string OverSql = """
        delete from staff_sessions where expires <= @now or seen <= @idle
            or stamp <> (select p.stamp from staff p where p.id = staff_sessions.staff_id)
        """;
}

/// <summary>A browser in which somebody is signed in.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Began">When she signed in.</param>
/// <param name="Seen">When it was last used.</param>
/// <param name="Agent">What the browser said of itself.</param>
internal sealed record OpenSession(Guid Id, Instant Began, Instant Seen, string Agent);
