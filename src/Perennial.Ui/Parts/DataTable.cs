using System.Globalization;
using Perennial.Kernel;

namespace Perennial.Ui.Parts;

/// <summary>A cell: what it says, and by what it sorts.</summary>
/// <param name="Text">Words, or a number as its reader writes it.</param>
/// <param name="Sort">The number behind it; null sorts by the text, or last where the text is of a number.</param>
public readonly record struct Cell(string Text, decimal? Sort = null)
{
    /// <summary>A number that sorts by itself.</summary>
    public static Cell Of(string text, decimal? sort) => new(text, sort);

    /// <summary>A share.</summary>
    public static Cell Of(Ratio ratio, string text) =>
        new(text, ratio.Denominator == 0 ? null : (decimal)ratio.Numerator / ratio.Denominator);

    /// <summary>A count.</summary>
    public static Cell Of(long count, string text) => new(text, count);

    /// <summary>An amount.</summary>
    public static Cell Of(Money? money, string text) => new(text, money?.MinorUnits);
}

/// <summary>A table of figures: a name in front, numbers behind it.</summary>
/// <param name="Caption">What it shows, for those who come upon it alone.</param>
/// <param name="Heads">Names of the columns.</param>
public sealed record DataTable(string Caption, IReadOnlyList<string> Heads)
{
    /// <summary>What stands in it, a row a name.</summary>
    public List<(string Name, IReadOnlyList<Cell> Cells)> Rows { get; } = [];

    /// <summary>Columns of words among the cells, by index.</summary>
    public IReadOnlyList<int> WordColumns { get; init; } = [];

    /// <summary>Whether a reader can sort it.</summary>
    public bool Sorts { get; init; }

    /// <summary>Adds a row.</summary>
    public void Add(string name, params IReadOnlyList<Cell> cells) => Rows.Add((name, cells));

    /// <summary>The table within a frame that scrolls where the window is narrow.</summary>
    public Html Draw() => Html.Of(
        $"""
        <div class="scroll" tabindex="0" role="group" aria-label="{Caption}"><table>
        <caption class="sr">{Caption}</caption>
        <thead><tr>{Heads.Select(Head)}</tr></thead>
        <tbody>{Rows.Select(Row)}</tbody>
        </table></div>
        """);

    /// <summary>The table folded away behind a chart.</summary>
    public Html Behind(bool onPaper = false) => Html.Of(
        $"""
        <details class="behind"{Html.Trusted(onPaper ? " data-print" : "")}><summary>{UiWords.Words["part.table"]}</summary>
        {Draw()}</details>
        """);

    private Html Head(string head, int column) => Sorts
        ? Html.Of($"""<th scope="col"{WordClass(column - 1)}><button type="button" class="sort">{head}</button></th>""")
        : Html.Of($"""<th scope="col"{WordClass(column - 1)}>{head}</th>""");

    private Html Row((string Name, IReadOnlyList<Cell> Cells) row) => Html.Of(
        $"""<tr><th scope="row">{row.Name}</th>{row.Cells.Select(CellOf)}</tr>{'\n'.ToString()}""");

    private Html CellOf(Cell cell, int column) => WordColumns.Contains(column)
        ? Html.Of($"""<td class="words">{cell.Text}</td>""")
        : Html.Of($"""<td data-v="{cell.Sort?.ToString(CultureInfo.InvariantCulture)}">{cell.Text}</td>""");

    private Html WordClass(int column) => Html.Trusted(WordColumns.Contains(column) ? " class=\"words\"" : "");
}
