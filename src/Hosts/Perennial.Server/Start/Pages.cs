using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Perennial.Ui;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Server.Start;

/// <summary>The pages of all modules, and what they are made of.</summary>
internal static class Pages
{
    public static void Add(IServiceCollection services)
    {
        var mvc = services.AddRazorPages(options => options.RootDirectory = "/");
        mvc.ConfigureApplicationPartManager(parts =>
        {
            // Named one by one: what is found by itself depends on which program this one is started by.
            parts.ApplicationParts.Clear();
            foreach (var assembly in Modules.Schemas.Select(m => m.Assembly).Append(typeof(UiAssets).Assembly))
            {
                foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
                {
                    parts.ApplicationParts.Add(part);
                }
            }
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapAssets().WithMetadata(new OpenToAll());
        routes.MapRazorPages();
    }
}
