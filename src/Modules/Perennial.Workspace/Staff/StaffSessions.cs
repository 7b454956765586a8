using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Who is signed in where: a row a browser, which holds nothing but a random key to it. A session ends with sign-out, with the
/// person's stamp (password, role, second factor changed) and when she is switched off: at once here, on other nodes within seconds.
/// </summary>
internal sealed class StaffSessions(Db db, IdSource ids, TimeProvider clock) : ITicketStore
{
    private const int KeyBytes = 32;
    private const int KeptMax = 10_000;
    private const int AgentCharactersMax = 200;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a session lasts that is not used.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromDays(14);

    private sealed record Kept(StaffMember Member, long Expires, long Since);

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    public Task<string> StoreAsync(AuthenticationTicket ticket) => throw new NotSupportedException("A session needs its request.");

    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        var staff = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        var now = Now();
        var agent = httpContext.Request.Headers.UserAgent.ToString();
        await db.WriteAsync(unit => unit.ExecuteAsync(AddSql, new
        {
            hash = Hash(key), id = ids.New(), staff, now, expires = now + Length(IdleMax),
            agent = agent.Length > AgentCharactersMax ? agent[..AgentCharactersMax] : agent,
        }), cancellationToken);
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var now = Now();
        await db.WriteAsync(unit => unit.ExecuteAsync("update staff_sessions set seen = @now, expires = @expires where key_hash = @hash",
            new { hash = Hash(key), now, expires = now + Length(IdleMax) }), CancellationToken.None);
        kept.TryRemove(key, out _);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) => await FindAsync(key) is { } found ? Ticket(found) : null;

    public async Task RemoveAsync(string key)
    {
        kept.TryRemove(key, out _);
        await db.WriteAsync(unit => unit.ExecuteAsync("delete from staff_sessions where key_hash = @hash", new { hash = Hash(key) }),
            CancellationToken.None);
    }

    /// <summary>Forgets what is at hand, after a change made here that ends sessions.</summary>
    public void Forget() => kept.Clear();

    /// <summary>Takes sessions out that are over.</summary>
    public static Task ForgetOverAsync(DbUnit unit, Instant now) =>
        unit.ExecuteAsync("delete from staff_sessions where expires < @now", new { now = Micros.Of(now) });

    /// <summary>Who a principal of a session is.</summary>
    public static StaffMember? MemberOf(ClaimsPrincipal principal) => (principal.Identity as StaffIdentity)?.Member;

    private async Task<Kept?> FindAsync(string key)
    {
        if (kept.TryGetValue(key, out var known) && clock.GetElapsedTime(known.Since) < KeptFor)
        {
            return known;
        }

        var row = await db.ReadAsync(unit => unit.FindAsync<SessionRow>(FindSql, new { hash = Hash(key), now = Now() }), CancellationToken.None);
        if (row is null)
        {
            kept.TryRemove(key, out _);
            return null;
        }

        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        var member = new StaffMember(row.StaffId, row.Name, Enum.Parse<StaffRole>(row.Role, ignoreCase: true), StaffRow.StoresOf(row.Stores), row.Id);
        return kept[key] = new Kept(member, row.Expires, clock.GetTimestamp());
    }

    private static AuthenticationTicket Ticket(Kept found)
    {
        var expires = Micros.ToInstant(found.Expires).ToDateTimeOffset();
        return new AuthenticationTicket(new ClaimsPrincipal(new StaffIdentity(found.Member)),
            new AuthenticationProperties { ExpiresUtc = expires, IssuedUtc = expires - IdleMax, IsPersistent = true },
            IdentityConstants.ApplicationScheme);
    }

    private long Now() => Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));

    private static long Length(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static byte[] Hash(string key) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key));

    private sealed class StaffIdentity(StaffMember member) : ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, member.Id.ToString("D", CultureInfo.InvariantCulture))], IdentityConstants.ApplicationScheme)
    {
        public StaffMember Member => member;
    }

    private sealed class SessionRow
    {
        public Guid Id { get; set; }

        public Guid StaffId { get; set; }

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public string? Stores { get; set; }

        public long Expires { get; set; }
    }

    private const string AddSql = """
        insert into staff_sessions (key_hash, id, staff_id, stamp, created, seen, expires, agent)
        select @hash, @id, id, stamp, @now, @now, @expires, @agent from staff where id = @staff
        """;

    private const string FindSql = """
        select s.id as Id, p.id as StaffId, p.name as Name, p.role as Role, p.stores as Stores, s.expires as Expires
        from staff_sessions s join staff p on p.id = s.staff_id
        where s.key_hash = @hash and s.expires > @now and s.stamp = p.stamp and p.disabled is null
        """;
}
