using Perennial.Customers.Contract;
using Perennial.Kernel.Text;

namespace Perennial.Customers.Identifiers;

/// <summary>
/// Words as they are searched: without case, accents and what else people leave out when they type. Both engines compare
/// the outcome byte by byte, so they find alike.
/// </summary>
internal static class SearchKey
{
    private const int WordCharsMax = 64;
    private const int WordsMax = 60;

    /// <summary>A text without case and marks: <c>Ștefan</c> is <c>stefan</c>, <c>Алёна</c> is <c>алена</c>.</summary>
    public static string Fold(string text) => FoldedText.Of(text);

    /// <summary>The words of a text: runs of letters and digits. Of Chinese, which parts no words, every ending is one.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var folded = Fold(text);
        for (var at = 0; at < folded.Length;)
        {
            var end = at;
            while (end < folded.Length && (char.IsLetterOrDigit(folded[end]) || char.IsSurrogate(folded[end])))
            {
                end++;
            }

            if (end > at)
            {
                yield return Cut(folded[at..end]);
                for (var inner = at + 1; inner < end; inner++)
                {
                    if (IsHan(folded[inner]))
                    {
                        yield return Cut(folded[inner..end]);
                    }
                }
            }

            at = Math.Max(end, at + 1);
        }
    }

    /// <summary>The words that find a customer.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string?> names, IEnumerable<Identifier> identifiers)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        words.UnionWith(names.OfType<string>().SelectMany(Words));
        foreach (var identifier in identifiers)
        {
            words.UnionWith(Of(identifier));
        }

        return [.. words.Take(WordsMax)];
    }

    /// <summary>The words that find an identifier.</summary>
    public static IEnumerable<string> Of(Identifier identifier) => identifier.Kind switch
    {
        IdentifierKind.Phone => [identifier.Value[1..], IdentifierReader.NationalDigits(identifier.Value)],
        IdentifierKind.External => [Cut(Fold(identifier.Value[identifier.System.Length..]))],
        _ => [Cut(Fold(identifier.Value))],
    };

    /// <summary>What is looked for: an address whole, a number by its digits, anything else by its words.</summary>
    public static IReadOnlyList<string> Asked(string text)
    {
        text = text.Trim();
        if (text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '.' or '/'))
        {
            var digits = string.Concat(text.Where(char.IsAsciiDigit));
            return digits.Length == 0 ? [] : [Cut(digits)];
        }

        return text.Contains('@', StringComparison.Ordinal) || text.Any(char.IsAsciiDigit) && !text.Contains(' ', StringComparison.Ordinal)
            ? [Cut(Fold(text))]
            : [.. Words(text).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What is above all words that begin with this one.</summary>
    public static string Above(string word) => FoldedText.Above(word);

    private static string Cut(string word) => word.Length <= WordCharsMax ? word : FoldedText.Whole(word[..WordCharsMax]);

    private static bool IsHan(char character) => character is >= '\u3400' and <= '\u9FFF' or >= '\u3040' and <= '\u30FF';
}
