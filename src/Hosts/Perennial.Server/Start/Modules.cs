using System.Reflection;
using Perennial.Commerce;
using Perennial.Customers;
using Perennial.Customers.Contract;
using Perennial.Insights;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Secrets;
using Perennial.Kernel.Words;
using Perennial.Workspace;
using Perennial.Workspace.Contract;

namespace Perennial.Server.Start;

/// <summary>The modules, each named once.</summary>
internal static class Modules
{
    /// <summary>Whose tables there are, in the order in which they are made.</summary>
    public static (string Module, Assembly Assembly)[] Schemas { get; } =
    [
        ("workspace", typeof(WorkspaceModule).Assembly), ("customers", typeof(CustomersModule).Assembly),
        ("commerce", typeof(CommerceModule).Assembly), ("insights", typeof(InsightsModule).Assembly),
    ];

    /// <summary>Where words for codes stand.</summary>
    public static IReadOnlyList<WordBook> Words { get; } =
        [Problems.OwnWords, WorkspaceModule.Words, CustomersModule.Words, CommerceModule.Words, InsightsModule.Words];

    /// <summary>What neither the server nor anybody else changes.</summary>
    public static IReadOnlyList<EvidenceTable> Evidence { get; } = [.. WorkspaceModule.Evidence, .. CustomersModule.Evidence];

    public static void Add(IServiceCollection services, ServerOptions options, Guid database)
    {
        services.AddSingleton(new Outbox([]));
        services.AddSingleton<ISecretBox>(_ => DataKeys.Box(options.DataFolder));
        services.AddSingleton(_ => new GuardedHttp(new GuardedHttpOptions { PrivateAllowed = options.WebhooksAllowed }));
        services.AddWorkspace(options.Node, options.FailuresPerMinute, new ShopNature(options.IsDemo));
        services.AddSingleton(all => CustomersModule.Compose(new CustomersSetup(
            all.GetRequiredService<Outbox>(), all.GetRequiredService<IdSource>(), DataKeys.Of(options.DataFolder, "addresses"))
        {
            PhoneCountry = () => all.GetRequiredService<IShopSettings>().Latest?.PhoneRegion ?? "",
            Timeline = CommerceModule.Timeline(all.GetRequiredService<TimeProvider>()),
            PersonalData = [CommerceModule.PersonalData],
        }));
        services.AddSingleton(all => all.GetRequiredService<CustomersServices>().Joining);
        services.AddSingleton(all => all.GetRequiredService<CustomersServices>().Aliases);
        services.AddSingleton(all => all.GetRequiredService<CustomersServices>().Removal);
        services.AddCustomers();
        services.AddCommerce();
        services.AddInsights(database, Path.Combine(options.DataFolder, "facts.snapshot"));
        services.AddImports(Path.Combine(options.DataFolder, "imports"));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWorkspace();
        routes.MapCustomers();
        routes.MapCommerce();
        routes.MapInsights();
    }
}
