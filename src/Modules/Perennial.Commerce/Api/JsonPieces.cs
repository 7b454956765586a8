using System.Text.Json;
using Perennial.Kernel;
using Perennial.Kernel.Http;

namespace Perennial.Commerce.Api;

/// <summary>The elements of a list in a body, each to be read by itself: one that is wrong does not take the others with it.</summary>
internal static class JsonPieces
{
    /// <summary>Finds where each element of <c>{"name": [ … ]}</c> stands.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="name">The only field of the body.</param>
    /// <param name="max">Elements at most; one at least.</param>
    public static Result<List<(int Start, int Length)>> Split(byte[] bytes, string name, int max)
    {
        var pieces = new List<(int, int)>();
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Json.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() ||
                reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name) || !reader.Read() ||
                reader.TokenType != JsonTokenType.StartArray)
            {
                return Wrong(name, "orders.list_wanted", max);
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                pieces.Add((start, (int)reader.BytesConsumed - start));
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read())
            {
                return Wrong(name, "orders.list_wanted", max);
            }
        }
        catch (JsonException)
        {
            return Wrong($"{name}[{pieces.Count}]", "json.not_json", max);
        }

        return pieces.Count > 0 && pieces.Count <= max ? pieces : Wrong(name, "orders.too_many_or_none", max);
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

    private static Refusal Wrong(string field, string code, int max) =>
        new(RefusalKind.Malformed, "request.malformed") { Fields = [new FieldProblem(field, code, $"{max}")] };
}
