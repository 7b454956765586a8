using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A view beside others of the same thing; each has an address of its own.</summary>
/// <param name="Href">Where it is.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsCurrent">Whether it is the one at hand.</param>
public sealed record Tab(string Href, string Title, bool IsCurrent)
{
    /// <summary>How many there are in it, as its reader writes it; null where that is not told.</summary>
    public string? Count { get; init; }
}

/// <summary>Draws views beside each other.</summary>
[HtmlTargetElement("p-tabs", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TabsTagHelper : TagHelper
{
    /// <summary>What they are views of.</summary>
    public required string Label { get; set; }

    /// <summary>The views.</summary>
    public required IReadOnlyList<Tab> Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "tabs");
        output.Attributes.SetAttribute("aria-label", Label);
        output.Content.SetHtmlContent(Html.Of($"<ul>{Of.Select(Draw)}</ul>"));
    }

    private static Html Draw(Tab tab)
    {
        var count = Html.If(tab.Count is not null, Html.Of($""" <span class="tab-count">{tab.Count}</span>"""));
        var current = Html.If(tab.IsCurrent, Html.Trusted(" aria-current=\"page\""));
        return Html.Of($"""<li><a href="{tab.Href}"{current}>{tab.Title}{count}</a></li>""");
    }
}
