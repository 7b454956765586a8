using System.Globalization;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Where ASP.NET Core Identity keeps people: in the shop's database. Each step of Identity is a unit of its own; who changed her row
/// meanwhile is told by its version.
/// </summary>
internal sealed partial class StaffStore(Db db, IdSource ids, StaffSecrets secrets, TimeProvider clock) :
    IUserPasswordStore<StaffRow>, IUserSecurityStampStore<StaffRow>, IUserEmailStore<StaffRow>, IUserTwoFactorStore<StaffRow>,
    IUserAuthenticatorKeyStore<StaffRow>, IUserTwoFactorRecoveryCodeStore<StaffRow>, IUserPasskeyStore<StaffRow>
{
    public async Task<IdentityResult> CreateAsync(StaffRow user, CancellationToken cancellationToken)
    {
        (user.Id, user.Created) = (ids.New(), Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow())));
        return await db.WriteAsync(unit => unit.ExecuteAsync(StaffRow.AddSql, user), cancellationToken) > 0
            ? IdentityResult.Success
            : IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(""));
    }

    public async Task<IdentityResult> UpdateAsync(StaffRow user, CancellationToken cancellationToken)
    {
        if (await db.WriteAsync(unit => unit.ExecuteAsync(StaffRow.ChangeSql, user), cancellationToken) == 0)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        }

        user.Version++;
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(StaffRow user, CancellationToken cancellationToken)
    {
        await db.WriteAsync(unit => unit.ExecuteAsync("delete from staff where id = @Id", new { user.Id }), cancellationToken);
        return IdentityResult.Success;
    }

    public async Task<StaffRow?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var id)
        ? await db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindSql, new { id }), cancellationToken)
        : null;

    public Task<StaffRow?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<StaffRow?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        db.ReadAsync(unit => unit.FindAsync<StaffRow>(StaffRow.FindByEmailSql, new { key = normalizedEmail }), cancellationToken);

    public Task<string> GetUserIdAsync(StaffRow user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString("D", CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(StaffRow user, string? userName, CancellationToken cancellationToken) =>
        SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(StaffRow user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.EmailKey);

    public Task SetNormalizedUserNameAsync(StaffRow user, string? normalizedName, CancellationToken cancellationToken) =>
        SetNormalizedEmailAsync(user, normalizedName, cancellationToken);

    public Task<string?> GetEmailAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetEmailAsync(StaffRow user, string? email, CancellationToken cancellationToken) => Done(user.Email = email ?? "");

    public Task<bool> GetEmailConfirmedAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetEmailConfirmedAsync(StaffRow user, bool confirmed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetNormalizedEmailAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.EmailKey);

    public Task SetNormalizedEmailAsync(StaffRow user, string? normalizedEmail, CancellationToken cancellationToken) =>
        Done(user.EmailKey = normalizedEmail ?? "");

    public Task SetPasswordHashAsync(StaffRow user, string? passwordHash, CancellationToken cancellationToken) =>
        Done(user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(StaffRow user, string stamp, CancellationToken cancellationToken) => Done(user.Stamp = stamp);

    public Task<string?> GetSecurityStampAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Stamp);

    public Task SetTwoFactorEnabledAsync(StaffRow user, bool enabled, CancellationToken cancellationToken) => Done(user.TwoFactor = enabled);

    public Task<bool> GetTwoFactorEnabledAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactor);

    public Task SetAuthenticatorKeyAsync(StaffRow user, string key, CancellationToken cancellationToken) =>
        Done(user.Authenticator = secrets.SealKey(user.Id, key));

    public Task<string?> GetAuthenticatorKeyAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(secrets.OpenKey(user));

    public Task ReplaceCodesAsync(StaffRow user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        Done(user.Recovery = secrets.SealCodes(user.Id, recoveryCodes));

    // Identity keeps the row afterwards; of two who bring the same code the second finds another version of it.
    public Task<bool> RedeemCodeAsync(StaffRow user, string code, CancellationToken cancellationToken)
    {
        if (StaffSecrets.Without(secrets.OpenCodes(user), code) is not { } left)
        {
            return Task.FromResult(false);
        }

        user.Recovery = secrets.SealCodes(user.Id, left);
        return Task.FromResult(true);
    }

    public Task<int> CountCodesAsync(StaffRow user, CancellationToken cancellationToken) => Task.FromResult(secrets.OpenCodes(user).Count);

    public void Dispose()
    {
        // Nothing is held between two steps.
    }

    // A value was set already; Identity wants a task for it.
    private static Task Done<T>(T set)
    {
        _ = set;
        return Task.CompletedTask;
    }
}
