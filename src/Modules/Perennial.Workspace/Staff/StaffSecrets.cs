using System.Security.Cryptography;
using System.Text;
using Perennial.Kernel.Secrets;

namespace Perennial.Workspace.Staff;

/// <summary>What a second factor needs of the server, sealed: the key that an authenticator shares, and codes for the day it is lost.</summary>
internal sealed class StaffSecrets(ISecretBox box)
{
    private const int RecoveryCodes = 10;
    private const int RecoveryHalf = 5;

    // No letter that is read as a digit.
    private const string RecoveryDigits = "23456789abcdefghjkmnpqrstuvwxyz";

    public byte[] SealKey(Guid staff, string key) => box.Seal(Encoding.ASCII.GetBytes(key), Purpose("authenticator", staff));

    public string? OpenKey(StaffRow person) => person.Authenticator is { } kept
        ? Encoding.ASCII.GetString(box.Open(kept, Purpose("authenticator", person.Id)))
        : null;

    public byte[] SealCodes(Guid staff, IEnumerable<string> codes) =>
        box.Seal(Encoding.ASCII.GetBytes(string.Join('\n', codes)), Purpose("recovery", staff));

    /// <summary>Codes that are not used up yet.</summary>
    public IReadOnlyList<string> OpenCodes(StaffRow person) => person.Recovery is { } kept
        ? Encoding.ASCII.GetString(box.Open(kept, Purpose("recovery", person.Id))).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>New codes, each of nearly 50 random bits.</summary>
    public static IReadOnlyList<string> NewCodes() => [.. Enumerable.Range(0, RecoveryCodes)
        .Select(_ => RandomNumberGenerator.GetString(RecoveryDigits, RecoveryHalf) + "-" + RandomNumberGenerator.GetString(RecoveryDigits, RecoveryHalf))];

    /// <summary>The codes without the one that was given; null where it is none of them.</summary>
    public static IReadOnlyList<string>? Without(IReadOnlyList<string> codes, string given)
    {
        var plain = Plain(given);
        var found = codes.FirstOrDefault(c =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Plain(c)), Encoding.UTF8.GetBytes(plain)));
        return found is null ? null : [.. codes.Where(c => c != found)];
    }

    private static string Plain(string code) => new([.. code.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Purpose(string what, Guid staff) => $"staff:{what}:{staff:N}";
}
