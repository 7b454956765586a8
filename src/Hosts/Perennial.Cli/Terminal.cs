using Spectre.Console;

namespace Perennial.Cli;

/// <summary>The terminal: 80 columns everywhere, colours only where it has them.</summary>
internal static class Terminal
{
    public const int Columns = 80;

    /// <summary>A text that takes at most so many cells; Chinese characters take two. The end is cut and marked.</summary>
    public static string Cut(string text, int cells)
    {
        if (text.GetCellWidth() <= cells)
        {
            return text;
        }

        var end = text.Length;
        while (end > 0 && text[..end].GetCellWidth() > cells - 1)
        {
            end--;
        }

        return text[..end] + "…";
    }

    public static IAnsiConsole On(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Columns;
        return console;
    }
}
