using Spectre.Console;

namespace Perennial.Cli;

/// <summary>The terminal: 80 columns everywhere, colours only where it has them.</summary>
internal static class Terminal
{
    public const int Columns = 80;

    public static IAnsiConsole On(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Columns;
        return console;
    }
}
