using Perennial.Tidy.Planted;

namespace Perennial.Tidy;

public sealed class WallClockTests
{
    [Fact]
    public void Code_takes_the_time_from_a_clock_it_is_given() =>
        WallClock.ReadIn(Repository.ProductCode).ShouldBeEmpty();

    [Fact]
    public void The_compiler_refuses_the_wall_clock_everywhere() =>
        WallClock.NotBanned(Repository.Text("BannedSymbols.txt"), Repository.Text("Directory.Build.props"))
            .ShouldBeEmpty();

    // This suite has to name what it looks for.
    [Fact]
    public void Nobody_switches_the_compilers_refusal_off() =>
        WallClock.SwitchedOff(Repository.Texts.Where(t => !t.IsUnder("tests/Perennial.Tidy"))).ShouldBeEmpty();

    [Theory]
    [InlineData("var t = DateTime.Now;")]
    [InlineData("var t = System.DateTime.UtcNow.Date;")]
    [InlineData("var t = DateTimeOffset.UtcNow;")]
    [InlineData("var t = DateTime.Today;")]
    [InlineData("var t = SystemClock.Instance.GetCurrentInstant();")]
    public void A_look_at_the_wall_clock_is_reported(string line) =>
        WallClock.ReadIn([Samples.Code("class A // DateTime.Now\n{\n" + line)]).Single()
            .ShouldStartWith("src/Planted.cs:3: ");

    [Theory]
    [InlineData("// Never DateTime.Now.")]
    [InlineData("/* Never\nDateTime.Now. */")]
    [InlineData("var quote = '\"'; // DateTime.Now")]
    [InlineData("var text = \"say \\\"DateTime.Now\\\"\";")]
    [InlineData("var text = \"\"\"\n  \"DateTime.Now\"\n  \"\"\";")]
    [InlineData("var text = @\"\"\"DateTime.Now\"\"\";")]
    [InlineData("var t = clock.GetUtcNow();")]
    public void Words_about_the_wall_clock_are_not_reported(string line) =>
        WallClock.ReadIn([Samples.Code(line)]).ShouldBeEmpty();

    [Fact]
    public void A_ban_that_is_missing_or_not_wired_is_reported()
    {
        const string banned = """
            P:System.DateTime.Now;Take the time from TimeProvider.
            P:System.DateTime.UtcNow;Take the time from TimeProvider.
            P:System.DateTimeOffset.Now;Take the time from TimeProvider.
            P:System.DateTimeOffset.UtcNow;Take the time from TimeProvider.
            """;

        WallClock.NotBanned(banned, "<Project><ItemGroup /></Project>").ShouldBe(
        [
            "BannedSymbols.txt does not list P:System.DateTime.Today",
            "Directory.Build.props does not reference Microsoft.CodeAnalysis.BannedApiAnalyzers",
            "Directory.Build.props does not hand BannedSymbols.txt to the compiler",
        ]);
    }

    [Fact]
    public void Switching_the_refusal_off_is_reported() =>
        WallClock.SwitchedOff([Samples.Code("\n#pragma warning disable RS0030")])
            .ShouldBe(["src/Planted.cs:2: RS0030"]);
}

/// <summary>Rule: the time comes from a clock that is handed in, so that a test can move it.</summary>
internal static partial class WallClock
{
    private static readonly string[] Banned =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now",
        "P:System.DateTimeOffset.UtcNow",
    ];

    public static IEnumerable<string> ReadIn(IEnumerable<TextFile> code) =>
        code.SelectMany(f => f.Finds(Clock(), f.Deeds));

    public static IEnumerable<string> NotBanned(string bannedSymbols, string buildProps)
    {
        var listed = bannedSymbols.Split('\n').Select(l => l.Split(';')[0].Trim()).ToList();
        foreach (var symbol in Banned.Except(listed))
        {
            yield return $"BannedSymbols.txt does not list {symbol}";
        }

        var props = XDocument.Parse(buildProps);
        if (!Includes(props, "PackageReference").Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers"))
        {
            yield return "Directory.Build.props does not reference Microsoft.CodeAnalysis.BannedApiAnalyzers";
        }

        if (!Includes(props, "AdditionalFiles").Any(f => f.EndsWith("BannedSymbols.txt", Ordinal)))
        {
            yield return "Directory.Build.props does not hand BannedSymbols.txt to the compiler";
        }
    }

    public static IEnumerable<string> SwitchedOff(IEnumerable<TextFile> texts) =>
        texts.SelectMany(f => f.Finds(Diagnostic(), f.Text));

    private static IEnumerable<string> Includes(XDocument props, string item) =>
        props.Descendants(item).Select(i => i.Attribute("Include")?.Value).OfType<string>();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bSystemClock\.Instance", RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();

    // The diagnostic by which the compiler refuses a banned symbol.
    [GeneratedRegex(@"\bRS0030\b")]
    private static partial Regex Diagnostic();
}
