using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Staff;

/// <summary>The part of the store that keeps passkeys: a row each, under the id that the browser names it by.</summary>
internal sealed partial class StaffStore
{
    public async Task AddOrUpdatePasskeyAsync(StaffRow user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var now = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));
        await db.WriteAsync(unit => unit.ExecuteAsync(SavePasskeySql, new
        {
            key = KeyOf(passkey.CredentialId), staff = user.Id, name = passkey.Name ?? "", content = KeptPasskey.Write(passkey),
            created = Micros.Of(Instant.FromDateTimeOffset(passkey.CreatedAt)), now,
        }), cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(StaffRow user, CancellationToken cancellationToken) =>
        [.. (await db.ReadAsync(unit => unit.QueryAsync<PasskeyRow>(PasskeysSql, new { staff = user.Id }), cancellationToken)).Select(r => r.Read())];

    public async Task<StaffRow?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await db.ReadAsync(async unit => await unit.FindAsync<PasskeyRow>(PasskeySql, new { key = KeyOf(credentialId) }) is { } row
            ? await unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id = row.StaffId })
            : null, cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(StaffRow user, byte[] credentialId, CancellationToken cancellationToken) =>
        await db.ReadAsync(unit => unit.FindAsync<PasskeyRow>(PasskeySql, new { key = KeyOf(credentialId) }), cancellationToken) is { } row &&
            row.StaffId == user.Id ? row.Read() : null;

    public Task RemovePasskeyAsync(StaffRow user, byte[] credentialId, CancellationToken cancellationToken) =>
        db.WriteAsync(unit => unit.ExecuteAsync("delete from staff_passkeys where credential_key = @key and staff_id = @staff",
            new { key = KeyOf(credentialId), staff = user.Id }), cancellationToken);

    /// <summary>How a passkey's id is kept and shown to forms.</summary>
    public static string KeyOf(byte[] credentialId) => Base64Url.EncodeToString(credentialId);

    /// <summary>Passkeys of somebody, for a list.</summary>
    public static Task<IReadOnlyList<PasskeyRow>> ListPasskeysAsync(DbUnit unit, Guid staff) => unit.QueryAsync<PasskeyRow>(PasskeysSql, new { staff });

    private const string PasskeyColumns = """
        credential_key as CredentialKey, staff_id as StaffId, name as Name, content as Content, created as Created, last_used as LastUsed
        """;

    private const string PasskeySql = $"select {PasskeyColumns} from staff_passkeys where credential_key = @key";

    private const string PasskeysSql = $"select {PasskeyColumns} from staff_passkeys where staff_id = @staff order by created, credential_key";

    // A passkey that is there already was just used; it is never handed to somebody else.
    private const string SavePasskeySql = """
        insert into staff_passkeys (credential_key, staff_id, name, content, created, last_used) values (@key, @staff, @name, @content, @created, null)
        on conflict (credential_key) do update set content = excluded.content, last_used = @now
        where staff_passkeys.staff_id = excluded.staff_id
        """;
}

/// <summary>A passkey as it stands in the database.</summary>
internal sealed class PasskeyRow
{
    public string CredentialKey { get; set; } = "";

    public Guid StaffId { get; set; }

    public string Name { get; set; } = "";

    public string Content { get; set; } = "";

    public long Created { get; set; }

    public long? LastUsed { get; set; }

    public UserPasskeyInfo Read() => KeptPasskey.Read(this);
}

/// <summary>What a passkey is checked by; public keys and counters, nothing that opens a door.</summary>
internal sealed record KeptPasskey(
    byte[] PublicKey, uint SignCount, string[]? Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp,
    byte[] AttestationObject, byte[] ClientDataJson)
{
    public static string Write(UserPasskeyInfo passkey) => JsonSerializer.Serialize(
        new KeptPasskey(passkey.PublicKey, passkey.SignCount, passkey.Transports, passkey.IsUserVerified, passkey.IsBackupEligible,
            passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson), KeptPasskeyJson.Default.KeptPasskey);

    public static UserPasskeyInfo Read(PasskeyRow row)
    {
        var kept = JsonSerializer.Deserialize(row.Content, KeptPasskeyJson.Default.KeptPasskey)!;
        return new UserPasskeyInfo(Base64Url.DecodeFromChars(row.CredentialKey), kept.PublicKey, Micros.ToInstant(row.Created).ToDateTimeOffset(),
            kept.SignCount, kept.Transports, kept.IsUserVerified, kept.IsBackupEligible, kept.IsBackedUp, kept.AttestationObject, kept.ClientDataJson)
        {
            Name = row.Name,
        };
    }
}

[JsonSerializable(typeof(KeptPasskey))]
internal sealed partial class KeptPasskeyJson : JsonSerializerContext;
