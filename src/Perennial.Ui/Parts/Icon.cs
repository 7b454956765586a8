using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Perennial.Ui.Parts;

/// <summary>Signs, of Tabler's outline set. They say nothing by themselves: a word stands beside them or in a label.</summary>
public static partial class Icon
{
    private const int MatchMilliseconds = 1000;
    private static readonly ConcurrentDictionary<string, Html> Drawn = new(StringComparer.Ordinal);

    /// <summary>The sign of the house: a shoot with two leaves.</summary>
    public static Html Mark { get; } = Html.Trusted(
        """
        <svg class="icon" viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="1.5"
        stroke-linejoin="round" stroke-linecap="round" aria-hidden="true"><path
        d="M9 17V8.5M9 11C4 11 2 8 2 3.5 6.500 3.5 9 6 9 11Zm0-2.500C9 5 11.500 2 16 2c0 4.500-2.500 7-7 7Z"/></svg>
        """);

    /// <summary>A sign.</summary>
    /// <param name="name">Its file's name without the ending.</param>
    /// <exception cref="ArgumentException">It is not vendored.</exception>
    public static Html Of(string name) => Drawn.GetOrAdd(name, static name =>
    {
        using var stream = typeof(Icon).Assembly.GetManifestResourceStream("icon." + name)
            ?? throw new ArgumentException($"There is no icon {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        var drawing = Head().Replace(reader.ReadToEnd(), "");
        return Html.Trusted("<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" " +
            "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">" + Blank().Replace(drawing, "><"));
    });

    // The file's own first tag has a class and a size.
    [GeneratedRegex(@"^[\s\S]*?<svg[^>]*>", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Head();

    [GeneratedRegex(@">\s+<", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Blank();
}
