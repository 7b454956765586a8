namespace Perennial.Tidy;

/// <summary>The words of one project, and the code that may ask for them.</summary>
/// <param name="Name">The project's.</param>
/// <param name="Texts">Its words by key.</param>
/// <param name="Code">Its own code, and that of projects whose codes it words; without comments.</param>
/// <param name="OtherCode">The code of the other projects, which name the module when they ask.</param>
internal sealed record WordProject(string Name, Dictionary<string, string> Texts, string Code, string OtherCode);

/// <summary>
/// Rule: every key that code asks for has words, every word is asked for, and plurals come in pairs that say the same.
/// </summary>
/// <remarks>
/// A key stands in code as a literal of its shape (<c>"rfm.title"</c>), as the start of a joined one
/// (<c>"rfm." + name</c>, <c>$"rfm.{name}"</c>), or without its plural ending. What a joined key ends with is not
/// followed: its start marks all keys under it as used, and there must be some.
/// </remarks>
internal static partial class WordRules
{
    private const string One = ".one";
    private const string Other = ".other";

    public static IEnumerable<string> Problems(WordProject project)
    {
        var (texts, asked) = (project.Texts, Ask(project));
        IEnumerable<string> problems =
        [
            .. asked.Keys.Where(k => !texts.ContainsKey(k) && !texts.ContainsKey(k + One) &&
                !texts.ContainsKey(k + Other))
                .Select(k => $"no words for \"{k}\""),
            .. asked.Counted.Where(k =>
                texts.ContainsKey(k) || texts.ContainsKey(k + One) != texts.ContainsKey(k + Other))
                .Select(k => $"\"{k}\" is counted and lacks words for one or for others"),
            .. asked.Starts.Where(s => !texts.Keys.Any(k => IsUnder(s, k))).Select(s => $"no words under \"{s}\""),
            .. texts.Keys.Where(k => !IsAsked(k, asked)).Select(k => $"nobody asks for \"{k}\""),
            .. texts.Keys.Where(k => k.EndsWith(One, Ordinal))
                .SelectMany(k => Unpaired(k, k[..^One.Length] + Other, texts)),
            .. texts.Keys.Where(k => k.EndsWith(Other, Ordinal))
                .SelectMany(k => Unpaired(k, k[..^Other.Length] + One, texts)),
            .. texts.Keys.Where(k => k.EndsWith(One, Ordinal))
                .SelectMany(k => Different(k, k[..^One.Length] + Other, texts)),
        ];
        return problems.Select(p => $"{project.Name}: {p}");
    }

    private static string[] Unpaired(string key, string pair, Dictionary<string, string> texts) =>
        texts.ContainsKey(pair) ? [] : [$"\"{key}\" is there without \"{pair}\""];

    // A form may leave the count out ("one order"), and nothing else.
    private static string[] Different(string one, string other, Dictionary<string, string> texts) =>
        texts.TryGetValue(other, out var text) && !Places(texts[one]).SetEquals(Places(text))
            ? [$"\"{one}\" and \"{other}\" have different places"]
            : [];

    private static HashSet<string> Places(string text) =>
        [.. Place().Matches(text).Select(m => m.Value).Where(p => p != "{count}")];

    private static bool IsUnder(string start, string key) => key.Length > start.Length &&
        key.StartsWith(start, Ordinal);

    private static bool IsAsked(string key, Asked asked) =>
        asked.Keys.Contains(key) || asked.Starts.Any(s => IsUnder(s, key)) || asked.Keys.Contains(WithoutPlural(key));

    private static string WithoutPlural(string key) =>
        key.EndsWith(One, Ordinal) ? key[..^One.Length] : key.EndsWith(Other, Ordinal) ? key[..^Other.Length] : key;

    private sealed record Asked(HashSet<string> Keys, HashSet<string> Counted, HashSet<string> Starts);

    private static Asked Ask(WordProject project)
    {
        var byName = AskedByName().Matches(project.Code).Where(m => Module(m) is "" || Module(m) == project.Name)
            .Concat(AskedByName().Matches(project.OtherCode).Where(m => Module(m) == project.Name))
            .Where(m => !m.Groups["joined"].Success)
            .ToList();

        // Keys also travel: a problem's code, a row of a table. So every literal that looks like a key is one, unless
        // it names a resource or is asked of another module.
        var travelling = LooksLikeKey().Matches(AskedByName().Replace(project.Code, "")).Select(Key)
            .Where(k => !k.EndsWith(".json", Ordinal));
        return new Asked(
            [.. byName.Select(Key), .. travelling],
            [.. byName.Where(m => m.Groups["counted"].Success).Select(Key)],
            [
                .. LooksLikeStart().Matches(WithoutOthers(project)).Select(Key),
                .. AskedByName().Matches(project.OtherCode)
                    .Where(m => Module(m) == project.Name && m.Groups["joined"].Success).Select(Key),
            ]);
    }

    // A joined key that is asked of another module is that module's.
    private static string WithoutOthers(WordProject project) => AskedByName().Replace(project.Code,
        m => Module(m) is "" || Module(m) == project.Name ? m.Value : "");

    private static string Key(Match match) => match.Groups["key"].Value;

    private static string Module(Match match) => match.Groups["module"].Value;

    // CliWords.Book["key"], Words.Count("key", n), InsightsModule.Words["key"], Words["start." + name]
    [GeneratedRegex("""
        \b ((?<module>\w+)Module\.)? (Words|Book) (\[|(?<counted>\.Count\()) \s* "(?<key>[^"]+)" (?<joined>\s*\+)?
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex AskedByName();

    [GeneratedRegex("""
        (?<!\$) "(?<key>[a-z][a-z_]*(\.[a-z_-]+)+)" (?!\s*\+)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeKey();

    [GeneratedRegex("""
        "(?<key>[a-z][a-z_.]*\.)" \s* \+ | \$"(?<key>[a-z][a-z_.]*\.) (?=\{)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeStart();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
