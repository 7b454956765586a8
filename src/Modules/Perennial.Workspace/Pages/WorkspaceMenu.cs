using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Staff;

namespace Perennial.Workspace.Pages;

/// <summary>Pages of this module in the menu; a row a page.</summary>
internal static class WorkspaceMenu
{
    private static WordBook Words => WorkspaceModule.Words;

    public static IServiceCollection AddWorkspaceMenu(this IServiceCollection services, ShopNature nature)
    {
        MenuEntry[] entries =
        [
            new(MenuPlace.Today, 40, "/tasks", () => Words["tasks.title"], Scopes.CustomersRead, OfWholeShop: true),
            new(MenuPlace.Data, 30, "/jobs", () => Words["jobs.title"], Scopes.Imports, OfWholeShop: true),
            new(MenuPlace.Settings, 10, "/settings", () => Words["settings.title"], Scopes.Admin, OfWholeShop: true),
            new(MenuPlace.Settings, 20, "/settings/stores", () => Words["places.title"], Scopes.Admin, OfWholeShop: true),
            new(MenuPlace.Settings, 40, "/settings/keys", () => Words["keys.title"], Scopes.Admin, OfWholeShop: true),
            new(MenuPlace.Settings, 50, "/settings/webhooks", () => Words["hooks.title"], Scopes.Webhooks, OfWholeShop: true),
            new(MenuPlace.Settings, 60, "/audit", () => Words["audit.title"], Scopes.Admin, OfWholeShop: true),
        ];

        // Who the people are, and the demo itself, are matters of the real shop.
        MenuEntry[] ofTheRealShop =
        [
            new(MenuPlace.Data, 90, "/demo-shop", () => Words["demo.title"], Scopes.InsightsRead, OfWholeShop: true),
            new(MenuPlace.Settings, 30, People.Path, () => Words["people.title"], Scopes.Admin, OfWholeShop: true),
        ];
        foreach (var entry in nature.IsDemo ? entries : [.. entries, .. ofTheRealShop])
        {
            services.AddSingleton(entry);
        }

        return services;
    }
}
