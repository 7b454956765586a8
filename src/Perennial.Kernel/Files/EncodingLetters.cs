using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Perennial.Kernel.Files;

/// <summary>
/// How usual the letters beyond ASCII are in a language: the cost of each in tenths of a bit, −10·log2 of its share
/// among all letters of running text, roughly. A letter that the language does not write costs much more.
/// </summary>
internal sealed class EncodingLetters
{
    private const int Unwritten = 140;
    private const int OddPair = 60;

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyæøœı");
    private static readonly FrozenDictionary<char, bool> Accented = Enumerable.Range(0xC0, 0x250 - 0xC0)
        .Select(c => (char)c)
        .ToFrozenDictionary(c => c, c => Vowels.Contains(char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0])));

    private readonly FrozenDictionary<char, int> costs;

    // The form is "abc57 d80": a, b and c cost 57, d costs 80.
    private EncodingLetters(string tiers, bool isCyrillic = false)
    {
        IsCyrillic = isCyrillic;
        costs = tiers.Split(' ')
            .SelectMany(tier => tier.TrimEnd([.. "0123456789"]).Select(letter => (letter, Cost: CostOf(tier))))
            .ToFrozenDictionary(c => c.letter, c => c.Cost);
    }

    // What Portuguese, Spanish, Croatian, Norwegian and French pairs become in another encoding.
    private static readonly FrozenSet<(char, char)> OddPairs =
        "ăo ăa ăe őe őa őo ñs ñc ñk ñt ñd ñm ñg ñz iæ aæ eæ oæ uæ yæ řy ďs ďc ďl čr".Split(' ')
            .Select(p => (p[0], p[1])).ToFrozenSet();

    /// <summary>Whether a Latin letter is a vowel, whatever stands over it.</summary>
    public static bool IsVowel(char letter) =>
        Accented.TryGetValue(letter, out var isVowel) ? isVowel : Vowels.Contains(char.ToLowerInvariant(letter));

    /// <summary>Cost of two letters side by side that a language never has so, such as ăo for Portuguese ão.</summary>
    public static int Pair(char first, char second) =>
        OddPairs.Contains((char.ToLowerInvariant(first), char.ToLowerInvariant(second))) ? OddPair : 0;

    /// <summary>True when every letter of a word is of the language's own script.</summary>
    public bool IsCyrillic { get; }

    /// <summary>Cost of a letter, whatever its case.</summary>
    public int this[char letter] => costs.GetValueOrDefault(char.ToLowerInvariant(letter), Unwritten);

    private static int CostOf(string tier) =>
        int.Parse(tier.AsSpan(tier.IndexOfAny([.. "0123456789"])), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Russian first; the letters of its neighbours cost more.</summary>
    public static EncodingLetters[] Cyrillic { get; } =
        [new("оеаинтсрвл40 кмдпуяыьгзб57 чйхжшюцщэф75 іїє80 ъёўґјљњћђџ100", isCyrillic: true)];

    /// <summary>German, French with Dutch, Spanish, Portuguese, Italian, the Nordic languages.</summary>
    public static EncodingLetters[] Western { get; } =
    [
        new("ü72 ä75 öß84 é110"), new("é57 èà76 ê86 çôîûëïâùöü105 œÿ125"), new("óíá72 é79 ñ83 ú92 ü120"),
        new("ã71 çáé76 íê80 ó84 úâ90 õàô102"), new("à73 è86 òù90 ì100 é110"), new("åäö63 øæ68 é90 áíúýðþ105"),
    ];

    /// <summary>
    /// Polish, Czech, Slovak, Hungarian, Croatian with Slovene, German, and Romanian as it was written with cedillas.
    /// </summary>
    public static EncodingLetters[] Central { get; } =
    [
        new("ł58 ęą66 óżś70 ć80 ń88 ź105"), new("í50 á55 ě60 éřý64 žč67 šů71 úňťďó102"),
        new("áí55 éýž64 čš68 ť77 ľ80 ú85 ô90 äňďó100 ĺŕ125"), new("áé49 őóö69 üí75 ú87 ű90"), new("č66 š70 žć74 đ87"),
        new("ü74 ä77 öß86"), new("ă54 îşţ65 â72"),
    ];

    /// <summary>Romanian as it is written, with the names of its Hungarian and German neighbours.</summary>
    public static EncodingLetters[] Romanian { get; } = [new("ă54 îșț65 â72 áéöőüóíűä85 ß95")];
}
