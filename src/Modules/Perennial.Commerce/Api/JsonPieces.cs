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
    public static Result<IReadOnlyList<(int Start, int Length)>> Split(byte[] bytes, string name, int max) =>
        JsonList.Split(bytes, new JsonListRules(name, max, "orders.list_wanted", "orders.too_many_or_none"));

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
}
