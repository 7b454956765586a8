using Microsoft.AspNetCore.Http;
using Perennial.Kernel.Words;

namespace Perennial.Workspace.Staff;

/// <summary>The language that somebody chose, in a cookie, so that pages know it before they know her.</summary>
internal static class ReaderLanguage
{
    private const string Cookie = "lang";
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    /// <summary>Keeps it, and speaks it from here on.</summary>
    /// <param name="http">The request.</param>
    /// <param name="code">The language's code; null leaves what is.</param>
    public static void Keep(HttpContext http, string? code)
    {
        if (code is not null && Language.All.FirstOrDefault(l => l.Code == code) is { } language)
        {
            http.Response.Cookies.Append(Cookie, language.Code, HostCookies.Options(http, KeptFor));
            language.Use();
        }
    }
}
