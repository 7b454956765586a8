using System.Reflection;
using Perennial.Commerce;
using Perennial.Customers;
using Perennial.Insights;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Workspace;

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

    public static void Add(IServiceCollection services, ServerOptions options, Guid database)
    {
        services.AddSingleton(new Outbox([]));
        services.AddWorkspace(options.Node);
        services.AddCommerce();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWorkspace();
        routes.MapCommerce();
    }
}
