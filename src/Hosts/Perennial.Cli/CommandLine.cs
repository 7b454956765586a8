using System.CommandLine;
using System.CommandLine.Help;

namespace Perennial.Cli;

/// <summary>The command line as a whole.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command; wrong options are told on standard error, in a line each.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="output">Standard output as bytes: JSON is UTF-8 whatever the terminal speaks.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Stream output)
    {
        var root = new RootCommand(CliWords.Book["cli.about"]) { ReportCommand.Create(output) };
        foreach (var help in root.Options.OfType<HelpOption>().Select(o => o.Action).OfType<HelpAction>())
        {
            help.MaxWidth = Terminal.Columns;
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        await Console.Error.WriteLineAsync(CliWords.Book["cli.usage"]);
        return ReportCommand.WrongUsage;
    }
}
