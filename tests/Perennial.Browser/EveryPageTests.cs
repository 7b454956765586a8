using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Perennial.Browser;

/// <summary>What holds for each page that there is; pages are found by their routes, so a new one is looked at by itself.</summary>
public sealed class EveryPageTests(FilledShop shop) : IClassFixture<FilledShop>
{
    private const int PhoneWidth = 360;

    // Reached by a link that somebody is given, or by sending a form.
    private static readonly string[] NotLinked =
        ["/signin", "/signin/code", "/signout", "/start", "/invitation", "/reset", "/language", "/customers/find", "/tasks/new"];

    private static readonly string[] Languages = ["en", "ru", "ro", "zh"];

    [Fact]
    public void Every_page_is_reached_by_links() =>
        shop.Map.Patterns.Except(shop.Map.Found.Keys).Where(IsFollowed).Except(NotLinked).ShouldBeEmpty();

    [Fact]
    public async Task Axe_finds_nothing_on_any_page_in_either_theme()
    {
        var problems = new List<string>();
        foreach (var isDark in (bool[])[false, true])
        {
            var page = await shop.NewPageAsync(isDark: isDark);
            await EachAsync(page, async path =>
            {
                var result = await page.RunAxe();
                problems.AddRange(result.Violations.Select(v =>
                    $"{path} {(isDark ? "dark" : "light")}: {v.Id} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
            });
            await page.Context.DisposeAsync();
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_page_scrolls_sideways_on_a_phone_in_any_language()
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
            });
            await page.Context.DisposeAsync();
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_page_breaks_its_own_policy_or_throws()
    {
        var problems = new List<string>();
        var page = await shop.NewPageAsync();
        var at = "";
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
            {
                problems.Add($"{at}: {said.Text}");
            }
        };
        page.PageError += (_, error) => problems.Add($"{at}: {error}");
        await EachAsync(page, path =>
        {
            at = path;
            return page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }, before: path => at = path);
        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_has_one_title_of_its_own_and_says_its_language()
    {
        var problems = new List<string>();
        var page = await shop.NewPageAsync(language: "ro");
        await EachAsync(page, async path =>
        {
            var (heads, language) = (await page.Locator("h1").CountAsync(), await page.GetAttributeAsync("html", "lang"));
            if (heads != 1 || language != "ro" || string.IsNullOrWhiteSpace(await page.TitleAsync()))
            {
                problems.Add($"{path}: {heads} headings, {language}");
            }
        });
        problems.ShouldBeEmpty();
    }

    private async Task EachAsync(IPage page, Func<string, Task> look, Action<string>? before = null)
    {
        foreach (var (_, path) in shop.Map.Found.Where(f => IsFollowed(f.Key)))
        {
            before?.Invoke(path);
            await page.GotoAsync(shop.Shop.Address + path);
            await look(path);
        }
    }

    // A route that answers with a file or a part of a page is no page.
    private static bool IsFollowed(string pattern) =>
        !pattern.EndsWith(".csv", StringComparison.Ordinal) && !pattern.Contains("/part", StringComparison.Ordinal);

    private const string Widest = """
        (() => { let widest = null, most = 0;
          for (const e of document.querySelectorAll('body *')) {
            const r = e.getBoundingClientRect();
            if (r.right > most) { most = r.right; widest = e; }
          }
          return widest ? widest.tagName + '.' + widest.className + ' ' + Math.round(most) : ''; })()
        """;
}
