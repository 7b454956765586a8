using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Contract.Api;

/// <summary>
/// Lets callers in by their key: who has none gets 401, whose key may not, 403, and a route that names no scope is closed. What
/// belongs to the whole shop is closed to keys that are limited to stores.
/// </summary>
public static class ApiGate
{
    /// <summary>Puts the gate behind routing and before all routes.</summary>
    public static IApplicationBuilder UseApiGate(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            await next(http);
            return;
        }

        var keys = http.RequestServices.GetRequiredService<KeyStore>();
        if (await keys.FindAsync(KeyOf(http.Request), http.RequestAborted) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(http, new Refusal(RefusalKind.Unauthorized, "access.no_key"));
        }
        else if (endpoint.Metadata.GetMetadata<ScopeAsked>() is not { } asked || !caller.Scopes.Contains(asked.Scope))
        {
            await Refuse(http, new Refusal(RefusalKind.Forbidden, "access.scope_missing")
            {
                Detail = endpoint.Metadata.GetMetadata<ScopeAsked>()?.Scope,
            });
        }
        else if (caller.Stores is not null && endpoint.Metadata.GetMetadata<WholeShopAsked>() is not null)
        {
            await Refuse(http, new Refusal(RefusalKind.Forbidden, "access.other_store"));
        }
        else
        {
            http.Features.Set(caller);
            await next(http);
        }
    });

    // In the header only: addresses end in logs.
    private static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;

    private static Task Refuse(HttpContext http, Refusal refusal) =>
        http.RequestServices.GetRequiredService<Problems>().WriteAsync(http, refusal);
}
