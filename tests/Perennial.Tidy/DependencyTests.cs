namespace Perennial.Tidy;

public sealed partial class DependencyTests
{
    private const string NodaTime = "| NodaTime | 3.3.7 | Apache-2.0 | days |";
    private const string Shouldly = "| Shouldly | 4.2.1 | BSD-2-Clause | tests |";

    private const string Props = """
        <Project><ItemGroup>
          <PackageVersion Include="NodaTime" Version="3.3.7" />
          <PackageVersion Include="Shouldly" Version="4.2.1" />
        </ItemGroup></Project>
        """;

    [Fact]
    public void Every_package_stands_with_version_and_licence_in_the_list_of_dependencies() =>
        Dependencies.Problems(Repository.Text("Directory.Packages.props"), Repository.Text("docs/dependencies.md"))
            .ShouldBeEmpty();

    [Fact]
    public void A_list_that_agrees_has_no_problems() =>
        Dependencies.Problems(Props, Listed(NodaTime, Shouldly)).ShouldBeEmpty();

    [Fact]
    public void A_package_that_is_not_listed_is_reported() =>
        Dependencies.Problems(Props, Listed(NodaTime)).ShouldBe(["Shouldly is not listed"]);

    [Fact]
    public void A_listed_package_that_is_not_used_is_reported() =>
        Dependencies.Problems(Props, Listed(NodaTime, Shouldly, "| Dapper | 2.1.86 | Apache-2.0 | SQL |"))
            .ShouldBe(["Dapper is listed and not used"]);

    [Fact]
    public void Another_version_and_a_missing_licence_are_reported() =>
        Dependencies.Problems(Props, Listed(NodaTime.Replace(".7", ".6", Ordinal), "| Shouldly | 4.2.1 |  | tests |"))
            .ShouldBe(
            [
                "NodaTime is listed with version 3.3.6 and used with 3.3.7",
                "Shouldly is listed without a licence",
            ]);

    [Fact]
    public void Vendored_assets_are_of_the_listed_version_and_have_their_licence()
    {
        foreach (var asset in MarkdownTable.Rows(Repository.Text("docs/dependencies.md"), "Asset"))
        {
            var folder = Path.Combine(Repository.Root, asset[3].Trim('`'));
            File.Exists(Path.Combine(folder, "LICENSE")).ShouldBeTrue(asset[0]);
            Directory.EnumerateFiles(folder, "*.min.*").ShouldAllBe(f => Dependencies.SaysVersion(File.ReadAllText(f), asset[1]));
        }
    }

    [Theory]
    [InlineData("export const version=\"6.1.0\";")]
    [InlineData("var lib={version:\"6.1.0\"};")]
    [InlineData("/*!\n * Lib v6.1.0 (https://example.org)")]
    public void A_file_that_says_its_version_is_known_by_it(string text)
    {
        Dependencies.SaysVersion(text, "6.1.0").ShouldBeTrue();
        Dependencies.SaysVersion(text, "6.1.1").ShouldBeFalse();
        Dependencies.SaysVersion(text, "6.1").ShouldBeFalse();
    }

    [Fact]
    public void What_is_fetched_again_is_what_is_listed() =>
        MarkdownTable.Rows(Repository.Text("docs/dependencies.md"), "Asset").Select(asset => asset[0])
            .ShouldBe(Unpacked().Matches(Repository.Text("dev")).Select(m => m.Groups["package"].Value), ignoreOrder: true);

    [GeneratedRegex(@"\$\(unpack (?<package>\S+) ", RegexOptions.ExplicitCapture)]
    private static partial Regex Unpacked();

    private static string Listed(params string[] rows) =>
        "| Package | Version | Licence | What it is for |\n|---|---|---|---|\n" + string.Join('\n', rows);
}

/// <summary>Rule: whoever ships the product can read off what is in it and under which licence.</summary>
internal static class Dependencies
{
    /// <summary>Whether a vendored file says that it is of a version: as a field, or at its head.</summary>
    public static bool SaysVersion(string text, string version) =>
        text.Contains($"version=\"{version}\"", Ordinal) || text.Contains($"version:\"{version}\"", Ordinal) ||
            text.Contains($" v{version} (", Ordinal);

    public static IEnumerable<string> Problems(string packagesProps, string markdown)
    {
        var used = XDocument.Parse(packagesProps).Descendants("PackageVersion")
            .ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        var listed = MarkdownTable.Rows(markdown, "Package");
        return
        [
            .. used.Keys.Except(listed.Select(r => r[0])).Select(n => $"{n} is not listed"),
            .. listed.Select(r => r[0]).Except(used.Keys).Select(n => $"{n} is listed and not used"),
            .. listed.Where(r => used.TryGetValue(r[0], out var version) && version != r[1])
                .Select(r => $"{r[0]} is listed with version {r[1]} and used with {used[r[0]]}"),
            .. listed.Where(r => r[2].Length == 0).Select(r => $"{r[0]} is listed without a licence"),
        ];
    }
}
