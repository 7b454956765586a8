namespace Perennial.Browser;

/// <summary>What works where scripts do not: forms, links, tables, an import from the file to the cohorts.</summary>
public sealed class NoScriptTests(FilledShop shop)
{
    [Fact]
    public async Task A_shop_is_looked_after_without_a_script()
    {
        var page = await shop.NewPageAsync(isSignedIn: false, withScripts: false);
        await page.GotoAsync(shop.Shop.Address + "/signin");
        await page.FillAsync("#Email", Person.Owner.Email);
        await page.FillAsync("#Password", Person.Owner.Password);
        await page.ClickAsync("main button[type=submit]");
        (await page.Locator("h1").CountAsync()).ShouldBe(1);

        // Somebody found, and turned to the next page of all.
        await page.GotoAsync(shop.Shop.Address + "/customers");
        await page.FillAsync("#Text", "王小");
        await page.PressAsync("#Text", "Enter");
        (await page.Locator("tbody tr").CountAsync()).ShouldBe(1);
        (await page.InnerTextAsync("tbody")).ShouldContain("王小明");
        await page.GotoAsync(shop.Shop.Address + "/customers");
        var first = await page.Locator("tbody tr").First.InnerTextAsync();
        await page.ClickAsync(".list-pages a >> nth=-1");
        (await page.Locator("tbody tr").First.InnerTextAsync()).ShouldNotBe(first);

        // Figures are tables, their choices a form.
        await page.GotoAsync(shop.Shop.Address + "/retention/cohorts");
        await page.SelectOptionAsync("select[name=came]", "category");
        await page.ClickAsync("form.period-part button");
        page.Url.ShouldContain("came=category");
        (await page.Locator("table.heat tbody tr").CountAsync()).ShouldBeGreaterThan(3);

        // A file is brought in; the page renews itself by its header.
        await page.GotoAsync(shop.Shop.Address + "/imports/new");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload
        {
            Name = "no script.csv", MimeType = "text/csv", Buffer = "order,date,customer,amount\nns1,2026-02-01,ns@shop.example,12.50\n"u8.ToArray(),
        });
        await page.ClickAsync("main form[enctype] button[type=submit]");
        page.Url.ShouldContain("/imports/imp_");
        await ClickWhenThereAsync(page, "form[action*='handler=Start'] button");
        await ClickWhenThereAsync(page, "a[href='/retention/cohorts']");
        (await page.Locator("table.heat").CountAsync()).ShouldBe(1);
    }

    private static async Task ClickWhenThereAsync(IPage page, string selector)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); await page.Locator(selector).CountAsync() == 0; await page.ReloadAsync())
        {
            clock.Elapsed.TotalSeconds.ShouldBeLessThan(60, selector);
        }

        await page.Locator(selector).First.ClickAsync();
    }
}
