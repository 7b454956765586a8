namespace Perennial.Browser;

/// <summary>A day without a mouse: signing in, finding somebody, opening her page, looking the keys up.</summary>
public sealed class KeyboardTests(FilledShop shop)
{
    private const int TabsMax = 60;

    private const string IsFocusSeen = """
        (() => { const e = document.activeElement; if (!e || e === document.body) return false; const s = getComputedStyle(e);
          return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; })()
        """;

    [Fact]
    public async Task Everything_is_done_by_keys_and_where_one_is_can_be_seen()
    {
        var page = await shop.NewPageAsync(isSignedIn: false);
        await page.GotoAsync(shop.Shop.Address + "/signin");
        await TabToAsync(page, "#Email");
        await page.Keyboard.TypeAsync(Person.Owner.Email);
        await TabToAsync(page, "#Password");
        await page.Keyboard.TypeAsync(Person.Owner.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#menu");

        // The first stop leads past the menu.
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.className")).ShouldContain("skip");
        await TabToAsync(page, "#menu a[href='/customers']");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#customers-form");

        // Each stop of the page can be seen.
        for (var i = 0; i < TabsMax; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("document.activeElement === document.body"))
            {
                break;
            }

            var element = await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 200)");
            (await page.EvaluateAsync<bool>(IsFocusSeen)).ShouldBeTrue(element);
        }

        // Ctrl K finds her by what she is called, whatever that is.
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("#palette[open]");
        await page.Keyboard.TypeAsync("王小");
        var found = page.Locator("#palette-list a[href*='/customers/cus_']");
        await found.First.WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync("**/customers/cus_*");
        (await page.InnerTextAsync("h1")).ShouldContain("王小明");

        await page.Keyboard.PressAsync("?");
        await page.WaitForSelectorAsync("#keys[open]");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync("#keys", new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < TabsMax; i++)
        {
            if (await page.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"No key leads to {selector}.");
    }
}
