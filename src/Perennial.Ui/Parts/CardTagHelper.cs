using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A card: a piece of a page under a title of its own.</summary>
[HtmlTargetElement("p-card")]
public sealed class CardTagHelper : TagHelper
{
    /// <summary>Its title; null for none.</summary>
    public string? Title { get; set; }

    /// <summary>What it shows, in a sentence; null for nothing.</summary>
    public string? Lead { get; set; }

    /// <summary>Where a link at its head leads; null for none.</summary>
    public string? More { get; set; }

    /// <summary>What that link says.</summary>
    public string? MoreText { get; set; }

    /// <summary>Id, for links to it; null for none.</summary>
    public string? Id { get; set; }

    /// <summary>Whether what stands in it reaches to its edges, as a table does.</summary>
    public bool Flush { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var body = await output.GetChildContentAsync();
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Flush ? "card part-card is-flush" : "card part-card");
        if (!string.IsNullOrEmpty(Id))
        {
            output.Attributes.SetAttribute("id", Id);
        }

        if (!string.IsNullOrEmpty(Title))
        {
            var more = Html.If(!string.IsNullOrEmpty(More),
                Html.Of($"""<a class="card-more" href="{More}">{MoreText} {Icon.Of("chevron-right")}</a>"""));
            output.Content.AppendHtml(Html.Of($"""<div class="part-card-head"><h2>{Title}</h2>{more}</div>"""));
        }

        output.Content.AppendHtml(string.IsNullOrEmpty(Lead) ? Html.None : Html.Of($"""<p class="part-card-lead">{Lead}</p>"""));
        output.Content.AppendHtml("""<div class="part-card-body">""");
        output.Content.AppendHtml(body);
        output.Content.AppendHtml("</div>");
    }
}
