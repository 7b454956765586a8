using System.Text.RegularExpressions;
using NodaTime;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Staff;

namespace Perennial.Slices.Workspace.Staff;

[Collection("staff")]
public sealed partial class SecondFactorTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    // RFC 6238, appendix B, SHA-1, the last six digits; the key is the ASCII text 12345678901234567890.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        OneTimeCodes.CodeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds / 30).ShouldBe(code);

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_code_lets_in_once_and_a_recovery_code_once(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", clock);
        using var other = new Browser(shop.Server.Address);
        await other.SignInAsync("ana");
        (await ana.SendAsync("/me/second-factor?handler=Begin", ("Password", "wrong"))).Status.ShouldBe(422);
        (await ana.SendAsync("/me/second-factor?handler=Begin", ("Password", Browser.GoodPassword))).Location.ShouldBe("/me/second-factor");
        var page = await ana.GetAsync("/me/second-factor");
        page.Text.ShouldContain("<svg class=\"qr-picture");
        var key = KeyShown().Match(page.Text).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        string Code() => OneTimeCodes.CodeOf(key, clock.Now.ToUnixTimeSeconds() / 30);
        (await shop.Db.ReadAsync(Dump.AllAsync, End)).ShouldAllBe(t => t.Value.All(r => !r.Contains(key, StringComparison.Ordinal)));

        // Not on before a code proved that the key arrived.
        (await other.SignInAsync("ana")).Location.ShouldBe("/");
        (await ana.SendAsync("/me/second-factor?handler=Confirm", ("Given", "000000"))).Status.ShouldBe(422);
        var on = await ana.SendAsync("/me/second-factor?handler=Confirm", ("Given", Code()));
        var recovery = RecoveryShown().Matches(on.Text).Select(m => m.Value).ToList();
        recovery.Count.ShouldBe(10, on.Text);
        (await ana.IsInAsync()).ShouldBeTrue();
        (await other.IsInAsync()).ShouldBeFalse();
        (await ana.GetAsync("/me/second-factor")).Text.ShouldNotContain(recovery[0]);

        // The code that switched it on is used already; the next one is good, and then used.
        (await other.SignInAsync("ana")).Location.ShouldStartWith("/signin/code");
        (await other.IsInAsync()).ShouldBeFalse();
        (await other.SendAsync("/signin/code", ("Code", Code()))).Status.ShouldBe(422);
        clock.Advance(Duration.FromSeconds(30));
        var code = Code();
        (await other.SendAsync("/signin/code?next=%2Fme", ("Code", code))).Location.ShouldBe("/me");
        (await other.IsInAsync()).ShouldBeTrue();

        using var phone = new Browser(shop.Server.Address);
        await phone.SignInAsync("ana");
        (await phone.SendAsync("/signin/code", ("Code", code))).Status.ShouldBe(422);
        (await phone.SendAsync("/signin/code", ("Code", recovery[3].ToUpperInvariant()), ("Recovery", "true"))).Location.ShouldBe("/");
        await phone.SignOutAsync();
        await phone.SignInAsync("ana");
        (await phone.SendAsync("/signin/code", ("Code", recovery[3]), ("Recovery", "true"))).Status.ShouldBe(422);
        (await phone.SendAsync("/signin/code", ("Code", recovery[4]), ("Recovery", "true"))).Location.ShouldBe("/");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Wrong_codes_lock_as_wrong_passwords_do_and_a_new_password_passes_nothing_by(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", clock);
        using var eva = await Browser.OfAsync(shop, StaffRole.Analyst, "eva", clock);
        await eva.SendAsync("/me/second-factor?handler=Begin", ("Password", Browser.GoodPassword));
        var key = KeyShown().Match((await eva.GetAsync("/me/second-factor")).Text).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        string Code() => OneTimeCodes.CodeOf(key, clock.Now.ToUnixTimeSeconds() / 30);
        (await eva.SendAsync("/me/second-factor?handler=Confirm", ("Given", Code()))).Status.ShouldBe(200);

        using var thief = new Browser(shop.Server.Address);
        for (var i = 0; i < 5; i++)
        {
            (await thief.SignInAsync("eva")).Location.ShouldStartWith("/signin/code");
            (await thief.SendAsync("/signin/code", ("Code", "00000" + i))).Status.ShouldBe(422);
        }

        (await thief.SignInAsync("eva")).Status.ShouldBe(422);
        clock.Advance(Duration.FromMinutes(6));

        // A link for a new password, used between password and code, ends what was begun, and asks for the code all the same.
        (await thief.SignInAsync("eva")).Location.ShouldStartWith("/signin/code");
        var link = (await new StaffFromMachine(shop.Db, clock).ResetAsync("eva@shop.example", withSecondFactor: false, End)).Value.Path.Split('#')[1];
        using var again = new Browser(shop.Server.Address);
        (await again.SendAsync("/reset", ("Token", link), ("Password", "five cups of green tea"))).Location.ShouldBe("/signin");
        (await thief.GetAsync("/signin/code")).Location.ShouldBe("/signin");
        (await again.SignInAsync("eva", "five cups of green tea")).Location.ShouldStartWith("/signin/code");
        (await again.IsInAsync()).ShouldBeFalse();
        (await again.SendAsync("/signin/code", ("Code", Code()))).Location.ShouldBe("/");

        // The owner takes it away: then the password is enough, and who is in is out.
        var id = await shop.Db.ReadAsync(u => u.ValueAsync<Guid>("select id from staff where name = 'eva'"), End);
        (await ana.SendAsync($"/people/{Perennial.Kernel.Ids.PublicId.Write("stf", id)}?handler=SecondFactor")).Status.ShouldBe(302);
        (await again.IsInAsync()).ShouldBeFalse();
        (await again.SignInAsync("eva", "five cups of green tea")).Location.ShouldBe("/");
    }

    [GeneratedRegex("<code[^>]*>(?<key>[A-Z2-7 ]{39})</code>")]
    private static partial Regex KeyShown();

    [GeneratedRegex("(?<=<li[^>]*>)[2-9a-z]{5}-[2-9a-z]{5}(?=</li>)")]
    private static partial Regex RecoveryShown();
}
