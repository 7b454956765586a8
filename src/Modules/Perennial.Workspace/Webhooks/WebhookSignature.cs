using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Kernel.Secrets;

namespace Perennial.Workspace.Webhooks;

/// <summary>Signatures as Standard Webhooks has them, so that receivers can use the libraries there are.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const int KeyBytes = 24;

    /// <summary>A new secret, as its receiver is given it.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Signs a message with each secret: <c>v1,…</c>, parted by spaces.</summary>
    public static string Sign(IEnumerable<string> secrets, string id, Instant time, string body)
    {
        var signed = Encoding.UTF8.GetBytes($"{id}.{time.ToUnixTimeSeconds()}.{body}");
        return string.Join(' ', secrets.Select(s =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s[Prefix.Length..]), signed))));
    }

    /// <summary>Closes a secret for its endpoint.</summary>
    public static byte[] Seal(ISecretBox box, string secret, Guid endpoint) => box.Seal(Encoding.ASCII.GetBytes(secret), Purpose(endpoint));

    /// <summary>Opens a secret of an endpoint.</summary>
    public static string Open(ISecretBox box, byte[] closed, Guid endpoint) => Encoding.ASCII.GetString(box.Open(closed, Purpose(endpoint)));

    private static string Purpose(Guid endpoint) => $"webhook:{endpoint:n}";
}
