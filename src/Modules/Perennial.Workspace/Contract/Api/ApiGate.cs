using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Contract.Api;

/// <summary>
/// Lets callers in by their key: who has none gets 401, whose key may not, 403, and a route that names no scope is closed. What
/// belongs to the whole shop is closed to keys that are limited to stores. Whoever fails too often gets 429 before anything is
/// looked up.
/// </summary>
public static class ApiGate
{
    /// <summary>Puts the gate behind routing and before all routes.</summary>
    public static IApplicationBuilder UseApiGate(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<OpenToAll>() is not null || PageGate.IsPage(endpoint))
        {
            await next(http);
            return;
        }

        var (keys, failed) = (http.RequestServices.GetRequiredService<KeyStore>(), http.RequestServices.GetRequiredService<FailedCalls>());
        var (key, address) = (KeyOf(http.Request), http.Connection.RemoteIpAddress);
        if (!keys.IsKnown(key) && failed.IsOver(address, out var seconds))
        {
            await RefuseForNowAsync(http, seconds);
        }
        else if (await keys.FindAsync(key, http.RequestAborted) is not { } caller)
        {
            failed.Count(address, "access.no_key", (endpoint as RouteEndpoint)?.RoutePattern.RawText);
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(http, new Refusal(RefusalKind.Unauthorized, "access.no_key"));
        }
        else if (Forbids(endpoint, caller) is { } refusal)
        {
            failed.Forbidden(refusal.Code, caller.Actor, (endpoint as RouteEndpoint)?.RoutePattern.RawText);
            await Refuse(http, refusal);
        }
        else
        {
            http.Features.Set(caller);
            await next(http);
        }
    });

    /// <summary>Tells a caller to wait who failed too often.</summary>
    internal static Task RefuseForNowAsync(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Refuse(http, new Refusal(RefusalKind.TooMany, "request.too_many"));
    }

    private static Refusal? Forbids(Endpoint endpoint, ApiCaller caller) =>
        endpoint.Metadata.GetMetadata<ScopeAsked>() is not { } asked ? new Refusal(RefusalKind.Forbidden, "access.scope_missing")
        : !caller.Scopes.Contains(asked.Scope) ? new Refusal(RefusalKind.Forbidden, "access.scope_missing") { Detail = asked.Scope }
        : caller.Stores is not null && endpoint.Metadata.GetMetadata<WholeShopAsked>() is not null
            ? new Refusal(RefusalKind.Forbidden, "access.other_store")
            : null;

    // In the header only: addresses end in logs.
    private static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;

    private static Task Refuse(HttpContext http, Refusal refusal) =>
        http.RequestServices.GetRequiredService<Problems>().WriteAsync(http, refusal);
}
