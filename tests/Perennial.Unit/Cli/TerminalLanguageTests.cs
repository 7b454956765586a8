using Perennial.Cli;
using Perennial.Kernel.Words;

namespace Perennial.Unit.Cli;

/// <summary>The terminal in every language: whole, and within 80 cells, of which a Chinese character takes two.</summary>
[Collection("console")]
public sealed class TerminalLanguageTests
{
    public static TheoryData<string> Codes => [.. Language.All.Select(l => l.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_report_fits_80_cells_in_every_language(string code)
    {
        foreach (var options in new[]
                 {
                     "--by store,category --with ltv_simple,lifespan,repeat_rate_lifetime --compare-to year-ago",
                     "--period day --min-orders 2 --window 12m --from 2025-11-01", "--period quarter --compare-to 2024",
                 })
        {
            var (exit, output, errors) = await ReportCommandTests.Run(["report", "--demo", "--lang", code, .. options.Split(' ')]);
            exit.ShouldBe(0, errors);
            Lines(output).ShouldAllBe(line => TerminalCells.Width(line) <= Terminal.Columns);
            output.ShouldNotMatch(@"\{[a-z_]+\}");
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Help_fits_80_cells_in_every_language(string code)
    {
        var (exit, output, _) = await ReportCommandTests.Run(["report", "--help", "--lang", code]);
        exit.ShouldBe(0);
        Lines(output).ShouldAllBe(line => TerminalCells.Width(line) <= Terminal.Columns);
        foreach (var option in new[] { "--html", "--lang", "--encoding", "--dry-run", "--customers", "--compare", "--compare-to", "--json" })
        {
            output.ShouldContain(option);
        }
    }

    [Theory]
    [InlineData("en", "FILE")]
    [InlineData("ru", "ФАЙЛ")]
    [InlineData("ro", "FIȘIER")]
    [InlineData("zh", "文件")]
    public async Task Help_calls_the_order_files_as_its_usage_line_does(string code, string name)
    {
        var (_, output, _) = await ReportCommandTests.Run(["report", "--help", "--lang", code]);
        Lines(output).ShouldContain(line => line.Contains($"perennial report {name}...", StringComparison.Ordinal));
        Lines(output).ShouldContain(line => line.StartsWith(name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_language_that_is_not_spoken_is_refused()
    {
        var (exit, _, errors) = await ReportCommandTests.Run(["report", "--demo", "--lang", "tlh"]);
        exit.ShouldBe(64);
        errors.ShouldContain("\"tlh\"");
        errors.ShouldContain("--help");
    }

    [Theory]
    [InlineData("ru", "--from", "параметра")]
    [InlineData("ro", "--from", "valoare")]
    [InlineData("zh", "--from", "值")]
    public async Task A_missing_value_is_told_in_the_readers_language(string code, string option, string words)
    {
        var (exit, _, errors) = await ReportCommandTests.Run(["report", "--demo", "--lang", code, option]);
        exit.ShouldBe(64);
        errors.ShouldContain(words, Case.Insensitive);
        errors.ShouldNotContain("Required argument");
        errors.ShouldNotContain("needs a value");
    }

    private static IEnumerable<string> Lines(string output) => output.ReplaceLineEndings("\n").Split('\n');
}
