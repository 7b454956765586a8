using System.Buffers;
using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>
/// Guesses the encoding of bytes that are no Unicode by what they would say in each: how usual the letters would be,
/// and whether words would hold signs, controls, two scripts or capitals in the middle. Order files are ASCII but for
/// a few names, so that each distinct word counts once and no more than words count. See docs/adr/0008.
/// </summary>
internal static class EncodingGuess
{
    private const int WordsMax = 4096;
    private const int WordBytesMax = 240;

    // Costs in tenths of a bit, beside those of letters.
    private const int Control = 200;
    private const int Sign = 130;
    private const int UsualSign = 80;
    private const int AmongItsLike = 25;
    private const int NextToAnother = 10;
    private const int CapitalInWord = 90;
    private const int CapitalAtStart = 10;
    private const int TwoScripts = 120;
    private const int FurtherLanguage = 60;

    private static readonly SearchValues<char> UsualSigns = SearchValues.Create("«»„“”‘’–—…№€° \u00A0");

    // Where all cost the same the bytes say the same in each. Romanian alone fits three of them: the one with the
    // letters that are written today is first. Of the others the one that programs write most is first.
    private static readonly Candidate[] Candidates =
    [
        new(TextEncodings.Iso885916, EncodingLetters.Romanian),
        new(TextEncodings.Windows1252, EncodingLetters.Western),
        new(TextEncodings.Windows1250, EncodingLetters.Central),
        new(TextEncodings.Iso88592, EncodingLetters.Central),
        new(TextEncodings.Windows1251, EncodingLetters.Cyrillic),
    ];

    /// <summary>The likeliest encoding; windows-1252 where nothing speaks for any.</summary>
    /// <param name="bytes">Bytes of which some are beyond ASCII.</param>
    public static Encoding Of(ReadOnlySpan<byte> bytes)
    {
        var words = Words(bytes);
        var best = TextEncodings.Gb18030;
        var least = words.Count == 0 ? long.MaxValue : words.Sum(w => (long)HanziCost.Of(w));
        foreach (var candidate in Candidates)
        {
            var cost = candidate.Cost(words);
            if (cost < least)
            {
                (best, least) = (candidate.Encoding, cost);
            }
        }

        return words.Count == 0 ? TextEncodings.Windows1252 : best;
    }

    // A word ends at a control, a space, punctuation below the digits or between them and the letters. None of these
    // bytes is part of a character in any encoding, so that words are the same in all of them.
    private static readonly SearchValues<byte> Ends = SearchValues.Create(
        [.. Enumerable.Range(0, 0x30).Concat(Enumerable.Range(0x3A, 6)).Select(b => (byte)b)]);

    private static List<byte[]> Words(ReadOnlySpan<byte> bytes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var words = new List<byte[]>();
        while (words.Count < WordsMax && bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var at)
        {
            var start = bytes[..at].LastIndexOfAny(Ends) + 1;
            var length = bytes[at..].IndexOfAny(Ends);
            var end = length < 0 ? bytes.Length : at + length;

            // What is cut, at the end of the head or because it is long, may end within a character.
            if (length >= 0 && end - start <= WordBytesMax && seen.Add(Encoding.Latin1.GetString(bytes[start..end])))
            {
                words.Add(bytes[start..end].ToArray());
            }
            else if (length < 0 && words.Count == 0)
            {
                start = at - start > WordBytesMax ? at : start;
                words.Add(bytes[start..Math.Min(end, start + WordBytesMax)].ToArray());
            }

            bytes = bytes[end..];
        }

        return words;
    }

    /// <summary>An encoding of one byte a character, with the languages written in it.</summary>
    private sealed record Candidate(Encoding Encoding, EncodingLetters[] Languages)
    {
        private readonly char[] characters =
            Encoding.GetChars([.. Enumerable.Range(0, 256).Select(b => (byte)b)]);

        /// <summary>Cost of the words, each in the language that it fits best, with as few languages as it takes.</summary>
        public long Cost(List<byte[]> words)
        {
            var costs = Languages.Select(language => words.Select(word => Cost(word, language)).ToArray()).ToArray();
            var least = long.MaxValue;
            for (var chosen = 1; chosen < 1 << Languages.Length; chosen++)
            {
                long cost = FurtherLanguage * (System.Numerics.BitOperations.PopCount((uint)chosen) - 1);
                for (var word = 0; word < words.Count && cost < least; word++)
                {
                    var ofWord = int.MaxValue;
                    for (var language = 0; language < costs.Length; language++)
                    {
                        ofWord = (chosen >> language & 1) == 0 ? ofWord : Math.Min(ofWord, costs[language][word]);
                    }

                    cost += ofWord;
                }

                least = Math.Min(least, cost);
            }

            return least;
        }

        private int Cost(byte[] word, EncodingLetters language)
        {
            var cost = 0;
            for (var i = 0; i < word.Length; i++)
            {
                var here = characters[word[i]];
                var before = i == 0 ? ' ' : characters[word[i - 1]];
                var after = i == word.Length - 1 ? ' ' : characters[word[i + 1]];
                cost += char.IsUpper(here) && char.IsLower(before) ? CapitalInWord : 0;
                if (char.IsAscii(here))
                {
                    cost += char.IsAsciiLetter(here) && IsOwnLetter(before) && language.IsCyrillic ? TwoScripts : 0;
                }
                else if (char.IsControl(here))
                {
                    cost += Control;
                }
                else if (!IsLetter(here))
                {
                    cost += IsLetter(before) && IsLetter(after) ? Sign : UsualSigns.Contains(here) ? UsualSign : Sign;
                }
                else
                {
                    cost += language[here];
                    cost += char.IsUpper(here) && !char.IsUpper(before) ? CapitalAtStart : 0;
                    cost += language.IsCyrillic && char.IsAsciiLetter(before) ? TwoScripts : 0;
                    cost += language.IsCyrillic ? 0 : Among(before, here, after) +
                        EncodingLetters.Pair(here, after) + EncodingLetters.Pair(before, here);
                }
            }

            return cost;
        }

        // Bjørn has a vowel where Bjřrn would have four consonants.
        private static int Among(char before, char here, char after) => (IsOwnLetter(before) ? NextToAnother : 0) +
            (IsLetter(before) && IsLetter(after) && EncodingLetters.IsVowel(before) == EncodingLetters.IsVowel(here) &&
            EncodingLetters.IsVowel(here) == EncodingLetters.IsVowel(after) ? AmongItsLike : 0);

        private static bool IsOwnLetter(char character) => !char.IsAscii(character) && IsLetter(character);

        // ˇ and its like stand for themselves and are no letters, whatever Unicode calls them.
        private static bool IsLetter(char character) => char.IsLetter(character) && character is < '\u02B0' or > '\u036F';
    }
}
