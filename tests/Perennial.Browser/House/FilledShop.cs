using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce.Demo;

namespace Perennial.Browser.House;

/// <summary>A shop whose owner has brought her orders in, and the browser that she is signed in with; shared by the tests that only look.</summary>
public sealed class FilledShop : IAsyncLifetime
{
    private readonly Chromium chromium = new();
    private OpenShop? shop;
    private string? state;

    internal OpenShop Shop => shop!;

    internal SiteMap Map { get; private set; } = null!;

    /// <summary>What an enemy put into it: every page that there is has to stand it.</summary>
    internal HostileFilling Hostile { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await chromium.InitializeAsync();
        shop = await OpenShop.StartAsync();
        var page = await NewPageAsync();
        await shop.SetUpAsync(page);
        await Filling.ImportAsync(page, shop, DemoFile());
        await Filling.AddWebhookAsync(page, shop);
        Hostile = await HostileFilling.FillAsync(shop.Server.Address, await Filling.MakeKeyAsync(page, shop));
        state = await page.Context.StorageStateAsync();
        Map = new SiteMap(shop.Server.Services);
        await Map.FollowAsync(page, shop.Address);
        await page.Context.DisposeAsync();
    }

    /// <summary>A page of the owner's.</summary>
    /// <param name="width">Pixels of the window.</param>
    /// <param name="isDark">Whether her system is dark.</param>
    /// <param name="language">The language that her browser asks for.</param>
    /// <param name="isSignedIn">Whether she is signed in.</param>
    /// <param name="withScripts">Whether her browser runs scripts.</param>
    public async Task<IPage> NewPageAsync(
        int width = 1280, bool isDark = false, string language = "en", bool isSignedIn = true, bool withScripts = true)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 780 : 860 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language switch { "ru" => "ru-RU", "ro" => "ro-RO", "zh" => "zh-CN", _ => "en-GB" },
            StorageState = isSignedIn ? state : null, JavaScriptEnabled = withScripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        // Her own choice, which goes before what her browser asks for.
        await context.AddCookiesAsync([new Cookie { Name = "lang", Value = language, Url = shop!.Address }]);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        if (shop is not null)
        {
            await shop.DisposeAsync();
        }
    }

    private static string DemoFile()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("perennial-demo-").FullName, DemoShop.FileName);
        using var to = File.Create(path);
        DemoShop.AsOrderFile().Content.CopyTo(to);
        return path;
    }
}
