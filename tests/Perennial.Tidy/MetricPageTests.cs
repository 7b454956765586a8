using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class MetricPageTests
{
    [Fact]
    public void Every_test_that_the_metric_pages_name_exists() => MetricPages.Problems(
        Repository.Texts.Where(t => t.IsUnder("docs/metrics") && t.Path.EndsWith(".md", Ordinal)),
        Repository.Code.Where(t => t.IsUnder("tests"))).ShouldBeEmpty();

    [Fact]
    public void A_test_that_does_not_exist_is_reported() =>
        Problems("Pinned by\n`Orders_are_counted` and `Orders_are_lost`, see `second_order_rate_90d`.")
            .ShouldBe(["docs/metrics/planted.md:2: Orders_are_lost is no test"]);

    [Fact]
    public void A_page_that_names_no_test_is_reported() =>
        Problems("Nothing pins `returnsValue` or `Order_id`.").ShouldBe(["docs/metrics/planted.md: names no test"]);

    [Fact]
    public void A_name_in_a_comment_or_a_string_is_no_test() =>
        Problems("`Orders_are_said` and `Orders_are_noted`").Count().ShouldBe(2);

    private static IEnumerable<string> Problems(string page) => MetricPages.Problems([new TextFile("docs/metrics/planted.md", page)],
    [
        Samples.Code("""
            [Fact]
            public void Orders_are_counted() => Do("void Orders_are_said()");
            // public void Orders_are_noted() { }
            """),
    ]);
}

/// <summary>Rule: a page about a metric names tests that pin it, and they exist.</summary>
internal static partial class MetricPages
{
    public static IEnumerable<string> Problems(IEnumerable<TextFile> pages, IEnumerable<TextFile> tests)
    {
        var names = tests.SelectMany(t => Method().Matches(t.Deeds)).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        return pages.SelectMany(page => Named().IsMatch(page.Text)
            ? Named().Matches(page.Text).Where(m => !names.Contains(m.Groups["name"].Value))
                .Select(m => $"{page.Path}:{1 + page.Text.AsSpan(0, m.Index).Count('\n')}: {m.Groups["name"].Value} is no test")
            : [$"{page.Path}: names no test"]);
    }

    // A sentence as a name: a capital, and two underscores at least.
    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*_[A-Za-z0-9]+_[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(void|Task)\s+(?<name>\w+)\s*\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Method();
}
