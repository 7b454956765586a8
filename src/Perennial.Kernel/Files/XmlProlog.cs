using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>The encoding that an XML text names in its first line.</summary>
internal static class XmlProlog
{
    private const int CharsMax = 256;
    private const int Gb18030 = 54936;
    private const int Gbk = 936;
    private const int Big5 = 950;

    /// <summary>The encoding; null where none is named, an unknown one, or one that the bytes cannot be in.</summary>
    /// <param name="head">First bytes of the text. With a byte order mark the mark says it, not the prolog.</param>
    public static Encoding? Declared(ReadOnlySpan<byte> head)
    {
        var start = Encoding.Latin1.GetString(head[..Math.Min(head.Length, CharsMax)]).TrimStart();
        var end = start.IndexOf("?>", StringComparison.Ordinal);
        if (!start.StartsWith("<?xml", StringComparison.Ordinal) || end < 0)
        {
            return null;
        }

        var at = start.IndexOf("encoding", StringComparison.Ordinal);
        if (at < 0 || at > end)
        {
            return null;
        }

        var value = start[(at + "encoding".Length)..end].TrimStart(' ', '\t', '\r', '\n', '=').Trim();
        var close = value.Length > 1 && value[0] is '"' or '\'' ? value.IndexOf(value[0], 1) : -1;
        return close > 1 ? Named(value[1..close]) : null;
    }

    // Unicode is told by the bytes themselves: a text that says UTF-8 often is not, and one that begins with a readable
    // prolog is no UTF-16.
    private static Encoding? Named(string name) =>
        TextEncodings.Find(name) is { } encoding &&
        (encoding.IsSingleByte || encoding.CodePage is Gb18030 or Gbk or Big5) ? encoding : null;
}
