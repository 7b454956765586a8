using System.Net;
using System.Text.RegularExpressions;
using Perennial.Slices.House;

namespace Perennial.Slices.Server;

/// <summary>What stands around every page: its language, what it loads, and that nothing in it needs an exception from the policy.</summary>
[Collection("staff")]
public sealed partial class FrameTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_language_that_a_reader_chose_is_kept_in_her_browser()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);
        (await browser.GetStringAsync("/signin", Cancellation)).ShouldContain("<html lang=\"en\"");

        using var answer = await ChooseAsync(browser, "ru", "/signin?next=%2Fcustomers");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/signin?next=%2Fcustomers");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("lang=", StringComparison.Ordinal));
        cookie.ShouldStartWith("lang=ru;");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("httponly");
        (await browser.GetStringAsync("/signin", Cancellation)).ShouldContain("<html lang=\"ru\"");
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("/\\example.org")]
    [InlineData("signin")]
    [InlineData("")]
    public async Task A_choice_of_language_leads_nowhere_but_to_a_page_of_ours(string next)
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);

        using var answer = await ChooseAsync(browser, "ro", next);

        answer.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task A_language_that_is_not_spoken_changes_nothing()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);

        using var answer = await ChooseAsync(browser, "xx", "/signin");

        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await browser.GetStringAsync("/signin", Cancellation)).ShouldContain("<html lang=\"en\"");
    }

    [Fact]
    public async Task All_that_a_page_loads_is_there_and_may_be_kept_for_good()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);
        var page = await browser.GetStringAsync("/signin", Cancellation);
        var assets = Asset().Matches(page).Select(m => m.Value).ToList();

        assets.Select(a => a[(a.LastIndexOf('/') + 1)..]).ShouldBe(["mark.svg", "theme.js", "tabler.min.css", "house.css", "htmx.min.js",
            "house.js", "passkeys.js"]);
        foreach (var asset in assets)
        {
            using var answer = await browser.GetAsync(asset, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, asset);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable", customMessage: asset);
        }
    }

    [Fact]
    public async Task Nothing_in_a_page_runs_or_is_styled_in_its_place_and_letters_stand_as_they_are()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ru");
        var page = await browser.GetStringAsync("/signin", Cancellation);

        InPlace().Matches(page).Select(m => m.Value).ShouldBeEmpty();
        page.ShouldContain("Русский");
        page.ShouldNotContain("&#x4");
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_it_from_the_page_of_parts()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = Browser(shop);

        using var answer = await browser.GetAsync("/design", Cancellation);

        answer.Headers.Location!.OriginalString.ShouldBe("/signin?next=%2Fdesign");
    }

    private static HttpClient Browser(Shop shop) =>
        new(new HttpClientHandler { AllowAutoRedirect = false,
            CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(shop.Server.Address) };

    private static async Task<HttpResponseMessage> ChooseAsync(HttpClient browser, string code, string next)
    {
        var page = await browser.GetStringAsync("/signin", Cancellation);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(page).Groups["token"].Value, ["code"] = code, ["next"] = next,
        });
        return await browser.PostAsync("/language", form, Cancellation);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("/assets/[0-9a-f]+/[a-z.]+")]
    private static partial Regex Asset();

    [GeneratedRegex("<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?! src=| type=\"application/json\")")]
    private static partial Regex InPlace();
}
