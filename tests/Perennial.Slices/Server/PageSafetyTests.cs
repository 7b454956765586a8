using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel.Words;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Slices.Server;

/// <summary>What holds for every page: forms of others are refused, looking changes nothing, headers stand, refusals are pages.</summary>
[Collection("staff")]
public sealed class PageSafetyTests(Engines engines)
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_without_its_token_or_from_another_site_is_refused_and_changes_nothing()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        var before = await DumpAsync(shop);
        foreach (var path in Pages(shop))
        {
            var bare = await ana.PostAsync(path, null, ("Name", "Eva"), ("Email", "eva@shop.example"), ("RoleCode", "owner"), ("Whole", "true"));
            bare.Status.ShouldBe(400, path);

            // The page that takes files looks at the token itself, before it reads any, and says so in its own place.
            bare.Text.ShouldContain(path == "/imports/new" ? "role=\"alert\"" : "access.form_stale", Case.Sensitive, path);
            var token = Browser.Token((await ana.GetAsync("/me")).Text);
            foreach (var (header, value) in ((string, string)[])[("Origin", "https://evil.example"), ("Origin", "null"),
                ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Name", "Eva")]),
                };
                request.Headers.Add(header, value);
                (await ana.Client.SendAsync(request, End)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path + header + value);
            }

            // A token of another browser is none.
            using var other = new Browser(shop.Server.Address);
            (await ana.PostAsync(path, Browser.Token((await other.GetAsync("/signin")).Text))).Status.ShouldBe(400, path);
        }

        (await DumpAsync(shop)).ShouldBe(before);
        (await ana.IsInAsync()).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Looking_at_every_page_changes_nothing_and_every_answer_has_its_headers(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        var id = Perennial.Kernel.Ids.PublicId.Write("stf", await shop.Db.ReadAsync(u => u.ValueAsync<Guid>("select id from staff"), End));
        var before = await DumpAsync(shop);
        foreach (var path in Pages(shop).Concat(["/people/" + id, "/people/access?person=" + id, "/nope", "/health/live",
            "/openapi/v1.json", "/v1/keys"]))
        {
            var page = await ana.GetAsync(path);
            string Header(string name) => string.Join(' ', page.Message.Headers.TryGetValues(name, out var values) ? values : []);
            Header("Content-Security-Policy").ShouldStartWith("default-src 'none'", Case.Sensitive, path);
            Header("Content-Security-Policy").ShouldNotContain("unsafe");
            Header("X-Content-Type-Options").ShouldBe("nosniff", path);
            Header("Referrer-Policy").ShouldBe("same-origin", path);
            Header("Permissions-Policy").ShouldNotBeEmpty(path);
            if (page.Text.Contains("<html", StringComparison.Ordinal))
            {
                page.Message.Headers.CacheControl?.NoStore.ShouldBeTrue(path);
                page.Text.ShouldNotContain(" style=");
                page.Text.ShouldNotContain("<script>");
            }
        }

        (await DumpAsync(shop)).ShouldBe(before);
    }

    [Theory]
    [InlineData("en", "There is no such page")]
    [InlineData("ru", "Такой страницы нет")]
    [InlineData("ro", "Această pagină nu există")]
    [InlineData("zh", "没有这个页面")]
    public async Task A_refusal_is_a_page_for_people_and_a_problem_for_programs(string language, string words)
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var browser = new Browser(shop.Server.Address);
        browser.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var page = await browser.GetAsync("/nope/<script>alert(1)</script>");
        page.Status.ShouldBe(404);
        page.Text.ShouldContain($"<html lang=\"{language}\"");
        page.Text.ShouldContain($"<h1>{words}</h1>");
        page.Text.ShouldNotContain("<script>alert");
        (await browser.GetAsync("/v1/nope")).Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var program = new HttpRequestMessage(HttpMethod.Get, "/nope");
        program.Headers.Accept.ParseAdd("application/json");
        using var client = new HttpClient { BaseAddress = new Uri(shop.Server.Address) };
        (await client.SendAsync(program, End)).Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Language.All.Count.ShouldBe(4);
    }

    private static List<string> Pages(Shop shop) =>
    [
        .. shop.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<AsksAttribute>() is not null || e.Metadata.GetMetadata<OpenPageAttribute>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/').Replace("{id}", "stf_01kjmnnbg0e9mapnh1sdd7w9zt", StringComparison.Ordinal))
            .Distinct(),
    ];

    // When a session was last used is noted now and then; leases and jobs live by themselves.
    private static Task<IReadOnlyList<string>> DumpAsync(Shop shop) => shop.Db.ReadAsync<IReadOnlyList<string>>(async unit =>
    {
        var all = (await Dump.AllAsync(unit)).Where(t => !t.Key.StartsWith("sqlite_", StringComparison.Ordinal) &&
            t.Key is not ("leases" or "jobs" or "job_log" or "job_schedules" or "staff_sessions")).ToList();
        all.Count.ShouldBeGreaterThan(25);
        var lines = all.SelectMany(t => t.Value.Select(r => t.Key + ": " + r)).ToList();
        lines.AddRange((await Dump.TableAsync(unit, "staff_sessions", "seen")).Select(r => "staff_sessions: " + r));
        return lines;
    }, End);
}
