using System.Text.RegularExpressions;
using Perennial.Server;
using Perennial.Server.Start;

namespace Perennial.Slices.Docs;

/// <summary>What the server can be told is what its guide and its help say.</summary>
public sealed class ServerOptionsTests
{
    private const string Guide = "docs/guide/server.md";

    [Fact]
    public void The_guide_lists_every_option_with_its_variable_and_no_other() =>
        Regex.Matches(File.ReadAllText(Path.Combine(DocPage.Root, Guide)), @"^\| `--(?<name>[a-z-]+)` \| `(?<variable>[A-Z_]+)` \|",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture)
            .Select(m => (m.Groups["name"].Value, m.Groups["variable"].Value))
            .ShouldBe(ServerOptions.Names.Select(n => (n, "PERENNIAL_" + n.ToUpperInvariant().Replace('-', '_'))));

    [Fact]
    public void Every_option_of_the_code_is_listed() =>
        Regex.Matches(File.ReadAllText(Path.Combine(DocPage.Root, "src/Hosts/Perennial.Server/ServerOptions.cs")), "Told\\(\"(?<name>[a-z-]+)\"\\)")
            .Select(m => m.Groups["name"].Value).Distinct().Order().ShouldBe(ServerOptions.Names.Order());

    [Fact]
    public void The_help_lists_every_option_in_80_columns()
    {
        using var help = new StringWriter();
        Greeting.Help(help);
        var lines = help.ToString().Split('\n');
        lines.ShouldAllBe(l => l.Length <= 80);
        ServerOptions.Names.ShouldAllBe(n => lines.Contains("  --" + n));
    }

    [Theory]
    [InlineData("option.unknown", "--adress", "http://localhost:1")]
    [InlineData("option.unknown", "data")]
    [InlineData("option.value_missing", "--data")]
    [InlineData("option.rate_wrong", "--rate", "many")]
    [InlineData("option.rate_wrong", "--rate=0")]
    public void What_there_is_not_is_refused(string code, params string[] args) =>
        Should.Throw<OptionRefusedException>(() => ServerOptions.Read(args)).Code.ShouldBe(code);

    [Fact]
    public void Options_are_read_with_a_space_or_with_a_sign_of_equality()
    {
        var read = ServerOptions.Read(["--data", "folder", "--rate=5", "--webhooks-allow", "a:1, b:2", "--address", "http://localhost:1"]);
        read.DataFolder.ShouldBe(Path.GetFullPath("folder"));
        read.RequestsPerSecond.ShouldBe(5);
        read.WebhooksAllowed.ShouldBe(["a:1", "b:2"]);
    }
}
