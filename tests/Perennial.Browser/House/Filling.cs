namespace Perennial.Browser.House;

/// <summary>Brings order files in on the pages, as a shop's owner does.</summary>
internal static class Filling
{
    private const float PatienceMs = 120_000;

    /// <summary>From choosing the file to the end of the import, with a trial run in between.</summary>
    public static async Task ImportAsync(IPage page, OpenShop shop, string file)
    {
        await page.GotoAsync(shop.Address + "/imports/new");
        await page.SetInputFilesAsync("input[type=file]", file);
        await page.ClickAsync("main form[enctype] button[type=submit]");
        await page.ArriveAsync("**/imports/imp_*");
        await page.ClickAsync("form[action*='handler=Try'] button");
        await page.WaitForSelectorAsync("form[action*='handler=Start'] button.btn-primary", new() { Timeout = PatienceMs });
        await page.ClickAsync("form[action*='handler=Start'] button");
        await page.WaitForSelectorAsync("a[href='/retention/cohorts']", new() { Timeout = PatienceMs });
    }

    /// <summary>Makes a key that may do everything, and reads it off the page, which shows it once.</summary>
    public static async Task<string> MakeKeyAsync(IPage page, OpenShop shop)
    {
        await page.GotoAsync(shop.Address + "/settings/keys");
        await page.FillAsync("#Name", Polyglots.All[0]);
        foreach (var tick in await page.Locator("#new input[type=checkbox]").AllAsync())
        {
            await tick.CheckAsync();
        }

        await page.ClickAsync("#new button[type=submit]");
        var key = System.Text.RegularExpressions.Regex.Match(await page.Locator("#made").InnerHTMLAsync(), "prn_[0-9a-z]+_[0-9A-Za-z_-]+",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        await page.ClickAsync("#made a.btn-primary");
        return key;
    }

    /// <summary>Has somebody be told of what happens, so that there is an endpoint to look at.</summary>
    public static async Task AddWebhookAsync(IPage page, OpenShop shop)
    {
        await page.GotoAsync(shop.Address + "/settings/webhooks");
        await page.FillAsync("#new input[name$=Url]", "https://hooks.example/perennial");
        await page.Locator("#new input[type=checkbox]").First.CheckAsync();
        await page.ClickAsync("#new button[type=submit]");
        await page.WaitForSelectorAsync("#made");
    }
}
