using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Perennial.Workspace.Staff;

/// <summary>Where passkeys work, and whether one that was shown is good.</summary>
internal static class PasskeyPlace
{
    private const string LocalHost = "localhost";

    /// <summary>Whether browsers give passkeys here: under a name, never under a bare address, and over a secure connection or on this machine.</summary>
    public static bool IsOne(HttpContext http) => http.Request.Host.Host is var host && !IPAddress.TryParse(host.Trim('[', ']'), out _) &&
        (http.Request.IsHttps || host.Equals(LocalHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose passkey was shown; null where it is none of ours, or was not asked for.</summary>
    public static async Task<(StaffRow Person, UserPasskeyInfo Passkey)?> CheckedAsync(SignInManager<StaffRow> passkeys, string? credential)
    {
        try
        {
            return !string.IsNullOrEmpty(credential) &&
                await passkeys.PerformPasskeyAssertionAsync(credential) is { Succeeded: true, User: { } person, Passkey: { } passkey }
                    ? (person, passkey)
                    : null;
        }
        catch (InvalidOperationException)
        {
            // Nobody asked for it, or too long ago.
            return null;
        }
    }

    /// <summary>A passkey that a browser made when it was asked to; null where it did not, or for somebody else.</summary>
    public static async Task<UserPasskeyInfo?> MadeAsync(SignInManager<StaffRow> passkeys, string? credential, string person)
    {
        try
        {
            return string.IsNullOrEmpty(credential) ? null
                : await passkeys.PerformPasskeyAttestationAsync(credential) is { Succeeded: true } made && made.UserEntity.Id == person ? made.Passkey : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
