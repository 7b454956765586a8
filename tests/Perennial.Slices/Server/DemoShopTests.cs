using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Server.Demo;
using Perennial.Server.Start;
using Perennial.Slices.House;
using Perennial.Workspace;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Server;

/// <summary>The demo shop is filled by the modules' own handlers, is there whole or not at all, and goes without a trace.</summary>
[Collection("orders")]
public sealed class DemoShopTests(Engines engines)
{
    private static readonly LocalDate EndDay = new(2026, 5, 31);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    private static DemoWish Small => new("ro") { Customers = 250, EndDay = EndDay, Seed = 5 };

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_demo_shop_is_filled_beside_the_real_one(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var demo = DemoOf(shop);
        demo.State.ShouldBe(new DemoState(DemoStage.Absent));

        demo.Begin(Small).Value.Stage.ShouldBe(DemoStage.Filling);
        demo.Begin(Small).Refusal!.Code.ShouldBe("demo.there");
        var state = await demo.EndedAsync(Cancellation);

        state.Stage.ShouldBe(DemoStage.Ready);
        state.Percent.ShouldBe(100);
        state.Rows.ShouldBe(await RowsAsync(shop));
        (state.Filled!.EndDay, state.Filled.Language, state.Filled.Seed).ShouldBe((EndDay, "ro", 5));
        demo.Begin(Small).Refusal!.Code.ShouldBe("demo.there");
        (await CountAsync(shop.Db, "customers")).ShouldBe(0);
        (await CountAsync(shop.Db, "orders")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_filled_is_what_the_shop_would_have_been_told()
    {
        await using var shop = await FilledAsync(Small);
        var history = Perennial.Commerce.Demo.Made.DemoHistory.Of(5, EndDay, 250);

        await using var db = await Db.OpenAsync(new DemoFolder(shop.Folder).Database, Cancellation);
        (await CountAsync(db, "customers")).ShouldBe(250);
        (await CountAsync(db, "orders")).ShouldBe(history.Orders.Count);
        (await CountAsync(db, "order_lines")).ShouldBe(history.Orders.Sum(o => o.Lines.Count));
        (await CountAsync(db, "order_returns")).ShouldBe(history.Orders.Count(o => o.Return is not null));
        (await CountAsync(db, "shipments")).ShouldBe(history.Orders.Count(o => o.Parcel is not null));
        (await CountAsync(db, "customer_events")).ShouldBe(history.Events.Count);
        (await CountAsync(db, "consents")).ShouldBe(history.People.Sum(p => p.Consents.Count));
        (await CountAsync(db, "customer_tags")).ShouldBe(history.People.Sum(p => p.Tags.Count));
        (await CountAsync(db, "customer_attributes")).ShouldBe(history.People.Sum(p => p.Attributes.Count));
        (await CountAsync(db, "places")).ShouldBe(11);
        (await CountAsync(db, "outbox_events where name = 'order.changed'")).ShouldBe(history.Orders.Count);
        (await CountAsync(db, "shop_events where source = 'prices'")).ShouldBe(6);
        (await CountAsync(db, "installation where owner_key_hash is not null")).ShouldBe(0);
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).Wrong.ShouldBeNull();
        var (currency, zone) = await db.ReadAsync(async unit => (await unit.ValueAsync<string>("select currency from shop_settings"),
            await unit.ValueAsync<string>("select time_zone from shop_settings")), Cancellation);
        (currency, zone).ShouldBe(("EUR", "Europe/Bucharest"));
    }

    [Fact]
    public async Task A_server_over_it_finds_its_facts_and_needs_no_setting_up()
    {
        await using var shop = await FilledAsync(Small);
        var folder = new DemoFolder(shop.Folder);
        string key;
        await using (var db = await Db.OpenAsync(folder.Database, Cancellation))
        {
            key = await DemoHouse.KeyAsync(db, Cancellation);
        }

        await using var server = await PerennialServer.StartAsync(
            ["--data", folder.Root, "--database", folder.Database, "--address", "http://127.0.0.1:0", "--node", "test"], TimeProvider.System);
        server.OwnerKey.ShouldBeNull();
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Reply verified = null!;
        await JobHouse.WaitForAsync(async () =>
            (verified = await Shop.SendAsync(client, HttpMethod.Get, "/v1/insights/facts/verification", null)).Status != 503);

        verified.Status.ShouldBe(200, verified.Text);
        ((int)verified.Body!["differences"]!).ShouldBe(0, verified.Text);
        ((int)verified.Body!["orders"]!).ShouldBe(Perennial.Commerce.Demo.Made.DemoHistory.Of(5, EndDay, 250).Orders.Count, verified.Text);
    }

    [Fact]
    public async Task The_same_seed_and_last_day_fill_the_same_shop()
    {
        await using var one = await FilledAsync(Small);
        await using var two = await FilledAsync(Small);
        await using var other = await FilledAsync(Small with { Seed = 6 });

        var hash = await HashAsync(one);
        (await HashAsync(two)).ShouldBe(hash);
        (await HashAsync(other)).ShouldNotBe(hash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removing_leaves_no_file(bool whileFilling)
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var demo = DemoOf(shop);
        demo.Begin(whileFilling ? Small with { Customers = 20_000 } : Small);
        if (whileFilling)
        {
            await JobHouse.WaitForAsync(() => Task.FromResult(demo.State.Rows > 1_000));
        }
        else
        {
            await demo.EndedAsync(Cancellation);
        }

        await demo.RemoveAsync(Cancellation);

        demo.State.ShouldBe(new DemoState(DemoStage.Absent));
        Directory.Exists(new DemoFolder(shop.Folder).Root).ShouldBeFalse();
        demo.Begin(Small).Succeeded.ShouldBeTrue();
        (await demo.EndedAsync(Cancellation)).Stage.ShouldBe(DemoStage.Ready);
    }

    [Fact]
    public async Task A_demo_shop_that_is_whole_is_there_after_a_restart_and_one_that_is_not_is_gone()
    {
        var data = Directory.CreateTempSubdirectory("perennial-demo-").FullName;
        await using (var first = new DemoHouse(data))
        {
            first.Demo.Begin(Small);
            await first.Demo.EndedAsync(Cancellation);
        }

        await using (var second = new DemoHouse(data))
        {
            await second.Demo.StartAsync(Cancellation);
            second.Demo.State.Stage.ShouldBe(DemoStage.Ready);
            second.Demo.State.Filled!.EndDay.ShouldBe(EndDay);
        }

        File.Delete(Directory.GetFiles(new DemoFolder(data).Root, "*.json").Single());
        await using (var third = new DemoHouse(data))
        {
            await third.Demo.StartAsync(Cancellation);
            third.Demo.State.Stage.ShouldBe(DemoStage.Absent);
            Directory.Exists(new DemoFolder(data).Root).ShouldBeFalse();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_process_killed_while_it_fills_leaves_nothing_for_the_next()
    {
        var data = Directory.CreateTempSubdirectory("perennial-demo-").FullName;
        var folder = new DemoFolder(data);
        using (var victim = DemoHouse.Victim(data))
        {
            await JobHouse.WaitForAsync(() => Task.FromResult(new FileInfo(folder.Database + "-wal") is { Exists: true, Length: > 4_000_000 }));
            victim.Kill();
            await victim.WaitForExitAsync(Cancellation);
        }

        folder.Filled().ShouldBeNull();
        File.Exists(folder.Database).ShouldBeTrue();
        await using (var next = new DemoHouse(data))
        {
            await next.Demo.StartAsync(Cancellation);
            next.Demo.State.ShouldBe(new DemoState(DemoStage.Absent));
            Directory.Exists(folder.Root).ShouldBeFalse();
            next.Demo.Begin(Small).Succeeded.ShouldBeTrue();
            (await next.Demo.EndedAsync(Cancellation)).Stage.ShouldBe(DemoStage.Ready);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_demo_that_cannot_be_shown_keeps_nobody_from_starting()
    {
        var data = Directory.CreateTempSubdirectory("perennial-demo-").FullName;
        var calls = new List<string>();
        await using (var first = new DemoHouse(data, new Mount(calls, fails: false)))
        {
            first.Demo.Begin(Small);
            (await first.Demo.EndedAsync(Cancellation)).Stage.ShouldBe(DemoStage.Ready);
            calls.ShouldBe(["open"]);

            // Shown by the one, it is not the other's to remove.
            await using var db = await Db.OpenAsync(new DemoFolder(data).Database, Cancellation);
            await using var other = new DemoHouse(data, new Mount([], fails: true));
            await other.Demo.StartAsync(Cancellation);
            other.Demo.State.ShouldBe(new DemoState(DemoStage.Failed) { Failure = "demo.failed" });
            await Should.ThrowAsync<DbRefusedException>(() => other.Demo.RemoveAsync(Cancellation));
            new DemoFolder(data).Filled().ShouldNotBeNull();
        }

        calls.ShouldBe(["open", "close"]);
        await using (var next = new DemoHouse(data, new Mount([], fails: true)))
        {
            await next.Demo.StartAsync(Cancellation);
            next.Demo.State.Stage.ShouldBe(DemoStage.Failed);
            await next.Demo.RemoveAsync(Cancellation);
            Directory.Exists(new DemoFolder(data).Root).ShouldBeFalse();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_database_that_holds_a_shop_is_never_filled()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var filling = new DemoFilling(shop.Db, 1, EndDay, Instant.FromUtc(2026, 6, 2, 0, 0), "en") { Customers = 10 };

        foreach (var entry in ((IEnumerable<IDemoData>)shop.Server.Services.GetService(typeof(IEnumerable<IDemoData>))!).Where(e => e.Order == 0))
        {
            (await Should.ThrowAsync<DemoRefusedException>(() => entry.FillAsync(filling, Cancellation))).Code.ShouldBe("demo.not_empty");
        }

        (await CountAsync(shop.Db, "orders")).ShouldBe(0);
    }

    private sealed class Mount(List<string> calls, bool fails) : IDemoMount
    {
        public Task OpenAsync(DemoFolder folder, CancellationToken cancellation)
        {
            calls.Add("open");
            return fails ? throw new InvalidOperationException("It cannot be shown.") : Task.CompletedTask;
        }

        public Task CloseAsync()
        {
            calls.Add("close");
            return Task.CompletedTask;
        }
    }

    private static DemoShop DemoOf(Shop shop) => (DemoShop)shop.Server.Services.GetService(typeof(DemoShop))!;

    private async Task<Shop> FilledAsync(DemoWish wish)
    {
        var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        DemoOf(shop).Begin(wish);
        (await DemoOf(shop).EndedAsync(Cancellation)).Stage.ShouldBe(DemoStage.Ready);
        return shop;
    }

    private static async Task<long> RowsAsync(Shop shop)
    {
        await using var db = await Db.OpenAsync(new DemoFolder(shop.Folder).Database, Cancellation);
        return 1 + await CountAsync(db, "customers") + await CountAsync(db, "consents") + await CountAsync(db, "orders") +
            await CountAsync(db, "customer_events");
    }

    private static Task<long> CountAsync(Db db, string from) =>
        db.ReadAsync(unit => unit.ValueAsync<long>($"select count(*) from {from}"), Cancellation);

    private static async Task<string> HashAsync(Shop shop)
    {
        await using var db = await Db.OpenAsync(new DemoFolder(shop.Folder).Database, Cancellation);
        return await db.ReadAsync(async unit =>
        {
            var text = new StringBuilder();
            text.AppendJoin('\n', await Dump.TableAsync(unit, "orders", "customer_id", "id"));
            text.AppendJoin('\n', await Dump.TableAsync(unit, "order_lines", "customer_id", "order_id"));
            text.AppendJoin('\n', await Dump.TableAsync(unit, "order_returns", "customer_id", "order_id"));
            text.AppendJoin('\n', await Dump.TableAsync(unit, "shipments", "customer_id", "order_id"));
            text.AppendJoin('\n', await Dump.TableAsync(unit, "customers", "customer_id"));
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }, Cancellation);
    }
}
