using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Takes the objects out of a JSON array, of an array inside an object, or of objects one after another. Brackets are
/// counted outside strings; a string ends with its line at the latest, since JSON has no line ends in strings.
/// </summary>
/// <param name="name">Name of the text, for problems.</param>
/// <param name="text">The text.</param>
/// <param name="start">Characters before the first object; a bracket among them opens the array.</param>
/// <param name="isArray">Whether the objects stand in an array, so that its end has to come.</param>
internal sealed class JsonTexts(string name, TextReader text, int start, bool isArray) : DocumentTexts
{
    /// <summary>Beginnings of orders inside one: so many say that its end is missing.</summary>
    private const int BeginningsMax = 8;

    private const int ShownMax = 1000;

    private readonly TextWindow window = new(text);
    private JsonBeginning? beginning;
    private bool isStarted;
    private bool brokeOff;
    private ReadOnlyMemory<char> current;
    private long line;

    public override ReadOnlyMemory<char> Current => current;

    public override long Line => line;

    public override bool Read()
    {
        if (brokeOff)
        {
            throw new FileRefusedException(new FileProblem("document.cut_short", name, line));
        }

        if (!isStarted)
        {
            isStarted = true;
            Skip(start);
        }

        (Fault, tooLong) = (null, null);
        if (!Between())
        {
            return false;
        }

        if (Fault is null)
        {
            beginning ??= JsonBeginning.Of(window.AheadAtLeast(JsonBeginning.CharsMax));
            Object();
        }

        current = tooLong ?? Closed(window.Marked);
        return true;
    }

    public override void Cut()
    {
        var inside = beginning?.Find(current.Span, 1) ?? -1;
        if (inside > 0)
        {
            window.Return(inside);
            current = Closed(current[..inside]);
            brokeOff = false;
            Fault = Fault is null || inside > CharsMax ? Fault : "json.invalid";
        }
    }

    protected override void Dispose(bool disposing) => text.Dispose();

    // Where the next order ends a broken one, the comma between them is of neither.
    private static ReadOnlyMemory<char> Closed(ReadOnlyMemory<char> order) => order.TrimEnd(", \t\r\n");

    private void Skip(int count)
    {
        while (count > 0 && window.Ahead is { IsEmpty: false } ahead)
        {
            var step = Math.Min(count, ahead.Length);
            window.Skip(step);
            count -= step;
        }

        window.Mark();
    }

    // To the next object; false at the end of the array or of the text.
    private bool Between()
    {
        window.Mark();
        while (window.Ahead is { IsEmpty: false } ahead && (char.IsWhiteSpace(ahead[0]) || ahead[0] == ','))
        {
            window.Skip(1);
            window.Mark();
        }

        line = window.Line;
        if (window.Ahead.IsEmpty)
        {
            return isArray ? throw new FileRefusedException(new FileProblem("document.cut_short", name, line)) : false;
        }

        if (window.Ahead[0] == '{')
        {
            return true;
        }

        // The end, another array behind it, or what a broken object left behind.
        var closes = window.Ahead[0] == ']';
        SkipToBeginning();
        var isAtEnd = window.Ahead.IsEmpty;
        if (isAtEnd && closes)
        {
            return false;
        }

        if (window.Marked.Span.ContainsAnyExcept(Brackets))
        {
            Fault = "json.invalid";
            return true;
        }

        window.Mark();
        line = window.Line;
        return !isAtEnd;
    }

    private static readonly System.Buffers.SearchValues<char> Brackets = System.Buffers.SearchValues.Create("[], \t\r\n");

    private void Object()
    {
        var depth = 0;
        var inString = false;
        var beginnings = 0;
        while (true)
        {
            var ahead = window.Ahead;
            if (ahead.IsEmpty)
            {
                (Fault, brokeOff) = ("document.cut_short", true);
                return;
            }

            var next = ahead.IndexOfAny(inString ? InString : Outside);
            if (next < 0)
            {
                window.Skip(ahead.Length);
                if (IsTooLong())
                {
                    return;
                }

                continue;
            }

            var sign = ahead[next];
            if (sign == '{' && window.Length + next > 0)
            {
                window.Skip(next);
                var isBeginning = beginning is not null && beginning.Is(window.AheadAtLeast(JsonBeginning.CharsMax));

                // Inside a string its quotes would end it: the string before was never closed.
                if (isBeginning && (inString || ++beginnings == BeginningsMax))
                {
                    return;
                }

                next = 0;
            }

            window.Skip(next + 1);
            switch (sign)
            {
                case '\\':
                    if (!window.Ahead.IsEmpty)
                    {
                        window.Skip(1);
                    }

                    break;
                case '"':
                    inString = !inString;
                    break;
                case '\n':
                    inString = false;
                    break;
                case '{' or '[' when !inString:
                    depth++;
                    break;
                case '}' or ']' when !inString && --depth == 0:
                    return;
            }

            if (IsTooLong())
            {
                return;
            }
        }
    }

    private static readonly System.Buffers.SearchValues<char> InString = System.Buffers.SearchValues.Create("\\\"\n{");
    private static readonly System.Buffers.SearchValues<char> Outside = System.Buffers.SearchValues.Create("\"{}[]");

    // Not held any further; the next order is looked for, by how orders begin in this text.
    private bool IsTooLong()
    {
        if (window.Length <= CharsMax)
        {
            return false;
        }

        Fault = "document.too_long";
        if (beginning is not null && beginning.Find(window.Marked.Span, 1) >= 0)
        {
            return true;
        }

        var shown = window.Marked[..ShownMax].ToArray();
        SkipToBeginning();
        window.Mark();
        tooLong = shown;
        return true;
    }

    private char[]? tooLong;

    private void SkipToBeginning()
    {
        while (window.Ahead is { IsEmpty: false })
        {
            var next = window.Ahead[1..].IndexOf('{') + 1;
            window.Skip(next == 0 ? window.Ahead.Length : next);
            if (next > 0 && (beginning is null || beginning.Is(window.AheadAtLeast(JsonBeginning.CharsMax))))
            {
                return;
            }

            if (window.Length > CharsMax)
            {
                window.Mark();
            }
        }
    }
}

/// <summary>How orders begin in a text: their first names, by which the next is found when one is broken.</summary>
internal sealed class JsonBeginning
{
    /// <summary>Characters within which a beginning is recognised.</summary>
    public const int CharsMax = 512;

    private const int NamesMax = 3;
    private const int ScalarCharsMax = 64;
    private readonly string[] names;

    private JsonBeginning(string[] names) => this.names = names;

    /// <summary>The beginning of an object; what the interface writes if it has none of its own.</summary>
    public static JsonBeginning Of(ReadOnlySpan<char> text)
    {
        var first = new List<string>();
        var at = 1;
        while (first.Count < NamesMax && Name(text, ref at) is { } name)
        {
            first.Add(name);
            if (!Scalar(text, ref at))
            {
                break;
            }
        }

        return new JsonBeginning(first.Count >= 2 ? [.. first] : ["id", "parent_id"]);
    }

    /// <summary>Whether an object of this kind begins here.</summary>
    public bool Is(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '{')
        {
            return false;
        }

        var at = 1;
        for (var i = 0; i < names.Length; i++)
        {
            if (!IsName(text, ref at, names[i]) || (i < names.Length - 1 && !Scalar(text, ref at)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the next one begins; -1 if none does.</summary>
    public int Find(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var next = text[from..].IndexOf('{');
            if (next < 0)
            {
                return -1;
            }

            from += next;
            if (Is(text[from..]))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    private static string? Name(ReadOnlySpan<char> text, ref int at)
    {
        Spaces(text, ref at);
        var end = at < text.Length && text[at] == '"' ? text[(at + 1)..].IndexOf('"') : -1;
        if (end is < 0 or > ScalarCharsMax)
        {
            return null;
        }

        var name = text.Slice(at + 1, end).ToString();
        at += end + 2;
        return Colon(text, ref at) ? name : null;
    }

    private static bool IsName(ReadOnlySpan<char> text, ref int at, string name)
    {
        Spaces(text, ref at);
        if (at + name.Length + 1 >= text.Length || text[at] != '"' || !text[(at + 1)..].StartsWith(name) ||
            text[at + 1 + name.Length] != '"')
        {
            return false;
        }

        at += name.Length + 2;
        return Colon(text, ref at);
    }

    private static bool Colon(ReadOnlySpan<char> text, ref int at)
    {
        Spaces(text, ref at);
        return at < text.Length && text[at++] == ':';
    }

    // A number, a short text or a word, and the comma behind it.
    private static bool Scalar(ReadOnlySpan<char> text, ref int at)
    {
        Spaces(text, ref at);
        if (at < text.Length && text[at] == '"')
        {
            var end = text[(at + 1)..].IndexOf('"');
            if (end is < 0 or > ScalarCharsMax)
            {
                return false;
            }

            at += end + 2;
        }
        else
        {
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '-' or '.'))
            {
                at++;
            }
        }

        Spaces(text, ref at);
        return at < text.Length && text[at++] == ',';
    }

    private static void Spaces(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
