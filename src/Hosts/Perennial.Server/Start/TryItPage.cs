using Perennial.Workspace.Contract.Api;
using Scalar.AspNetCore;

namespace Perennial.Server.Start;

/// <summary>The page to read the interface and to try it. It asks nobody but this server, and offers nothing of its maker's.</summary>
internal static class TryItPage
{
    // It writes styles and a first script into itself; what it may fetch, and where it may be shown, is this server alone.
    private const string Policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static void Map(WebApplication app, string path)
    {
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
            {
                http.Response.Headers.ContentSecurityPolicy = Policy;
                http.Response.Headers.XContentTypeOptions = "nosniff";
                http.Response.Headers["Referrer-Policy"] = "no-referrer";
            }

            return next(http);
        });
        app.MapScalarApiReference(path, options => options
            .WithTitle("Perennial").HideDeveloperTools().HideClientButton().DisableAgent().DisableMcp().DisableTelemetry().DisableDefaultFonts()
            .AddPreferredSecuritySchemes(ApiDocument.Bearer)).WithMetadata(new OpenToAll());
    }
}
