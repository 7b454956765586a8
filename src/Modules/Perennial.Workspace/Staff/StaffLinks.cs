using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Staff;

/// <summary>What a link is for.</summary>
internal enum LinkPurpose
{
    /// <summary>Somebody invited chooses her password and comes in.</summary>
    Invitation,

    /// <summary>Somebody who is in the shop chooses another password.</summary>
    Reset,
}

/// <summary>A link that was made: it is told once.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Token">Its secret.</param>
/// <param name="Expires">Until when it is good.</param>
internal sealed record MadeLink(LinkPurpose Purpose, string Token, Instant Expires)
{
    /// <summary>Where it leads. The secret stands where browsers keep it from servers and their logs.</summary>
    public string Path => $"/{Purpose.ToString().ToLowerInvariant()}#{Token}";
}

/// <summary>
/// Links by which somebody chooses her password. There is one of a person at a time; it is good once and for a while; only a hash of it
/// is kept.
/// </summary>
internal static class StaffLinks
{
    private const int SecretBytes = 24;
    private static readonly Duration InvitationLength = Duration.FromDays(7);
    private static readonly Duration ResetLength = Duration.FromHours(24);

    /// <summary>Makes one; those before it end.</summary>
    public static async Task<MadeLink> MakeAsync(DbUnit unit, Guid staff, LinkPurpose purpose, string actor, Instant now)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var expires = now + (purpose == LinkPurpose.Invitation ? InvitationLength : ResetLength);
        await EndAsync(unit, staff);
        await unit.ExecuteAsync(AddSql, new
        {
            hash = Hash(token), staff, purpose = purpose.ToString().ToLowerInvariant(), actor, now = Micros.Of(now), expires = Micros.Of(expires),
        });
        return new MadeLink(purpose, token, expires);
    }

    /// <summary>Whom a link is for; null for a link that is not good, or not any more. Holds her row until the unit ends.</summary>
    public static async Task<StaffRow?> FindAsync(DbUnit unit, LinkPurpose purpose, string? token, Instant now) =>
        await unit.FindAsync<Guid?>(FindSql, new { hash = Hash(Plain(token)), purpose = purpose.ToString().ToLowerInvariant(), now = Micros.Of(now) })
            is { } id && await unit.FindAsync<StaffRow>(StaffRow.LockSql, new { id }) is { IsActive: true } person ? person : null;

    /// <summary>Uses one up, with all others of its person.</summary>
    /// <returns>False where somebody else was before.</returns>
    public static async Task<bool> UseUpAsync(DbUnit unit, Guid staff, string? token)
    {
        var isFirst = await unit.ExecuteAsync("delete from staff_links where token_hash = @hash", new { hash = Hash(Plain(token)) }) > 0;
        await EndAsync(unit, staff);
        return isFirst;
    }

    /// <summary>Ends all links of somebody.</summary>
    public static Task EndAsync(DbUnit unit, Guid staff) => unit.ExecuteAsync("delete from staff_links where staff_id = @staff", new { staff });

    /// <summary>Takes links out whose time is over.</summary>
    public static Task ForgetAsync(DbUnit unit, Instant now) =>
        unit.ExecuteAsync("delete from staff_links where expires < @now", new { now = Micros.Of(now) });

    // Whoever has no script pastes the code, or the whole link.
    private static string Plain(string? pasted) => (pasted ?? "").Trim().Split('#')[^1];

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private const string AddSql = """
        insert into staff_links (token_hash, staff_id, purpose, made_by, created, expires) values (@hash, @staff, @purpose, @actor, @now, @expires)
        """;

    private const string FindSql = "select staff_id from staff_links where token_hash = @hash and purpose = @purpose and expires > @now";
}
