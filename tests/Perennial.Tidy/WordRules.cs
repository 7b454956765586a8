namespace Perennial.Tidy;

/// <summary>The words of one project, and the code that may ask for them.</summary>
/// <param name="Name">The project's.</param>
/// <param name="Texts">Its words by key.</param>
/// <param name="Code">Its own code, and that of projects whose codes it words; without comments.</param>
/// <param name="OtherCode">The code of the other projects, which name the module when they ask.</param>
internal sealed record WordProject(string Name, Dictionary<string, string> Texts, string Code, string OtherCode)
{
    /// <summary>The code of those among the others that reference it: their codes may have their words here.</summary>
    public string UserCode { get; init; } = "";

    /// <summary>Keys in the books of the projects that it references: words for its codes may stand there.</summary>
    public IReadOnlySet<string> Lent { get; init; } = new HashSet<string>();

    /// <summary>What the product calls things that only programs read: <see cref="NameRules.Names"/>.</summary>
    public IReadOnlySet<string> Names { get; init; } = new HashSet<string>();
}

/// <summary>
/// Rule: every key that code asks for has words, every word is asked for, and plurals come in pairs that say the same.
/// </summary>
/// <remarks>
/// A key stands in code as a literal of its shape (<c>"rfm.title"</c>), as the start of a joined one
/// (<c>"rfm." + name</c>, <c>$"rfm.{name}"</c>), or without its plural ending. What a joined key ends with is not
/// followed: its start marks all keys under it as used, and there must be some. Who asks a book by name needs the words
/// in that book; a code that travels may have them in any project that is referenced, but in one only.
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
            .. asked.Keys.Where(k => !IsIn(texts, k))
                .Concat(asked.Travelling.Where(k => !IsIn(texts, k) && !project.Lent.Contains(k) && !project.Names.Contains(k)))
                .Distinct()
                .Select(k => $"no words for \"{k}\""),
            .. asked.Travelling.Except(asked.Keys).Where(k => texts.ContainsKey(k) && project.Lent.Contains(k))
                .Select(k => $"\"{k}\" has other words in a project that it references"),
            .. asked.Counted.Where(k =>
                texts.ContainsKey(k) || texts.ContainsKey(k + One) != texts.ContainsKey(k + Other))
                .Select(k => $"\"{k}\" is counted and lacks words for one or for others"),
            .. asked.Starts.Where(s => !texts.Keys.Any(k => IsUnder(s, k))).Select(s => $"no words under \"{s}\""),
            .. texts.Keys.Where(k => !IsAsked(k, asked)).Select(k => $"nobody asks for \"{k}\""),
            .. texts.Keys.Where(k => k.EndsWith(One, Ordinal))
                .SelectMany(k => Unpaired(k, k[..^One.Length] + Other, texts)),

            // What is joined to a start may be called other without being counted: around. + kind.
            .. texts.Keys.Where(k => k.EndsWith(Other, Ordinal) && !asked.Starts.Contains(k[..^(Other.Length - 1)]))
                .SelectMany(k => Unpaired(k, k[..^Other.Length] + One, texts)),
            .. texts.Keys.Where(k => k.EndsWith(One, Ordinal))
                .SelectMany(k => Different(k, k[..^One.Length] + Other, texts)),
        ];
        return problems.Select(p => $"{project.Name}: {p}");
    }

    /// <summary>Codes in a file that makes refusals whose words have a place that no refusal fills.</summary>
    public static IEnumerable<string> Unfilled(string code, Dictionary<string, string> texts, IReadOnlySet<string> names) =>
        !MakesRefusals().IsMatch(code) ? [] :
            from key in Travelling(code).Except(names)
            where texts.TryGetValue(key, out var text) && Places(text).Any(p => p != "{detail}")
            select $"\"{key}\" is a refusal's and has places beside {{detail}}";

    private static bool IsIn(Dictionary<string, string> texts, string key) =>
        texts.ContainsKey(key) || texts.ContainsKey(key + One) || texts.ContainsKey(key + Other);

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
        asked.Has(key) || asked.Starts.Any(s => IsUnder(s, key)) || asked.Has(WithoutPlural(key));

    private static string WithoutPlural(string key) =>
        key.EndsWith(One, Ordinal) ? key[..^One.Length] : key.EndsWith(Other, Ordinal) ? key[..^Other.Length] : key;

    // Keys are asked of the project's own book, travelling ones of a book that is found when they are shown.
    private sealed record Asked(
        HashSet<string> Keys, HashSet<string> Counted, HashSet<string> Starts, HashSet<string> Travelling, HashSet<string> ByUsers)
    {
        public bool Has(string key) => Keys.Contains(key) || Travelling.Contains(key) || ByUsers.Contains(key);
    }

    private static Asked Ask(WordProject project)
    {
        var byName = AskedByName().Matches(project.Code).Where(m => Module(m) is "" || Module(m) == project.Name)
            .Concat(AskedByName().Matches(project.OtherCode).Where(m => Module(m) == project.Name))
            .Where(m => !m.Groups["joined"].Success)
            .ToList();
        return new Asked(
            [.. byName.Select(Key)],
            [.. byName.Where(m => m.Groups["counted"].Success).Select(Key)],
            [
                .. LooksLikeStart().Matches(WithoutOthers(project)).Select(Key),
                .. AskedByName().Matches(project.OtherCode)
                    .Where(m => Module(m) == project.Name && m.Groups["joined"].Success).Select(Key),
            ],
            [.. Travelling(project.Code)],
            [.. Travelling(project.UserCode)]);
    }

    // Keys also travel: a problem's code, a row of a table. So every literal that looks like a key is one, unless it names
    // a file or a field, stands in a log, or is asked of a book by name.
    private static IEnumerable<string> Travelling(string code) =>
        LooksLikeKey().Matches(NameRules.WithoutNames(AskedByName().Replace(code, ""))).Select(Key)
            .Where(k => !IsFile().IsMatch(k));

    // A joined key that is asked of another module is that module's.
    private static string WithoutOthers(WordProject project) => NameRules.WithoutNames(AskedByName().Replace(project.Code,
        m => Module(m) is "" || Module(m) == project.Name ? m.Value : ""));

    private static string Key(Match match) => match.Groups["key"].Value;

    private static string Module(Match match) => match.Groups["module"].Value;

    // CliWords.Book["key"], Words.Count("key", n), InsightsModule.Words["key"], UiWords.Words["key"], Words["start." + name], and
    // in a page's markup @words["key"]
    [GeneratedRegex("""
        \b ((?<module>\w+)Module\.|(?<module>\w+)Words\.(?=Words))? (Words|Book|words|book) (\[|(?<counted>\.Count\()) \s*
        "(?<key>[^"]+)" (?<joined>\s*\+)?
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex AskedByName();

    [GeneratedRegex("""
        (?<!\$) "(?<key>[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+)" (?!\s*\+)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeKey();

    [GeneratedRegex("""
        "(?<key>[a-z][a-z_.]*\.|[a-z][a-z_]*\.[a-z_.]*_)" \s* \+ | \$"(?<key>[a-z][a-z_.]*\.) (?=\{)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeStart();

    // An asset or a resource by its name.
    [GeneratedRegex(@"\.(json|js|css|svg|gz|csv|xlsx|cshtml)$", RegexOptions.ExplicitCapture)]
    private static partial Regex IsFile();

    [GeneratedRegex(@"\bnew (Refusal|FieldProblem)\(|\bnew\(RefusalKind\.")]
    private static partial Regex MakesRefusals();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
