using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>
/// A chart on a page of the server: the drawing, the table behind it, and both to take along. The page renders the section
/// <c>Scripts</c> with <c>/Shell/_Charts.cshtml</c>.
/// </summary>
[HtmlTargetElement("p-chart", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChartTagHelper : TagHelper
{
    /// <summary>The chart.</summary>
    public required Chart Of { get; set; }

    /// <summary>Id of its data, unique in the page; its picture has this name.</summary>
    public required string Id { get; set; }

    /// <summary>What a reader who cannot see it is told.</summary>
    public required string Description { get; set; }

    /// <summary>The same figures.</summary>
    public required DataTable Table { get; set; }

    /// <summary>Where they are as CSV; null where they cannot be had.</summary>
    public string? Csv { get; set; }

    /// <summary>Where they are as XLSX.</summary>
    public string? Xlsx { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var words = UiWords.Words;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "chart-part");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            {Of.Draw(Id, Description)}
            <div class="chart-tools">{Table.Behind(onPaper: true)}<span class="list-ways">
            <button type="button" class="btn btn-sm needs-script" data-png="{Id}">{Icon.Of("photo")} PNG<span
            class="sr-only"> {words["part.export_png"]}</span></button>
            {ListWays.Links(Csv, Xlsx)}</span></div>
            """));
    }
}

/// <summary>How a list or a chart is taken along as a file.</summary>
internal static class ListWays
{
    public static Html Links(string? csv, string? xlsx) => Html.Join(
    [
        Link(csv, "download", "CSV", UiWords.Words["part.export_csv"]), Link(xlsx, "file-spreadsheet", "XLSX", UiWords.Words["part.export_xlsx"]),
    ]);

    private static Html Link(string? href, string sign, string kind, string words) => Html.If(!string.IsNullOrEmpty(href), Html.Of(
        $"""<a class="btn btn-sm" href="{href}" download>{Icon.Of(sign)} {kind}<span class="sr-only"> {words}</span></a>"""));
}
