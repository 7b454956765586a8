using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>A headline number as it is shown: what it is, what it was, what it means, and who is behind it.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">The value, as its reader writes it.</param>
public sealed record HeadlineNumber(string Label, string Value)
{
    /// <summary>What stands smaller behind the value, such as a currency; null for nothing.</summary>
    public string? Unit { get; init; }

    /// <summary>What it is made of: numerator and denominator in words; null where the value says it itself.</summary>
    public string? Part { get; init; }

    /// <summary>Its definition, filters and zone in words; null where it needs none.</summary>
    public string? Definition { get; init; }

    /// <summary>Where the customers behind it are listed; null where there are none.</summary>
    public string? Href { get; init; }

    /// <summary>How it changed, the period before first.</summary>
    public IReadOnlyList<NumberChange> Changes { get; init; } = [];

    /// <summary>The way here, oldest first, for a line without axes; fewer than three are not drawn.</summary>
    public IReadOnlyList<decimal?> Trend { get; init; } = [];

    /// <summary>A range from elsewhere with its source, in words; null for none.</summary>
    public string? Benchmark { get; init; }
}

/// <summary>A change of a number.</summary>
/// <param name="Sign">1 for a rise, -1 for a fall, 0 for neither.</param>
/// <param name="IsGood">Whether it is good news; null where it is neither.</param>
/// <param name="Text">The change in words.</param>
/// <param name="Against">Against what, in words.</param>
public sealed record NumberChange(int Sign, bool? IsGood, string Text, string Against);

/// <summary>Draws a <see cref="HeadlineNumber"/>.</summary>
[HtmlTargetElement("p-number", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class NumberTagHelper : TagHelper
{
    private const int TrendMin = 3;

    /// <summary>The number.</summary>
    public required HeadlineNumber Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "card number");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            <div class="number-head"><h2>{Of.Label}</h2>{Definition()}</div>
            <div class="number-value{Length()}">{Of.Value}{(Of.Unit is null ? Html.None : Html.Of($" <small>{Of.Unit}</small>"))}</div>
            <div class="number-part">{Of.Part}</div>
            {Trend()}
            <ul class="number-changes">{Of.Changes.Select(Change)}</ul>
            {(Of.Benchmark is null ? Html.None : Html.Of($"<p class=\"number-benchmark\">{Of.Benchmark}</p>"))}
            {(Of.Href is null ? Html.None : Html.Of($"<a class=\"number-who\" href=\"{Of.Href}\">{UiWords.Words["part.who"]}</a>"))}
            """));
    }

    private string Length() => Of.Value.Length switch { > 15 => " is-longer", > 11 => " is-long", _ => "" };

    private Html Definition() => Of.Definition is null ? Html.None : Html.Of(
        $"""
        <details class="info"><summary
        aria-label="{UiWords.Words["part.what_is", ("metric", Of.Label)]}">i</summary><div>{Of.Definition}</div></details>
        """);

    private static Html Change(NumberChange change) => Html.Of(
        $"""
        <li><span class="delta {(change.IsGood is null ? "same" : change.IsGood.Value ? "better" : "worse")}">{Sign(change)} {change.Text}</span>
        <span class="quiet">{change.Against}</span></li>
        """);

    private static string Sign(NumberChange change) => change.Sign > 0 ? "▲" : change.Sign < 0 ? "▼" : "=";

    private Html Trend()
    {
        var shown = Of.Trend.SkipWhile(v => v is null).Select(v => v ?? 0).ToList();
        if (shown.Count < TrendMin)
        {
            return Html.None;
        }

        var (low, high) = (shown.Min(), shown.Max());
        string Y(decimal value) => Text(high == low ? 15 : 28 - (26 * (value - low) / (high - low)));
        var points = string.Join(' ', shown.Select((v, i) => $"{Text(100m * i / (shown.Count - 1))},{Y(v)}"));
        return Html.Of(
            $"""
            <svg class="spark" viewBox="-1 0 103 30" preserveAspectRatio="none" aria-hidden="true"><polyline points="{points}"/><path
            class="dot" d="M100 {Y(shown[^1])}h.01"/></svg>
            """);
    }

    private static string Text(decimal value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
