using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>The head of a page: its title, a sentence that says what the page answers, and within it the actions at its right.</summary>
[HtmlTargetElement("p-head")]
public sealed class HeadTagHelper : TagHelper
{
    /// <summary>The title.</summary>
    public required string Title { get; set; }

    /// <summary>What the page answers; null for nothing.</summary>
    public string? Lead { get; set; }

    /// <summary>What was done before the page was led to, told once; null for nothing.</summary>
    public string? Said { get; set; }

    /// <summary>Why what was sent was refused; null when nothing was.</summary>
    public string? Refused { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = await output.GetChildContentAsync();
        output.TagName = "header";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "page-head");
        output.Content.AppendHtml(Html.Of($"""<div class="page-head-text"><h1>{Title}</h1>"""));
        output.Content.AppendHtml(string.IsNullOrEmpty(Lead) ? Html.None : Html.Of($"""<p class="page-lead">{Lead}</p>"""));
        output.Content.AppendHtml("""</div><div class="page-actions">""");
        output.Content.AppendHtml(actions);
        output.Content.AppendHtml("</div>");
        output.PostElement.AppendHtml(Note("said", "status", Said));
        output.PostElement.AppendHtml(Note("refused", "alert", Refused));
    }

    private static Html Note(string tone, string role, string? text) => string.IsNullOrEmpty(text)
        ? Html.None
        : Html.Of($"""<div class="note note-{tone}" role="{role}">{Icon.Of(NoteTagHelper.Sign(tone))}<div>{text}</div></div>""");
}
