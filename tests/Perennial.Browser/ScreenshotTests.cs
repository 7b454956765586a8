namespace Perennial.Browser;

/// <summary>Makes the README's pictures, of the demo shop: <c>./dev shots</c>.</summary>
public sealed class ScreenshotTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatienceMs = 300_000;
    private const int Wide = 1280;
    private const int Narrow = 360;

    private static readonly (string Language, int Width, bool IsDark)[] Views =
    [
        ("en", Wide, false), ("en", Wide, true), ("en", Narrow, false), ("en", Narrow, true), ("ru", Wide, false), ("ro", Wide, false),
        ("zh", Wide, false),
    ];

    [Fact(Explicit = true)]
    public async Task The_pictures_of_the_readme_are_made()
    {
        var folder = Environment.GetEnvironmentVariable("PERENNIAL_SHOTS") ?? throw new InvalidOperationException("PERENNIAL_SHOTS names no folder.");
        await using var shop = await OpenShop.StartAsync();
        var page = await chromium.Browser.NewPageAsync();
        await shop.SetUpAsync(page);
        await page.GotoAsync(shop.Address + "/demo-shop");
        await page.ClickAsync("form[action*='handler=begin'] button");
        await page.WaitForSelectorAsync("#demo-ready", new() { Timeout = PatienceMs });
        var state = await page.Context.StorageStateAsync();
        await page.GotoAsync(shop.Address + "/demo/retention/behind?number=state.at_risk");
        var somebody = (await page.Locator("tbody a[href*='/customers/cus_']").First.GetAttributeAsync("href"))!;
        (string Name, string Path)[] pages =
            [("today", "/demo/"), ("retention", "/demo/retention"), ("cohorts", "/demo/retention/cohorts"), ("customer", somebody)];
        foreach (var (language, width, isDark) in Views)
        {
            await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
            {
                StorageState = state, ViewportSize = new ViewportSize { Width = width, Height = width == Wide ? 860 : 780 },
                ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce,
            });
            await context.AddCookiesAsync([new Cookie { Name = "lang", Value = language, Url = shop.Address }]);
            var seen = await context.NewPageAsync();
            foreach (var (name, path) in pages)
            {
                await seen.GotoAsync(shop.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
                await seen.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}-{width}{(isDark ? "-dark" : "")}.png") });
            }
        }
    }
}
