using System.Globalization;
using System.Runtime.CompilerServices;
using Perennial.Kernel.Words;

namespace Perennial.Unit;

/// <summary>Tests read English whatever the machine speaks; a test of another language says so.</summary>
internal static class Languages
{
    [ModuleInitializer]
    internal static void SpeakEnglish()
    {
        CultureInfo.DefaultThreadCurrentCulture = Language.English.Culture;
        CultureInfo.DefaultThreadCurrentUICulture = Language.English.Culture;
        Language.English.Use();
    }

    /// <summary>Runs something in a language and leaves the test's own as it was.</summary>
    public static T In<T>(Language language, Func<T> run)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            language.Use();
            return run();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }
}
