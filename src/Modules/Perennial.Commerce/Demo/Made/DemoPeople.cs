using System.Globalization;
using System.Text;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Demo.Made;

/// <summary>
/// Makes people up: addresses stand at the domains that are reserved for examples (RFC 2606), phone numbers in the ranges that are
/// kept free for films and books, so that nothing that goes wrong ever reaches anybody.
/// </summary>
internal sealed class DemoPeople(int seed)
{
    // Free for fiction: in France 06 39 98 xx xx (ARCEP), in Britain 07700 900xxx (Ofcom), in America any area's 555-01xx (NANPA).
    private const int FrenchNumbers = 10_000;
    private const int BritishNumbers = 1_000;
    private const int AmericanNumbers = 100;
    private static readonly int[] Areas = [202, 212, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 801, 816, 919];
    private static readonly int[] Weights = [.. DemoNames.Parts.Select(p => p.Weight)];

    private const int OddPerMille = 6;
    private const int EmailPercent = 93;
    private const int PhonePercent = 50;

    private int phones;

    /// <summary>The next person.</summary>
    /// <param name="number">Her number; each is made once, in rising order.</param>
    /// <param name="hasCard">Whether she carries a card of the stores.</param>
    public DemoPerson Next(int number, bool hasCard)
    {
        var dice = DemoDice.Of(seed, 1, number);
        var part = DemoNames.Parts[dice.Weighted(Weights)];
        var (given, family) = (dice.Of(part.Given), dice.Of(part.Family));
        var isOdd = dice.Below(1_000) < OddPerMille;
        var name = isOdd ? dice.Of(DemoNames.Odd) : part.IsFamilyFirst ? FamilyFirst(part, given, family) : $"{given} {family}";
        return new DemoPerson(number)
        {
            Name = name, Given = isOdd ? name : given, Family = isOdd ? null : family, Language = part.Language,
            Country = dice.Percent(70) ? "RO" : part.Country,
            Email = dice.Percent(EmailPercent) || !hasCard ? Email(dice, given, family, number) : null,
            Phone = dice.Percent(PhonePercent) ? Phone(phones++) : null,
            Card = hasCard ? $"LB{700_000 + number}" : null,
        };
    }

    private static string FamilyFirst(NamePart part, string given, string family) => part.Language == "zh" ? family + given : $"{family} {given}";

    private static string Email(DemoDice dice, string given, string family, int number)
    {
        var name = Latin(given) + "." + Latin(family);
        var local = name.Length > 4 ? name : "customer";
        return string.Create(CultureInfo.InvariantCulture, $"{local.Trim('.')}.{number}@example.{dice.Of(DemoNames.ExampleDomains)}");
    }

    private static string Latin(string name)
    {
        var latin = new StringBuilder(name.Length);
        foreach (var letter in FoldedText.Of(name))
        {
            latin.Append(char.IsAsciiLetterLower(letter) ? letter.ToString() : "");
        }

        return latin.ToString();
    }

    /// <summary>The n-th phone number; null once all are given away.</summary>
    private static string? Phone(int at)
    {
        if (at < FrenchNumbers)
        {
            return string.Create(CultureInfo.InvariantCulture, $"+336399{80_000 + at}");
        }

        at -= FrenchNumbers;
        if (at < BritishNumbers)
        {
            return string.Create(CultureInfo.InvariantCulture, $"+447700{900_000 + at}");
        }

        at -= BritishNumbers;
        return at < Areas.Length * AmericanNumbers
            ? string.Create(CultureInfo.InvariantCulture, $"+1{Areas[at / AmericanNumbers]}55501{at % AmericanNumbers:00}")
            : null;
    }
}
