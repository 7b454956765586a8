using System.Security.Cryptography;
using System.Text;

namespace Perennial.Customers;

/// <summary>
/// Hashes of addresses that outlive erasure. Under a key of the shop's: whoever has the database alone cannot try
/// addresses against them.
/// </summary>
internal sealed class KeyedHash
{
    private const int KeyBytesMin = 16;

    private readonly byte[] key;

    public KeyedHash(byte[] key) =>
        this.key = key.Length >= KeyBytesMin ? key : throw new ArgumentException("The key is too short.", nameof(key));

    /// <summary>HMAC-SHA-256 as lower-case hex.</summary>
    public string Of(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
