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

    /// <summary>
    /// Text of a file as a terminal may show it: characters that would steer the terminal, hide, or turn the direction
    /// of writing are shown as �.
    /// </summary>
    public static string Harmless(string text) => text.Any(IsHarmful)
        ? string.Concat(text.Select(c => IsHarmful(c) ? '\uFFFD' : c))
        : text;

    private static bool IsHarmful(char c) => (char.IsControl(c) && c != '\n') ||
        c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
