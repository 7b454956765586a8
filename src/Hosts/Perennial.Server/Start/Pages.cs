using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.WebEncoders;
using Perennial.Ui;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Server.Start;

/// <summary>The pages of all modules, and what they are made of.</summary>
internal static class Pages
{
    public static void Add(IServiceCollection services)
    {
        // Letters of every language stay as they are: written as numbers a Russian page is three times as long.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
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
