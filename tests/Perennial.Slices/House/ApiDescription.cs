using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Perennial.Slices.House;

/// <summary>The described interface, to hold what goes over the wire against it.</summary>
internal sealed class ApiDescription(JsonNode document)
{
    public JsonNode Document => document;

    /// <summary>All operations by method and path.</summary>
    public IReadOnlyDictionary<string, JsonNode> Operations { get; } = document["paths"]!.AsObject()
        .SelectMany(p => p.Value!.AsObject().Select(o => (Name: $"{o.Key.ToUpperInvariant()} {p.Key}", Body: o.Value!)))
        .ToDictionary(o => o.Name, o => o.Body, StringComparer.Ordinal);

    public static async Task<ApiDescription> OfAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!);

    /// <summary>The operation of a request; of two that fit, the one with fewer places in its path.</summary>
    public (string Name, JsonNode Body)? Find(string method, string path) => Operations
        .Where(o => Regex.IsMatch($"{method} {path.Split('?')[0]}", "^" + Regex.Replace(o.Key, @"\{[^}]+\}", "[^/]+") + "$"))
        .OrderBy(o => o.Key.Count(c => c == '{')).Select(o => ((string, JsonNode)?)(o.Key, o.Value)).FirstOrDefault();

    /// <summary>What of a call is not as it is described: its parameters, its body, its answer.</summary>
    public IEnumerable<string> Differences(string method, string path, string request, int status, string? type, string answer)
    {
        if (Find(method, path) is not var (name, operation))
        {
            return [$"{method} {path} is not described"];
        }

        var described = (operation["parameters"] as JsonArray ?? []).Where(p => (string)p!["in"]! == "query").Select(p => (string)p!["name"]!);
        var asked = path.Contains('?') ? path.Split('?')[1].Split('&').Select(p => p.Split('=')[0]) : [];
        var response = operation["responses"]![$"{status}"] ?? (status >= 400 ? operation["responses"]!["default"] : null);
        return
        [
            .. asked.Except(described).Select(p => $"{name}: the parameter {p} is not described"),
            .. status < 300 && request.Length > 0 && operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } body
                ? Differences(body, JsonNode.Parse(request), "request") .Select(d => $"{name}: {d}") : [],
            .. response is null ? [$"{name}: the answer {status} is not described"] : type?.EndsWith("json", StringComparison.Ordinal) != true ? []
                : response["content"]?[type]?["schema"] is { } schema
                    ? Differences(schema, JsonNode.Parse(answer), "answer").Select(d => $"{name} {status}: {d}")
                    : [$"{name}: no form of the answer {status} is described"],
        ];
    }

    /// <summary>What of a value is not as a schema says; fields that it does not name are told too.</summary>
    public IEnumerable<string> Differences(JsonNode schema, JsonNode? value, string path)
    {
        schema = Resolved(schema);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray any)
        {
            var tried = any.Select(s => Differences(s!, value, path).ToList()).ToList();
            return tried.Any(t => t.Count == 0) ? []
                : tried.MinBy(t => t.Count == 1 && t[0].StartsWith(path + " is", StringComparison.Ordinal) ? 1_000 : t.Count)!;
        }

        var types = schema["type"] switch { JsonArray many => many.Select(t => (string)t!).ToList(), JsonNode one => [(string)one!], null => [] };
        if (types.Count > 0 && !types.Exists(t => IsOf(t, value)))
        {
            return [$"{path} is {value?.ToJsonString() ?? "null"} and should be {string.Join(" or ", types)}"];
        }

        return value switch
        {
            JsonObject fields when schema["properties"] is not null => OfObject(schema, fields, path),
            JsonArray items when schema["items"] is { } item => items.SelectMany((v, i) => Differences(item, v, $"{path}[{i}]")),
            JsonValue when schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)) =>
                [$"{path} is {value} and not one of the values"],
            _ => [],
        };
    }

    private IEnumerable<string> OfObject(JsonNode schema, JsonObject fields, string path)
    {
        var patterns = (schema["patternProperties"] as JsonObject)?.ToList() ?? [];
        return
        [
            .. (schema["required"] as JsonArray ?? []).Where(r => !fields.ContainsKey((string)r!))
                .Select(r => $"{path}.{r} is required and not there"),
            .. fields.SelectMany(f => (schema["properties"]![f.Key] ?? patterns.Find(p => Regex.IsMatch(f.Key, p.Key)).Value) is { } form
                ? Differences(form, f.Value, $"{path}.{f.Key}") : [$"{path}.{f.Key} is not described"]),
        ];
    }

    private JsonNode Resolved(JsonNode schema)
    {
        while (schema["$ref"] is { } reference)
        {
            schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
        }

        return schema;
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("null", null or JsonValueKind.Null) => true,
        ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value!.ToJsonString() is var text && !text.Contains('.', StringComparison.Ordinal),
        _ => false,
    };
}
