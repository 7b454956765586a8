using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Keys;
using Perennial.Workspace.Staff;

namespace Perennial.Workspace.Contract.Pages;

/// <summary>
/// Lets people in to pages by their session: who is not signed in is led to signing in and back, whose role may not is told so.
/// Before the shop is set up every page leads to its first start.
/// </summary>
public static class PageGate
{
    /// <summary>The page on which people sign in.</summary>
    public const string SignInPath = "/signin";

    /// <summary>The page on which the code of a second factor is asked for.</summary>
    internal const string CodePath = SignInPath + "/code";

    /// <summary>The page of the first start.</summary>
    public const string StartPath = "/start";

    /// <summary>Puts the gate behind routing and before that of programs.</summary>
    public static IApplicationBuilder UsePageGate(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is not { } endpoint || !IsPage(endpoint))
        {
            await next(http);
            return;
        }

        // The framework takes whoever is half-way through signing in for somebody; until she is in she is nobody.
        http.User = new ClaimsPrincipal(new ClaimsIdentity());
        var settings = await http.RequestServices.GetRequiredService<IShopSettings>()
            .FindAsync(http.RequestServices.GetRequiredService<Db>(), http.RequestAborted);

        // A page is somebody's: it is in no cache.
        (http.Response.Headers.CacheControl, http.Response.Headers.Pragma) = ("no-cache, no-store", "no-cache");
        if (!Origin.IsOurs(http.Request))
        {
            await RefuseAsync(http, new Refusal(RefusalKind.Malformed, "access.foreign_origin"));
            return;
        }

        var member = http.Features.Get<StaffMember>() ?? await http.RequestServices.GetRequiredService<StaffSessions>().FindAsync(http);
        if (member is not null)
        {
            http.Features.Set(member);
            http.Features.Set(member.AsCaller());
        }

        if (endpoint.Metadata.GetMetadata<AsksAttribute>() is not { } asks)
        {
            await next(http);
        }
        else if (member is null)
        {
            Lead(http, settings is not null);
        }
        else if (Forbids(asks, member) is { } refusal)
        {
            http.RequestServices.GetRequiredService<FailedCalls>()
                .Forbidden(refusal.Code, member.PublicId, (endpoint as RouteEndpoint)?.RoutePattern.RawText);
            await http.RequestServices.GetRequiredService<AccessLog>().AddAsync(http, AccessKind.Page, member.Id);
            await RefuseAsync(http, refusal);
        }
        else
        {
            await next(http);
        }
    });

    /// <summary>Whether an endpoint is a page that says who may see it.</summary>
    internal static bool IsPage(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AsksAttribute>() is not null || endpoint.Metadata.GetMetadata<OpenPageAttribute>() is not null;

    /// <summary>Why somebody may not see a page; null where she may.</summary>
    internal static Refusal? Forbids(AsksAttribute asks, StaffMember member) =>
        asks.Scope is { } scope && !member.May(scope) ? new Refusal(RefusalKind.Forbidden, "access.role_may_not")
        : asks.OfWholeShop && member.Stores is not null ? new Refusal(RefusalKind.Forbidden, "access.page_of_whole_shop")
        : null;

    // To the sign-in, and from there back to what was asked for.
    private static void Lead(HttpContext http, bool isSetUp)
    {
        var request = http.Request;

        // Back to what was asked for; of a form that was sent, to the page it stands on, which gives back what was typed.
        var asked = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : Origin.PageOf(request) ?? request.Path.Value!;
        var back = asked != "/" ? QueryString.Create("next", asked) : default;
        var to = request.PathBase + (isSetUp ? SignInPath + back : StartPath);
        if (request.Headers.ContainsKey("HX-Request"))
        {
            // A part of a page cannot be the sign-in: the whole page goes there.
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers["HX-Redirect"] = to;
            return;
        }

        http.Response.Redirect(to);
    }

    private static Task RefuseAsync(HttpContext http, Refusal refusal) =>
        http.RequestServices.GetRequiredService<Problems>().WriteAsync(http, refusal);
}
