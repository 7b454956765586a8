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
        await page.WaitForURLAsync("**/imports/imp_*");
        await page.ClickAsync("form[action*='handler=Try'] button");
        await page.WaitForSelectorAsync("form[action*='handler=Start'] button.btn-primary", new() { Timeout = PatienceMs });
        await page.ClickAsync("form[action*='handler=Start'] button");
        await page.WaitForSelectorAsync("a[href='/retention/cohorts']", new() { Timeout = PatienceMs });
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
