using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Perennial.Kernel.Http;

/// <summary>JSON as the interface reads and writes it: strict in what is meant, lenient in how numbers are written.</summary>
public static class Json
{
    /// <summary>Levels of objects and arrays within each other.</summary>
    public const int DepthMax = 32;

    /// <summary>How answers are written.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// How bodies are read: names in camel case, fields nobody knows refused, no field twice, numbers also as text, since
    /// exact amounts travel best so.
    /// </summary>
    public static JsonSerializerOptions Reading() => new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = DepthMax,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>Reads a value.</summary>
    /// <returns>The value, or what field is wrong: its path, a code, and what was found where that is no secret.</returns>
    public static Result<T> Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) is { } value ? value : Malformed("", "json.null");
        }
        catch (JsonException e)
        {
            return Missing(e) is { Count: > 0 } missing
                ? Malformed([.. missing.Select(name => new FieldProblem(Below(FieldOf(e), name), "value.missing"))])
                : Malformed(FieldOf(e), CodeOf(e));
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-8, where it is turned into characters.
            return Malformed("", "json.not_utf8");
        }
    }

    private static Refusal Malformed(string field, string code) => Malformed([new FieldProblem(field, code)]);

    private static Refusal Malformed(IReadOnlyList<FieldProblem> fields) => new(RefusalKind.Malformed, "request.malformed") { Fields = fields };

    private static string Below(string field, string name) => field.Length == 0 ? name : $"{field}.{name}";

    // Which fields are missing stands in the words of the error too, each in quotes behind the name of the type.
    private static IReadOnlyList<string> Missing(JsonException e) =>
        e.Message.Contains("missing required", StringComparison.Ordinal) ? [.. e.Message.Split('\'').Where((_, i) => i % 2 == 1).Skip(1)] : [];

    // The path begins with $, and an element's with $[2].
    private static string FieldOf(JsonException e) => e.Path is { Length: > 1 } path ? path[1..].TrimStart('.') : "";

    // The framework tells its errors apart by words alone, which are the same everywhere.
    private static string CodeOf(JsonException e) =>
        e.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) ? "json.unknown_field"
        : e.Message.Contains("uplicate", StringComparison.Ordinal) ? "json.field_twice"
        : e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ||
            e.Message.Contains("max depth", StringComparison.OrdinalIgnoreCase) ? "json.too_deep"
        : e.Message.Contains("null values", StringComparison.Ordinal) || e.Message.Contains("disallow null", StringComparison.Ordinal) ? "json.null"
        : e.Message.Contains("missing required", StringComparison.Ordinal) ? "json.missing_fields"
        : e.Message.Contains("UTF-8", StringComparison.Ordinal) || e.InnerException is DecoderFallbackException ? "json.not_utf8"
        : e.Message.Contains("could not be converted", StringComparison.Ordinal) ||
            e.InnerException is FormatException or InvalidOperationException ? "json.wrong_type"
        : "json.not_json";
}
