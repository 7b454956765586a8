using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce.Contract;
using Perennial.Customers.Contract;
using Perennial.Insights.Api;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Pages;
using Perennial.Insights.People;
using Perennial.Insights.Reports;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Insights;

/// <summary>Who stays, who is leaving and why: the fact store and the questions asked of it.</summary>
public static class InsightsModule
{
    /// <summary>The maker of reports.</summary>
    public static IReports Reports { get; } = new ReportMaker();

    /// <summary>The facts of a database in memory, to be started and then followed.</summary>
    /// <param name="source">The orders and returns of the database.</param>
    /// <param name="settings">What the facts and the reports are told.</param>
    /// <param name="clock">Tells how long reading took.</param>
    public static ILiveInsights Live(IOrderFacts source, LiveSettings settings, TimeProvider clock) => new LiveFacts(source, settings, clock);

    /// <summary>Adds the module's services.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="database">Identity of the database.</param>
    /// <param name="snapshotPath">Where the snapshot file stands.</param>
    public static IServiceCollection AddInsights(this IServiceCollection services, Guid database, string snapshotPath) => services
        .AddSingleton(new LiveShopSetup(database, snapshotPath))
        .AddSingleton<LiveShop>()
        .AddSingleton<KeptAnswers>()
        .AddSingleton<KeptViews>()
        .AddSingleton<CustomerNames>()
        .AddSingleton(new MenuEntry(MenuPlace.Today, 0, "/", () => Words["today.title"], null, false))
        .AddSingleton(new MenuEntry(MenuPlace.Retention, 0, "/retention", () => Words["menu.overview"], Scopes.InsightsRead, true))
        .AddSingleton(new MenuEntry(MenuPlace.Retention, 1, "/retention/cohorts", () => Words["menu.cohorts"], Scopes.InsightsRead, true))
        .AddSingleton(new MenuEntry(MenuPlace.Retention, 2, "/retention/rfm", () => Words["menu.rfm"], Scopes.InsightsRead, true))
        .AddSingleton(new MenuEntry(MenuPlace.Retention, 3, "/retention/groups", () => Words["menu.groups"], Scopes.InsightsRead, false))
        .AddSingleton<CustomerFigures>()
        .AddSingleton<ICustomerFigures>(all => all.GetRequiredService<CustomerFigures>())
        .AddSingleton<ICustomerSection, FiguresSection>()
        .AddHostedService(all => all.GetRequiredService<LiveShop>());

    /// <summary>Adds the module's routes.</summary>
    public static void MapInsights(this IEndpointRouteBuilder routes) =>
        AskInsights.Map(routes.MapGroup("").WithTags("Insights").OfWholeShop());

    /// <summary>The module's words: notices, refusals, names of groups.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(InsightsModule).Assembly);
}
