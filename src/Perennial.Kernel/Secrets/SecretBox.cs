namespace Perennial.Kernel.Secrets;

/// <summary>Keeps secrets that must be usable again, such as those we sign with, from whoever reads the database.</summary>
public interface ISecretBox
{
    /// <summary>Closes a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="purpose">What it is for and whose it is (<c>webhook:…</c>): it opens for nothing else.</param>
    byte[] Seal(ReadOnlySpan<byte> secret, string purpose);

    /// <summary>Opens what <see cref="Seal"/> closed.</summary>
    /// <exception cref="SecretUnreadableException">The key is not at hand, it was for another purpose, or it was changed.</exception>
    byte[] Open(ReadOnlySpan<byte> box, string purpose);
}

/// <summary>A closed secret that does not open. What is missing is most often the key file.</summary>
public sealed class SecretUnreadableException : Exception
{
    /// <summary>One with what is known about it.</summary>
    public SecretUnreadableException(string message, Exception? reason = null) : base(message, reason)
    {
    }
}
