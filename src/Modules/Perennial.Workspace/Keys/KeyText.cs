using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Keys;

/// <summary>
/// A key as a program holds it: what it is, its id, and a secret of 160 random bits. Only a hash of the secret is kept: it
/// is long enough that a plain hash cannot be turned round.
/// </summary>
internal static class KeyText
{
    private const string Prefix = "prn";
    private const string OwnerPrefix = "own_";
    private const int SecretBytes = 20;
    private const int IdLength = 30;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new key for an id.</summary>
    public static (string Text, byte[] Hash) New(Guid id)
    {
        var secret = Secret();
        return ($"{PublicId.Write(Prefix, id)}_{secret}", Hash(secret));
    }

    /// <summary>The key by which the shop is set up, once.</summary>
    public static (string Text, byte[] Hash) NewOwner()
    {
        var secret = Secret();
        return (OwnerPrefix + secret, Hash(secret));
    }

    /// <summary>Takes a key apart.</summary>
    public static bool TryRead(string? text, out Guid id, [NotNullWhen(true)] out byte[]? hash)
    {
        (id, hash) = (default, null);
        if (text is null || text.Length <= IdLength + 1 || text[IdLength] != '_' || !PublicId.TryRead(Prefix, text[..IdLength], out id))
        {
            return false;
        }

        hash = Hash(text[(IdLength + 1)..]);
        return true;
    }

    /// <summary>The hash of an owner's key; null where it does not look like one.</summary>
    public static byte[]? OwnerHash(string? text) =>
        text?.StartsWith(OwnerPrefix, StringComparison.Ordinal) == true ? Hash(text[OwnerPrefix.Length..]) : null;

    private static string Secret() => string.Create(SecretBytes * 8 / 5, 0, static (text, _) =>
    {
        Span<byte> random = stackalloc byte[text.Length];
        RandomNumberGenerator.Fill(random);
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Digits[random[i] & 31];
        }
    });

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
