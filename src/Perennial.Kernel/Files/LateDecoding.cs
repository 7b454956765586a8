using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>
/// Bytes of a text whose head is ASCII. With the first byte that is not, wherever it stands, as many bytes as a head
/// has are looked at from there on, and settle the encoding. So a text is read once and in bounded memory.
/// </summary>
internal sealed class ScoutStream(Stream inner) : ForwardStream
{
    private byte[] held = [];
    private int at;
    private FileRefusedException? breaksOff;

    /// <summary>What was found; null while all bytes given out were ASCII.</summary>
    public EncodingFinding? Finding { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (at < held.Length)
        {
            var count = Math.Min(buffer.Length, held.Length - at);
            held.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }

        if (breaksOff is not null)
        {
            throw breaksOff;
        }

        var read = inner.Read(buffer);
        if (Finding is not null)
        {
            held = [];
            return read;
        }

        var first = buffer[..read].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (first < 0)
        {
            return read;
        }

        Look(buffer[first..read]);
        at = 0;
        return first > 0 ? first : Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> begun)
    {
        var window = new byte[Math.Max(FileLimits.HeadBytes, begun.Length)];
        begun.CopyTo(window);
        var length = begun.Length;
        var ended = false;
        try
        {
            while (length < window.Length && !ended)
            {
                var read = inner.Read(window, length, window.Length - length);
                length += read;
                ended = read == 0;
            }
        }
        catch (FileRefusedException e)
        {
            breaksOff = e;
        }

        Finding = TextEncoding.DetectBytes(window.AsSpan(0, length), complete: ended);
        held = length == window.Length ? window : window[..length];
    }
}

/// <summary>The encoding of a text that is ASCII until a <see cref="ScoutStream"/> finds out more.</summary>
internal sealed class LateEncoding(ScoutStream scout, DecoderFallback fallback) : Encoding
{
    public override Decoder GetDecoder() => new LateDecoder(scout, fallback);

    public override int GetMaxCharCount(int byteCount) => checked(byteCount + 16);

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException();

    public override int GetCharCount(byte[] bytes, int index, int count) => throw new NotSupportedException();

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        throw new NotSupportedException();

    private sealed class LateDecoder(ScoutStream scout, DecoderFallback fallback) : Decoder
    {
        private Decoder? found;

        // ASCII is the same in every encoding that may be found.
        private Decoder Current => found ??= scout.Finding is { } finding
            ? finding.Encoding.With(fallback).GetDecoder()
            : null!;

        public override int GetCharCount(byte[] bytes, int index, int count) => Current is { } decoder
            ? decoder.GetCharCount(bytes, index, count)
            : count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex), flush: false);

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush)
        {
            if (Current is { } decoder)
            {
                return decoder.GetChars(bytes, chars, flush);
            }

            Latin1.GetChars(bytes, chars);
            return bytes.Length;
        }
    }
}

/// <summary>Encodings with a way of their own to treat bytes they do not know.</summary>
internal static class EncodingExtensions
{
    public static Encoding With(this Encoding encoding, DecoderFallback fallback)
    {
        var own = (Encoding)encoding.Clone();
        own.DecoderFallback = fallback;
        return own;
    }
}
