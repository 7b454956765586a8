namespace Perennial.Tidy;

public sealed class MachinePathTests
{
    [Fact]
    public void No_text_names_a_folder_of_somebodys_machine() => MachinePaths.Found(Repository.Texts).ShouldBeEmpty();

    // In two parts, so that this file keeps the rule too.
    [Theory]
    [InlineData("cd /", "home/ann/perennial")]
    [InlineData("data=\"/", "work/orders.csv\"")]
    [InlineData("open /", "Users/ann/orders.csv")]
    [InlineData("open C:", @"\Users\ann\orders.csv")]
    [InlineData("{ \"path\": \"c:", @"\\Users\\ann"" }")]
    public void A_path_of_a_machine_is_reported(string start, string end) =>
        Found("\n" + start + end).Single().ShouldStartWith("docs/planted.md:2: ");

    [Theory]
    [InlineData("https://example.org/home/page")]
    [InlineData("src/work/file.cs and ~/work/here")]
    [InlineData("at home/abroad, /workshop/ or /homework/")]
    public void An_address_or_a_relative_path_is_not_reported(string text) => Found(text).ShouldBeEmpty();

    private static IEnumerable<string> Found(string text) =>
        MachinePaths.Found([new TextFile("docs/planted.md", text)]);
}

/// <summary>Rule: nothing in the repository depends on where somebody keeps it.</summary>
internal static partial class MachinePaths
{
    public static IEnumerable<string> Found(IEnumerable<TextFile> texts) =>
        texts.SelectMany(f => f.Finds(OnDisk(), f.Text));

    [GeneratedRegex(@"(?<![\w~.-])/(home|work|Users)/\S*|\b[A-Za-z]:\\{1,2}Users\b\S*", RegexOptions.ExplicitCapture)]
    private static partial Regex OnDisk();
}
