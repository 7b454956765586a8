namespace Perennial.Browser;

/// <summary>What holds for each page that there is; pages are found by their routes, so a new one is looked at by itself.</summary>
public sealed class EveryPageTests(FilledShop shop)
{
    private const int PhoneWidth = 360;

    // Reached by a link that somebody is given, or by sending a form.
    private static readonly string[] NotLinked =
        ["/signin", "/signin/code", "/signout", "/start", "/invitation", "/reset", "/language", "/customers/find", "/tasks/new"];

    private static readonly string[] Languages = ["en", "ru", "ro", "zh"];

    [Fact]
    public void Every_page_is_reached_by_links() =>
        shop.Map.Patterns.Except(shop.Map.Found.Keys).Where(SiteMap.IsPage).Except(NotLinked).ShouldBeEmpty();

    [Fact]
    public async Task Every_page_fits_a_phone_has_one_title_and_says_its_language_in_each()
    {
        var problems = new List<string>();
        foreach (var language in Languages)
        {
            var page = await shop.NewPageAsync(PhoneWidth, language: language);
            await EachAsync(page, async path =>
            {
                var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                if (width > PhoneWidth)
                {
                    var widest = await page.EvaluateAsync<string>(Widest);
                    problems.Add($"{path} {language}: {width} px, {widest}");
                }

                var (heads, said) = (await page.Locator("h1").CountAsync(), await page.GetAttributeAsync("html", "lang"));
                if (heads != 1 || said != language || string.IsNullOrWhiteSpace(await page.TitleAsync()))
                {
                    problems.Add($"{path} {language}: {heads} headings, {said}");
                }
            });
            await page.Context.DisposeAsync();
        }

        problems.ShouldBeEmpty();
    }

    private async Task EachAsync(IPage page, Func<string, Task> look)
    {
        foreach (var path in shop.Map.Pages)
        {
            await page.GotoAsync(shop.Shop.Address + path);
            await look(path);
        }
    }

    private const string Widest = """
        (() => { let widest = null, most = 0;
          for (const e of document.querySelectorAll('body *')) {
            const r = e.getBoundingClientRect();
            if (r.right > most) { most = r.right; widest = e; }
          }
          return widest ? widest.tagName + '.' + widest.className + ' ' + Math.round(most) : ''; })()
        """;
}
