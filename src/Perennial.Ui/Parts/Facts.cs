using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>Something known of a thing: its name and what it is.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">What it is.</param>
public sealed record Fact(string Name, Html Value)
{
    /// <summary>A fact in plain words, such as a name from outside.</summary>
    public static Fact Of(string name, string value) => new(name, Html.Name(value));
}

/// <summary>Draws names and values beside each other.</summary>
[HtmlTargetElement("p-facts", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FactsTagHelper : TagHelper
{
    /// <summary>The facts.</summary>
    public required IReadOnlyList<Fact> Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "facts-part");
        output.Content.SetHtmlContent(Html.Join(Of.Select(f => Html.Of($"<div><dt>{f.Name}</dt><dd>{f.Value}</dd></div>"))));
    }
}
