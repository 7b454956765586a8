using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Cookies under a name that browsers keep to this host alone, where the connection is secure; over plain HTTP, as on a developer's own
/// machine, they refuse such names. Where two shops stand on one host, each under its path, they have names of their own.
/// </summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager cookies = new();

    /// <summary>A cookie's name for this request.</summary>
    public static string Name(HttpContext http, string key) =>
        (http.Request.IsHttps ? "__Host-" : "") + key + (http.Request.PathBase.Value ?? "").Replace('/', '-');

    /// <summary>How a cookie is sent that a script shall not read.</summary>
    /// <param name="http">The request.</param>
    /// <param name="maxAge">How long the browser keeps it.</param>
    public static CookieOptions Options(HttpContext http, TimeSpan maxAge) => new()
    {
        HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = maxAge, IsEssential = true,
    };

    public string? GetRequestCookie(HttpContext context, string key) => cookies.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
    {
        options.Path = "/";
        cookies.AppendResponseCookie(context, Name(context, key), value, options);
    }

    public void DeleteCookie(HttpContext context, string key, CookieOptions options)
    {
        options.Path = "/";
        cookies.DeleteCookie(context, Name(context, key), options);
    }
}
