using Perennial.Customers.Contract;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Tells whether a text of a file speaks of a person: by an address, a number or a name that is hers, however it is written there.
/// Where it is not sure, it says yes: a row too many that is to be mended is lost, and none is left.
/// </summary>
internal sealed class PersonTraces
{
    private const int WordCharactersMin = 4;
    private const int PhoneDigitsMin = 7;
    private const int PhoneDigits = 9;

    private readonly string[] words;
    private readonly string[] phones;

    public PersonTraces(ErasedPerson person)
    {
        words = [.. person.Identifiers.Where(i => i.Kind != IdentifierKind.Phone)
            .Select(i => i.Kind == IdentifierKind.External ? i.Value[(i.Value.IndexOf(':', StringComparison.Ordinal) + 1)..] : i.Value)
            .Concat(person.Names).Select(FoldedText.Of).Where(w => w.Length >= WordCharactersMin).Distinct(StringComparer.Ordinal)];

        // With the country's code or without it, with what people put between the digits.
        phones = [.. person.Identifiers.Where(i => i.Kind == IdentifierKind.Phone).Select(i => Digits(i.Value))
            .Where(d => d.Length >= PhoneDigitsMin).Select(d => d[^Math.Min(d.Length, PhoneDigits)..]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether a text speaks of her.</summary>
    public bool AreIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var folded = FoldedText.Of(text);
        if (words.Any(w => StandsIn(w, folded)))
        {
            return true;
        }

        var digits = phones.Length == 0 ? "" : Digits(text);
        return phones.Any(p => digits.Contains(p, StringComparison.Ordinal));
    }

    // As a word of its own: 1234 is not in 512345.
    private static bool StandsIn(string word, string text)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
