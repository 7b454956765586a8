using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>What stands where there is nothing yet: what will be here, and the one thing to do for it.</summary>
[HtmlTargetElement("p-empty", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class EmptyTagHelper : TagHelper
{
    /// <summary>Its sign.</summary>
    public string Sign { get; set; } = "sparkles";

    /// <summary>What will be here.</summary>
    public required string Title { get; set; }

    /// <summary>What this page will do for its reader.</summary>
    public string? Text { get; set; }

    /// <summary>Where the one action leads; null for none.</summary>
    public string? Href { get; set; }

    /// <summary>What that action says.</summary>
    public string? Action { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "empty-part");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            <span class="empty-sign">{Icon.Of(Sign)}</span><h2>{Title}</h2>
            {(string.IsNullOrEmpty(Text) ? Html.None : Html.Of($"<p>{Text}</p>"))}
            {(string.IsNullOrEmpty(Href) ? Html.None : Html.Of($"<a class=\"btn btn-primary\" href=\"{Href}\">{Action}</a>"))}
            """));
    }
}
