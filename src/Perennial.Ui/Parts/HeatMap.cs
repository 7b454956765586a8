using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>
/// Rows against columns, such as cohorts against the months after them. Strength is a colour and always a text as well; how many stand
/// behind a cell is in it, and what so few stand behind that it says little is grey.
/// </summary>
/// <param name="Caption">What it shows.</param>
/// <param name="RowTitle">What the rows are.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record HeatMap(string Caption, string RowTitle, IReadOnlyList<string> Columns, IReadOnlyList<HeatRow> Rows)
{
    /// <summary>Behind a cell or a row of fewer it is grey.</summary>
    public const int FewBelow = 30;

    /// <summary>Strengths, from 0.</summary>
    public const int Strengths = 10;

    /// <summary>What the column of sizes is; null where there is none.</summary>
    public string? SizeTitle { get; init; }

    /// <summary>The lowest and the highest value in words, for the key below it; null for no key.</summary>
    public (string Low, string High)? Key { get; init; }

    /// <summary>The strength of a value among others: 0 at nothing, 9 at the highest.</summary>
    public static int Strength(decimal value, decimal highest) =>
        highest <= 0 || value <= 0 ? 0 : (int)Math.Min(Strengths - 1, decimal.Floor(Strengths * value / highest));
}

/// <summary>A row of a heat map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cells">Its cells from the first column on; columns that are missing at the end, and null, are empty.</param>
public sealed record HeatRow(string Name, IReadOnlyList<HeatCell?> Cells)
{
    /// <summary>Its size, as its reader writes it; null where there is none.</summary>
    public string? Size { get; init; }

    /// <summary>Whether so few stand in it that all of it is grey.</summary>
    public bool IsFew { get; init; }

    /// <summary>Where its customers are listed; null for nowhere.</summary>
    public string? Href { get; init; }
}

/// <summary>A cell of a heat map.</summary>
/// <param name="Text">The value, as its reader writes it.</param>
/// <param name="Count">How many stand behind it, as its reader writes it.</param>
/// <param name="Strength">0 to 9: <see cref="HeatMap.Strength"/>.</param>
public sealed record HeatCell(string Text, string Count, int Strength)
{
    /// <summary>Whether its period is not over.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether fewer than <see cref="HeatMap.FewBelow"/> stand behind it.</summary>
    public bool IsFew { get; init; }

    /// <summary>Where those behind it are listed; null for nowhere.</summary>
    public string? Href { get; init; }
}

/// <summary>Draws a <see cref="HeatMap"/>.</summary>
[HtmlTargetElement("p-heat", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class HeatTagHelper : TagHelper
{
    /// <summary>The map.</summary>
    public required HeatMap Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "heat-part");
        var size = Of.SizeTitle is null ? Html.None : Html.Of($"""<th scope="col" class="size">{Of.SizeTitle}</th>""");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="group" aria-label="{Of.Caption}"><table class="heat">
            <caption class="sr-only">{Of.Caption}</caption>
            <thead><tr><th scope="col">{Of.RowTitle}</th>{size}{Of.Columns.Select(c => Html.Of($"""<th scope="col">{c}</th>"""))}</tr></thead>
            <tbody>{Of.Rows.Select(Row)}</tbody>
            </table></div>{Key()}
            """));
    }

    private Html Row(HeatRow row)
    {
        var name = row.Href is null ? Html.Text(row.Name) : Html.Of($"""<a href="{row.Href}">{row.Name}</a>""");
        var size = Html.If(Of.SizeTitle is not null, Html.Of($"""<td class="size">{row.Size}</td>"""));
        var cells = Enumerable.Range(0, Of.Columns.Count).Select(i => Draw(i < row.Cells.Count ? row.Cells[i] : null));
        return Html.Of($"""<tr{Html.If(row.IsFew, Html.Trusted(" class=\"few\""))}><th scope="row">{name}</th>{size}{cells}</tr>""");
    }

    private static Html Draw(HeatCell? cell)
    {
        if (cell is null)
        {
            return Html.Trusted("<td class=\"none\"></td>");
        }

        var partial = Html.If(cell.IsPartial, Html.Of($"""<span class="sr-only"> {UiWords.Words["heat.partial"]}</span>"""));
        var inside = Html.Of($"<span>{cell.Text}</span><small>{cell.Count}</small>{partial}");
        var kind = $"h{cell.Strength}{(cell.IsPartial ? " partial" : "")}{(cell.IsFew ? " few" : "")}";
        return Html.Of($"""<td class="{kind}">{(cell.Href is null ? inside : Html.Of($"<a href=\"{cell.Href}\">{inside}</a>"))}</td>""");
    }

    // The scale, and the two marks that cells may have.
    private Html Key()
    {
        if (Of.Key is not { } key)
        {
            return Html.None;
        }

        var words = UiWords.Words;
        var scale = Enumerable.Range(0, HeatMap.Strengths).Select(i => Html.Of($"""<i class="h{i}"></i>"""));
        return Html.Of(
            $"""
            <div class="heat-key"><span class="heat-scale">{key.Low} {scale} {key.High}</span>
            <span><i class="few"></i> {words["heat.few", ("count", HeatMap.FewBelow)]}</span>
            <span><i class="partial"></i> {words["heat.partial"]}</span></div>
            """);
    }
}
