using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>Something that happened, in a timeline.</summary>
/// <param name="When">When, as its reader writes it.</param>
/// <param name="Machine">The same as machines read it: ISO 8601.</param>
/// <param name="Title">What happened.</param>
public sealed record TimelineItem(string When, string Machine, string Title)
{
    /// <summary>Its sign.</summary>
    public string Sign { get; init; } = "clock";

    /// <summary>More of it; nothing where the title says all.</summary>
    public Html Text { get; init; }

    /// <summary>Where it leads; null for nowhere.</summary>
    public string? Href { get; init; }

    /// <summary>Whether it happened around the customer and not by her: a price rise, a change of staff.</summary>
    public bool IsAround { get; init; }
}

/// <summary>Draws a timeline, the latest first.</summary>
[HtmlTargetElement("p-timeline", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TimelineTagHelper : TagHelper
{
    /// <summary>What happened.</summary>
    public required IReadOnlyList<TimelineItem> Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "timeline-part");
        output.Content.SetHtmlContent(Html.Join(Of.Select(Draw)));
    }

    private static Html Draw(TimelineItem item)
    {
        var title = item.Href is null ? Html.Text(item.Title) : Html.Of($"""<a href="{item.Href}">{item.Title}</a>""");
        return Html.Of(
            $"""
            <li class="{(item.IsAround ? "is-around" : "")}"><span class="timeline-sign">{Icon.Of(item.Sign)}</span><div class="timeline-body">
            <time datetime="{item.Machine}">{item.When}</time>
            <div class="timeline-title">{title}</div><div class="timeline-text">{item.Text}</div></div></li>
            """);
    }
}
