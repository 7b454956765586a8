using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class TextInCodeTests
{
    [Fact]
    public void Code_holds_no_text_for_people() => TextInCode.Found(Repository.ProductCode).ShouldBeEmpty();

    [Theory]
    [InlineData("console.WriteLine(\"nothing was read\");")]
    [InlineData("var text = $\"{count} rows were left out\";")]
    [InlineData("Line(@\"see the guide\");")]
    [InlineData("var text = \"заказ\";")]
    [InlineData("page.Add($\"<p class='a'>left in code {count}</p>\");")]
    [InlineData("var text = \"\"\"\n    a line of text\n    \"\"\";")]
    [InlineData("var text = \"results between 1 and 3 were left out\";")]
    [InlineData("var text = \"copy the file\";")]
    [InlineData("Message(\"it contains nothing\");")]
    public void A_sentence_in_code_is_reported(string line) =>
        TextInCode.Found([Samples.Code("\n" + line)]).Single().ShouldStartWith("src/Planted.cs:2: ");

    [Theory]
    [InlineData("throw new InvalidOperationException(\"the parts do not sum\");")]
    [InlineData("throw new ArgumentException(\n    $\"a text of {bytes} bytes is too long\", nameof(text));")]
    [InlineData("page.Add($\"<td class='a b' scope={x}>{value}</td>\");")]
    [InlineData("var key = \"head.title\"; var name = \"first_order\"; // a comment with words")]
    [InlineData("await unit.ExecuteAsync(\"update totals set total = 1 where id = 1\");")]
    [InlineData("table.OnConflict(\"(customer_id, tag_key) do nothing\").OnConflict(\"(id) do update set name = excluded.name\");")]
    [InlineData("table.Text(\"code\", c => c.Code).OnConflict(\"(code) do nothing\");")]
    [InlineData("conflict = \"on conflict \" + clause; var copy = $\"copy {Name} ({Names}) from stdin (format binary)\";")]
    [InlineData("const string Counts = \"status between 1 and 3 and is_test = false\";")]
    [InlineData("var isDeep = e.Message.Contains(\"maximum configured depth\", StringComparison.Ordinal);")]
    [InlineData("/// <param name=\"x\">many words here</param>")]
    public void What_only_a_developer_reads_is_not_reported(string line) =>
        TextInCode.Found([Samples.Code(line)]).ShouldBeEmpty();
}

/// <summary>Rule: what people read stands in resource files, in every language, and never in code.</summary>
internal static partial class TextInCode
{
    // Data, not words: what a made-up shop sells, how often letters occur, the names that a format has.
    private static readonly string[] Exempt =
    [
        "src/Modules/Perennial.Commerce/Demo/", "src/Modules/Perennial.Commerce/OrderFiles/Shapes/",
        "src/Perennial.Kernel/Data/SqlTokens.cs", "src/Perennial.Kernel/Files/EncodingLetters.cs", "src/Perennial.Kernel/Files/HanziCost.cs",
    ];

    // Columns with the names that code reads them by, conditions, and what a statement begins with before it says what it does.
    private const string Fragment =
        @"^\s*(with (recursive )?\w+ \(|where \(|[a-z_]+ as [A-Z]\w*,|id < @|\{Columns\} where )";

    // Classes of a tag, each in small letters with hyphens; the tag's own words stand elsewhere.
    private static readonly string[] Classes = ["card", "field", "note", "num"];

    private const string OneCondition =
        @"([a-z_.]+ (=|<>|<|>|<=|>=) \S+|[a-z_.]+ between \S+ and \S+|[a-z_.]+ is (not )?null)";

    public static IEnumerable<string> Found(IEnumerable<TextFile> code) =>
        from file in code
        where !Exempt.Any(e => file.Path.StartsWith(e, Ordinal))
        let text = file.WithoutComments
        from literal in Literal().Matches(text)
        where LooksLikeText(literal.Groups["text"].Value) && !IsOfException(text, literal.Index) &&
            !NotShown().IsMatch(text[..literal.Index])
        select $"{file.Path}:{1 + text.AsSpan(0, literal.Index).Count('\n')}: {literal.Value.Trim()}";

    private static bool LooksLikeText(string literal) =>
        !Sql().IsMatch(literal) && !Condition().IsMatch(literal) && !OfStatement().IsMatch(literal) && !IsClasses(literal) &&
            Sentence().IsMatch(Tag().Replace(WithoutHoles(literal), "|")) || OtherScript().IsMatch(literal);

    private static bool IsClasses(string literal) => ClassList().IsMatch(literal) && Classes.Contains(literal.Split(' ', '"')
        .First(w => w.Length > 0 && !w.StartsWith("class", Ordinal) && w != "\\"), StringComparer.Ordinal);

    // What stands in the holes of a template is code; holes may hold templates.
    private static string WithoutHoles(string literal)
    {
        for (var before = ""; before != literal;)
        {
            before = literal;
            literal = Hole().Replace(literal, "");
        }

        return literal;
    }

    // What an exception says is for developers: people are told by codes and their words.
    private static bool IsOfException(string text, int at)
    {
        var start = text.LastIndexOfAny([';', '{', '}'], Math.Max(0, at - 1)) + 1;
        return text[start..at].Contains("Exception(", Ordinal);
    }

    [GeneratedRegex("\"{3}(?<text>[\\s\\S]*?)\"{3}|\"(?<text>(?:\\\\.|[^\"\\\\\n])*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();

    // Statements speak to the database, whole ones and what becomes of a row that is there already.
    [GeneratedRegex(@"^\s*(select|insert into|update \w+ set|delete from|create|alter|pragma|show|on conflict)\b|" +
        @"^\s*\([a-z_, ]+\) do (nothing|update set)\b|^copy \{\w+\} \(|" +
        @"^\s*[a-z_]+( as [a-z_]+)?(,\s+[a-z_]+( as [a-z_]+)?)+\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Sql();

    [GeneratedRegex(Fragment)]
    private static partial Regex OfStatement();

    [GeneratedRegex(@"^( class=\\"")?[a-z]+( [a-z]+(-[a-z]+)*-?)+(\\"")?$", RegexOptions.ExplicitCapture)]
    private static partial Regex ClassList();

    // So do conditions: all of the literal compares columns.
    [GeneratedRegex($"^{OneCondition}( (and|or) {OneCondition})*$")]
    private static partial Regex Condition();

    // A clause of a statement; words that the framework says, looked for in what it said.
    [GeneratedRegex(@"\.(OnConflict|Message\.Contains)\(\s*$")]
    private static partial Regex NotShown();

    [GeneratedRegex(@"\{[^{}]*\}|^[^{}]*\}|\{[^{}]*$")]
    private static partial Regex Hole();

    // Commands, and tags of a page, also those that begin or end in another literal.
    [GeneratedRegex(@"<code>[^<]*</code>|<[^<>]*(>|$)|^[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\b[A-Za-z]{2,} [a-z]{2,}\b")]
    private static partial Regex Sentence();

    // Letters beyond Latin: somebody's language. Signs that files use as marks (№, 年, 月) are single.
    [GeneratedRegex(@"[\p{IsCyrillic}]{3,}|[\u4E00-\u9FFF]{3,}")]
    private static partial Regex OtherScript();
}
