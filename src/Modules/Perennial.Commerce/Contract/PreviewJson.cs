using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Contract;

/// <summary>A preview as it travels, <c>perennial.preview/1</c>: how a file would be read, with its first rows.</summary>
public static class PreviewJson
{
    private const string Form = "perennial.preview/1";

    /// <summary>Writes a preview; amounts are texts, exact.</summary>
    public static string Write(OrderPreview preview) => new JsonObject
    {
        ["form"] = Form,
        ["texts"] = new JsonArray([.. preview.Texts.Select(Text)]),
        ["warnings"] = new JsonArray([.. preview.Warnings.Select(w => (JsonNode)new JsonObject
        {
            ["kind"] = (int)w.Kind, ["count"] = w.Count, ["problem"] = Problem(w.First),
        })]),
    }.ToJsonString();

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is nothing of the kind.</exception>
    public static OrderPreview Read(string json)
    {
        try
        {
            var root = JsonNode.Parse(json)!;
            return (string?)root["form"] != Form ? throw new FormatException(Form) : new OrderPreview(
                [.. root["texts"]!.AsArray().Select(t => ReadText(t!))],
                [.. root["warnings"]!.AsArray().Select(w => new ReadWarning((WarningKind)(int)w!["kind"]!, ReadProblem(w["problem"]!), (long)w["count"]!))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            throw new FormatException(Form, e);
        }
    }

    private static JsonNode Text(PreviewedText text)
    {
        var of = text.Understood;
        return new JsonObject
        {
            ["file"] = of.File, ["encoding"] = of.Encoding, ["encodingGuessed"] = of.EncodingGuessed,
            ["delimiter"] = of.Delimiter == '\0' ? null : of.Delimiter.ToString(), ["shape"] = of.Shape, ["hasHeader"] = of.HasHeader,
            ["decimalSign"] = of.DecimalSign?.ToString(), ["decimalSignGuessed"] = of.DecimalSignGuessed,
            ["dateOrder"] = of.DateOrder is { } order ? (int)order : null, ["dateOrderGuessed"] = of.DateOrderGuessed,
            ["columns"] = Named(of.Columns), ["unused"] = new JsonArray([.. of.Unused.Select(u => (JsonNode)u)]),
            ["rows"] = new JsonArray([.. text.Rows.Select(Row)]),
        };
    }

    private static JsonNode Row(PreviewRow row) => new JsonObject
    {
        ["line"] = row.Line, ["problem"] = row.Problem is { } problem ? Problem(problem) : null,
        ["day"] = row.Day is { } day ? LocalDatePattern.Iso.Format(day) : null,
        ["time"] = row.Time is { } time ? LocalTimePattern.ExtendedIso.Format(time) : null,
        ["customer"] = row.Customer, ["order"] = row.Order, ["amount"] = Number(row.Amount), ["isReturn"] = row.IsReturn,
        ["currency"] = row.Currency, ["quantity"] = Number(row.Quantity), ["labels"] = Named(row.Labels),
    };

    private static JsonObject Problem(FileProblem problem) => new()
    {
        ["code"] = problem.Code, ["file"] = problem.File, ["line"] = problem.Line, ["column"] = problem.Column, ["value"] = problem.Value,
        ["detail"] = problem.Detail, ["message"] = CommerceModule.Words.Of(problem),
    };

    private static JsonObject Named(IReadOnlyDictionary<OrderField, string> values) =>
        new(values.OrderBy(v => v.Key).Select(v => KeyValuePair.Create(v.Key.ToString().ToLowerInvariant(), (JsonNode?)v.Value)));

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static PreviewedText ReadText(JsonNode text) => new(
        new UnderstoodText((string)text["file"]!, (string)text["encoding"]!, Sign(text["delimiter"]) ?? '\0', (string)text["shape"]!,
            ReadNamed(text["columns"]!), [.. text["unused"]!.AsArray().Select(u => (string)u!)])
        {
            EncodingGuessed = (bool)text["encodingGuessed"]!, HasHeader = (bool)text["hasHeader"]!, DecimalSign = Sign(text["decimalSign"]),
            DecimalSignGuessed = (bool)text["decimalSignGuessed"]!, DateOrder = (DateOrder?)(int?)text["dateOrder"],
            DateOrderGuessed = (bool)text["dateOrderGuessed"]!,
        },
        [.. text["rows"]!.AsArray().Select(r => ReadRow(r!))]);

    private static PreviewRow ReadRow(JsonNode row) => new((long)row["line"]!, row["problem"] is { } problem ? ReadProblem(problem) : null)
    {
        Day = (string?)row["day"] is { } day ? LocalDatePattern.Iso.Parse(day).Value : null,
        Time = (string?)row["time"] is { } time ? LocalTimePattern.ExtendedIso.Parse(time).Value : null,
        Customer = (string?)row["customer"], Order = (string?)row["order"], Amount = ReadNumber(row["amount"]),
        IsReturn = (bool)row["isReturn"]!, Currency = (string?)row["currency"], Quantity = ReadNumber(row["quantity"]),
        Labels = ReadNamed(row["labels"]!),
    };

    private static FileProblem ReadProblem(JsonNode problem) => new((string)problem["code"]!, (string)problem["file"]!, (long)problem["line"]!,
        (string?)problem["column"], (string?)problem["value"], (string?)problem["detail"]);

    private static Dictionary<OrderField, string> ReadNamed(JsonNode values) =>
        values.AsObject().ToDictionary(v => Enum.Parse<OrderField>(v.Key, ignoreCase: true), v => (string)v.Value!);

    private static char? Sign(JsonNode? text) => (string?)text is { Length: > 0 } sign ? sign[0] : null;

    private static decimal? ReadNumber(JsonNode? text) => (string?)text is { } number ? decimal.Parse(number, CultureInfo.InvariantCulture) : null;
}
