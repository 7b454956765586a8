using NodaTime;
using Perennial.Server.Start;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Staff;

namespace Perennial.Slices.Workspace.Staff;

[Collection("staff")]
public sealed class SignInTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_first_start_makes_shop_and_owner_by_its_key_once(DbEngine engine)
    {
        var data = Directory.CreateTempSubdirectory("perennial-first-").FullName;
        var setting = await engines.NewSettingAsync(engine);
        await using (var server = await PerennialServer.StartAsync(
            ["--data", data, .. Shop.Databases(engine, setting), "--address", "http://127.0.0.1:0", "--failures", "1000000"], TimeProvider.System))
        {
            using var browser = new Browser(server.Address);
            (await browser.GetAsync("/me")).Location.ShouldBe("/start");
            (await browser.GetAsync("/signin")).Location.ShouldBe("/start");
            (string, string)[] form =
            [
                ("Name", "Ana"), ("Email", "ana@shop.example"), ("Password", Browser.GoodPassword), ("Shop", "Tea <b>& Co"),
                    ("TimeZone", "Europe/Chisinau"),
                ("Currency", "mdl"), ("Week", "monday"), ("ShopLanguage", "ro"), ("TaxIn", "true"), ("ShippingIn", "false"),
            ];
            var wrong = await browser.SendAsync("/start", [("OwnerKey", "own_wrong"), .. form]);
            wrong.Status.ShouldBe(401);
            wrong.Text.ShouldContain("ana@shop.example");
            wrong.Text.ShouldNotContain(Browser.GoodPassword);
            var typed = await browser.SendAsync("/start", [("OwnerKey", server.OwnerKey!), .. form.Select(f => f.Item1 == "Currency"
                ? ("Currency", "??") : f)]);
            typed.Status.ShouldBe(422);
            typed.Text.ShouldContain("Currency-error");

            var done = await browser.SendAsync("/start", [("OwnerKey", server.OwnerKey!), .. form]);
            done.Location.ShouldBe("/welcome", done.Text);
            (await browser.GetAsync("/welcome")).Status.ShouldBe(200);
            (await browser.IsInAsync()).ShouldBeTrue();
            (await browser.GetAsync("/start")).Location.ShouldBe("/signin");
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Signing_in_gives_a_new_session_each_time_and_signing_out_ends_it(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        string Session(Browser of) => of.Jar.GetCookies(new Uri(shop.Server.Address))["session"]!.Value;
        var first = Session(ana);
        using var planted = new Browser(shop.Server.Address);
        planted.Jar.Add(new Uri(shop.Server.Address), new System.Net.Cookie("session", first));
        (await planted.SignOutAsync()).Location.ShouldBe("/signin");
        (await ana.IsInAsync()).ShouldBeFalse();

        (await ana.SignInAsync("ana")).Location.ShouldBe("/");
        Session(ana).ShouldNotBe(first);
        var second = Session(ana);
        (await ana.SendAsync("/me?handler=Password", ("Old", Browser.GoodPassword), ("Password", "five cups of green tea"))).Location.ShouldBe("/me");
        Session(ana).ShouldNotBe(second);
        (await ana.IsInAsync()).ShouldBeTrue();
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from staff_sessions"), End)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Five_wrong_passwords_lock_also_when_they_come_at_once_and_nothing_tells_known_from_unknown(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", clock);
        using var thief = new Browser(shop.Server.Address);
        var token = Browser.Token((await thief.GetAsync("/signin")).Text);
        Task<Shown> Try(string name, string password) => thief.PostAsync("/signin", token, ("Email", name + "@shop.example"), ("Password", password));
        string Plain(Shown page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "CfDJ8[\\w-]+|(?:ana|eva)@", "",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        var unknown = await Try("eva", "wrong");
        var known = await Try("ana", "wrong");
        Plain(known).ShouldBe(Plain(unknown));
        known.Status.ShouldBe(422);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Try("ana", "wrong " + i)));
        Plain(await Try("ana", Browser.GoodPassword)).ShouldBe(Plain(unknown));
        (await ana.IsInAsync()).ShouldBeTrue();
        clock.Advance(Duration.FromMinutes(5) + Duration.FromSeconds(1));
        (await Try("ana", Browser.GoodPassword)).Location.ShouldBe("/");
        var log = await shop.Db.ReadAsync(u => u.QueryAsync<string>("select what from staff_access order by id"), End);
        log.Count(w => w == "refused").ShouldBe(6, string.Join(' ', log));
        log.Count(w => w == "locked").ShouldBe(5);
    }

    [Fact]
    public async Task Whoever_guesses_elsewhere_locks_others_out_and_not_the_browser_she_came_in_by_before()
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite, clock);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", clock);
        using var thief = new Browser(shop.Server.Address);
        for (var i = 0; i < 6; i++)
        {
            (await thief.SignInAsync("ana", "wrong " + i)).Status.ShouldBe(422);
        }

        // Locked for everybody else, also with the right password; she signs out and in, and what asks for her password again knows it.
        (await thief.SignInAsync("ana")).Status.ShouldBe(422);
        await ana.SignOutAsync();
        (await ana.SignInAsync("ana")).Location.ShouldBe("/");
        (await thief.SignInAsync("ana")).Status.ShouldBe(422);

        // A browser that guesses itself is as any other; somebody else's is none of hers.
        for (var i = 0; i < 6; i++)
        {
            await ana.SignInAsync("ana", "wrong " + i);
        }

        await ana.SignOutAsync();
        (await ana.SignInAsync("ana")).Status.ShouldBe(422);
        using var eva = await Browser.OfAsync(shop, StaffRole.Support, "eva", clock);
        (await eva.SignInAsync("ana")).Status.ShouldBe(422);
        clock.Advance(Duration.FromMinutes(5) + Duration.FromSeconds(1));
        (await ana.SignInAsync("ana")).Location.ShouldBe("/");
    }

    [Fact]
    public async Task Many_wrong_passwords_from_one_address_are_not_looked_at_any_more()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite, TimeProvider.System, "--failures", "5");
        using var thief = new Browser(shop.Server.Address);
        var token = Browser.Token((await thief.GetAsync("/signin")).Text);
        var statuses = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            statuses.Add((await thief.PostAsync("/signin", token, ("Email", $"{i}@shop.example"), ("Password", "wrong"))).Status);
        }

        statuses.ShouldBe([422, 422, 422, 422, 422, 429, 429, 429]);
    }

    [Fact]
    public async Task Cookies_are_kept_to_the_host_from_scripts_and_from_other_sites()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        using var secure = new Browser(shop.Server.Address);
        secure.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var page = await secure.GetAsync("/signin");
        page.Message.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();

        // Over this plain connection the jar would not give a secure cookie back.
        secure.Client.DefaultRequestHeaders.Add("Cookie", page.Cookies.Single(c => c.StartsWith("form=", StringComparison.Ordinal)).Split(';')[0]);
        var done = await secure.PostAsync("/signin", Browser.Token(page.Text), ("Email", "ana@shop.example"), ("Password", Browser.GoodPassword));
        done.Location.ShouldBe("/");
        var cookie = done.Cookies.Single(c => c.StartsWith("__Host-session=", StringComparison.Ordinal)).ToLowerInvariant();
        foreach (var part in (string[])["; secure", "; httponly", "; samesite=lax", "; path=/"])
        {
            cookie.ShouldContain(part);
        }

        cookie.ShouldNotContain("domain=");
        foreach (var set in page.Cookies.Concat(done.Cookies).Select(c => c.ToLowerInvariant()))
        {
            (set.Contains("; secure", StringComparison.Ordinal) && set.Contains("; httponly", StringComparison.Ordinal) &&
                set.Contains("; samesite=", StringComparison.Ordinal)).ShouldBeTrue(set);
        }
    }

    [Theory]
    [InlineData("password1", "staff.password_common")]
    [InlineData("Password1", "staff.password_common")]
    [InlineData("aaaaaaaaaaaa", "staff.password_common")]
    [InlineData("ana@shop.example", "staff.password_common")]
    [InlineData("short", "staff.password_short")]
    [InlineData("почта и чай вечером", null)]
    [InlineData("lower case words only", null)]
    public void A_password_is_long_enough_and_none_that_is_tried_first(string password, string? code)
    {
        CommonPasswords.Count.ShouldBeGreaterThan(3_000);
        (StaffRules.OfPassword(password, "ana@shop.example").SingleOrDefault()?.Code).ShouldBe(code);
        StaffRules.OfPassword(new string([.. Enumerable.Range(0, 64).Select(i => (char)('a' + (i % 26)))]), null).ShouldBeEmpty();
    }
}
