using Perennial.Commerce.Demo;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Spectre.Console;
using static Perennial.Kernel.Words.Shown;

namespace Perennial.Cli;

/// <summary>Two sides of a comparison in the terminal, figure by figure, and what moved between them.</summary>
internal sealed class TerminalComparison(IAnsiConsole console)
{
    private const int GroupsShown = 12;
    private const int FilesNamed = 3;

    private static readonly Perennial.Kernel.Words.WordBook Words = CliWords.Book;

    public void Write(Comparison? comparison)
    {
        if (comparison is null)
        {
            return;
        }

        Title(Words["compare.title"]);
        Explain(Words["compare.sides", ("main", Name(comparison, comparison.Main)),
            ("other", Name(comparison, comparison.Other))]);
        var warnings = new TerminalWarnings(console);
        if (comparison.To is null)
        {
            warnings.Write(comparison.Other.Reading);
        }

        warnings.Write(comparison.Notices);
        WriteTable(["figure", "this_side", "other_side", "difference", "change"], comparison.Figures.Select(f => (string[])
        [
            InsightsModule.Words["figure." + f.Name], f.Side(f.Main), f.Side(f.Other), f.DifferenceInWords(), f.ChangeInWords(),
        ]));
        Pooled(comparison);
        if (comparison.Main.IsPartial || comparison.Other.IsPartial)
        {
            Explain(InsightsModule.Words["compare.partial"]);
        }

        Moved(comparison);
        foreach (var groups in comparison.Groups.GroupBy(g => g.By))
        {
            Groups(InsightsModule.Words["dimension." + groups.Key.ToString().ToLowerInvariant()], [.. groups]);
        }
    }

    private void Pooled(Comparison comparison)
    {
        var (main, other) = (comparison.Main.RetentionRate, comparison.Other.RetentionRate);
        Explain(InsightsModule.Words["compare.pooled", ("part", main.Numerator), ("whole", main.Denominator),
            ("other_part", other.Numerator), ("other_whole", other.Denominator)]);
    }

    private void Moved(Comparison comparison)
    {
        if (comparison.WhatMoved is not { } moved)
        {
            return;
        }

        Title(Words["moved.title"]);
        Explain(Words["compare.moved", ("revenue", Signed(moved.Revenue))]);
        TerminalReport.Parts(console, moved);
    }

    private void Groups(string dimension, IReadOnlyList<ComparedGroup> groups)
    {
        Title(Words["groups.title", ("dimension", dimension)]);
        Explain(InsightsModule.Words["compare.groups"]);
        WriteTable(["value", "this_side", "other_side", "mix", "rate", "revenue_change"], groups.Take(GroupsShown).Select(g => (string[])
        [
            TerminalReport.Value(g.Value), Percent(g.Main), Percent(g.Other), InPoints(g.Mix), InPoints(g.Rate),
            g.RevenueChange is { } change ? Signed(change) : NotAvailable,
        ]));
        if (groups.Count > GroupsShown)
        {
            Explain(Words.Count("groups.more", groups.Count - GroupsShown));
        }
    }

    // Two stretches of one shop differ by their days, two shops by their files as well.
    private static string Name(Comparison comparison, ComparedSide side)
    {
        var days = InsightsModule.Words["compare.days", ("from", Iso(side.From)), ("to", Iso(side.To.PlusDays(-1))),
            ("star", side.IsPartial ? "*" : "")];
        if (comparison.To is not null)
        {
            return days;
        }

        var files = side.Reading.Understood.Select(u => u.File == DemoShop.FileName ? Words["head.demo"] : u.File).ToList();
        return InsightsModule.Words["compare.files", ("days", days),
            ("files", string.Join(", ", files.Take(FilesNamed)) + (files.Count > FilesNamed ? ", ..." : ""))];
    }

    private static string InPoints(decimal? fraction) => fraction is { } points ? Points(points, 2) : NotAvailable;

    private void WriteTable(string[] columns, IEnumerable<string[]> rows)
    {
        var table = TerminalReport.Plain();
        for (var i = 0; i < columns.Length; i++)
        {
            TerminalReport.AddColumn(table, Words["column." + columns[i]], isFirst: i == 0, gap: i == columns.Length - 1 ? 0 : 2);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(c => new Text(c))]);
        }

        console.Write(table);
    }

    private void Title(string text) => console.Write(new Text("\n" + text + "\n", new Style(decoration: Decoration.Bold)));

    private void Explain(string text) =>
        console.Write(new Text(TerminalCells.Wrap(text, Terminal.Columns) + "\n", TerminalReport.Quiet));
}
