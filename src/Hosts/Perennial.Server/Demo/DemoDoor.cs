using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Server.Start;
using Perennial.Workspace;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Server.Demo;

/// <summary>
/// Shows the demo shop under <c>/demo</c>: a second server, composed as the real one over the demo's own file, that answers what this
/// one hands to it. People come in as who they are in the real shop; programs with keys that were made in the demo.
/// </summary>
internal sealed class DemoDoor(ServerOptions options, TimeProvider clock) : IDemoMount
{
    /// <summary>What its addresses begin with.</summary>
    public const string Prefix = ShopNature.DemoPath;

    // Who somebody is, and the demo itself, are matters of the real shop.
    private static readonly string[] OfTheRealShop = ["/signin", "/signout", "/start", "/welcome", "/me", "/people", "/invitation", "/reset",
        DemoPagePath];

    private const string DemoPagePath = "/demo-shop";
    private volatile Mounted? mounted;

    private sealed record Mounted(WebApplication App, InnerServer Server);

    /// <summary>Adds it to the server that has a demo shop.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<DemoDoor>()
        .AddSingleton<IDemoMount>(all => all.GetRequiredService<DemoDoor>());

    /// <summary>Puts it before routing; the demo itself has none.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetService<DemoDoor>() is { } door)
        {
            app.Use((http, next) => http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase, out var rest)
                ? door.AnswerAsync(http, rest)
                : next(http));
        }
    }

    public async Task OpenAsync(DemoFolder folder, CancellationToken cancellation)
    {
        var server = new InnerServer();
        var (app, _) = await PerennialServer.ComposeAsync(folder.Options(options), clock, [], builder =>
            builder.Services.AddSingleton<IServer>(server));
        await app.StartAsync(cancellation);
        mounted = new Mounted(app, server);
    }

    public async Task CloseAsync()
    {
        if (mounted is not { App: var app })
        {
            return;
        }

        mounted = null;
        var db = app.Services.GetRequiredService<Db>();
        await app.StopAsync();
        await app.DisposeAsync();
        await db.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, PathString rest)
    {
        var request = http.Request;
        if (mounted is not { Server: var server })
        {
            http.Response.Redirect(request.PathBase + DemoPagePath);
            return;
        }

        if (OfTheRealShop.Any(p => rest.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase)))
        {
            http.Response.Redirect(request.PathBase + rest);
            return;
        }

        var isOpen = rest.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) ||
            rest.StartsWithSegments("/assets", StringComparison.Ordinal);
        var member = isOpen ? null : await WorkspaceModule.MemberAsync(http);
        if (!isOpen && member is null)
        {
            http.Response.Redirect(request.PathBase + PageGate.SignInPath + QueryString.Create("next", request.Path + request.QueryString));
            return;
        }

        var (pathBase, path) = (request.PathBase, request.Path);
        (request.PathBase, request.Path) = (pathBase + Prefix, rest.HasValue ? rest : "/");
        try
        {
            await server.AnswerAsync(OfConnection(http.Features, member));
        }
        finally
        {
            (request.PathBase, request.Path) = (pathBase, path);
        }
    }

    // What the connection knows of a request, and nothing that this server has found out about it: its routes, services and callers
    // are not the demo's.
    private static FeatureCollection OfConnection(IFeatureCollection all, StaffMember? member)
    {
        var features = new FeatureCollection();
        Take<IHttpRequestFeature>();
        Take<IHttpResponseFeature>();
        Take<IHttpResponseBodyFeature>();
        Take<IHttpConnectionFeature>();
        Take<IHttpRequestLifetimeFeature>();
        Take<IHttpRequestIdentifierFeature>();
        Take<IHttpRequestBodyDetectionFeature>();
        Take<IHttpMaxRequestBodySizeFeature>();
        Take<IHttpBodyControlFeature>();
        Take<IHttpResetFeature>();
        Take<ITlsConnectionFeature>();
        features.Set(member);
        return features;

        void Take<T>()
            where T : class
        {
            if (all.Get<T>() is { } feature)
            {
                features.Set(feature);
            }
        }
    }
}
