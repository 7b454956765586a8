using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// Texts that rows have over and over: the last one of each hash is handed out again instead of a copy. It holds no more
/// than its slots, whatever the file.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 1 << 12;
    private const int PooledCharsMax = 64;
    private readonly string?[] texts = new string?[Slots];

    /// <summary>A text cut to a length; null for an empty one. NUL, which no database takes, becomes U+FFFD.</summary>
    public string? Text(ReadOnlySpan<char> text, int charsMax)
    {
        text = Cut(text.Trim(), charsMax);
        if (text.IsEmpty)
        {
            return null;
        }

        if (text.Contains('\0'))
        {
            return text.ToString().Replace('\0', '\uFFFD');
        }

        if (text.Length > PooledCharsMax)
        {
            return text.ToString();
        }

        ref var slot = ref texts[string.GetHashCode(text, StringComparison.Ordinal) & (Slots - 1)];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToString();
    }

    /// <summary>The same of a name, of which a payment card number shows its last four digits only.</summary>
    public string? Name(ReadOnlySpan<char> text, int charsMax) =>
        CardNumber.Is(text) ? CardNumber.Mask(text.TrimEnd()) : Text(text, charsMax);

    // Never within a character of two halves.
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int charsMax) => text.Length <= charsMax ? text
        : text[..(char.IsHighSurrogate(text[charsMax - 1]) ? charsMax - 1 : charsMax)];
}
