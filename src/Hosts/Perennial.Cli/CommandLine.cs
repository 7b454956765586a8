using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Perennial.Kernel.Words;

namespace Perennial.Cli;

/// <summary>The command line as a whole.</summary>
internal static class CommandLine
{
    private const string LanguageOption = "--lang";

    /// <summary>Runs a command; wrong options are told on standard error, in a line each.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="output">Standard output as bytes: JSON is UTF-8 whatever the terminal speaks.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Stream output)
    {
        // The language comes before everything else: the options describe themselves in it.
        if (LanguageIn(args) is not { } language)
        {
            Language.Current.Use();
            await Console.Error.WriteLineAsync(CliWords.Book["wrong.value", ("option", LanguageOption),
                ("value", Asked(args)), ("hint", CliWords.Book["option.--lang"])]);
            await Console.Error.WriteLineAsync(Usage(null));
            return ReportCommand.WrongUsage;
        }

        language.Use();
        var root = new RootCommand(CliWords.Book["cli.about"]) { ReportCommand.Create(output), ImportCommand.Create(), VerifyCommand.Create(), StaffCommand.Create() };
        root.Add(new Option<string>(LanguageOption)
        {
            Description = CliWords.Book["option.--lang"], HelpName = CliWords.Book["value.--lang"], Recursive = true,
        });
        foreach (var option in root.Options.Where(o => o is HelpOption or VersionOption))
        {
            option.Description = CliWords.Book[option is HelpOption ? "option.--help" : "option.--version"];
            option.Action = option is HelpOption ? new Help() : option.Action;
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        foreach (var error in parsed.Errors.Select(e => Message(e, parsed)).Distinct(StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync(error);
        }

        await Console.Error.WriteLineAsync(Usage(parsed.CommandResult.Command));
        return ReportCommand.WrongUsage;
    }

    // Whoever has not said what to do is told of the report.
    private static string Usage(Command? command) => CliWords.Book["cli.usage", ("command", command is null or RootCommand ? "report"
        : string.Join(' ', command.Parents.OfType<Command>().Where(p => p is not RootCommand).Append(command).Select(c => c.Name)))];

    // Our own messages are in the reader's language; the library's are in English and told by what they are about.
    private static string Message(ParseError error, ParseResult parsed) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } result when result.Option.Arity.MinimumNumberOfValues > 0 =>
            CliWords.Book["wrong.value_missing", ("option", result.Option.Name)],
        OptionResult { Option: var option, Tokens.Count: > 1 } when option.Arity.MaximumNumberOfValues == 1 =>
            CliWords.Book["wrong.value_twice", ("option", option.Name)],
        CommandResult { Command: RootCommand } when parsed.UnmatchedTokens.Count > 0 =>
            CliWords.Book["wrong.command", ("word", parsed.UnmatchedTokens[0])],
        CommandResult { Command: RootCommand } => CliWords.Book["wrong.no_command"],
        _ => error.Message,
    };

    private static string? Asked(string[] args)
    {
        for (var i = 0; i < args.Length && args[i] != "--"; i++)
        {
            if (args[i] == LanguageOption)
            {
                return i + 1 < args.Length ? args[i + 1] : null;
            }

            if (args[i].StartsWith(LanguageOption + "=", StringComparison.Ordinal))
            {
                return args[i][(LanguageOption.Length + 1)..];
            }
        }

        return null;
    }

    // The language asked for, else the system's; null for one that is not spoken here.
    private static Language? LanguageIn(string[] args) => Asked(args) is { } name ? Language.Of(name) : Language.Current;
}
