using System.Text.RegularExpressions;
using NodaTime;
using Perennial.Kernel.Ids;
using Perennial.Server.Start;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Workspace.Staff;

[Collection("staff")]
public sealed partial class PeopleTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_invitation_is_good_once_for_a_week_and_its_secret_is_kept_nowhere(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", clock);
        var invited = await ana.SendAsync("/people", ("Name", "Ion"), ("Email", "Ion@shop.example"), ("RoleCode", "cashier"), ("Whole", "true"));
        var token = LinkToken().Match(invited.Text).Groups["token"].Value;
        token.Length.ShouldBe(48, invited.Text);
        (await shop.Db.ReadAsync(Dump.AllAsync, End)).ShouldAllBe(t => t.Value.All(r => !r.Contains(token, StringComparison.OrdinalIgnoreCase)));
        (await ana.SendAsync("/people", ("Name", "Ion"), ("Email", "ION@shop.example"), ("RoleCode", "cashier"), ("Whole",
            "true"))).Status.ShouldBe(422);
        (await ana.SendAsync("/people", ("Name", "X"), ("Email", "x@shop.example"), ("RoleCode", "king"), ("Whole", "true"))).Status.ShouldBe(422);
        (await ana.SendAsync("/people", ("Name", "X"), ("Email", "x@shop.example"), ("RoleCode", "cashier"), ("Whole",
            "false"))).Status.ShouldBe(422);

        using var ion = new Browser(shop.Server.Address);
        (await ion.SignInAsync("ion", "")).Status.ShouldBe(422);
        (await ion.SendAsync("/invitation", ("Token", token), ("Password", "password1"))).Status.ShouldBe(422);
        (await ion.SendAsync("/reset", ("Token", token), ("Password", Browser.GoodPassword))).Text.ShouldContain("not good any more");
        (await ion.SendAsync("/invitation", ("Token", "http://localhost/invitation#" + token), ("Password",
            Browser.GoodPassword))).Location.ShouldBe("/welcome");
        using var second = new Browser(shop.Server.Address);
        (await second.SendAsync("/invitation", ("Token", token), ("Password", Browser.GoodPassword))).Status.ShouldBe(422);

        var late = LinkToken().Match((await ana.SendAsync("/people", ("Name", "Eva"), ("Email", "eva@shop.example"), ("RoleCode", "support"),
            ("Whole", "true"))).Text).Groups["token"].Value;
        clock.Advance(Duration.FromDays(7) + Duration.FromSeconds(1));
        (await second.SendAsync("/invitation", ("Token", late), ("Password", Browser.GoodPassword))).Status.ShouldBe(422);
        (await second.IsInAsync()).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Sessions_end_with_another_role_switching_off_a_reset_and_by_hand(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        using var ion = await Browser.OfAsync(shop, StaffRole.Manager, "ion");
        var person = "/people/" + await IdAsync(shop, "ion");
        async Task Ended(string path, params (string, string)[] fields)
        {
            (await ion.IsInAsync()).ShouldBeTrue(path);
            (await ana.SendAsync(person + path, fields)).Location.ShouldBe(person, path);
            (await ion.IsInAsync()).ShouldBeFalse(path);
        }

        await Ended("", ("RoleCode", "analyst"), ("Whole", "true"));
        (await ion.SignInAsync("ion")).Location.ShouldBe("/");
        await Ended("?handler=EndSessions");
        (await ion.SignInAsync("ion")).Location.ShouldBe("/");
        await Ended("?handler=Off");
        (await ion.SignInAsync("ion")).Status.ShouldBe(422);
        (await ana.SendAsync(person + "?handler=Link")).Status.ShouldBe(409);
        (await ana.SendAsync(person + "?handler=On")).Location.ShouldBe(person);
        (await ion.SignInAsync("ion")).Location.ShouldBe("/");

        var link = LinkToken().Match((await ana.SendAsync(person + "?handler=Link")).Text).Groups["token"].Value;
        (await ion.IsInAsync()).ShouldBeTrue();
        using var elsewhere = new Browser(shop.Server.Address);
        (await elsewhere.SendAsync("/reset", ("Token", link), ("Password", "five cups of green tea"))).Location.ShouldBe("/signin");
        (await elsewhere.IsInAsync()).ShouldBeFalse();
        (await ion.IsInAsync()).ShouldBeFalse();
        (await ion.SignInAsync("ion")).Status.ShouldBe(422);
        (await ion.SignInAsync("ion", "five cups of green tea")).Location.ShouldBe("/");
        (await shop.Db.ReadAsync(u => u.QueryAsync<string>("select action from audit_entries where action like 'staff.%' order by id"), End))
            .ShouldBe(["staff.invited", "staff.joined", "staff.invited", "staff.joined", "staff.role_changed", "staff.sessions_ended",
                "staff.switched_off", "staff.switched_on", "staff.link_made", "staff.password_reset"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_last_owner_stays_owner_also_when_two_take_each_other_away_at_once(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        var me = "/people/" + await IdAsync(shop, "ana");
        (await ana.SendAsync(me + "?handler=Off")).Status.ShouldBe(409);
        (await ana.SendAsync(me, ("RoleCode", "manager"), ("Whole", "true"))).Status.ShouldBe(409);

        // Who was only invited cannot sign in yet, and is no owner to rely on.
        (await ana.SendAsync("/people", ("Name", "Ion"), ("Email", "ion2@shop.example"), ("RoleCode", "owner"), ("Whole",
            "true"))).Status.ShouldBe(200);
        (await ana.SendAsync(me + "?handler=Off")).Status.ShouldBe(409);
        using var ion = await Browser.OfAsync(shop, StaffRole.Owner, "ion");
        var him = "/people/" + await IdAsync(shop, "ion");
        var (hers, his) = (Browser.Token((await ana.GetAsync(him)).Text), Browser.Token((await ion.GetAsync(me)).Text));
        await Task.WhenAll(ana.PostAsync(him + "?handler=Off", hers), ion.PostAsync(me + "?handler=Off", his));
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>(
            "select count(*) from staff where role = 'owner' and disabled is null and password_hash is not null"), End)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Her_own_sessions_end_one_by_one_and_all_but_this(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana");
        using var phone = new Browser(shop.Server.Address);
        using var desk = new Browser(shop.Server.Address);
        await phone.SignInAsync("ana");
        await desk.SignInAsync("ana");
        var page = await ana.GetAsync("/me");
        var sessions = SessionField().Matches(page.Text).Select(m => m.Groups["id"].Value).ToList();
        sessions.Count.ShouldBe(2);
        (await ana.SendAsync("/me?handler=End", ("Session", sessions[0]))).Location.ShouldBe("/me");
        (await Task.WhenAll(phone.IsInAsync(), desk.IsInAsync())).Count(i => i).ShouldBe(1);
        (await ana.SendAsync("/me?handler=EndOthers")).Location.ShouldBe("/me");
        (await Task.WhenAll(phone.IsInAsync(), desk.IsInAsync())).ShouldBe([false, false]);
        (await ana.IsInAsync()).ShouldBeTrue();

        await phone.SignInAsync("ana");
        (await ana.SendAsync("/me?handler=Password", ("Old", "wrong"), ("Password", "five cups of green tea"))).Status.ShouldBe(422);
        (await phone.IsInAsync()).ShouldBeTrue();
        (await ana.SendAsync("/me?handler=Password", ("Old", Browser.GoodPassword), ("Password", "five cups of green tea"))).Location.ShouldBe("/me");
        (await phone.IsInAsync()).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_session_ends_unused_and_survives_another_start_of_the_server(DbEngine engine)
    {
        var clock = new JumpingClock();
        var (data, setting) = (Directory.CreateTempSubdirectory("perennial-again-").FullName, await engines.NewSettingAsync(engine));
        string[] arguments = ["--data", data, .. Shop.Databases(engine, setting), "--failures", "1000000", "--address"];
        var jar = "";
        await using (var first = await PerennialServer.StartAsync([.. arguments, "http://127.0.0.1:0"], clock))
        {
            using var browser = new Browser(first.Address);
            (await browser.SendAsync("/start", ("OwnerKey", first.OwnerKey!), ("Name", "Ana"), ("Email", "ana@shop.example"),
                ("Password", Browser.GoodPassword), ("Shop", "Tea"), ("TimeZone", "UTC"), ("Currency", "EUR"), ("Week", "monday"),
                ("ShopLanguage", "en"), ("TaxIn", "true"), ("ShippingIn", "false"))).Location.ShouldBe("/welcome");
            jar = browser.Jar.GetCookieHeader(new Uri(first.Address));
        }

        await using (var second = await PerennialServer.StartAsync([.. arguments, "http://127.0.0.1:0"], clock))
        {
            using var browser = new Browser(second.Address);
            browser.Client.DefaultRequestHeaders.Add("Cookie", jar);
            (await browser.IsInAsync()).ShouldBeTrue();
            clock.Advance(Duration.FromDays(14) + Duration.FromMinutes(1));
            (await browser.IsInAsync()).ShouldBeFalse();
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task<string> IdAsync(Shop shop, string name) => PublicId.Write("stf",
        await shop.Db.ReadAsync(u => u.ValueAsync<Guid>("select id from staff where name = @name", new { name }), End));

    [GeneratedRegex("#(?<token>[0-9a-f]{48})")]
    private static partial Regex LinkToken();

    [GeneratedRegex("name=\"Session\" value=\"(?<id>ses_[0-9a-z]+)\"")]
    private static partial Regex SessionField();
}
