using Perennial.Commerce.Demo;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Spectre.Console;
using static Perennial.Cli.Terminal;

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
            Words["figure." + f.Name], Shown(f, f.Main), Shown(f, f.Other), Difference(f), Change(f.Change),
        ]));
        Pooled(comparison);
        if (comparison.Main.IsPartial || comparison.Other.IsPartial)
        {
            Explain(Words["compare.partial"]);
        }

        Moved(comparison);
        foreach (var groups in comparison.Groups.GroupBy(g => g.By))
        {
            Groups(Words["dimension." + groups.Key.ToString().ToLowerInvariant()], [.. groups]);
        }
    }

    private void Pooled(Comparison comparison)
    {
        var (main, other) = (comparison.Main.RetentionRate, comparison.Other.RetentionRate);
        Explain(Words["compare.pooled", ("part", main.Numerator), ("whole", main.Denominator),
            ("other_part", other.Numerator), ("other_whole", other.Denominator)]);
    }

    private void Moved(Comparison comparison)
    {
        if (comparison.WhatMoved is not { } moved)
        {
            return;
        }

        Title(Words["moved.title"]);
        Explain(Words["compare.moved", ("revenue", TerminalReport.Signed(moved.Revenue))]);
        TerminalReport.Parts(console, moved);
    }

    private void Groups(string dimension, IReadOnlyList<ComparedGroup> groups)
    {
        Title(Words["groups.title", ("dimension", dimension)]);
        Explain(Words["compare.groups"]);
        WriteTable(["value", "this_side", "other_side", "mix", "rate", "revenue_change"], groups.Take(GroupsShown).Select(g => (string[])
        [
            TerminalReport.Value(g.Value), Percent(g.Main), Percent(g.Other), Points(g.Mix), Points(g.Rate),
            g.RevenueChange is { } change ? TerminalReport.Signed(change) : "-",
        ]));
        if (groups.Count > GroupsShown)
        {
            Explain(Words.Count("groups.more", groups.Count - GroupsShown));
        }
    }

    // Two stretches of one shop differ by their days, two shops by their files as well.
    private static string Name(Comparison comparison, ComparedSide side)
    {
        var days = Words["compare.days", ("from", Iso(side.From)), ("to", Iso(side.To.PlusDays(-1))),
            ("star", side.IsPartial ? "*" : "")];
        if (comparison.To is not null)
        {
            return days;
        }

        var files = side.Reading.Understood.Select(u => u.File == DemoShop.FileName ? Words["head.demo"] : u.File).ToList();
        return Words["compare.files", ("days", days),
            ("files", string.Join(", ", files.Take(FilesNamed)) + (files.Count > FilesNamed ? ", ..." : ""))];
    }

    private static string Shown(ComparedFigure figure, MetricValue value) => figure.Form switch
    {
        FigureForm.Count => Number(value.Number, 0),
        FigureForm.Money => Amount(value.Amount),
        FigureForm.Rate => Percent(value.Rate ?? default),
        _ => Number(value.Number, 2),
    };

    private static string Difference(ComparedFigure figure) => figure.Form switch
    {
        FigureForm.Rate => Points(figure.Difference.Number),
        FigureForm.Money => figure.Difference.Amount is { } amount ? Plus(amount.MinorUnits) + Amount(amount) : "-",
        FigureForm.Count => Plus(figure.Difference.Number) + Number(figure.Difference.Number, 0),
        _ => Plus(figure.Difference.Number) + Number(figure.Difference.Number, 2),
    };

    private static string Change(decimal? change) => change is { } share ? Plus(share) + Number(100 * share, 1) + "%" : "";

    private static string Points(decimal? fraction) => fraction is { } points ? TerminalReport.Points(points) : "-";

    private static string Plus(decimal? value) => value > 0 ? "+" : "";

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

    private void Explain(string text) => console.Write(new Text(text + "\n", TerminalReport.Quiet));
}
