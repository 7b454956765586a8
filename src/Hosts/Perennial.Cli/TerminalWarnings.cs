using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel.Files;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary>What the files' owner should know: place, value, what is wrong and what to do, a kind each.</summary>
internal sealed class TerminalWarnings(IAnsiConsole console)
{
    public void Write(OrderReading reading) => Write(reading.Warnings);

    public void Write(IReadOnlyList<ReadWarning> warnings)
    {
        foreach (var warning in warnings)
        {
            Write(warning);
        }
    }

    public void Write(IEnumerable<Notice> notices)
    {
        foreach (var notice in notices)
        {
            Bullet("yellow", CliWords.Book["warning.line",
                ("words", InsightsModule.Words.Count(notice.Code, notice.Count, ("detail", notice.Detail)))]);
        }
    }

    public void Write(string text) => Bullet("yellow", CliWords.Book["warning.line", ("words", text)]);

    private void Write(ReadWarning warning)
    {
        var words = CommerceModule.Words.Of(warning.First);
        var place = Place(warning.First);
        var text = warning.Kind switch
        {
            WarningKind.Rejected => CliWords.Book.Count("warning.rejected", warning.Count, ("place", place),
                ("words", words)),
            WarningKind.Understood when warning.First.Line > 0 =>
                CliWords.Book.Count("warning.understood", warning.Count, ("place", place), ("words", words)),
            _ => CliWords.Book["warning.file", ("place", place), ("words", words)],
        };
        Bullet(warning.Kind == WarningKind.Understood ? "yellow" : "red", text);
    }

    private static string Place(FileProblem problem) => (problem.Line, problem.Column) switch
    {
        (0, _) => problem.File,
        (var line, null) => CliWords.Book["place.line", ("file", problem.File), ("line", line)],
        (var line, var column) =>
            CliWords.Book["place.column", ("file", problem.File), ("line", line), ("column", column)],
    };

    private void Bullet(string colour, string text)
    {
        var grid = new Grid { Expand = false }.AddColumn(new GridColumn { Width = 1,
            Padding = new Padding(0, 0, 1, 0) }).AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        grid.AddRow(new Markup($"[{colour}]![/]"), new Text(TerminalCells.Wrap(Terminal.Harmless(text), Terminal.Columns - 2)));
        console.Write(grid);
    }
}
