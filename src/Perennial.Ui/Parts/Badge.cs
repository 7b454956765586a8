using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A state in a word, with a sign beside its colour. In a list's cells it is made by <see cref="Of"/>.</summary>
public static class Badge
{
    /// <summary>A badge.</summary>
    /// <param name="tone"><c>better</c>, <c>worse</c>, <c>care</c>, <c>accent</c> or <c>quiet</c>.</param>
    /// <param name="text">The state.</param>
    /// <param name="sign">Its sign; null for that of the tone.</param>
    public static Html Of(string tone, string text, string? sign = null) =>
        Html.Of($"""<span class="state state-{tone}">{Icon.Of(sign ?? SignOf(tone))}{text}</span>""");

    private static string SignOf(string tone) => tone switch
    {
        "better" => "circle-check", "worse" => "circle-x", "care" => "alert-triangle", "accent" => "info-circle", _ => "clock",
    };
}

/// <summary>Draws a badge.</summary>
[HtmlTargetElement("p-badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class BadgeTagHelper : TagHelper
{
    /// <summary><c>better</c>, <c>worse</c>, <c>care</c>, <c>accent</c> or <c>quiet</c>.</summary>
    public string Tone { get; set; } = "quiet";

    /// <summary>The state.</summary>
    public required string Text { get; set; }

    /// <summary>Its sign; null for that of the tone.</summary>
    public string? Sign { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Badge.Of(Tone, Text, string.IsNullOrEmpty(Sign) ? null : Sign));
    }
}
