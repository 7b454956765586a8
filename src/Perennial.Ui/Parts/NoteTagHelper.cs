using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A sentence that stands out on a page: what was done, what was refused, what to know, what to take care of.</summary>
[HtmlTargetElement("p-note")]
public sealed class NoteTagHelper : TagHelper
{
    /// <summary><c>said</c>, <c>refused</c>, <c>info</c> or <c>care</c>.</summary>
    public string Tone { get; set; } = "info";

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var body = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "note note-" + Tone);
        output.Attributes.SetAttribute("role", Tone switch { "refused" => "alert", "said" => "status", _ => "note" });
        output.Content.AppendHtml(Html.Of($"{Icon.Of(Sign(Tone))}<div>"));
        output.Content.AppendHtml(body);
        output.Content.AppendHtml("</div>");
    }

    internal static string Sign(string tone) => tone switch
    {
        "said" => "circle-check", "info" => "info-circle", _ => "alert-triangle",
    };
}
