using System.Text.Json;
using Perennial.Commerce;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Contract;

/// <summary>The part of a report's JSON that tells what was read, and how.</summary>
internal static class ReadingJson
{
    public static void Understood(Utf8JsonWriter json, IReadOnlyList<UnderstoodText> texts)
    {
        json.WriteStartArray("understood");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("file", text.File);
            json.WriteString("encoding", text.Encoding);
            json.WriteBoolean("encodingGuessed", text.EncodingGuessed);
            json.WriteString("delimiter", text.Delimiter == '\0' ? "" : text.Delimiter.ToString());
            json.WriteBoolean("header", text.HasHeader);
            json.WriteString("shape", text.Shape);
            ReportJson.Text(json, "decimalSign", text.DecimalSign?.ToString());
            json.WriteBoolean("decimalSignGuessed", text.DecimalSignGuessed);
            ReportJson.Text(json, "dateOrder", text.DateOrder is { } order ? JsonNamingPolicy.CamelCase.ConvertName(order.ToString()) : null);
            json.WriteBoolean("dateOrderGuessed", text.DateOrderGuessed);
            json.WriteStartObject("columns");
            foreach (var (field, column) in text.Columns)
            {
                json.WriteString(field.ToString().ToLowerInvariant(), column);
            }

            json.WriteEndObject();
            json.WriteStartArray("unused");
            foreach (var column in text.Unused)
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Warnings(Utf8JsonWriter json, IReadOnlyList<ReadWarning> warnings, IReadOnlyList<Notice> notices)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in warnings)
        {
            json.WriteStartObject();
            json.WriteString("code", warning.First.Code);
            json.WriteString("kind", warning.Kind.ToString().ToLowerInvariant());
            json.WriteNumber("count", warning.Count);
            json.WriteString("file", warning.First.File);
            ReportJson.Number(json, "line", warning.First.Line > 0 ? warning.First.Line : null);
            ReportJson.Text(json, "column", warning.First.Column);
            ReportJson.Text(json, "value", warning.First.Value);
            json.WriteString("message", CommerceModule.Words.Of(warning.First));
            json.WriteEndObject();
        }

        foreach (var notice in notices)
        {
            json.WriteStartObject();
            json.WriteString("code", notice.Code);
            json.WriteString("kind", "notice");
            json.WriteNumber("count", notice.Count);
            json.WriteString("message", InsightsModule.Words.Count(notice.Code, notice.Count,
                ("detail", notice.Detail)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
