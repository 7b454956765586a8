using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Takes the document elements out of a CommerceML text by their tags. A document type, and with it every entity that
/// a text could define, is refused before anything of it is read.
/// </summary>
internal sealed class XmlTexts(string name, TextReader text) : DocumentTexts
{
    internal const string Element = "Документ";
    private const string Root = "КоммерческаяИнформация";

    /// <summary>Documents inside one: so many say that its end tag is missing.</summary>
    private const int NestedMax = 8;

    private const int TagCharsMax = 4096;
    private const int NameCharsMax = 64;
    private const int ShownMax = 1000;

    private readonly TextWindow window = new(text);
    private ReadOnlyMemory<char> current;
    private long line;
    private bool brokeOff;
    private bool isClosed;

    public override ReadOnlyMemory<char> Current => current;

    public override long Line => line;

    public override bool Read()
    {
        if (brokeOff)
        {
            throw new FileRefusedException(new FileProblem("document.cut_short", name, line));
        }

        Fault = null;
        while (NextTag())
        {
            if (IsStart(window.Ahead))
            {
                window.Mark();
                line = window.Line;
                Take();
                return true;
            }

            // Parts of an exchange may stand one after another in one file, each with a root of its own.
            isClosed = IsStartOfRoot(window.Ahead) ? IsEmptyElement(window.Ahead) : isClosed || IsEndOfRoot(window.Ahead);
            window.Skip(1);
            window.Mark();
        }

        if (isClosed)
        {
            return false;
        }

        throw new FileRefusedException(new FileProblem("document.cut_short", name, window.Line));
    }

    public override void Cut()
    {
        if (FindStart(current.Span) is > 0 and var inside)
        {
            window.Return(inside);
            current = current[..inside];
            brokeOff = false;
            Fault = Fault is null || inside > CharsMax ? Fault : "xml.invalid";
        }
    }

    // Where another document begins inside one; -1 if none does.
    private static int FindStart(ReadOnlySpan<char> document)
    {
        for (var at = 1; at < document.Length; at++)
        {
            var next = document[at..].IndexOf('<');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (IsStart(document[at..]))
            {
                return at;
            }
        }

        return -1;
    }

    protected override void Dispose(bool disposing) => text.Dispose();

    // From a document's start tag to its end tag.
    private void Take()
    {
        var (depth, nested) = (0, 0);
        while (NextTag())
        {
            var ahead = window.Ahead;
            if (IsStart(ahead))
            {
                depth += IsEmptyElement(ahead) ? 0 : 1;
                if (++nested > NestedMax)
                {
                    break;
                }
            }
            else if (IsEnd(ahead))
            {
                depth--;
            }

            window.Skip(1);
            if (depth == 0)
            {
                window.Skip(window.Ahead.IndexOf('>') + 1);
                current = window.Marked;
                return;
            }

            if (window.Length > CharsMax)
            {
                TooLong();
                return;
            }
        }

        if (window.Ahead.IsEmpty)
        {
            (Fault, brokeOff) = ("document.cut_short", true);
        }

        current = window.Marked;
    }

    // Not held any further. Behind a comment that nothing closes the next documents are held too, and reading goes back
    // to them; else what stands here is passed over up to the next document that begins.
    private void TooLong()
    {
        Fault = "document.too_long";
        current = window.Marked;
        if (FindStart(current.Span) > 0)
        {
            return;
        }

        current = current[..ShownMax].ToArray();
        window.Mark();
        while (!AtTag())
        {
            window.Mark();
        }

        window.Mark();
    }

    // Goes to where a document begins or the root ends, or as far as the text is at hand: names are looked for, and not
    // each tag, of which there may be a hundred million. True there, and at the end of the text.
    private bool AtTag()
    {
        var ahead = window.AheadAtLeast(TagCharsMax);
        var found = Math.Min(unchecked((uint)ahead.IndexOf(Element)), unchecked((uint)ahead.IndexOf(Root)));
        if (found == uint.MaxValue)
        {
            window.Skip(ahead.Length < TagCharsMax ? ahead.Length : ahead.Length - NameCharsMax);
            return window.Ahead.IsEmpty;
        }

        var tag = ahead[..(int)found].LastIndexOf('<');
        if (tag >= 0 && (IsStart(ahead[tag..]) || IsEndOfRoot(ahead[tag..])))
        {
            window.Skip(tag);
            return true;
        }

        window.Skip((int)found + 1);
        return false;
    }

    // To the next tag, past comments, character data and instructions; false at the end of the text.
    private bool NextTag()
    {
        while (true)
        {
            var ahead = window.Ahead;
            if (ahead.IsEmpty)
            {
                return false;
            }

            var next = ahead.IndexOf('<');
            window.Skip(next < 0 ? ahead.Length : next);
            if (next < 0)
            {
                if (window.Length > CharsMax)
                {
                    return window.AheadAtLeast(TagCharsMax).Length > 0;
                }

                continue;
            }

            ahead = window.AheadAtLeast(TagCharsMax);
            if (ahead.Length > 1 && ahead[1] is not ('!' or '?'))
            {
                return true;
            }

            if (ahead.StartsWith("<!--"))
            {
                Past("-->");
            }
            else if (ahead.StartsWith("<![CDATA["))
            {
                Past("]]>");
            }
            else if (ahead.StartsWith("<?"))
            {
                Past("?>");
            }
            else if (ahead.StartsWith("<!"))
            {
                throw new FileRefusedException(new FileProblem("xml.document_type", name, window.Line));
            }
            else
            {
                return true;
            }
        }
    }

    private void Past(string end)
    {
        while (window.Length <= CharsMax + TagCharsMax)
        {
            var ahead = window.AheadAtLeast(TagCharsMax);
            var at = ahead.IndexOf(end);
            if (at >= 0)
            {
                window.Skip(at + end.Length);
                return;
            }

            if (ahead.Length < end.Length)
            {
                window.Skip(ahead.Length);
                return;
            }

            window.Skip(ahead.Length - end.Length + 1);
        }
    }

    private static bool IsStart(ReadOnlySpan<char> tag) => Is(tag, 1, Element);

    private static bool IsEnd(ReadOnlySpan<char> tag) => tag.StartsWith("</") && Is(tag, 2, Element);

    private static bool IsStartOfRoot(ReadOnlySpan<char> tag) => Is(tag, 1, Root);

    private static bool IsEndOfRoot(ReadOnlySpan<char> tag) => tag.StartsWith("</") && Is(tag, 2, Root);

    // The name itself, or behind a prefix.
    private static bool Is(ReadOnlySpan<char> tag, int at, string element)
    {
        if (tag.Length <= at || tag[0] != '<' || !(char.IsLetter(tag[at]) || tag[at] == '_'))
        {
            return false;
        }

        tag = tag[at..Math.Min(tag.Length, at + NameCharsMax)];
        var end = tag.IndexOfAny(" >/\t\r\n");
        var own = end < 0 ? tag : tag[..end];
        return own.EndsWith(element) && (own.Length == element.Length || own[^(element.Length + 1)] == ':');
    }

    private static bool IsEmptyElement(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOf('>');
        return end > 0 && tag[end - 1] == '/';
    }
}
