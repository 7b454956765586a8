namespace Perennial.Server.Start;

/// <summary>What every answer says to a browser: take nothing from elsewhere, run nothing that stands in a page, show it in no frame.</summary>
internal static class PageHeaders
{
    // Pictures from data: the marks of Tabler's boxes and lists are such.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

    private const string AYear = "max-age=31536000; includeSubDomains";

    public static Task SetAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = AYear;
        }

        return next(http);
    }
}
