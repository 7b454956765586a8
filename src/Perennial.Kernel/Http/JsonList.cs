using System.Text.Json;

namespace Perennial.Kernel.Http;

/// <summary>What a body with a list looks like.</summary>
/// <param name="Name">The only field of the body.</param>
/// <param name="ItemsMax">Items at most; there is at least one.</param>
/// <param name="WantedCode">Told where the body is something else.</param>
/// <param name="CountCode">Told where there are too many items, or none.</param>
public sealed record JsonListRules(string Name, int ItemsMax, string WantedCode, string CountCode);

/// <summary>Bodies that hold one list whose items are read each by itself, so that one that is wrong does not take the others with it.</summary>
public static class JsonList
{
    /// <summary>Finds the items.</summary>
    /// <returns>Where each begins and how many bytes it has, or why the body is no such list.</returns>
    public static Result<IReadOnlyList<(int Start, int Length)>> Split(byte[] bytes, JsonListRules rules)
    {
        var pieces = new List<(int, int)>();
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Json.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() ||
                reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(rules.Name) || !reader.Read() ||
                reader.TokenType != JsonTokenType.StartArray)
            {
                return Malformed(rules, rules.Name, rules.WantedCode);
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                pieces.Add((start, (int)reader.BytesConsumed - start));
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read())
            {
                return Malformed(rules, rules.Name, rules.WantedCode);
            }
        }
        catch (JsonException)
        {
            return Malformed(rules, $"{rules.Name}[{pieces.Count}]", "json.not_json");
        }

        return pieces.Count > 0 && pieces.Count <= rules.ItemsMax ? pieces : Malformed(rules, rules.Name, rules.CountCode);
    }

    /// <summary>Whether a body is an object that begins with a field of this name.</summary>
    public static bool Begins(byte[] bytes, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() &&
                reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Refusal Malformed(JsonListRules rules, string field, string code) =>
        new(RefusalKind.Malformed, "request.malformed") { Fields = [new FieldProblem(field, code, $"{rules.ItemsMax}")] };
}
