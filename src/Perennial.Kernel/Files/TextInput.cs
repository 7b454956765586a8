using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>A part decoded to text: its first characters to look at, and a reader over all of it.</summary>
public sealed class TextInput : IDisposable
{
    private const int DecodeBytes = 128 * 1024;

    private readonly DamageCounter damage = new();

    private readonly ScoutStream? scout;
    private readonly EncodingFinding headFinding;

    private TextInput(string name, EncodingFinding found, string head, Stream bytes)
    {
        (Name, Head, headFinding) = (name, head, found);
        scout = found.Open ? new ScoutStream(bytes) : null;
        Encoding encoding = scout is null ? found.Encoding.With(damage) : new LateEncoding(scout, damage);
        Reader = new StreamReader(scout ?? bytes, encoding, detectEncodingFromByteOrderMarks: false, DecodeBytes);
    }

    public string Name { get; }

    /// <summary>
    /// IANA name of the encoding: <c>utf-8</c>, <c>utf-16</c>, <c>windows-1251</c>. A text that begins with much ASCII
    /// counts as UTF-8 until its first other bytes are read.
    /// </summary>
    public string EncodingName => Finding.Encoding.WebName;

    /// <summary>True when the bytes are no Unicode and the encoding is the likeliest one rather than a known one.</summary>
    public bool EncodingGuessed => Finding.Guessed;

    /// <summary>True while all bytes read were ASCII and more follow.</summary>
    public bool EncodingOpen => Finding.Open;

    /// <summary>The first characters, at most <see cref="FileLimits.HeadBytes"/> bytes of them.</summary>
    public string Head { get; }

    /// <summary>All characters, the head included.</summary>
    public TextReader Reader { get; }

    /// <summary>Byte sequences so far that the encoding does not know; each became U+FFFD.</summary>
    public long DamagedCharacters => damage.Count;

    private EncodingFinding Finding => scout?.Finding ?? headFinding;

    /// <summary>Decodes a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="told">Its encoding, if its owner says so; null to find it out.</param>
    /// <exception cref="FileRefusedException">It is empty, or its bytes are no text.</exception>
    public static TextInput Open(InputPart part, Encoding? told = null)
    {
        var head = new byte[FileLimits.HeadBytes];
        var length = ReadHead(part.Content, head, out var breaksOff);
        var bytes = head.AsSpan(0, length);
        if (bytes.Length == 0)
        {
            throw breaksOff ?? new FileRefusedException(new FileProblem("file.empty", part.Name));
        }

        RefuseKnownBinary(part.Name, bytes);
        var complete = length < head.Length;
        var found = told is null ? Find(bytes, complete) : new EncodingFinding(told, Guessed: false);
        var mark = found.Encoding.Preamble is { Length: > 0 } preamble && bytes.StartsWith(preamble)
            ? preamble.Length : 0;
        var text = WholeLines(found.Encoding.GetString(bytes[mark..]), complete);
        RefuseUnknownBinary(part.Name, text);
        return new TextInput(part.Name, found, text, new ReplayStream(head, mark, length, part.Content, breaksOff));
    }

    public void Dispose() => Reader.Dispose();

    // What an XML text says of itself holds, unless its bytes prove that somebody saved it anew in Unicode.
    private static EncodingFinding Find(ReadOnlySpan<byte> head, bool complete)
    {
        var found = TextEncoding.Detect(head, complete);
        var isProven = !found.Guessed && !found.Open && head.ContainsAnyExceptInRange((byte)0, (byte)0x7F);
        return !isProven && XmlProlog.Declared(head) is { } declared
            ? new EncodingFinding(declared, Guessed: false)
            : found;
    }

    // A text that breaks off within its head is told when reading comes to that place, so that what is there counts.
    private static int ReadHead(Stream content, byte[] head, out FileRefusedException? breaksOff)
    {
        breaksOff = null;
        var length = 0;
        try
        {
            while (length < head.Length && content.Read(head, length, head.Length - length) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (FileRefusedException e) when (length > 0)
        {
            breaksOff = e;
        }

        return length;
    }

    // The line that the head ends in says 1,23 where the file says 1,234. Where it is all there is but a header, it
    // has to do.
    private static string WholeLines(string text, bool complete)
    {
        var end = complete ? text.Length : text.LastIndexOf('\n') + 1;
        return text.AsSpan(0, end).Count('\n') > 1 ? text[..end] : text;
    }

    private static void RefuseKnownBinary(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8))
        {
            throw new FileRefusedException(new FileProblem("file.is_pdf", name));
        }

        var isZip = bytes.StartsWith("PK\u0003\u0004"u8);
        if (bytes.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]) || (isZip && bytes.IndexOf("[Content_Types].xml"u8) >= 0))
        {
            throw new FileRefusedException(new FileProblem("file.is_workbook", name));
        }

        // Archives within archives could go on without end.
        if (isZip || bytes.StartsWith<byte>([0x1F, 0x8B]))
        {
            throw new FileRefusedException(new FileProblem("archive.nested", name));
        }
    }

    private static void RefuseUnknownBinary(string name, string text)
    {
        var controls = text.AsSpan().CountAny(Controls);
        if (text.Contains('\0', StringComparison.Ordinal) || controls * 20L > text.Length)
        {
            throw new FileRefusedException(new FileProblem("file.is_binary", name));
        }
    }

    private static readonly System.Buffers.SearchValues<char> Controls = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r' or '\f'))]);

    private sealed class DamageCounter : DecoderFallback
    {
        public long Count { get; private set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(DamageCounter owner) : DecoderFallbackBuffer
        {
            private int left;

            public override int Remaining => left;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Count++;
                left = 1;
                return true;
            }

            public override char GetNextChar()
            {
                if (left == 0)
                {
                    return '\0';
                }

                left = 0;
                return '\uFFFD';
            }

            public override bool MovePrevious() => false;

            public override void Reset() => left = 0;
        }
    }
}

/// <summary>Bytes that were looked at, followed by the rest of their stream.</summary>
internal sealed class ReplayStream(byte[] head, int start, int length, Stream rest, FileRefusedException? breaksOff) : ForwardStream
{
    private int at = start;

    public override int Read(Span<byte> buffer)
    {
        if (at == length)
        {
            return breaksOff is null ? rest.Read(buffer) : throw breaksOff;
        }

        var count = Math.Min(buffer.Length, length - at);
        head.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }
}
