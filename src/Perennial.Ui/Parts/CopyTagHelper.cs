using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A text to take along as it is: a key shown once, a call, a link. A button copies it where there are scripts.</summary>
[HtmlTargetElement("p-copy", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CopyTagHelper : TagHelper
{
    /// <summary>What it is.</summary>
    public required string Label { get; set; }

    /// <summary>The text.</summary>
    public required string Value { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var words = UiWords.Words;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "copy-part");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            <pre tabindex="0" role="group" aria-label="{Label}"><code>{Value}</code></pre>
            <button type="button" class="btn btn-sm needs-script" data-copy data-copied="{words["part.copied"]}">{Icon.Of("copy")}<span
            role="status">{words["part.copy"]}</span></button>
            """));
    }
}
