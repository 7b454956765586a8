using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Perennial.Kernel.Files;

/// <summary>Tells the encoding of a text from its first bytes.</summary>
internal static class TextEncoding
{
    /// <summary>The encoding, and whether it is a guess.</summary>
    /// <param name="head">First bytes of the text.</param>
    /// <param name="complete">True when <paramref name="head"/> is the whole text, so that its last character is whole.</param>
    public static (Encoding Encoding, bool Guessed) Detect(ReadOnlySpan<byte> head, bool complete)
    {
        if (head.StartsWith<byte>([0xFF, 0xFE]))
        {
            return (Encoding.Unicode, false);
        }

        if (head.StartsWith<byte>([0xFE, 0xFF]))
        {
            return (Encoding.BigEndianUnicode, false);
        }

        if (Utf16WithoutMark(head) is { } utf16)
        {
            return (utf16, false);
        }

        return IsUtf8(head, complete) ? (Encoding.UTF8, false) : (Windows1252.Value, true);
    }

    private static readonly Lazy<Encoding> Windows1252 =
        new(() =>
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding(1252);
        });

    // Order files hold digits, delimiters and line ends: in UTF-16 each of them has a NUL beside it.
    private static Encoding? Utf16WithoutMark(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        var sample = head[..Math.Min(head.Length & ~1, 4096)];
        for (var i = 0; i < sample.Length; i += 2)
        {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }

        var pairs = sample.Length / 2;
        return odd * 4 > pairs && even == 0 ? Encoding.Unicode
            : even * 4 > pairs && odd == 0 ? Encoding.BigEndianUnicode
            : null;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> head, bool complete)
    {
        Span<char> buffer = new char[4096];
        while (head.Length > 0)
        {
            var status = Utf8.ToUtf16(head, buffer, out var read, out _, replaceInvalidSequences: false,
                isFinalBlock: complete);
            if (status == OperationStatus.InvalidData)
            {
                return false;
            }

            if (read == 0)
            {
                return true;
            }

            head = head[read..];
        }

        return true;
    }
}
