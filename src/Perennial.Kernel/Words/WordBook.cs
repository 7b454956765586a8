using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Perennial.Kernel.Files;

namespace Perennial.Kernel.Words;

/// <summary>
/// The texts for people of one module, from its resource <c>Text.en.json</c>: a key, and a sentence with named
/// places such as <c>{file}</c>. A key that counts has forms by plural: <c>key.one</c> and <c>key.other</c>.
/// </summary>
public sealed class WordBook
{
    private readonly FrozenDictionary<string, string> texts;

    private WordBook(FrozenDictionary<string, string> texts) => this.texts = texts;

    /// <summary>All keys, for tests.</summary>
    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>Loads the words of an assembly.</summary>
    public static WordBook Load(Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream("Text.en.json")
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no words.");
        return new WordBook(JsonSerializer.Deserialize(stream, WordsJson.Default.DictionaryStringString)!
            .ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The text of a key, its places filled.</summary>
    /// <exception cref="KeyNotFoundException">The key has no text: a defect, held by a test.</exception>
    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> places] => Fill(Text(key), places);

    /// <summary>The text of a key in the form that fits a count; <c>{count}</c> is the count itself.</summary>
    public string Count(string key, long count, params ReadOnlySpan<(string Name, object? Value)> places) =>
        Fill(Text(key + (count is 1 or -1 ? ".one" : ".other")), [.. places, ("count", count)]);

    /// <summary>What a problem says, without the place where it is.</summary>
    public string Of(FileProblem problem) => this[problem.Code,
        ("column", problem.Column), ("value", problem.Value), ("detail", problem.Detail), ("file", problem.File),
            ("line", problem.Line)];

    private string Text(string key) => texts.TryGetValue(key, out var text)
        ? text
        : throw new KeyNotFoundException($"No words for '{key}'.");

    private static string Fill(string text, ReadOnlySpan<(string Name, object? Value)> places)
    {
        var filled = new StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                return filled.Append(text.AsSpan(at)).ToString();
            }

            filled.Append(text.AsSpan(at, open - at));
            filled.Append(Shown(Find(text.AsSpan(open + 1, close - open - 1), places)));
            at = close + 1;
        }

        return filled.ToString();
    }

    private static object? Find(ReadOnlySpan<char> name, ReadOnlySpan<(string Name, object? Value)> places)
    {
        foreach (var (known, value) in places)
        {
            if (name.SequenceEqual(known))
            {
                return value;
            }
        }

        throw new KeyNotFoundException($"Nothing to put in the place '{name}'.");
    }

    private static string? Shown(object? value) => value switch
    {
        null => "",
        int or long => ((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WordsJson : System.Text.Json.Serialization.JsonSerializerContext;
