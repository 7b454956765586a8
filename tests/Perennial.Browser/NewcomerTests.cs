using System.Text.RegularExpressions;

namespace Perennial.Browser;

/// <summary>The way of somebody who starts the server for the first time.</summary>
public sealed class NewcomerTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string RealFile = "cdnow_sample.csv.gz";

    [Fact]
    public async Task From_the_first_start_to_the_first_cohort_of_a_real_file_and_the_customers_behind_it()
    {
        if (Data.Find(RealFile) is not { } file)
        {
            Assert.Skip("The data sets are not beside the repository.");
            return;
        }

        await using var shop = await OpenShop.StartAsync();
        var page = await chromium.Browser.NewPageAsync();

        // Every page leads to the first start until the shop is there.
        await page.GotoAsync(shop.Address + "/customers");
        page.Url.ShouldEndWith("/start");
        await shop.SetUpAsync(page);
        await Filling.ImportAsync(page, shop, file);

        await page.ClickAsync("a[href='/retention/cohorts']");
        await page.GotoAsync(shop.Address + "/retention/cohorts?measure=customers");

        // From a cell to the people: as many as the cell says.
        var cell = page.Locator("table td a[href*='/retention/behind']").First;
        var said = Digits(await cell.InnerTextAsync());
        await cell.ClickAsync();
        await page.ArriveAsync("**/retention/behind**");
        Digits(await page.Locator(".list-total").InnerTextAsync())[0].ShouldBe(said[0]);
        await page.Locator("tbody a[href*='/customers/cus_']").First.ClickAsync();
        await page.ArriveAsync("**/customers/cus_*");
    }

    [Fact]
    public async Task What_was_typed_is_there_again_after_signing_in_in_between()
    {
        await using var shop = await OpenShop.StartAsync();
        var page = await chromium.Browser.NewPageAsync();
        await shop.SetUpAsync(page);
        foreach (var (path, fields) in ((string, string[])[])[("/settings", ["Name"]), ("/tasks", ["Title", "Note"]),
            ("/customers/new", ["Name", "Email", "Card"]), ("/people", ["Name", "Email"]), ("/settings/keys", ["Name"]),
            ("/settings/stores", ["Code", "Name"]), ("/settings/webhooks", ["Form.Url", "Form.Description"])])
        {
            await page.GotoAsync(shop.Address + path);
            foreach (var field in fields)
            {
                await page.FillAsync($"main [name='{field}']", "Great Oak " + field);
            }

            // The session ends elsewhere while the form is filled.
            await page.Context.ClearCookiesAsync();
            await page.ClickAsync($"main form:has([name='{fields[0]}']) button[type=submit] >> nth=-1");
            await page.ArriveAsync("**/signin**");
            await page.FillAsync("#Email", Person.Owner.Email);
            await page.FillAsync("#Password", Person.Owner.Password);
            await page.ClickAsync("main button[type=submit]");
            await page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
            page.Url.ShouldEndWith(path);
            await page.WaitForSelectorAsync("[data-kept-here]:visible");
            foreach (var field in fields)
            {
                (await page.InputValueAsync($"main [name='{field}']")).ShouldBe("Great Oak " + field, path);
            }

            await page.ClickAsync("[data-keep-drop]");
        }
    }

    // The counts in a text, without the signs between thousands.
    private static string[] Digits(string text) =>
        [.. Regex.Matches(Regex.Replace(text, @"(?<=\d)[,.\u00A0\u202F](?=\d{3})", "", RegexOptions.None, TimeSpan.FromSeconds(1)), @"\d+",
            RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value)];
}
