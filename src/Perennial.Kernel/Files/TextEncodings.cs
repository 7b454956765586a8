using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>The encodings that texts are read in, by name.</summary>
public static class TextEncodings
{
    /// <summary>The encoding of an IANA name or a usual other one, whatever its case; null when there is none.</summary>
    /// <param name="name">Such as <c>utf-8</c>, <c>windows-1251</c>, <c>cp1251</c>, <c>iso-8859-16</c>, <c>gbk</c>.</param>
    public static Encoding? Find(string name)
    {
        // GB18030 holds GB2312 and GBK whole, and files that call themselves one of these often have more.
        var folded = name.Trim().ToLowerInvariant().Replace('_', '-');
        return folded switch
        {
            "utf8" => Encoding.UTF8,
            "utf-16le" or "utf16" or "unicode" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "utf-7" => null,
            "iso-8859-16" or "iso8859-16" or "8859-16" or "latin10" or "l10" => Iso885916,
            "gb18030" or "gbk" or "gb2312" or "cp936" or "windows-936" or "936" or "euc-cn" => Gb18030,
            _ when folded.StartsWith("cp125", StringComparison.Ordinal) => Registered("windows-" + folded[2..]),
            _ when folded.StartsWith("win-125", StringComparison.Ordinal) => Registered("windows-" + folded[4..]),
            _ when folded.StartsWith("8859-", StringComparison.Ordinal) => Registered("iso-" + folded),
            _ => Registered(folded),
        };
    }

    internal static Encoding Iso885916 { get; } = new Iso885916();

    internal static Encoding Gb18030 { get; } = Registered("gb18030")!;

    internal static Encoding Iso88592 { get; } = Registered("iso-8859-2")!;

    internal static Encoding Windows1250 { get; } = Registered("windows-1250")!;

    internal static Encoding Windows1251 { get; } = Registered("windows-1251")!;

    internal static Encoding Windows1252 { get; } = Registered("windows-1252")!;

    /// <summary>Code pages come with .NET, but have to be asked for.</summary>
    private static Encoding? Registered(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
