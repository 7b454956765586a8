using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Perennial.Slices.Docs;

/// <summary>
/// JSON as documents show it: <c>…</c> in a text stands for any letters, in an object for further fields, in an array for further
/// elements, and in the place of a value for any value.
/// </summary>
internal static class Lenient
{
    private const char Any = '…';
    private const string Rest = "…";

    /// <summary>Whether all brackets are closed.</summary>
    public static bool IsWhole(string text)
    {
        var (depth, inText) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (inText)
            {
                i += text[i] == '\\' ? 1 : 0;
                inText = text[i] != '"';
            }
            else
            {
                inText = text[i] == '"';
                depth += text[i] switch { '{' or '[' => 1, '}' or ']' => -1, _ => 0 };
            }
        }

        return depth == 0;
    }

    /// <summary>What differs from what is shown, with its path; null where nothing does.</summary>
    public static string? Difference(string shown, string? actual)
    {
        var wanted = JsonNode.Parse(Quoted(shown));
        return Difference(wanted, actual is null or "" ? null : JsonNode.Parse(actual), "");
    }

    private static string? Difference(JsonNode? wanted, JsonNode? actual, string path)
    {
        if (wanted is JsonValue any && any.TryGetValue<string>(out var text) && text.Contains(Any))
        {
            var pattern = "^" + Regex.Escape(text).Replace(Rest, ".*", StringComparison.Ordinal) + "$";
            var fits = actual is JsonValue && Regex.IsMatch(actual.ToString(), pattern,
                RegexOptions.Singleline | RegexOptions.NonBacktracking);
            return text == Rest || fits ? null : $"{path}: {text} is shown, {actual?.ToJsonString() ?? "null"} came";
        }

        return (wanted, actual) switch
        {
            (JsonObject w, JsonObject a) => Difference(w, a, path),
            (JsonArray w, JsonArray a) => Difference(w, a, path),
            _ => JsonNode.DeepEquals(wanted, actual) ? null
                : $"{path}: {wanted?.ToJsonString() ?? "null"} is shown, {actual?.ToJsonString() ?? "null"} came",
        };
    }

    private static string? Difference(JsonObject wanted, JsonObject actual, string path)
    {
        var isOpen = wanted.ContainsKey(Rest);
        return wanted.Where(w => w.Key != Rest)
            .Select(w => actual.ContainsKey(w.Key) ? Difference(w.Value, actual[w.Key], $"{path}.{w.Key}")
                : $"{path}.{w.Key} is shown and did not come")
            .FirstOrDefault(d => d is not null)
            ?? (isOpen ? null : actual.Where(a => !wanted.ContainsKey(a.Key)).Select(a => $"{path}.{a.Key} came and is not shown").FirstOrDefault());
    }

    private static string? Difference(JsonArray wanted, JsonArray actual, string path)
    {
        var isOpen = wanted.Count > 0 && wanted[^1]?.ToString() == Rest;
        var listed = isOpen ? wanted.Count - 1 : wanted.Count;
        return actual.Count < listed || (!isOpen && actual.Count > listed)
            ? $"{path}: {listed} are shown, {actual.Count} came"
            : Enumerable.Range(0, listed).Select(i => Difference(wanted[i], actual[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);
    }

    // Outside of texts it becomes one: in an object a field, elsewhere a value.
    private static string Quoted(string shown)
    {
        var (text, open, inText) = (new StringBuilder(), new Stack<char>(), false);
        for (var i = 0; i < shown.Length; i++)
        {
            var c = shown[i];
            if (!inText && c == Any)
            {
                var isField = open.Peek() == '{' && !text.ToString().TrimEnd().EndsWith(':');
                text.Append(isField ? "\"…\":0" : "\"…\"");
                continue;
            }

            text.Append(c);
            if (inText && c == '\\')
            {
                text.Append(shown[++i]);
            }
            else if (c == '"')
            {
                inText = !inText;
            }
            else if (!inText && c is '{' or '[')
            {
                open.Push(c);
            }
            else if (!inText && c is '}' or ']')
            {
                open.Pop();
            }
        }

        return text.ToString();
    }
}
