using System.CommandLine;
using System.CommandLine.Parsing;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;

namespace Perennial.Cli;

/// <summary>The options that set a report beside another: <c>--compare</c> and <c>--compare-to</c>.</summary>
internal sealed class ComparisonArguments
{
    private static readonly WordBook Words = CliWords.Book;

    private readonly Option<string[]> files = new("--compare") { Description = Words["option.--compare"],
        AllowMultipleArgumentsPerToken = false, HelpName = Words["value.--compare"] };
    private readonly Option<ComparedPeriod?> period = ReportArguments.Parsed<ComparedPeriod?>("--compare-to", text =>
        ComparedPeriod.TryParse(text, out var p) ? p : null);

    public void AddTo(Command command)
    {
        period.HelpName = Words["value.--compare-to"];
        files.Validators.Add(result => ReportArguments.CheckPaths(result, files.Name, result.GetValue(files) ?? []));
        command.Add(files);
        command.Add(period);
        command.Validators.Add(result =>
        {
            if (result.Errors.Any())
            {
                return;
            }

            if (result.GetResult(files) is not null && result.GetResult(period) is not null)
            {
                result.AddError(Words["wrong.two_comparisons"]);
            }
        });
    }

    /// <summary>The files of the other side; empty where none are compared.</summary>
    public IReadOnlyList<string> Files(ParseResult result) => result.GetValue(files) ?? [];

    /// <summary>The other stretch; null where none was named.</summary>
    public ComparedPeriod? Period(ParseResult result) => result.GetValue(period);
}
