namespace Perennial.Browser;

public sealed class DemoTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatienceMs = 300_000;

    [Fact]
    public async Task The_demo_shop_is_made_entered_and_removed_on_its_page()
    {
        await using var shop = await OpenShop.StartAsync();
        var page = await chromium.Browser.NewPageAsync();
        await shop.SetUpAsync(page);
        await page.GotoAsync(shop.Address + "/demo-shop");
        await page.ClickAsync("form[action*='handler=begin'] button");
        await page.WaitForSelectorAsync("#demo-ready", new() { Timeout = PatienceMs });

        await page.ClickAsync("#demo-ready a[href='/demo/']");
        await page.WaitForSelectorAsync(".demo-note");
        await page.ClickAsync("nav a[href='/demo/customers']");
        await page.ArriveAsync("**/demo/customers");
        (await page.Locator("tbody tr").CountAsync()).ShouldBeGreaterThan(5);

        // What is written there is kept there, once, and the page leads on as in a shop.
        await page.GotoAsync(shop.Address + "/demo/tasks");
        await page.FillAsync("#Title", "Call the midwife");
        await page.ClickAsync("main form:has(#Title) button[type=submit]");
        await page.WaitForSelectorAsync("text=Call the midwife");
        page.Url.ShouldEndWith("/demo/tasks");
        (await page.Locator("li.list-group-item", new() { HasText = "Call the midwife" }).CountAsync()).ShouldBe(1);
        foreach (var mine in (string[])["/demo/People", "/demo/ME", "/demo/Signout"])
        {
            await page.GotoAsync(shop.Address + mine);
            page.Url.ShouldNotContain("/demo", Case.Insensitive, mine);
        }

        // What is changed in the demo stays there.
        await page.GotoAsync(shop.Address + "/customers");
        (await page.Locator("tbody tr").CountAsync()).ShouldBe(0);

        await page.GotoAsync(shop.Address + "/demo-shop");
        await page.ClickAsync("details:has(form[action*='handler=remove']) summary");
        await page.ClickAsync("form[action*='handler=remove'] button");
        await page.WaitForSelectorAsync("form[action*='handler=begin'] button");
        Directory.Exists(Path.Combine(shop.Folder, "demo")).ShouldBeFalse();
    }
}
