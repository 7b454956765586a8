using System.Text.Json;

namespace Perennial.Tidy;

public sealed class WordTests
{
    private static readonly IReadOnlySet<string> Names = NameRules.Names(Code(["src"], []));

    // What reads files has no words of its own: the module that shows its problems has them.
    private static readonly Dictionary<string, string[]> WordsFor = new() { ["Commerce"] = ["src/Perennial.Kernel/Files"] };

    public static TheoryData<string> WithWords =>
        [.. Repository.Projects.Where(p => Words(p) is not null).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(WithWords))]
    public void Words_and_code_agree(string name)
    {
        var project = Repository.Project(name);
        var texts = Texts(project);

        texts.ShouldNotBeEmpty();
        var borrowed = WordsFor.GetValueOrDefault(name, []);
        var lent = WordsFor.Values.SelectMany(v => v).Except(borrowed).ToList();
        var users = Repository.Projects.Where(p => References(p).Contains(name));
        WordRules.Problems(new WordProject(name, texts, Code([project.Folder, .. borrowed], lent),
                Code(Repository.Projects.Where(p => p != project).Select(p => p.Folder), borrowed))
            {
                UserCode = Code(users.Select(p => p.Folder), []),
                Lent = References(project).Select(Repository.Project).SelectMany(p => Texts(p).Keys).ToHashSet(),
                Names = Names,
            })
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(WithWords))]
    public void Words_of_refusals_have_no_place_that_stays_empty(string name)
    {
        var project = Repository.Project(name);
        Repository.ProductCode.Where(f => f.IsUnder(project.Folder))
            .SelectMany(f => WordRules.Unfilled(f.WithoutComments, Texts(project), Names))
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
    [InlineData("ShopWords.Words[\"head.title\"]", "head.title")]
    [InlineData("<p-head title=\"@words[\"head.title\"]\" />", "head.title")]
    [InlineData("Words[\"plain\"]", "plain")]
    public void A_key_without_words_is_reported(string code, string key) =>
        Check(code, "").ShouldBe([$"Shop: no words for \"{key}\""]);

    [Fact]
    public void A_key_without_words_that_another_project_asks_for_is_reported() =>
        Check("", "ShopModule.Words[\"head.title\"]").ShouldBe(["Shop: no words for \"head.title\""]);

    [Fact]
    public void A_code_may_have_its_words_in_a_project_that_is_referenced()
    {
        Check(Shop("Refuse(\"value.missing\")") with { Lent = Set("value.missing") }).ShouldBeEmpty();
        Check(Shop("Refuse(\"value.missing\")") with { Lent = Set("value.other") }).ShouldBe(["Shop: no words for \"value.missing\""]);
    }

    [Fact]
    public void A_book_that_is_asked_by_name_needs_the_words_itself() =>
        Check(Shop("Words[\"value.missing\"]") with { Lent = Set("value.missing") }).ShouldBe(["Shop: no words for \"value.missing\""]);

    [Fact]
    public void A_code_with_words_in_two_books_is_reported() =>
        Check(Shop("Refuse(\"value.missing\")", "value.missing") with { Lent = Set("value.missing") })
            .ShouldBe(["Shop: \"value.missing\" has other words in a project that it references"]);

    [Fact]
    public void Words_that_only_a_project_above_asks_for_are_asked_for()
    {
        Check(Shop("", "value.missing") with { UserCode = "Refuse(\"value.missing\")" }).ShouldBeEmpty();
        Check(Shop("", "value.missing") with { UserCode = "Words[\"value.missing\"]" })
            .ShouldBe(["Shop: nobody asks for \"value.missing\""]);
        Check("", "Refuse(\"value.missing\")", "value.missing").ShouldBe(["Shop: nobody asks for \"value.missing\""]);
    }

    [Theory]
    [InlineData("new OutboxEvent(ids.New(), \"shop.opened\", body, now)")]
    [InlineData("new OutboxEvent(\n    Next(ids, of(1)), \"shop.opened\", body, now)")]
    [InlineData("const string Opened = \"shop.opened\"; new OutboxEvent(id, News.Opened, body, now)")]
    [InlineData("new OutboxEvent(id, \"shop.opened\", body, now); if (heard.Name is \"shop.opened\") Open();")]
    [InlineData("new AuditEntry(call.Caller.Actor, \"shop.opened\", PublicId.Write(\"key\", id))")]
    [InlineData("OutboxEvent News(string name) => Made(name); outbox.Add(parts.News(\"shop.opened\", now));")]
    [InlineData("new AuditEntry(\"owner\", \"shop.opened\", id)")]
    [InlineData("new JobKind(\"shop.opening\", OpenAsync); new JobRequest(\"shop.opening\", body, by)")]
    [InlineData("const string Kind = \"shop.opening\"; new JobKind(Kind, OpenAsync); Schedule.Every(\"shop.nightly\", Kind, body, day)")]
    [InlineData("new Meter(\"shop.doors\").CreateCounter<long>(\"shop.opened\"); meter.CreateHistogram<long>(\"shop.open_ms\", unit);")]
    [InlineData("[LoggerMessage(EventName = \"shop.open_failed\", Level = LogLevel.Error, Message = \"shop.open_failed\")]\nvoid Failed();")]
    [InlineData("File.Open(Path.Combine(Folder(of(1)), \"shop.db\"))")]
    [InlineData("new FieldProblem(\"shop.name\", code); field with { Field = \"shop.\" + field.Field };")]
    public void A_name_that_only_programs_read_needs_no_words(string code) => Check(code, "").ShouldBeEmpty();

    [Theory]
    [InlineData("new OutboxEvent(id, \"shop.opened\", \"shop.body\", now)", "shop.body")]
    [InlineData("new AuditEntry(actor, \"shop.opened\", subject); Refuse(\"shop.closed\")", "shop.closed")]
    [InlineData("const string Closed = \"shop.closed\"; new OutboxEvent(id, Opened, body, now); Refuse(Closed)", "shop.closed")]
    [InlineData("[LoggerMessage(Message = \"shop.open_failed\")] void Failed() => Refuse(\"shop.closed\");", "shop.closed")]
    [InlineData("new FieldProblem(\"shop.name\", \"shop.closed\")", "shop.closed")]
    [InlineData("file.Path.StartsWith(\"shop.closed\")", "shop.closed")]
    [InlineData("Refuse(\"shop.not_utf8\")", "shop.not_utf8")]
    public void What_stands_beside_a_name_needs_words(string code, string key) =>
        Check(code, "").ShouldBe([$"Shop: no words for \"{key}\""]);

    [Theory]
    [InlineData("new Refusal(RefusalKind.Missing, \"shop.closed\")")]
    [InlineData("new FieldProblem(field, code); Problem(\"door\", \"shop.closed\")")]
    [InlineData("static Refusal Closed { get; } = new(RefusalKind.Missing, \"shop.closed\");")]
    public void Words_of_a_refusal_with_a_place_that_it_does_not_fill_are_reported(string code)
    {
        Unfilled(code, "{column} is closed: {detail}").ShouldBe(["\"shop.closed\" is a refusal's and has places beside {detail}"]);
        Unfilled(code, "it is closed: {detail}").ShouldBeEmpty();
    }

    [Fact]
    public void Words_that_no_refusal_says_may_have_any_places()
    {
        Unfilled("new Refusal(kind, code); outbox.Add(new OutboxEvent(id, \"shop.closed\", body, now));", "{column} is closed").ShouldBeEmpty();
        Unfilled("Note(\"shop.closed\")", "{column} is closed").ShouldBeEmpty();
    }

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
        Counted(new() { ["rows.one"] = "a row of {file}", ["rows.other"] = "{count} rows of {folder}" })
            .ShouldBe(["Shop: \"rows.one\" and \"rows.other\" have different places"]);

    [Fact]
    public void Plural_forms_that_differ_in_the_count_alone_are_not_reported() =>
        Counted(new() { ["rows.one"] = "a row of {file}", ["rows.other"] = "{count} rows of {file}" }).ShouldBeEmpty();

    private static IEnumerable<string> Check(string code, string otherCode, params string[] keys) =>
        Check(Shop(code, keys) with { OtherCode = otherCode });

    private static IEnumerable<string> Check(WordProject project) => WordRules.Problems(project);

    private static WordProject Shop(string code, params string[] keys) =>
        new("Shop", keys.ToDictionary(k => k, _ => "words"), code, "") { Names = NameRules.Names(code) };

    private static IEnumerable<string> Unfilled(string code, string words) =>
        WordRules.Unfilled(code, new() { ["shop.closed"] = words }, NameRules.Names(code));

    private static HashSet<string> Set(params string[] keys) => [.. keys];

    private static IEnumerable<string> Counted(Dictionary<string, string> texts) =>
        WordRules.Problems(new WordProject("Shop", texts, "Words.Count(\"rows\", n)", ""));

    private static TextFile? Words(Project project) =>
        Repository.Texts.SingleOrDefault(t => t.Path == project.Folder + "/Text/en.json");

    private static Dictionary<string, string> Texts(Project project) =>
        Words(project) is { } file ? JsonSerializer.Deserialize<Dictionary<string, string>>(file.Text)! : [];

    // Those it references, and those that they reference.
    private static HashSet<string> References(Project project) =>
        [.. project.References, .. project.References.SelectMany(r => References(Repository.Project(r)))];

    private static string Code(IEnumerable<string> folders, IReadOnlyList<string> without) => string.Join('\n',
        folders.SelectMany(folder => Repository.ProductCode.Concat(Repository.Markup).Where(f => f.IsUnder(folder) && !without.Any(f.IsUnder)))
            .Select(f => f.Path.EndsWith(".cs", Ordinal) ? f.WithoutComments : f.Text));
}
