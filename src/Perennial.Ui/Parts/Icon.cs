using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Perennial.Ui.Parts;

/// <summary>Signs, of Tabler's outline set. They say nothing by themselves: a word stands beside them or in a label.</summary>
public static partial class Icon
{
    private const int MatchMilliseconds = 1000;
    private static readonly ConcurrentDictionary<string, Html> Drawn = new(StringComparer.Ordinal);

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
