using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A list that is sorted, cut into pages and given out by the server.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Its columns; those not shown are left out of the rows' cells by the page that makes it.</param>
/// <param name="Rows">Its rows.</param>
public sealed record ListTable(string Caption, IReadOnlyList<ListColumn> Columns, IReadOnlyList<ListRow> Rows)
{
    /// <summary>The column that it is sorted by; null for the order of the source.</summary>
    public string? SortedBy { get; init; }

    /// <summary>Whether the greatest stands first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Where the list sorted by a column is; null where it cannot be sorted.</summary>
    public Func<string, string>? SortHref { get; init; }

    /// <summary>Where the next page is; null on the last.</summary>
    public string? NextHref { get; init; }

    /// <summary>Where the first page is; null on it.</summary>
    public string? FirstHref { get; init; }

    /// <summary>Where the list is as CSV; null where it cannot be had.</summary>
    public string? CsvHref { get; init; }

    /// <summary>Where it is as XLSX.</summary>
    public string? XlsxHref { get; init; }

    /// <summary>How many there are, in words; null where that is not known.</summary>
    public string? Total { get; init; }

    /// <summary>All columns that there are, for choosing; empty where they cannot be chosen.</summary>
    public IReadOnlyList<ListColumn> AllColumns { get; init; } = [];

    /// <summary>Fields of the address that choosing columns keeps.</summary>
    public IReadOnlyList<(string Name, string Value)> Kept { get; init; } = [];
}

/// <summary>A column.</summary>
/// <param name="Key">Its name in addresses and files.</param>
/// <param name="Title">Its name for people.</param>
public sealed record ListColumn(string Key, string Title)
{
    /// <summary>Whether it holds numbers, which stand at the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether the list can be sorted by it.</summary>
    public bool Sorts { get; init; }

    /// <summary>Whether it is dropped first where there is little room.</summary>
    public bool IsMinor { get; init; }
}

/// <summary>A row.</summary>
/// <param name="Cells">What stands in it, a cell a column.</param>
public sealed record ListRow(IReadOnlyList<Html> Cells)
{
    /// <summary>Where the first cell leads; null for nowhere.</summary>
    public string? Href { get; init; }
}

/// <summary>Draws a <see cref="ListTable"/>; what stands within it is shown where it has no rows.</summary>
[HtmlTargetElement("p-list")]
public sealed class ListTagHelper : TagHelper
{
    /// <summary>The list.</summary>
    public required ListTable Of { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var whenEmpty = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "list-part");
        if (Of.Rows.Count == 0 && !whenEmpty.IsEmptyOrWhiteSpace)
        {
            output.Content.AppendHtml(whenEmpty);
            return;
        }

        output.Content.AppendHtml(Tools());
        output.Content.AppendHtml(Html.Of(
            $"""
            <div class="table-responsive" tabindex="0" role="group" aria-label="{Of.Caption}"><table class="table table-vcenter">
            <caption class="sr-only">{Of.Caption}</caption>
            <thead><tr>{Of.Columns.Select(Head)}</tr></thead>
            <tbody>{Of.Rows.Select(Row)}</tbody>
            </table></div>
            """));
        output.Content.AppendHtml(Pages());
    }

    private Html Tools()
    {
        var words = UiWords.Words;
        return Html.Of(
            $"""
            <div class="list-tools"><span class="list-total">{Of.Total}</span><span class="list-ways">{Chooser()}
            {ListWays.Links(Of.CsvHref, Of.XlsxHref)}
            </span></div>
            """);
    }

    private Html Chooser()
    {
        if (Of.AllColumns.Count == 0)
        {
            return Html.None;
        }

        var shown = Of.Columns.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        return Html.Of(
            $"""
            <details class="pop chooser"><summary class="btn btn-sm">{Icon.Of("columns-3")} {UiWords.Words["part.columns"]}</summary>
            <form method="get" class="pop-body">{Of.Kept.Select(k => Html.Of($"<input type=\"hidden\" name=\"{k.Name}\" value=\"{k.Value}\">"))}
            {Of.AllColumns.Select(c => Choice(c, shown.Contains(c.Key)))}
            <button class="btn btn-sm btn-primary" type="submit">{UiWords.Words["part.apply"]}</button></form></details>
            """);
    }

    private static Html Choice(ListColumn column, bool isShown) => Html.Of(
        $"""
        <label class="form-check"><input class="form-check-input" type="checkbox" name="columns"
        value="{column.Key}"{Html.If(isShown, Html.Trusted(" checked"))}><span class="form-check-label">{column.Title}</span></label>
        """);

    private Html Head(ListColumn column)
    {
        var isBy = column.Key == Of.SortedBy;
        var title = Of.SortHref is { } href && column.Sorts ? Sorting(column, href(column.Key), isBy) : Html.Text(column.Title);
        var sorted = Html.Trusted(!isBy ? "" : Of.IsDescending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"");
        return Html.Of($"<th scope=\"col\"{Class(column)}{sorted}>{title}</th>");
    }

    private Html Sorting(ListColumn column, string href, bool isBy)
    {
        var words = UiWords.Words;
        var sign = Icon.Of(!isBy ? "arrows-sort" : Of.IsDescending ? "arrow-down" : "arrow-up");
        var hint = !isBy ? "" : Of.IsDescending ? words["part.sort_down"] : words["part.sort_up"];
        return Html.Of($"<a class=\"sort\" href=\"{href}\" title=\"{hint}\">{column.Title}{sign}</a>");
    }

    private Html Row(ListRow row) => Html.Of($"<tr>{row.Cells.Select((cell, i) => i == 0 ? Named(row, cell) : Plain(cell, i))}</tr>");

    private Html Named(ListRow row, Html cell)
    {
        var name = row.Href is null ? cell : Html.Of($"""<a href="{row.Href}">{cell}</a>""");
        return Html.Of($"""<th scope="row"{Class(Of.Columns[0])}>{name}</th>""");
    }

    private Html Plain(Html cell, int column) => Html.Of($"<td{Class(Of.Columns[column])}>{cell}</td>");

    private static Html Class(ListColumn column) => (column.IsNumber, column.IsMinor) switch
    {
        (true, true) => Html.Trusted(" class=\"num minor\""),
        (true, false) => Html.Trusted(" class=\"num\""),
        (false, true) => Html.Trusted(" class=\"minor\""),
        _ => Html.None,
    };

    private Html Pages()
    {
        var words = UiWords.Words;
        var first = Html.If(Of.FirstHref is not null, Html.Of($"""<a class="btn btn-sm" href="{Of.FirstHref}">{words["part.first"]}</a>"""));
        var next = Html.If(Of.NextHref is not null,
            Html.Of($"""<a class="btn btn-sm" href="{Of.NextHref}">{words["part.next"]} {Icon.Of("chevron-right")}</a>"""));
        return Html.If(Of.NextHref is not null || Of.FirstHref is not null,
            Html.Of($"""<nav class="list-pages" aria-label="{words["part.pages"]}">{first}{next}</nav>"""));
    }
}
