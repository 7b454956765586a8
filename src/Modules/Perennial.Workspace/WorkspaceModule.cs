using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Secrets;
using Perennial.Kernel.Words;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Ui.Shell;
using Perennial.Workspace.Demo;
using Perennial.Workspace.Jobs;
using Perennial.Workspace.Keys;
using Perennial.Workspace.Pages;
using Perennial.Workspace.Settings;
using Perennial.Workspace.Staff;
using Perennial.Workspace.Stores;
using Perennial.Workspace.Tasks;
using Perennial.Workspace.Webhooks;

namespace Perennial.Workspace;

/// <summary>The shop as its people run it: settings, stores, keys, audit, tasks, webhooks.</summary>
public static class WorkspaceModule
{
    /// <summary>The module's words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(WorkspaceModule).Assembly);

    /// <summary>Tables of the module that are evidence.</summary>
    public static IReadOnlyList<EvidenceTable> Evidence { get; } = [new("audit_entries"), new("audit_heads", RowsMove: true)];

    /// <summary>
    /// Adds the module's services. A database, a clock, ids, the outbox, a <see cref="GuardedHttp"/> and an <see cref="ISecretBox"/>
    /// are there. Modules add a <see cref="JobKind"/> for each kind of job, and <see cref="IWebhookPayloads"/>.
    /// </summary>
    /// <param name="services">The server's services.</param>
    /// <param name="node">Name of this node among others.</param>
    /// <param name="failuresPerMinute">Calls without a valid key a minute of one address before it is told to wait.</param>
    /// <param name="nature">The real shop, or the made-up one: what is sent out by the latter stays where it is.</param>
    public static IServiceCollection AddWorkspace(this IServiceCollection services, string node, int failuresPerMinute, ShopNature nature) =>
        (nature.IsDemo ? services : services.AddHostedService<WebhookService>())
        .AddSingleton(nature)
        .AddStaff(nature)
        .AddScoped<IPageFrame, PageFrame>()
        .AddSingleton<ITodayCards, FailedJobCards>()
        .AddSingleton<ITodayCards, SilencedWebhookCards>()
        .AddWorkspaceMenu(nature)
        .AddSingleton<IProblemPage, ProblemPage>()
        .Configure<MvcOptions>(options => options.Filters.Add<StaleForms>())
        .AddSingleton(new PaletteAction("/design", () => Words["design.title"], Scopes.Admin, OfWholeShop: false))
        .AddSingleton<SettingsStore>()
        .AddSingleton<IShopSettings>(all => all.GetRequiredService<SettingsStore>())
        .AddSingleton<IAudit>(all => new AuditChain(node, all.GetRequiredService<IdSource>()))
        .AddSingleton<IPlaces, Places>()
        .AddSingleton<IDemoData, DemoFounding>()
        .AddSingleton<KeyStore>()
        .AddSingleton(all =>
            new FailedCalls(all.GetRequiredService<TimeProvider>(), failuresPerMinute, all.GetRequiredService<ILogger<FailedCalls>>()))
        .AddSingleton<JobQueue>()
        .AddSingleton<IReadOnlyList<JobKind>>(all => [.. all.GetServices<JobKind>()])
        .AddSingleton(all => new JobRunner(all.GetRequiredService<Db>(), all.GetRequiredService<IReadOnlyList<JobKind>>(),
            all.GetRequiredService<TimeProvider>(), new JobRunnerOptions($"{node}:{all.GetRequiredService<IdSource>().New():N}"),
            all.GetRequiredService<ILogger<JobRunner>>()))
        .AddSingleton(all => new WebhookSetup(all.GetRequiredService<Db>(), all.GetRequiredService<Outbox>(), all.GetRequiredService<GuardedHttp>(),
            all.GetRequiredService<ISecretBox>(), all.GetRequiredService<IdSource>(), all.GetRequiredService<TimeProvider>())
        {
            Payloads = [.. all.GetServices<IWebhookPayloads>()], Logger = all.GetRequiredService<ILogger<WebhookLoops>>(),
        })
        .AddHostedService<JobService>()
        .AddHostedService<WorkspaceUpkeep>();

    /// <summary>Adds the module's routes.</summary>
    public static void MapWorkspace(this IEndpointRouteBuilder server)
    {
        var routes = server.MapGroup("").WithTags("Workspace");
        SetUpShop.Map(routes);
        ChangeSettings.Map(routes);
        CreateKey.Map(routes);
        ListKeys.Map(routes);
        SavePlace.Map(routes);
        ListPlaces.Map(routes);
        ListAudit.Map(routes);
        VerifyAudit.Map(routes);
        SaveTask.Map(routes);
        ListTasks.Map(routes);
        WebhookRoutes.Map(routes);
        JobRoutes.Map(routes);
    }

    /// <summary>Names the database at its first start.</summary>
    /// <returns>Its id, and the key by which the shop is set up; null once it is.</returns>
    public static Task<(Guid Database, string? OwnerKey)> FoundAsync(Db db, IdSource ids, Instant now, CancellationToken cancellation) =>
        Founding.BeginAsync(db, ids, now, cancellation);

    /// <summary>Who of the shop's people a request's session is; null for nobody.</summary>
    public static Task<StaffMember?> MemberAsync(HttpContext http) => http.RequestServices.GetRequiredService<StaffSessions>().FindAsync(http);

    /// <summary>Checks the audit.</summary>
    /// <returns>Rows looked at, and the first that is not as it was written; null when all are.</returns>
    public static Task<(long Rows, string? Wrong)> VerifyAuditAsync(Db db, CancellationToken cancellation) =>
        db.ReadAsync(AuditChain.VerifyAsync, cancellation);
}
