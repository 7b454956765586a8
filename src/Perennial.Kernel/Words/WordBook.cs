using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Perennial.Kernel.Files;

namespace Perennial.Kernel.Words;

/// <summary>
/// The texts for people of one module in every language, from its resources <c>Text.en.json</c>, <c>Text.ru.json</c>
/// and so on: a key, and a sentence with named places such as <c>{file}</c>. A key that counts has a text for each
/// plural form of the language: <c>key.one</c>, <c>key.few</c>, <c>key.other</c>.
/// </summary>
public sealed class WordBook
{
    private readonly Assembly assembly;
    private readonly FrozenDictionary<string, Lazy<FrozenDictionary<string, string>>> texts;

    private WordBook(Assembly assembly)
    {
        this.assembly = assembly;
        texts = Language.All.ToFrozenDictionary(l => l.Code,
            l => new Lazy<FrozenDictionary<string, string>>(() => Load(l)), StringComparer.Ordinal);
    }

    /// <summary>The words of an assembly.</summary>
    public static WordBook Load(Assembly assembly) => new(assembly);

    /// <summary>The text of a key in the language at hand, its places filled.</summary>
    /// <exception cref="KeyNotFoundException">The key has no text: a defect, held by a test.</exception>
    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> places] =>
        Fill(Text(key, Language.Current), places);

    /// <summary>The text of a key in the form that fits a count; <c>{count}</c> is the count itself.</summary>
    public string Count(string key, long count, params ReadOnlySpan<(string Name, object? Value)> places)
    {
        var language = Language.Current;
        return Fill(Text(key + "." + language.Form(count), language), [.. places, ("count", count)]);
    }

    /// <summary>The text of a key in the form that fits a measured number, shown with so many decimals.</summary>
    public string Count(string key, decimal number, int decimals,
        params ReadOnlySpan<(string Name, object? Value)> places)
    {
        var language = Language.Current;
        var shown = Math.Round(number, decimals, MidpointRounding.AwayFromZero);
        return Fill(Text(key + "." + language.Form(shown), language),
            [.. places, ("count", Shown.Number(shown, decimals))]);
    }

    /// <summary>Whether a key has a text.</summary>
    public bool Has(string key) => texts[Language.English.Code].Value.ContainsKey(key);

    /// <summary>What a problem says, without the place where it is.</summary>
    public string Of(FileProblem problem) => this[problem.Code,
        ("column", problem.Column), ("value", problem.Value), ("detail", problem.Detail), ("file", problem.File),
            ("line", problem.Line)];

    // A text that a language lacks is a defect that a test holds; its reader gets English rather than nothing.
    private string Text(string key, Language language) =>
        texts[language.Code].Value.TryGetValue(key, out var text) ? text : English(key);

    private string English(string key)
    {
        var english = texts[Language.English.Code].Value;
        return english.TryGetValue(key, out var text) ||
            english.TryGetValue(key[..(key.LastIndexOf('.') + 1)] + "other", out text)
                ? text
                : throw new KeyNotFoundException($"No words for '{key}'.");
    }

    private FrozenDictionary<string, string> Load(Language language)
    {
        using var stream = assembly.GetManifestResourceStream($"Text.{language.Code}.json")
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no words in {language.Code}.");
        return JsonSerializer.Deserialize(stream, WordsJson.Default.DictionaryStringString)!
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

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
            filled.Append(AsText(Find(text.AsSpan(open + 1, close - open - 1), places)));
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

    private static string? AsText(object? value) => value switch
    {
        null => "",
        int or long => ((IFormattable)value).ToString("N0", CultureInfo.CurrentCulture),
        IFormattable number => number.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WordsJson : System.Text.Json.Serialization.JsonSerializerContext;
