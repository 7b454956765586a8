using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Slices.Server;

/// <summary>Every page times every role, limited to a store or not; generated from the routes, held against what is written here.</summary>
[Collection("staff")]
public sealed class PageAccessTests(Engines engines)
{
    private const string NoSuchId = "stf_01kjmnnbg0e9mapnh1sdd7w9zt";

    // Who sees a page: o(wner), m(anager), a(nalyst), k (marketer), c(ashier), s(upport), "-" for everybody who is signed in or not;
    // then whether people who are limited to stores see it too. A page that is not written here fails.
    private static readonly string[] Expected =
    [
        "/start -", "/signin -", "/signin/code -", "/signout -", "/invitation -", "/reset -", "/language -",
        "/ omakcs stores", "/tasks omakcs", "/tasks/new omakcs", "/demo-shop omak", "/design o stores",
        "/retention omak", "/retention/cohorts omak", "/retention/rfm omak", "/retention/groups omak stores", "/retention/behind omak",
        "/customers omakcs", "/customers/find omakcs", "/customers/duplicates omakcs", "/customers/new omkcs", "/customers/{id} omakcs",
        "/customers/{id}/edit omkcs", "/customers/{id}/merge omkcs", "/customers/{id}/data om",
        "/jobs oma", "/jobs/{id} oma", "/audit o",
        "/settings o", "/settings/stores o", "/settings/keys o", "/settings/webhooks o", "/settings/webhooks/{id} o",
        "/welcome omakcs stores", "/me omakcs stores", "/me/second-factor omakcs stores",
        "/people o", "/people/{id} o", "/people/access o",
        "/imports oma", "/imports/new oma", "/imports/{id} oma", "/orders omakcs stores", "/orders/{id} omakcs stores",
        "/data/products omakcs stores", "/data/products/one omakcs stores", "/data/events omakcs stores", "/data/rates omakcs stores",
    ];

    private static readonly Dictionary<StaffRole, char> Letters = new()
    {
        [StaffRole.Owner] = 'o', [StaffRole.Manager] = 'm', [StaffRole.Analyst] = 'a', [StaffRole.Marketer] = 'k', [StaffRole.Cashier] = 'c',
        [StaffRole.Support] = 's',
    };

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_written_down_with_who_sees_it()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        Pages(shop).Select(p => p.Path).Order(StringComparer.Ordinal).ShouldBe(Expected.Select(e => e.Split(' ')[0]).Order(StringComparer.Ordinal));
        Endpoints(shop).Where(e => e.Metadata.OfType<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>().Any() && !IsPage(e))
            .Select(e => e.DisplayName).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Every_role_limited_or_not_sees_its_pages_and_no_other(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var nobody = new Browser(shop.Server.Address);
        foreach (var page in Pages(shop).Where(p => !p.IsOpen))
        {
            var turned = await nobody.GetAsync(page.Example);
            (turned.Status, turned.Location![..7]).ShouldBe((302, "/signin"), page.Path);
            (await nobody.PostAsync(page.Example, null)).Location.ShouldStartWith("/signin", Case.Sensitive, page.Path);
        }

        foreach (var role in StaffRoles.All)
        {
            foreach (var stores in (string?[])[null, "north"])
            {
                using var browser = await Browser.OfAsync(shop, role, role.ToString().ToLowerInvariant() + stores, stores: stores);
                foreach (var page in Pages(shop).Where(p => !p.IsOpen))
                {
                    var may = page.MaySee(role, stores is not null);
                    var asks = page.Asks!;
                    (may, page.Path).ShouldBe(((asks.Scope is null || StaffRoles.ScopesOf(role).Contains(asks.Scope)) &&
                        (stores is null || !asks.OfWholeShop), page.Path));
                    var (got, sent) = (await browser.GetAsync(page.Example), await browser.PostAsync(page.Example, null));
                    (got.Status != 403).ShouldBe(may, $"{role} {stores} {page.Path}");
                    sent.Status.ShouldBe(may ? 400 : 403, $"{role} {stores} POST {page.Path}");
                    if (got.Status == 302)
                    {
                        // There is no such thing, or nothing to see without a form: the page leads on, but not to signing in.
                        (may, got.Location!.StartsWith("/signin", StringComparison.Ordinal)).ShouldBe((true, false), page.Path);
                        continue;
                    }

                    got.Text.ShouldContain(may ? "<h1" : "access.", Case.Sensitive, page.Path);
                }
            }
        }

        // What was refused stands in the access log.
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from staff_access where what = 'page'"), End)).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task The_demo_shop_is_made_and_removed_by_the_owner_alone()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var marketer = await Visitor.OfAsync(shop, StaffRole.Marketer);
        (await marketer.GetAsync("/tasks")).Status.ShouldBe(200);
        foreach (var handler in (string[])["begin", "remove"])
        {
            (await marketer.SendAsync("/demo-shop?handler=" + handler)).Status.ShouldBe(403);
        }

        (await marketer.GetAsync("/demo-shop")).Text.ShouldNotContain("handler=begin");
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        (await owner.GetAsync("/demo-shop")).Text.ShouldContain("handler=begin");
        (await owner.SendAsync("/demo-shop?handler=remove")).Status.ShouldBe(200);
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from audit_entries where action like 'demo.%'"), End)).ShouldBe(1);
    }

    [Fact]
    public async Task A_page_that_says_neither_who_may_see_it_nor_that_it_is_open_answers_nobody()
    {
        // What such a page is to the gates: an endpoint with a page's description and neither attribute.
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var forgotten = new RouteEndpoint(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/forgotten"), 0,
            new EndpointMetadataCollection(new Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor()), "forgotten");
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        var app = new ApplicationBuilder(shop.Server.Services);
        app.UsePageGate();
        Perennial.Workspace.Contract.Api.ApiGate.UseApiGate(app);
        var isReached = false;
        app.Run(_ =>
        {
            isReached = true;
            return Task.CompletedTask;
        });
        using var scope = shop.Server.Services.CreateScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.SetEndpoint(forgotten);
        http.Request.Headers.Cookie = ana.Jar.GetCookieHeader(new Uri(shop.Server.Address));
        http.Request.Headers.Authorization = "Bearer " + shop.Key;
        await app.Build()(http);
        isReached.ShouldBeFalse();
        http.Response.StatusCode.ShouldBe(403);
    }

    private sealed record Page(string Path, AsksAttribute? Asks, bool IsOpen)
    {
        public string Example => string.Join('/', Path.Split('/').Select(p => p.StartsWith('{') ? NoSuchId : p));

        public bool MaySee(StaffRole role, bool isLimited)
        {
            var words = Expected.Single(e => e.Split(' ')[0] == Path).Split(' ');
            return words[1].Contains(Letters[role], StringComparison.Ordinal) && (!isLimited || words.Contains("stores"));
        }
    }

    private static bool IsPage(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AsksAttribute>() is not null || endpoint.Metadata.GetMetadata<OpenPageAttribute>() is not null;

    private static IEnumerable<RouteEndpoint> Endpoints(Shop shop) =>
        shop.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static List<Page> Pages(Shop shop) =>
    [
        .. Endpoints(shop).Where(IsPage).Select(e => new Page("/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<AsksAttribute>(),
            e.Metadata.GetMetadata<OpenPageAttribute>() is not null)).DistinctBy(p => p.Path),
    ];
}
