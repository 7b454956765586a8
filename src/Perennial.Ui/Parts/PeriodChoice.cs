using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>
/// What stands at the top of every report: which period, from when to when, compared with what. It is a form whose choices end in the
/// address, so that a view can be kept and passed on.
/// </summary>
/// <param name="Fields">What can be chosen, in order.</param>
public sealed record PeriodChoice(IReadOnlyList<ChoiceField> Fields)
{
    /// <summary>Fields of the address that it keeps.</summary>
    public IReadOnlyList<(string Name, string Value)> Kept { get; init; } = [];
}

/// <summary>A choice: a list, or a day where it has no options.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">What is chosen.</param>
/// <param name="Options">What may be chosen; empty for a day.</param>
public sealed record ChoiceField(string Name, string Label, string Value, IReadOnlyList<SelectListItem> Options)
{
    /// <summary>What is wrong with what is chosen; null for nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>Draws a <see cref="PeriodChoice"/>.</summary>
[HtmlTargetElement("p-period", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PeriodTagHelper : TagHelper
{
    /// <summary>The choice.</summary>
    public required PeriodChoice Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "form";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("method", "get");
        output.Attributes.SetAttribute("class", "period-part");
        output.Content.SetHtmlContent(Html.Of(
            $"""
            {Of.Kept.Select(k => Html.Of($"<input type=\"hidden\" name=\"{k.Name}\" value=\"{k.Value}\">"))}
            {Of.Fields.Select(Field)}
            <button type="submit" class="btn">{UiWords.Words["part.apply"]}</button>
            """));
    }

    private static Html Field(ChoiceField field)
    {
        var choice = field.Options.Count == 0 ? Day(field) : List(field);
        return Html.Of($"""<label class="period-field"><span>{field.Label}</span>{choice}{Problem(field)}</label>""");
    }

    private static Html Problem(ChoiceField field) => field.Problem is { } problem
        ? Html.Of($"""<span class="field-error">{Icon.Of("alert-triangle")}<span>{problem}</span></span>""")
        : Html.None;

    private static Html Wrong(ChoiceField field) => Html.If(field.Problem is not null, Html.Trusted(" aria-invalid=\"true\""));

    private static Html Day(ChoiceField field) =>
        Html.Of($"""<input class="form-control" type="date" name="{field.Name}" value="{field.Value}"{Wrong(field)}>""");

    private static Html List(ChoiceField field)
    {
        var options = field.Options.Select(o => Option(o, o.Value == field.Value));
        return Html.Of($"""<select class="form-select" name="{field.Name}"{Wrong(field)}>{options}</select>""");
    }

    private static Html Option(SelectListItem option, bool isChosen) =>
        Html.Of($"""<option value="{option.Value}"{Html.If(isChosen, Html.Trusted(" selected"))}>{option.Text}</option>""");
}
