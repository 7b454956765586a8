using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>
/// What cannot be undone, apart from the rest of a page. A form within it that asks for a word has an input by
/// <see cref="ConfirmTagHelper"/>.
/// </summary>
[HtmlTargetElement("p-danger")]
public sealed class DangerTagHelper : TagHelper
{
    /// <summary>What it does.</summary>
    public required string Title { get; set; }

    /// <summary>What becomes of what is there; null for nothing.</summary>
    public string? Text { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var body = await output.GetChildContentAsync();
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "card part-card danger-part");
        output.Content.AppendHtml(Html.Of(
            $"""
            <div class="part-card-head"><h2>{Icon.Of("alert-triangle")}{Title}</h2></div>
            {(string.IsNullOrEmpty(Text) ? Html.None : Html.Of($"<p class=\"part-card-lead\">{Text}</p>"))}<div class="part-card-body">
            """));
        output.Content.AppendHtml(body);
        output.Content.AppendHtml("</div>");
    }
}

/// <summary>
/// An input in which a word is typed before its form can be sent. The script holds the button until it stands there; the server checks
/// it as well, as not everybody has scripts.
/// </summary>
[HtmlTargetElement("p-confirm", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ConfirmTagHelper : TagHelper
{
    /// <summary>The word, such as the count of those who will be written to.</summary>
    public required string Word { get; set; }

    /// <summary>Name of the field.</summary>
    public string Name { get; set; } = "confirm";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = "confirm-" + context.UniqueId;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            <label class="form-label" for="{id}">{UiWords.Words["part.confirm", ("word", Word)]}</label>
            <input class="form-control" id="{id}" name="{Name}" data-confirm="{Word}" autocomplete="off" spellcheck="false" required>
            """));
    }
}
