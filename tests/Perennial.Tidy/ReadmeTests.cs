namespace Perennial.Tidy;

public sealed class ReadmeTests
{
    [Fact]
    public void Every_project_of_the_product_has_a_readme() =>
        Readmes.Missing(Repository.Texts.Select(t => t.Path)).ShouldBeEmpty();

    [Fact]
    public void A_project_without_a_readme_is_reported() => Readmes.Missing(
    [
        "README.md", "src/A/A.csproj", "src/A/README.md", "src/Modules/B/B.csproj", "src/Modules/B/Contract/README.md",
        "tests/C/C.csproj",
    ]).ShouldBe(["src/Modules/B/README.md"]);
}

/// <summary>Rule: a module's README says what it owns, what it does not, its vocabulary and its invariants.</summary>
internal static class Readmes
{
    public static IEnumerable<string> Missing(IEnumerable<string> paths)
    {
        var all = paths.ToHashSet();
        return all.Where(p => p.StartsWith("src/", Ordinal) && p.EndsWith(".csproj", Ordinal))
            .Select(p => p[..p.LastIndexOf('/')] + "/README.md")
            .Except(all);
    }
}
