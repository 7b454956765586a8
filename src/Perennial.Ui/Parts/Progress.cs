using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>How far work has come.</summary>
/// <param name="Title">What the work is.</param>
/// <param name="State">Its state in words.</param>
public sealed record Progress(string Title, string State)
{
    /// <summary>Per cent done, 0 to 100; null where that is not known.</summary>
    public int? Percent { get; init; }

    /// <summary>How fast and how long yet, in words; null when it does not run.</summary>
    public string? Pace { get; init; }

    /// <summary>Where this part is renewed from, once a second, as long as the work goes on; null when it is over.</summary>
    public string? RenewHref { get; init; }
}

/// <summary>Draws a <see cref="Progress"/>; what stands within it are the actions: pause, cancel.</summary>
[HtmlTargetElement("p-progress")]
public sealed class ProgressTagHelper : TagHelper
{
    /// <summary>The work.</summary>
    public required Progress Of { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "progress-part");
        if (Of.RenewHref is not null)
        {
            output.Attributes.SetAttribute("hx-get", Of.RenewHref);
            output.Attributes.SetAttribute("hx-trigger", "every 1s");
            output.Attributes.SetAttribute("hx-swap", "outerHTML");
        }

        output.Content.AppendHtml(Html.Of(
            $"""
            <div class="progress-head"><strong>{Of.Title}</strong><span class="quiet">{Of.State}</span></div>
            {(Of.Percent is { } percent ? Bar(percent) : Html.None)}
            <div class="progress-foot"><span class="quiet">{Of.Pace}</span><span class="progress-actions">
            """));
        output.Content.AppendHtml(actions);
        output.Content.AppendHtml("</span></div>");
    }

    private Html Bar(int percent) =>
        Html.Of($"""<progress class="progress" max="100" value="{percent}" aria-label="{Of.Title}">{percent}%</progress>""");
}
