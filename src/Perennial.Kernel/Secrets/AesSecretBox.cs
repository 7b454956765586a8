using System.Security.Cryptography;
using System.Text;

namespace Perennial.Kernel.Secrets;

/// <summary>
/// Secrets closed by AES-GCM with a key that stands outside the database. The first key closes; all of them open, so that
/// a new key can be put before an old one. Thread-safe.
/// </summary>
/// <remarks>A box is: version (1 byte), the key's mark (4), nonce (12), tag (16), and as many bytes as the secret has.</remarks>
public sealed class AesSecretBox : ISecretBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int MarkBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + MarkBytes + NonceBytes + TagBytes;
    private const int FileBytesMax = 4_096;

    // A cipher is not made for several threads at once, so each use makes its own of the key.
    private readonly List<(byte[] Mark, byte[] Key)> keys;

    /// <summary>A box of these keys.</summary>
    /// <param name="keys">Keys of <see cref="KeyBytes"/> bytes, the current one first; at least one.</param>
    public AesSecretBox(params IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0 || keys.Any(k => k.Length != KeyBytes))
        {
            throw new ArgumentException($"A key has {KeyBytes} bytes, and there is at least one.", nameof(keys));
        }

        this.keys = [.. keys.Select(k => (SHA256.HashData(k)[..MarkBytes], k.ToArray()))];
    }

    /// <summary>A box of the keys in a file: base 64, one a line, the current one first.</summary>
    /// <exception cref="SecretUnreadableException">The file holds no key.</exception>
    public static AesSecretBox FromFile(string path)
    {
        if (new FileInfo(path).Length > FileBytesMax)
        {
            throw new SecretUnreadableException("The key file is too long for one.");
        }

        try
        {
            return new AesSecretBox([.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).Select(Convert.FromBase64String)]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new SecretUnreadableException("The key file holds something else than keys.", e);
        }
    }

    /// <summary>Makes a file with a new key that its owner alone may read, unless there is one.</summary>
    /// <returns>Whether it was made.</returns>
    public static bool MakeFile(string path)
    {
        if (File.Exists(path))
        {
            return false;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
        file.Flush(flushToDisk: true);
        return true;
    }

    /// <inheritdoc/>
    public byte[] Seal(ReadOnlySpan<byte> secret, string purpose)
    {
        var box = new byte[HeadBytes + secret.Length];
        var (mark, nonce, tag) = Parts(box);
        box[0] = Version;
        keys[0].Mark.CopyTo(mark);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(keys[0].Key, TagBytes);
        cipher.Encrypt(nonce, secret, box.AsSpan(HeadBytes), tag, Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <inheritdoc/>
    public byte[] Open(ReadOnlySpan<byte> box, string purpose)
    {
        if (box.Length < HeadBytes || box[0] != Version)
        {
            throw new SecretUnreadableException("This is no closed secret.");
        }

        var copy = box.ToArray();
        var (mark, nonce, tag) = Parts(copy);
        var secret = new byte[box.Length - HeadBytes];
        foreach (var (known, key) in keys)
        {
            if (mark.SequenceEqual(known))
            {
                using var cipher = new AesGcm(key, TagBytes);
                try
                {
                    cipher.Decrypt(nonce, copy.AsSpan(HeadBytes), tag, secret, Encoding.UTF8.GetBytes(purpose));
                    return secret;
                }
                catch (AuthenticationTagMismatchException e)
                {
                    throw new SecretUnreadableException("The secret was changed, or is for something else.", e);
                }
            }
        }

        throw new SecretUnreadableException("The key of this secret is not at hand.");
    }

    private static BoxParts Parts(byte[] box) => new(box.AsSpan(1, MarkBytes), box.AsSpan(1 + MarkBytes, NonceBytes),
        box.AsSpan(1 + MarkBytes + NonceBytes, TagBytes));

    private readonly ref struct BoxParts(Span<byte> mark, Span<byte> nonce, Span<byte> tag)
    {
        private readonly Span<byte> mark = mark;
        private readonly Span<byte> nonce = nonce;
        private readonly Span<byte> tag = tag;

        public void Deconstruct(out Span<byte> m, out Span<byte> n, out Span<byte> t)
        {
            m = mark;
            n = nonce;
            t = tag;
        }
    }
}
