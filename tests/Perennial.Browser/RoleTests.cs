namespace Perennial.Browser;

/// <summary>Somebody who was invited by a link sees in the menu what her role holds, and a page that says so instead of all else.</summary>
public sealed class RoleTests(FilledShop shop)
{
    private const int SectionsMax = 8;
    private const string Password = "three blue teapots";

    [Theory]
    [InlineData("manager", "/settings/keys")]
    [InlineData("analyst", "/customers/new")]
    [InlineData("marketer", "/imports")]
    [InlineData("cashier", "/retention")]
    [InlineData("support", "/retention/cohorts")]
    public async Task Every_link_of_her_menu_opens_and_what_is_not_hers_says_so(string role, string closed)
    {
        var page = await InvitedAsync(role, null);
        var links = await LinksAsync(page, "#menu a");
        links.Length.ShouldBeGreaterThan(1);
        (await page.Locator("#menu .menu-sections > li").CountAsync()).ShouldBeLessThanOrEqualTo(SectionsMax);
        foreach (var link in links.Distinct())
        {
            (await page.GotoAsync(shop.Shop.Address + link))!.Status.ShouldBe(200, link);
            foreach (var further in await LinksAsync(page, "#menu .menu-links a"))
            {
                (await page.Context.APIRequest.GetAsync(shop.Shop.Address + further)).Status.ShouldBe(200, further);
            }
        }

        (await page.GotoAsync(shop.Shop.Address + closed))!.Status.ShouldBe(403, closed);
        (await page.Locator("h1").CountAsync()).ShouldBe(1);
        (await page.Locator("main a").CountAsync()).ShouldBeGreaterThan(0, "It leads nowhere.");
        (await page.Locator($"#menu a[href='{closed}']").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_cashier_of_one_store_sees_its_orders_and_no_other()
    {
        var page = await InvitedAsync("cashier", "st00");
        await page.GotoAsync(shop.Shop.Address + "/orders");
        (await page.Locator("tbody tr").CountAsync()).ShouldBe(1);
        (await page.GotoAsync(shop.Shop.Address + shop.Hostile.Pages[0]))!.Status.ShouldBe(200);
        (await page.GotoAsync(shop.Shop.Address + shop.Hostile.Pages[1]))!.Status.ShouldBe(404);
        (await page.GotoAsync(shop.Shop.Address + "/customers"))!.Status.ShouldBe(403);
    }

    private static Task<string[]> LinksAsync(IPage page, string selector) =>
        page.EvaluateAsync<string[]>("s => [...document.querySelectorAll(s)].map(a => a.getAttribute('href'))", selector);

    // The owner invites her on the page; she opens the link and chooses a password.
    private async Task<IPage> InvitedAsync(string role, string? store)
    {
        var owner = await shop.NewPageAsync();
        var email = $"{role}{store}@shop.example";
        await owner.GotoAsync(shop.Shop.Address + "/people");
        await owner.FillAsync("#Name", $"{Polyglots.All[4]} {role}");
        await owner.FillAsync("#Email", email);
        await owner.SelectOptionAsync("#RoleCode", role);
        if (store is not null)
        {
            await owner.CheckAsync("input[name=Whole][value=false]");
            await owner.CheckAsync($"input[name=Stores][value={store}]");
        }

        await owner.ClickAsync("#invite button[type=submit]");
        var link = await owner.InputValueAsync("#made-link");
        await owner.Context.DisposeAsync();

        var page = await shop.NewPageAsync(isSignedIn: false);
        await page.GotoAsync(link);
        await page.FillAsync("#Password", Password);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForSelectorAsync("#menu, #Email");
        if (await page.Locator("#Email").CountAsync() > 0)
        {
            await page.FillAsync("#Email", email);
            await page.FillAsync("#Password", Password);
            await page.ClickAsync("main button[type=submit]");
            await page.WaitForSelectorAsync("#menu");
        }

        return page;
    }
}
