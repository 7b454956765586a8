using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Workspace.Staff;

[Collection("staff")]
public sealed class PasskeyTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_passkey_lets_in_until_it_is_removed_or_its_person_switched_off(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var address = shop.Server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        using var bare = await Browser.OfAsync(shop, StaffRole.Owner, "eva");
        (await bare.SendAsync("/me?handler=PasskeyOptions", ("Confirm", Browser.GoodPassword))).Status.ShouldBe(422);
        using var ana = await Browser.OfAsync(shop, StaffRole.Owner, "ana", address: address);
        using var phone = new SoftwareAuthenticator(address);
        (await ana.SendAsync("/me?handler=PasskeyOptions", ("Confirm", "wrong"))).Status.ShouldBe(422);
        var options = await ana.SendAsync("/me?handler=PasskeyOptions", ("Confirm", Browser.GoodPassword));
        options.Status.ShouldBe(200);
        var made = phone.Create(options.Text);
        (await ana.SendAsync("/me?handler=Passkey", ("PasskeyName", "My phone"), ("Credential", made))).Location.ShouldBe("/me");
        (await ana.GetAsync("/me")).Text.ShouldContain("My phone");

        using var other = new Browser(address);
        async Task<Shown> Try(SoftwareAuthenticator with)
        {
            var asked = await other.SendAsync("/signin?handler=PasskeyOptions");
            asked.Status.ShouldBe(200);
            return await other.SendAsync("/signin?handler=Passkey", ("Credential", with.Get(asked.Text)));
        }

        (await Try(phone)).Location.ShouldBe("/");
        (await other.IsInAsync()).ShouldBeTrue();
        await other.SignOutAsync();

        // What was answered once is not good for another time; nor without a finger; nor from elsewhere.
        var first = await other.SendAsync("/signin?handler=PasskeyOptions");
        var answer = phone.Get(first.Text);
        (await other.SendAsync("/signin?handler=Passkey", ("Credential", answer))).Location.ShouldBe("/");
        await other.SignOutAsync();
        (await other.SendAsync("/signin?handler=Passkey", ("Credential", answer))).Status.ShouldBe(422);
        phone.IsVerified = false;
        (await Try(phone)).Status.ShouldBe(422);
        phone.IsVerified = true;
        using (var stranger = new SoftwareAuthenticator(address))
        {
            stranger.Create(options.Text);
            (await Try(stranger)).Status.ShouldBe(422);
        }

        (await other.SendAsync("/signin?handler=Passkey", ("Credential", "{}"))).Status.ShouldBe(422);
        (await other.SendAsync("/signin?handler=Passkey")).Status.ShouldBe(422);
        await shop.Db.WriteAsync(u => u.ExecuteAsync("update staff set disabled = 1"), End);
        (await Try(phone)).Status.ShouldBe(422);
        await shop.Db.WriteAsync(u => u.ExecuteAsync("update staff set disabled = null"), End);
        var key = await shop.Db.ReadAsync(u => u.ValueAsync<string>("select credential_key from staff_passkeys"), End);
        await ana.SignInAsync("ana");
        (await ana.SendAsync("/me?handler=RemovePasskey", ("Key", key!))).Location.ShouldBe("/me");
        (await Try(phone)).Status.ShouldBe(422);
    }
}
