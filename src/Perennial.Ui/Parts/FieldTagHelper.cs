using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Perennial.Ui.Parts;

/// <summary>
/// A field of a form: its name, the input, what helps to fill it, and what is wrong with what was typed. An input, or a list where
/// <see cref="Choices"/> are given, a box to tick for a bool, several lines with <c>type="lines"</c>.
/// </summary>
[HtmlTargetElement("p-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    /// <summary>What it is bound to.</summary>
    public required ModelExpression For { get; set; }

    /// <summary>Its name for people.</summary>
    public required string Label { get; set; }

    /// <summary>Type of the input: <c>text</c>, <c>email</c>, <c>password</c>, <c>date</c>, <c>number</c>, <c>lines</c>.</summary>
    public string Type { get; set; } = "text";

    /// <summary>What helps to fill it; null for nothing.</summary>
    public string? Help { get; set; }

    /// <summary>What browsers fill it with, such as <c>email</c> or <c>current-password</c>.</summary>
    public string? Autocomplete { get; set; }

    /// <summary>What may be chosen; null where it is typed.</summary>
    public IEnumerable<SelectListItem>? Choices { get; set; }

    /// <summary>Characters at most; 0 for no bound.</summary>
    public int Max { get; set; }

    /// <summary>Whether it may stay empty.</summary>
    public bool Optional { get; set; }

    /// <summary>Lines of a field of several lines.</summary>
    public int Lines { get; set; } = 4;

    /// <summary>What a typed value may look like, in grey while it is empty; null for nothing. Never in the place of help.</summary>
    public string? Placeholder { get; set; }

    /// <summary>Files that may be chosen with <c>type="file"</c>, such as <c>.csv</c>; null for all.</summary>
    public string? Accept { get; set; }

    /// <summary>The page around it.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        var entry = ViewContext.ModelState.TryGetValue(For.Name, out var found) ? found : null;
        var value = Type == "password" ? "" : entry?.AttemptedValue ?? Convert.ToString(For.Model, CultureInfo.InvariantCulture) ?? "";
        var errors = entry?.Errors.Select(e => e.ErrorMessage).Where(e => e.Length > 0).ToList() ?? [];
        string?[] describing = [string.IsNullOrEmpty(Help) ? null : id + "-help", errors.Count == 0 ? null : id + "-error"];
        var described = string.Join(' ', describing.OfType<string>());
        var isBox = For.ModelExplorer.ModelType == typeof(bool);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", isBox ? "field field-box" : "field");
        var shared = Shared(id, described, errors.Count > 0);
        output.Content.AppendHtml(isBox ? Box(id, shared, entry?.AttemptedValue) : Named(id, Input(shared, value)));
        output.Content.AppendHtml(string.IsNullOrEmpty(Help) ? Html.None : Html.Of($"""<div class="form-hint" id="{id}-help">{Help}</div>"""));
        output.Content.AppendHtml(errors.Count == 0 ? Html.None
            : Html.Of($"""<div class="field-error" id="{id}-error">{Icon.Of("alert-triangle")}<span>{string.Join(" ", errors)}</span></div>"""));
    }

    private Html Named(string id, Html input)
    {
        var optional = Html.If(Optional, Html.Of($""" <span class="field-optional">{UiWords.Words["field.optional"]}</span>"""));
        return Html.Of($"""<label class="form-label" for="{id}">{Label}{optional}</label>{input}""");
    }

    private Html Input(Html shared, string value) => Choices is not null ? List(shared, value)
        : Type == "lines" ? Html.Of($"""<textarea class="form-control" rows="{Lines}"{shared}>{value}</textarea>""")
        : Html.Of($"""<input class="form-control" type="{Type}"{Attribute("value", Type == "file" ? null : value)}{shared}>""");

    private Html Shared(string id, string described, bool isWrong) => Html.Join(
    [
        Attribute("id", id), Attribute("name", For.Name), Attribute("autocomplete", NotEmpty(Autocomplete)),
        Attribute("aria-describedby", NotEmpty(described)), Attribute("aria-invalid", isWrong ? "true" : null),
        Attribute("maxlength", Max > 0 ? Max.ToString(CultureInfo.InvariantCulture) : null),
        Attribute("placeholder", NotEmpty(Placeholder)), Attribute("accept", NotEmpty(Accept)),
    ]);

    // Razor makes an empty text of a null in an attribute.
    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Html Checked(bool isOn) => Html.If(isOn, Html.Trusted(" checked"));

    private static Html Attribute(string name, string? value) => value is null ? Html.None : Html.Of($" {name}=\"{value}\"");

    private Html List(Html shared, string value) => Html.Of(
        $"""
        <select class="form-select"{shared}>{Choices!.Select(c => Html.Of(
            $"""<option value="{c.Value}"{(c.Value == value ? Html.Trusted(" selected") : Html.None)}>{c.Text}</option>"""))}</select>
        """);

    // An empty box is sent as well, so that it is told from a field that was not there.
    private Html Box(string id, Html shared, string? attempted)
    {
        var isOn = attempted is null ? For.Model is true : attempted.StartsWith("true", StringComparison.OrdinalIgnoreCase);
        return Html.Of(
            $"""
            <label class="form-check" for="{id}"><input class="form-check-input" type="checkbox" value="true"{shared}{Checked(isOn)}>
            <span class="form-check-label">{Label}</span></label><input type="hidden" name="{For.Name}" value="false">
            """);
    }
}
