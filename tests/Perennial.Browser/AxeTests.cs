using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Perennial.Browser;

/// <summary>What axe finds on the light pages.</summary>
public sealed class LightAxeTests(FilledShop shop)
{
    [Fact]
    public Task Axe_finds_nothing_on_any_light_page() => AxeOf.NothingFoundAsync(shop, isDark: false);
}

/// <summary>What axe finds on the dark pages.</summary>
public sealed class DarkAxeTests(FilledShop shop)
{
    [Fact]
    public Task Axe_finds_nothing_on_any_dark_page() => AxeOf.NothingFoundAsync(shop, isDark: true);
}

/// <summary>Looks at every page with axe; of the dark ones only at what the light ones do not say, which is contrast.</summary>
internal static class AxeOf
{
    public static async Task NothingFoundAsync(FilledShop shop, bool isDark)
    {
        var problems = new List<string>();
        var page = await shop.NewPageAsync(isDark: isDark);
        foreach (var path in shop.Map.Pages)
        {
            await page.GotoAsync(shop.Shop.Address + path);
            var result = await page.RunAxe(isDark ? new AxeRunOptions { RunOnly = RunOnlyOptions.Rules("color-contrast") } : null);
            problems.AddRange(result.Violations.Select(v => $"{path}: {v.Id} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
        }

        problems.ShouldBeEmpty();
    }
}
