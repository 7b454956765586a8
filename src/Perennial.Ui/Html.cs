using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;

namespace Perennial.Ui;

/// <summary>
/// A piece of a page. What stands in the holes of <see cref="Of"/> is text and is encoded, unless it is such a piece
/// itself: forgetting to encode is not possible.
/// </summary>
public readonly record struct Html : IHtmlContent
{
    private readonly string? markup;

    private Html(string markup) => this.markup = markup;

    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    /// <summary>A piece from a template: <c>Html.Of($"&lt;td&gt;{value}&lt;/td&gt;")</c>.</summary>
    public static Html Of(ref HtmlTemplate template) => new(template.Finish());

    /// <summary>Text, encoded.</summary>
    public static Html Text(string text) => new(Encoder.Encode(text));

    /// <summary>A name from outside within a sentence of ours: its direction of writing stays its own.</summary>
    public static Html Name(string text) => Of($"<bdi>{text}</bdi>");

    /// <summary>A piece where something is so, nothing where it is not.</summary>
    public static Html If(bool isSo, Html piece) => isSo ? piece : None;

    /// <summary>Markup of our own that is no template, such as a style sheet. Never anything from outside.</summary>
    public static Html Trusted(string markup) => new(markup);

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(p => p.markup)));

    /// <summary>The markup.</summary>
    public override string ToString() => markup ?? "";

    /// <summary>Writes the markup as it is: what stands in it is encoded already.</summary>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(markup);

    // Letters of every language stay as they are; what means something in HTML does not.
    internal static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
}

/// <summary>Collects a template for <see cref="Html.Of"/>.</summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlTemplate
{
    private readonly StringBuilder markup;

    /// <summary>Called by the compiler.</summary>
    public HtmlTemplate(int literalLength, int formattedCount) =>
        markup = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>Markup as it stands in the template.</summary>
    public void AppendLiteral(string literal) => markup.Append(literal);

    /// <summary>Text, to be encoded.</summary>
    public void AppendFormatted(string? text) => markup.Append(Html.Encoder.Encode(text ?? ""));

    /// <summary>A whole number as scripts and attributes take it.</summary>
    public void AppendFormatted(long number) => markup.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number}");

    /// <summary>A piece, taken as it is.</summary>
    public void AppendFormatted(Html piece) => markup.Append(piece.ToString());

    /// <summary>Pieces, taken as they are.</summary>
    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
        {
            markup.Append(piece.ToString());
        }
    }

    internal string Finish() => markup.ToString();
}
