using Perennial.Commerce.Demo;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>Two stretches, or two shops, figure by figure, and what moved between them.</summary>
internal sealed class ComparisonSection(Comparison comparison, PeriodNames names)
{
    private const int FilesNamed = 3;
    private const int GroupsShown = 50;
    private const int MovedChart = 9;

    private static WordBook Words => InsightsModule.Words;

    public Html Draw()
    {
        var (main, other) = (comparison.Main.RetentionRate, comparison.Other.RetentionRate);
        return Html.Of(
            $"""
            <p class="quiet">{Words["compared.sides", ("main", Name(comparison.Main)), ("other", Name(comparison.Other))]}</p>
            {comparison.Notices.Select(Note)}
            {Figures().Draw()}
            <p class="quiet small">{Words["compare.pooled", ("part", main.Numerator), ("whole", main.Denominator),
                ("other_part", other.Numerator), ("other_whole", other.Denominator)]}</p>
            <p class="quiet small">{(comparison.Main.IsPartial || comparison.Other.IsPartial ? Words["compare.partial"] : "")}</p>
            {Moved()}
            {comparison.Groups.GroupBy(g => g.By).Select(g => Groups(g.Key.ToString().ToLowerInvariant(), [.. g]))}
            """);
    }

    private DataTable Figures()
    {
        var table = new DataTable(Words["compared.title"],
        [
            Words["compared.figure"], Words["compared.this"], Words["compared.that"], Words["compared.difference"],
            Words["compared.change"],
        ]);
        foreach (var figure in comparison.Figures)
        {
            table.Add(Words["figure." + figure.Name], new Cell(figure.Side(figure.Main)), new Cell(figure.Side(figure.Other)),
                new Cell(figure.DifferenceInWords()), new Cell(figure.ChangeInWords()));
        }

        return table;
    }

    private Html Moved() => comparison.WhatMoved is { } moved
        ? BuyingSections.Moved(moved, MovedChart, Words["compared.moved", ("revenue", Shown.Signed(moved.Revenue))])
        : Html.None;

    private static Html Groups(string dimension, IReadOnlyList<ComparedGroup> groups)
    {
        var title = Words["groups.title", ("dimension", Words["dimension." + dimension])];
        var table = new DataTable(title,
        [
            Words["column.value"], Words["compared.this"], Words["compared.that"], Words["groups.mix"],
            Words["groups.own"], Words["groups.revenue_change"],
        ]) { Sorts = true };
        foreach (var group in groups.Take(GroupsShown))
        {
            table.Add(GroupSection.Name(group.Value), Share(group.Main), Share(group.Other),
                Points(group.Mix), Points(group.Rate),
                Cell.Of(group.RevenueChange, group.RevenueChange is { } change ? Shown.Signed(change) : Shown.NotAvailable));
        }

        var more = groups.Count > GroupsShown ? Words.Count("groups.more", groups.Count - GroupsShown) : "";
        return Html.Of(
            $"""
            <h3 class="gap">{title}</h3><p class="quiet small">{Words["compare.groups"]}</p>
            {table.Draw()}
            <p class="quiet small">{more}</p>
            """);
    }

    // Two stretches of one shop differ by their days, two shops by their files as well.
    private string Name(ComparedSide side)
    {
        var days = Words["compare.days", ("from", names.Day(side.From)), ("to", names.Day(side.To.PlusDays(-1))),
            ("star", side.IsPartial ? "*" : "")];
        var files = side.Reading.Understood.Select(u => u.File == DemoShop.FileName ? Words["page.demo"] : u.File).ToList();
        return comparison.To is not null ? days : Words["compare.files", ("days", days),
            ("files", string.Join(", ", files.Take(FilesNamed)) + (files.Count > FilesNamed ? ", …" : ""))];
    }

    private static Html Note(Notice notice) => Html.Of(
        $"""
        <div class="note"><span>{Words["reading.notice", ("words", Words.Count(notice.Code, notice.Count, ("detail", notice.Detail)))]}</span></div>
        """);

    private static Cell Share(Ratio ratio) => Cell.Of(ratio, Shown.Percent(ratio));

    private static Cell Points(decimal? fraction) =>
        Cell.Of(fraction is { } points ? Shown.Points(points, 2) : Shown.NotAvailable, fraction);
}
