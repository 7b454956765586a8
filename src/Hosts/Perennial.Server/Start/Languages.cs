using System.Globalization;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;

namespace Perennial.Server.Start;

/// <summary>
/// Answers in the language that the reader chose, else in that which the request asks for, of those there are. Numbers and days are
/// written as in her country, where the request names it.
/// </summary>
internal static class Languages
{
    private const int WantedMax = 10;

    public static Task TakeAsync(HttpContext http, RequestDelegate next)
    {
        var wanted = http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString()).Take(WantedMax).ToList();
        var language = Language.All.FirstOrDefault(l => l.Code == http.Request.Cookies[ReaderCookies.Language]) ??
            wanted.Select(Language.Of).FirstOrDefault(l => l is not null) ?? Language.English;
        CultureInfo.CurrentUICulture = language.Culture;
        CultureInfo.CurrentCulture = wanted.Where(w => Language.Of(w) == language).Select(Habits).FirstOrDefault(c => c is not null)
            ?? language.Culture;
        return next(http);
    }

    private static CultureInfo? Habits(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
