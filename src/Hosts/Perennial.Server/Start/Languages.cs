using System.Globalization;
using Perennial.Kernel.Words;

namespace Perennial.Server.Start;

/// <summary>Answers in the language that the request asks for, of those there are.</summary>
internal static class Languages
{
    public static Task TakeAsync(HttpContext http, RequestDelegate next)
    {
        var wanted = http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Language.All.FirstOrDefault(a => l.Value.StartsWith(a.Code, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(l => l is not null) ?? Language.English;
        CultureInfo.CurrentUICulture = wanted.Culture;
        return next(http);
    }
}
