namespace Perennial.Tidy;

public sealed class NameTests
{
    // Names with "base" that are the field's own word, the customer base, and no base class.
    private static readonly string[] Exceptions = ["BaseMovement", "CustomerBase"];

    [Fact]
    public void Types_say_what_they_are() =>
        Names.Empty(Repository.Projects.SelectMany(p => p.Types).Select(t => t.Name), Exceptions).ShouldBeEmpty();

    [Fact]
    public void Files_say_what_is_in_them() =>
        Names.Empty(Repository.Code.Select(f => Path.GetFileNameWithoutExtension(f.Path)), Exceptions).ShouldBeEmpty();

    [Fact]
    public void Names_that_say_nothing_are_reported()
    {
        string[] bad =
        [
            "TextUtils", "Util", "DateHelper", "Helpers", "OrderManager", "Common", "BaseReader", "ModuleBase",
                "ListHelper`1",
        ];

        Names.Empty(bad, []).ShouldBe(bad);
    }

    [Fact]
    public void Names_that_only_look_alike_and_named_exceptions_are_not_reported() =>
        Names.Empty(["Baseline", "BasedOn", "Database", "CardTagHelper", "Commonwealth", "OrderBook", "BaseMovement"], ["BaseMovement"])
            .ShouldBeEmpty();
}

/// <summary>Rule: a name says what the thing is; these words say that a noun was not found.</summary>
internal static partial class Names
{
    public static IEnumerable<string> Empty(IEnumerable<string> names, IReadOnlyCollection<string> exceptions) =>
        names.Where(n => EmptyWord().IsMatch(n) && !exceptions.Contains(n));

    // A tag helper is the framework's word for a part of a page.
    // Base counts as a word of its own: at the end, or at the start before a capital.
    [GeneratedRegex("(Utils?|(?<!Tag)Helpers?|Managers?|Common|Base)(`[0-9]+)?$|^Base(?![a-z])", RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyWord();
}
