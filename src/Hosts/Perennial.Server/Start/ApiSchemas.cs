using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Perennial.Server.Start;

/// <summary>Makes schemas of what <see cref="ApiWords"/> says of parameters and of answers that are written by hand.</summary>
internal static class ApiSchemas
{
    /// <summary>A schema as it is written, with references into the document.</summary>
    public static OpenApiSchema Read(JsonNode schema, OpenApiDocument document) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(
            schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out var diagnostic, "json") is { } read &&
        diagnostic?.Errors is null or { Count: 0 }
            ? read
            : throw new InvalidOperationException($"A schema of the interface is malformed: {string.Join("; ", diagnostic?.Errors ?? [])}");

    /// <summary>A parameter behind the question mark: one value, or several with commas.</summary>
    public static OpenApiParameter Query(string name, JsonNode? told)
    {
        var parameter = new OpenApiParameter
        {
            Name = name, In = ParameterLocation.Query, Description = (string?)told?["about"], Required = (bool?)told?["required"] ?? false,
            Example = told?["example"]?.DeepClone(),
        };
        if (told?["list"] is JsonArray list)
        {
            // As OpenAPI writes commas between the values of one parameter.
            (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Values(list) },
            };
            return parameter;
        }

        parameter.Schema = new OpenApiSchema
        {
            Type = (string?)told?["type"] == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String, Format = (string?)told?["format"],
            Pattern = (string?)told?["pattern"], Minimum = told?["min"]?.ToString(), Maximum = told?["max"]?.ToString(),
            Enum = told?["values"] is JsonArray values ? Values(values) : null,
        };
        return parameter;
    }

    private static List<JsonNode> Values(JsonArray values) => [.. values.Select(v => v!.DeepClone())];
}
