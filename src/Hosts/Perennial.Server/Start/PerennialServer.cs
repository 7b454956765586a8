using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using NodaTime;
using Perennial.Commerce;
using Perennial.Customers;
using Perennial.Insights;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Words;
using Perennial.Server.Demo;
using Perennial.Workspace;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Server.Start;

/// <summary>The server: modules composed, nothing of its own.</summary>
internal sealed class PerennialServer : IAsyncDisposable
{
    private bool isStopped;

    private const long BodyBytesMax = 1024L * 1024 * 1024;

    private readonly WebApplication app;

    private PerennialServer(WebApplication app, ServerOptions options, string? ownerKey) =>
        (this.app, Options, OwnerKey) = (app, options, ownerKey);

    public ServerOptions Options { get; }

    /// <summary>The key by which the shop is set up; null once it is.</summary>
    public string? OwnerKey { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.First();

    /// <summary>Opens the database, brings it up to date, and begins to answer.</summary>
    /// <param name="args">Arguments, <c>--name value</c> each.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="later">Schemas beyond those of the modules: a version to come, for tests.</param>
    /// <exception cref="DbRefusedException">The database must not be used as it is.</exception>
    public static async Task<PerennialServer> StartAsync(
        string[] args, TimeProvider clock, params (string Module, System.Reflection.Assembly Assembly)[] later)
    {
        var options = ServerOptions.Read(args);
        var (built, ownerKey) = await ComposeAsync(options, clock, later, builder => DemoShop.Add(builder.Services));
        await built.StartAsync();
        return new PerennialServer(built, options, ownerKey);
    }

    /// <summary>A shop's whole server, not started yet.</summary>
    /// <param name="options">Where it lies, and what it may.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="later">Schemas beyond those of the modules.</param>
    /// <param name="add">Adds what this one has beside the others.</param>
    /// <returns>The server, and the owner's key as long as the shop is not set up.</returns>
    public static async Task<(WebApplication App, string? OwnerKey)> ComposeAsync(ServerOptions options, TimeProvider clock,
        (string Module, System.Reflection.Assembly Assembly)[] later, Action<WebApplicationBuilder> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        Directory.CreateDirectory(options.DataFolder);
        var db = await OpenAsync(options, later);
        var ids = new IdSource(clock);
        var (database, ownerKey) = await WorkspaceModule.FoundAsync(db, ids, Instant.FromDateTimeOffset(clock.GetUtcNow()), CancellationToken.None);
        builder.WebHost.UseUrls(options.Address).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // It warns that keys are kept open; they are sealed where they are kept.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddSingleton(clock).AddSingleton(db).AddSingleton(ids).AddSingleton(options);
        builder.Services.AddSingleton(new Problems(Modules.Words));
        Modules.Add(builder.Services, options, database);
        Pages.Add(builder.Services);
        add(builder);
        Telemetry.Add(builder.Services);
        builder.Services.AddOpenApi("v1", ApiDocument.Describe);
        builder.Services.AddRateLimiter(limits => Limit(limits, options));
        var built = builder.Build();
        built.UseForwardedHeaders(Forwarded(options));
        built.Use(Faults.AnswerAsync);
        built.Use(PageHeaders.SetAsync);
        built.Use(Languages.TakeAsync);
        DemoDoor.Use(built);
        built.UseRouting();
        built.UsePageGate();
        built.UseApiGate();
        built.UseRateLimiter();
        Modules.Map(built);
        built.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new OpenToAll());
        TryItPage.Map(built, "/docs");
        Pages.Map(built);
        Health.Map(built);
        built.MapFallback((HttpContext http) => http.RequestServices.GetRequiredService<Problems>()
            .WriteAsync(http, new Refusal(RefusalKind.Missing, "route.unknown"))).WithMetadata(new OpenToAll());
        return (built, ownerKey);
    }

    // Tables are made by the role that owns them, where there is one apart from the server's.
    private static async Task<Db> OpenAsync(ServerOptions options, (string Module, System.Reflection.Assembly Assembly)[] later)
    {
        var db = await Db.OpenAsync(options.Database, CancellationToken.None);
        try
        {
            if (options.MigrateDatabase is not { } setting)
            {
                Migrations.Run(db, [.. Modules.Schemas, .. later]);
                return db;
            }

            await using var owner = await Db.OpenAsync(setting, CancellationToken.None);
            Migrations.Run(owner, [.. Modules.Schemas, .. later]);
            await Evidence.GuardAsync(owner, db, Modules.Evidence, CancellationToken.None);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    // Who the caller is, as a proxy on this machine or a named one says; of anybody else it is not believed.
    private static ForwardedHeadersOptions Forwarded(ServerOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null };
        foreach (var proxy in options.Proxies)
        {
            forwarded.KnownIPNetworks.Add(proxy);
        }

        return forwarded;
    }

    public Task RunAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isStopped, true))
        {
            return;
        }

        var db = app.Services.GetRequiredService<Db>();
        await app.StopAsync();
        await app.DisposeAsync();
        await db.DisposeAsync();
    }

    // A bucket a key; who has no key shares one by address, which is enough to be told so.
    private static void Limit(RateLimiterOptions limits, ServerOptions options)
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetTokenBucketLimiter(
            http.Features.Get<ApiCaller>()?.Actor ?? http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestsPerSecond * 2, TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true,
            }));
        limits.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            await rejected.HttpContext.RequestServices.GetRequiredService<Problems>()
                .WriteAsync(rejected.HttpContext, new Refusal(RefusalKind.TooMany, "request.too_many"));
        };
    }
}
