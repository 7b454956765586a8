using System.Globalization;
using Perennial.Kernel.Words;

namespace Perennial.Ui.Shell;

/// <summary>The name of a language in itself, as it stands in a choice of languages.</summary>
internal static class LanguageName
{
    // Without ICU there are no names; the code says it too.
    public static string Of(Language language)
    {
        try
        {
            var culture = CultureInfo.GetCultureInfo(language.Code);
            var name = culture.NativeName;
            return name.Length == 0 ? language.Code : char.ToUpper(name[0], culture) + name[1..];
        }
        catch (CultureNotFoundException)
        {
            return language.Code;
        }
    }
}
