using System.Text.Json;

namespace Perennial.Tidy;

public sealed class TranslationTests
{
    private static readonly Dictionary<string, string> English = new()
    {
        ["head.title"] = "Who stays: {files}", ["rows.one"] = "{count} row of {file}", ["rows.other"] = "{count} rows of {file}",
    };

    public static TheoryData<string, string> Books =>
        new(from project in Repository.Projects
            where Repository.Texts.Any(t => t.Path == project.Folder + "/Text/en.json")
            from language in Translation.Forms.Keys
            select (project.Name, language));

    [Theory]
    [MemberData(nameof(Books))]
    public void Every_language_says_all_that_English_says(string project, string language) =>
        Translation.Problems(language, Texts(project, "en"), Texts(project, language)).ShouldBeEmpty();

    [Fact]
    public void A_whole_translation_has_no_problems() => Check("ru", new()
    {
        ["head.title"] = "Кто остаётся: {files}", ["rows.one"] = "{count} строка, {file}", ["rows.few"] = "{count} строки, {file}",
        ["rows.many"] = "{count} строк, {file}", ["rows.other"] = "{count} строки, {file}",
    }).ShouldBeEmpty();

    [Fact]
    public void A_language_without_plurals_has_one_form() =>
        Check("zh", new() { ["head.title"] = "谁留下：{files}", ["rows.other"] = "{file} 的 {count} 行" }).ShouldBeEmpty();

    [Fact]
    public void A_missing_key_a_missing_form_and_a_left_over_one_are_reported() => Check("ro", new()
    {
        ["rows.one"] = "{count} rând din {file}", ["rows.other"] = "{count} de rânduri din {file}", ["old.key"] = "vechi",
    }).ShouldBe(
    [
        "ro: no words for \"head.title\"", "ro: no words for \"rows.few\"", "ro: \"old.key\" is left over",
    ]);

    [Fact]
    public void A_place_that_differs_is_reported() => Check("zh", new()
    {
        ["head.title"] = "谁留下：{file}", ["rows.other"] = "{file} 的 {count} 行",
    }).ShouldBe(["zh: \"head.title\" has other places than in English"]);

    [Fact]
    public void Words_left_in_English_are_reported() => Check("zh", new()
    {
        ["head.title"] = "Who stays: {files}", ["rows.other"] = "{file} 的 {count} 行",
    }).ShouldBe(["zh: \"head.title\" is still in English"]);

    private static IEnumerable<string> Check(string language, Dictionary<string, string> texts) =>
        Translation.Problems(language, English, texts);

    private static Dictionary<string, string> Texts(string project, string language)
    {
        var path = $"{Repository.Project(project).Folder}/Text/{language}.json";
        return Repository.Texts.SingleOrDefault(t => t.Path == path) is { } file
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(file.Text)!
            : [];
    }
}

/// <summary>Rule: each language has the same keys, in all its plural forms, with the same places.</summary>
internal static partial class Translation
{
    /// <summary>Plural forms by language, as CLDR has them; the product's own table is held to CLDR by its unit tests.</summary>
    public static IReadOnlyDictionary<string, string[]> Forms { get; } = new Dictionary<string, string[]>
    {
        ["ru"] = ["one", "few", "many", "other"], ["ro"] = ["one", "few", "other"], ["zh"] = ["other"],
    };

    private static readonly string[] AllForms = ["one", "few", "many", "other"];

    public static IEnumerable<string> Problems(string language, Dictionary<string, string> english,
        Dictionary<string, string> texts)
    {
        var wanted = english.Keys.SelectMany(k => IsCounted(k, english)
            ? Forms[language].Select(f => (Key: Stem(k) + "." + f, English: Stem(k) + ".other"))
            : [(Key: k, English: k)]).Distinct().ToList();
        IEnumerable<string> problems =
        [
            .. wanted.Where(w => !texts.ContainsKey(w.Key)).Select(w => $"no words for \"{w.Key}\""),
            .. texts.Keys.Except(wanted.Select(w => w.Key)).Select(k => $"\"{k}\" is left over"),
            .. wanted.Where(w => texts.TryGetValue(w.Key, out var text) && !SamePlaces(english[w.English], text))
                .Select(w => $"\"{w.Key}\" has other places than in English"),
            .. wanted.Where(w => texts.TryGetValue(w.Key, out var text) && text == english[w.English] && IsSentence(text))
                .Select(w => $"\"{w.Key}\" is still in English"),
        ];
        return problems.Select(p => $"{language}: {p}");
    }

    private static bool IsCounted(string key, Dictionary<string, string> english) =>
        AllForms.Contains(key[(key.LastIndexOf('.') + 1)..]) && english.ContainsKey(Stem(key) + ".one") &&
        english.ContainsKey(Stem(key) + ".other");

    private static string Stem(string key) => key[..key.LastIndexOf('.')];

    // A form for one may leave the count out.
    private static bool SamePlaces(string english, string text) => Places(english).SetEquals(Places(text));

    private static HashSet<string> Places(string text) =>
        [.. Place().Matches(text).Select(m => m.Value).Where(p => p != "{count}")];

    private static bool IsSentence(string text) => Words().Count(Place().Replace(text, "")) >= 2;

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();

    // A word has a vowel; a pattern for dates has not two of them.
    [GeneratedRegex(@"\b(?=[A-Za-z]*[aeiou])[A-Za-z]{3,}\b")]
    private static partial Regex Words();
}
