using System.Globalization;

namespace Perennial.Kernel.Words;

/// <summary>
/// A language that Perennial speaks: its code, the forms its plurals take, and the culture that writes its numbers
/// and dates. The language at hand is that of <see cref="CultureInfo.CurrentUICulture"/>, as everywhere in .NET, so a
/// server sets it a request and a program once.
/// </summary>
public sealed class Language
{
    private readonly Func<decimal, string> form;
    private readonly Lazy<CultureInfo> culture;

    private Language(string code, string cultureName, IReadOnlyList<string> forms,
        Func<decimal, string> form)
    {
        (Code, Forms, this.form) = (code, forms, form);
        culture = new(() => CultureOf(cultureName));
    }

    /// <summary>English.</summary>
    public static Language English { get; } = new("en", "en", ["one", "other"],
        n => n == 1 ? "one" : "other");

    /// <summary>Russian.</summary>
    public static Language Russian { get; } = new("ru", "ru", ["one", "few", "many", "other"],
        n => !IsWhole(n) ? "other"
            : n % 10 == 1 && n % 100 != 11 ? "one"
            : n % 10 is >= 2 and <= 4 && n % 100 is < 12 or > 14 ? "few"
            : "many");

    /// <summary>Romanian.</summary>
    public static Language Romanian { get; } = new("ro", "ro", ["one", "few", "other"],
        n => n == 1 ? "one" : !IsWhole(n) || n == 0 || n % 100 is >= 1 and <= 19 ? "few" : "other");

    /// <summary>Chinese, simplified.</summary>
    public static Language Chinese { get; } = new("zh", "zh-CN", ["other"], _ => "other");

    /// <summary>All of them, English first.</summary>
    public static IReadOnlyList<Language> All { get; } = [English, Russian, Romanian, Chinese];

    /// <summary>ISO 639 code: <c>en</c>, <c>ru</c>, <c>ro</c>, <c>zh</c>.</summary>
    public string Code { get; }

    /// <summary>Names of its plural forms, as CLDR has them.</summary>
    public IReadOnlyList<string> Forms { get; }

    /// <summary>The culture of its numbers and dates where the reader's own is not known.</summary>
    public CultureInfo Culture => culture.Value;

    /// <summary>The language at hand; English where the reader's is none of <see cref="All"/>.</summary>
    public static Language Current => Of(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The language of a name such as <c>ru</c>, <c>ro-MD</c> or <c>zh_CN.UTF-8</c>; null for any other.</summary>
    public static Language? Of(string name)
    {
        var end = name.AsSpan().IndexOfAny('-', '_', '.');
        var code = end < 0 ? name : name[..end];
        return All.FirstOrDefault(l => l.Code.Equals(code, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Makes this the language at hand; numbers and dates keep the reader's own habits if they are of this language.</summary>
    public void Use()
    {
        var own = Of(CultureInfo.CurrentCulture.Name) == this && !IsWithoutHabits(CultureInfo.CurrentCulture);
        CultureInfo.CurrentCulture = own ? CultureInfo.CurrentCulture : Culture;
        CultureInfo.CurrentUICulture = Culture;
    }

    /// <summary>The plural form for a number, by the rules of CLDR.</summary>
    public string Form(decimal number) => form(Math.Abs(number));

    private static bool IsWithoutHabits(CultureInfo culture) => culture.Name.Length == 0;

    private static bool IsWhole(decimal number) => decimal.Truncate(number) == number;

    // Without ICU there are no cultures; the words are there all the same.
    private static CultureInfo CultureOf(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}
