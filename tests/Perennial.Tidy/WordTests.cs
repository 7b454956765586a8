using System.Text.Json;

namespace Perennial.Tidy;

public sealed class WordTests
{
    // What reads files has no words of its own: the module that shows its problems has them.
    private static readonly Dictionary<string, string[]> WordsFor = new() { ["Commerce"] = ["src/Perennial.Kernel/Files"] };

    public static TheoryData<string> WithWords =>
        [.. Repository.Projects.Where(p => Words(p) is not null).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(WithWords))]
    public void Words_and_code_agree(string name)
    {
        var project = Repository.Project(name);
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(Words(project)!.Text)!;

        texts.ShouldNotBeEmpty();
        var borrowed = WordsFor.GetValueOrDefault(name, []);
        WordRules.Problems(new WordProject(name, texts, Code([project.Folder, .. borrowed]),
                Code(Repository.Projects.Where(p => p != project).Select(p => p.Folder))))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Words_that_code_asks_for_in_every_way_have_no_problems() => Check(
        """
        Words["head.title"]; CliWords.Book["head.demo", ("a", b)]; Words.Count("head.rows", n);
        Words["rfm." + name]; Words[$"by.{name}"]; Table(("moved.orders", 1));
        Problem(isEmpty ? "date.missing" : "date.bad", row); OtherModule.Words["other.key"]; Open("columns.json");
        """,
        "ShopModule.Words[\"head.elsewhere\"]; Words[\"head.theirs\"];",
        "head.title", "head.demo", "head.rows.one", "head.rows.other", "rfm.new", "rfm.lost", "by.store",
            "moved.orders",
        "date.missing", "date.bad", "head.elsewhere").ShouldBeEmpty();

    [Theory]
    [InlineData("Words[\"head.title\"]", "head.title")]
    [InlineData("CliWords.Book[\n    \"head.title\", (\"a\", b)]", "head.title")]
    [InlineData("new FileProblem(\"date.missing\", file)", "date.missing")]
    [InlineData("ShopModule.Words[\"head.title\"]", "head.title")]
    [InlineData("Words[\"plain\"]", "plain")]
    public void A_key_without_words_is_reported(string code, string key) =>
        Check(code, "").ShouldBe([$"Shop: no words for \"{key}\""]);

    [Fact]
    public void A_key_without_words_that_another_project_asks_for_is_reported() =>
        Check("", "ShopModule.Words[\"head.title\"]").ShouldBe(["Shop: no words for \"head.title\""]);

    [Fact]
    public void A_joined_key_asked_of_a_module_is_the_modules()
    {
        Check("OtherModule.Words[\"rfm.\" + name]", "").ShouldBeEmpty();
        Check("", "ShopModule.Words[\"rfm.\" + name]", "rfm.new").ShouldBeEmpty();
        Check("", "ShopModule.Words[\"rfm.\" + name]").ShouldBe(["Shop: no words under \"rfm.\""]);
    }

    [Theory]
    [InlineData("Words[\"rfm.\" + name]")]
    [InlineData("Words[$\"rfm.{name}\"]")]
    public void A_joined_key_without_any_words_is_reported(string code) =>
        Check(code, "").ShouldBe(["Shop: no words under \"rfm.\""]);

    [Fact]
    public void A_counted_key_without_plural_forms_is_reported() =>
        Check("Words.Count(\"head.rows\", n)", "", "head.rows")
            .ShouldBe(["Shop: \"head.rows\" is counted and lacks words for one or for others"]);

    [Fact]
    public void Words_that_nobody_asks_for_are_reported() =>
        Check("Words[\"head.title\"]; Words[\"rfm.\" + name]", "Words[\"head.old\"]",
            "head.title", "rfm.new", "head.old", "rows.one", "rows.other").ShouldBe(
            [
                "Shop: nobody asks for \"head.old\"",
                "Shop: nobody asks for \"rows.one\"",
                "Shop: nobody asks for \"rows.other\"",
            ]);

    [Theory]
    [InlineData("head.rows.one", "head.rows.other")]
    [InlineData("head.rows.other", "head.rows.one")]
    public void Half_a_plural_is_reported(string key, string pair) =>
        Check("Words[\"head.\" + name]", "", key).ShouldBe([$"Shop: \"{key}\" is there without \"{pair}\""]);

    [Fact]
    public void Plural_forms_with_different_places_are_reported() =>
        Check(new() { ["rows.one"] = "a row of {file}", ["rows.other"] = "{count} rows of {folder}" })
            .ShouldBe(["Shop: \"rows.one\" and \"rows.other\" have different places"]);

    [Fact]
    public void Plural_forms_that_differ_in_the_count_alone_are_not_reported() =>
        Check(new() { ["rows.one"] = "a row of {file}", ["rows.other"] = "{count} rows of {file}" }).ShouldBeEmpty();

    private static IEnumerable<string> Check(string code, string otherCode, params string[] keys) =>
        WordRules.Problems(new WordProject("Shop", keys.ToDictionary(k => k, _ => "words"), code, otherCode));

    private static IEnumerable<string> Check(Dictionary<string, string> texts) =>
        WordRules.Problems(new WordProject("Shop", texts, "Words.Count(\"rows\", n)", ""));

    private static TextFile? Words(Project project) =>
        Repository.Texts.SingleOrDefault(t => t.Path == project.Folder + "/Text/en.json");

    private static string Code(IEnumerable<string> folders) => string.Join('\n',
        folders.SelectMany(folder => Repository.ProductCode.Where(f => f.IsUnder(folder)))
            .Select(f => f.WithoutComments));
}
