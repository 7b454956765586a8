using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary>What <c>--help</c> prints: the library's own help speaks English only.</summary>
internal sealed class Help : SynchronousCommandLineAction
{
    private const int NameCells = 26;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var console = Terminal.On(Console.Out);
        console.WriteLine(command.Description ?? "");
        console.WriteLine();
        var usage = "help.usage." + string.Join('.',
            command.Parents.OfType<Command>().Where(p => p is not RootCommand).Append(command).Select(c => c.Name));
        console.WriteLine(CliWords.Book[CliWords.Book.Has(usage) ? usage : "help.usage"]);
        List(console, "help.commands", command.Subcommands.Select(c => (c.Name, c.Description)));
        List(console, "help.arguments", command.Arguments.Select(a => (a.HelpName ?? a.Name, a.Description)));
        List(console, "help.options", OptionsOf(command).Select(o => (Named(o), o.Description)));
        return 0;
    }

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(o => o.Recursive))
            .Distinct();

    private static string Named(Option option) =>
        option.HelpName is { } value && option.Arity.MaximumNumberOfValues > 0 ? $"{option.Name} {value}" : option.Name;

    private static void List(IAnsiConsole console, string title, IEnumerable<(string Name, string? Description)> rows)
    {
        var listed = rows.ToList();
        if (listed.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(CliWords.Book[title]);
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("") { Width = NameCells, NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        table.AddColumn(new TableColumn("") { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, description) in listed)
        {
            table.AddRow(new Text(name), new Text(TerminalCells.Wrap(description ?? "", Terminal.Columns - NameCells - 4)));
        }

        console.Write(table);
    }
}
