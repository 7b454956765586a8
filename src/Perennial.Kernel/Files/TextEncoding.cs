using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Perennial.Kernel.Files;

/// <summary>What the first bytes of a text say about its encoding.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Guessed">True when the bytes do not prove it.</param>
/// <param name="Open">True when all bytes were ASCII and more follow, so that any encoding may still come.</param>
internal readonly record struct EncodingFinding(Encoding Encoding, bool Guessed, bool Open = false);

/// <summary>Tells the encoding of a text from its first bytes.</summary>
internal static class TextEncoding
{
    /// <summary>The encoding: by its mark, by the NULs of UTF-16, by the rules of UTF-8, or by what words would say.</summary>
    /// <param name="head">First bytes of the text.</param>
    /// <param name="complete">True when <paramref name="head"/> is the whole text, so that its last character is whole.</param>
    public static EncodingFinding Detect(ReadOnlySpan<byte> head, bool complete)
    {
        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return new EncodingFinding(Encoding.UTF8, Guessed: false);
        }

        if (head.StartsWith<byte>([0xFF, 0xFE]))
        {
            return new EncodingFinding(Encoding.Unicode, Guessed: false);
        }

        if (head.StartsWith<byte>([0xFE, 0xFF]))
        {
            return new EncodingFinding(Encoding.BigEndianUnicode, Guessed: false);
        }

        return Utf16WithoutMark(head) is { } utf16
            ? new EncodingFinding(utf16, Guessed: false)
            : !head.ContainsAnyExceptInRange((byte)0, (byte)0x7F)
                ? new EncodingFinding(Encoding.UTF8, Guessed: false, Open: !complete)
                : DetectBytes(head, complete);
    }

    /// <summary>The encoding of bytes of which some are beyond ASCII, and that are no UTF-16.</summary>
    public static EncodingFinding DetectBytes(ReadOnlySpan<byte> bytes, bool complete) => IsUtf8(bytes, complete)
        ? new EncodingFinding(Encoding.UTF8, Guessed: false)
        : new EncodingFinding(EncodingGuess.Of(bytes), Guessed: true);

    // Order files hold digits, delimiters and line ends: in UTF-16 each of them has a NUL beside it, on the same side.
    // The other side has few: 一 (U+4E00) is one of the characters that have it.
    private static Encoding? Utf16WithoutMark(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        var sample = head[..(head.Length & ~1)];
        for (var i = 0; i < sample.Length; i += 2)
        {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }

        var pairs = sample.Length / 2;
        return odd * 8L > pairs && even * 20L < odd ? Encoding.Unicode
            : even * 8L > pairs && odd * 20L < even ? Encoding.BigEndianUnicode
            : null;
    }

    // A file joined from parts may hold lines of another encoding; where more is UTF-8 than not, it is damaged UTF-8.
    // Other encodings hardly ever form its sequences: Cyrillic and Latin words never do, one Chinese character in ten.
    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool complete)
    {
        Span<char> buffer = new char[4096];
        long sequences = 0, damaged = 0;
        while (bytes.Length > 0)
        {
            var status = Utf8.ToUtf16(bytes, buffer, out var read, out var written, replaceInvalidSequences: false,
                isFinalBlock: complete);
            sequences += written - Ascii(buffer[..written]);
            bytes = bytes[read..];
            if (status == OperationStatus.InvalidData)
            {
                damaged++;
                bytes = bytes[1..];
            }
            else if (read == 0)
            {
                break;
            }
        }

        return damaged == 0 || sequences > 2 * damaged;
    }

    private static int Ascii(ReadOnlySpan<char> characters)
    {
        var count = 0;
        foreach (var c in characters)
        {
            count += c < 0x80 ? 1 : 0;
        }

        return count;
    }
}
