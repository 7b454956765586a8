using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Customers.Timeline;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>All of a customer goes out in an export, and nothing of her is left after erasure.</summary>
[Collection("engines")]
public sealed class PrivacyTests(Engines engines)
{
    private static readonly string[] Canaries =
    [
        "canaryname", "canarygiven", "canaryfamily", "canaryattribute", "canarytag", "canarymail@example.com", "+40722999111",
        "CANARYCARD", "canary-external", "canarynote", "203.0.113.99", "canaryproof@example.com", "canaryother", "canaryorder", "1987-06-05",
    ];

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_export_holds_every_canary_of_all_her_ids_and_all_modules(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine, new OrderNames());
        var (ana, old) = await FillAsync(shop);
        var export = (await shop.Read(unit => shop.Services.Privacy.ExportAsync(unit, old, shop.Now))).Value;
        var text = export.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Canaries.Where(c => !text.Contains(c, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        export["customer"]!.GetValue<string>().ShouldBe(TestShop.Id(ana));
        export["ids"]!.AsArray().Select(i => i!.GetValue<string>()).ShouldBe([TestShop.Id(ana), TestShop.Id(old)]);
        export["sections"]!.AsObject().Select(s => s.Key).ShouldBe(["profiles", "identifiers", "consents", "notes", "merges", "tasks", "orders"]);
        text.ShouldNotContain("bystander");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Erasure_leaves_no_canary_anywhere_and_keeps_sums_and_everybody_else(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine, new OrderNames());
        var (ana, old) = await FillAsync(shop);
        (await Found(shop)).Distinct().ShouldBe(Canaries.Select(c => c.ToLowerInvariant()), ignoreOrder: true);
        var left = (await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, old, "staff:1", shop.Now))).Value;
        left.Select(e => e.Customer).ShouldBe([ana, old]);
        left.Sum(e => e.IdentifierHashes.Count).ShouldBe(5);
        (await Found(shop)).ShouldBeEmpty();
        (await shop.Profile(ana)).ShouldBeNull();
        (await shop.Search("canary")).ShouldBeEmpty();
        (await shop.Search("bystander")).Count.ShouldBe(1);
        (await shop.Read(unit => unit.ValueAsync<long>("select sum(total) from orders"))).ShouldBe(500);
        (await shop.Read(VerifyConsents.HandleAsync)).First.ShouldBeNull();
        (await shop.Events())[^1].ShouldBe($$"""customer.erased {"customer":"{{TestShop.Id(ana)}}"}""");
        (await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, ana, "staff:1", shop.Now))).Refusal!.Code.ShouldBe("customers.not_found");
        (await shop.Read(unit => shop.Services.Privacy.ExportAsync(unit, ana, shop.Now))).Refusal!.Code.ShouldBe("customers.not_found");
        (await shop.Join(new CustomerHint { Id = TestShop.Id(old) })).Single().Refusal!.Code.ShouldBe("customers.not_found");
    }

    [Fact]
    public async Task Erasure_leaves_no_canary_in_the_file_of_an_embedded_database()
    {
        var setting = await engines.NewSettingAsync(DbEngine.Sqlite);
        await using (var shop = await TestShop.OpenAsync(setting, new OrderNames()))
        {
            var (ana, _) = await FillAsync(shop);
            await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, ana, "staff:1", shop.Now));
        }

        var file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(setting, TestContext.Current.CancellationToken));
        file.ShouldContain("bystander");
        Canaries.Where(c => file.Contains(c, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        File.Exists(setting + "-wal").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_opt_out_outlives_erasure_as_a_suppressed_address(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Known(new CustomerHint { Email = "ana@example.com", Phone = "0722111222" });
        await shop.Consent(new ConsentEntry(ana, "marketing", "email", ConsentKind.Withdrawn, "form:account", "customer") { Happened = shop.Now });
        await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, ana, "customer", shop.Now));
        var again = await shop.Known(new CustomerHint { Email = "ana@example.com", Phone = "0722111222" });
        again.ShouldNotBe(ana);
        (await shop.Read(unit => shop.Services.Suppressions.WhichAsync(unit,
            [new(IdentifierKind.Email, "ana@example.com"), new(IdentifierKind.Phone, "+40722111222")])))
            .ShouldBe(new Dictionary<CustomerIdentifier, string> { [new(IdentifierKind.Email, "ana@example.com")] = "withdrawn" });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Erasures_are_applied_again_to_a_restored_backup(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine, new OrderNames());
        await FillAsync(shop);
        await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, shop.First, "staff:1", shop.Now));
        var kept = await shop.Read(unit => shop.Services.Privacy.ErasuresAsync(unit, Instant.MinValue));
        kept.Count.ShouldBe(2);

        // The same shop from a backup: she is there by her address, under another id.
        await using var restored = await TestShop.OpenAsync(engines, engine, new OrderNames());
        var back = await restored.Known(new CustomerHint { Email = "canarymail@example.com" });
        var innocent = await restored.Known(new CustomerHint { Card = "7" });
        restored.Now += Duration.FromDays(1);
        var later = await restored.Known(new CustomerHint { Phone = "+40722999111" });
        (await Reapply(restored, kept)).ShouldBe(1);
        (await restored.Profile(back)).ShouldBeNull();
        (await restored.Profile(innocent)).ShouldNotBeNull();
        (await restored.Profile(later)).ShouldNotBeNull("what came after the erasure is a new customer");
        (await Reapply(restored, kept)).ShouldBe(0);
        (await restored.Read(unit => restored.Services.Privacy.ErasuresAsync(unit, Instant.MinValue))).Select(e => e.Customer)
            .ShouldContain(kept[0].Customer);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Who_is_to_be_erased_again_is_first_parted_from_whom_the_backup_merged_her_into(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (gone, stays) = (await shop.Known(new CustomerHint { Card = "1", Name = "Gone" }), await shop.Known(new CustomerHint { Card = "2" }));
        await shop.Merge(stays, gone);
        shop.Now += Duration.FromDays(90);
        (await Reapply(shop, [new Erasure(gone, shop.Now, [])])).ShouldBe(1);
        (await shop.Profile(gone)).ShouldBeNull();
        var profile = (await shop.Profile(stays))!;
        (profile.Name, profile.Identifiers.Single().Value).ShouldBe((null, "2"));
    }

    private static Task<int> Reapply(TestShop shop, IReadOnlyList<Erasure> erasures) =>
        shop.Services.Privacy.ReapplyErasuresAsync(shop.Db, erasures, shop.Now, TestContext.Current.CancellationToken);

    // A customer with everything there is, of whom a part came with one who was merged into her, and a bystander.
    private static async Task<(Guid Ana, Guid Old)> FillAsync(TestShop shop)
    {
        var ana = shop.First = await shop.Create(new ProfileFields
        {
            Name = "Canaryname", GivenName = "Canarygiven", FamilyName = "Canaryfamily", Birthday = "1987-06-05",
            Attributes = new Dictionary<string, string> { ["note"] = "canaryattribute" }, Tags = ["canarytag"],
        }, new(IdentifierKind.Email, "canarymail@example.com"), new(IdentifierKind.Phone, "+40722999111"), new(IdentifierKind.Card, "CanaryCard"),
            new(IdentifierKind.External, "shopify:canary-external"));
        var old = await shop.Create(new ProfileFields { Name = "Canaryother", Language = "ro" }, new CustomerIdentifier(IdentifierKind.Card, "9"));
        var bystander = await shop.Create(new ProfileFields { Name = "Bystander" });
        await shop.Join(new CustomerHint { Card = "9", Email = "canarymail@example.com" });
        await shop.Merge(ana, old);
        await shop.Consent(new ConsentEntry(ana, "marketing", "email", ConsentKind.Given, "form:checkout", "customer")
        {
            Happened = shop.Now, Proof = new ConsentProof(ConsentProofKind.DoubleOptIn, "203.0.113.99", "canaryproof@example.com", shop.Now),
        });
        await shop.Write(unit => AddNote.HandleAsync(shop.Parts, unit, new AddNote.Request(old, "canarynote", "staff:1"), shop.Now));
        await shop.Write(async unit =>
        {
            await unit.ExecuteAsync("create table orders (customer_id text not null, name text, total integer not null)");
            foreach (var (id, name) in (IEnumerable<(Guid, string)>)[(old, "canaryorder"), (bystander, "bystander order")])
            {
                await unit.ExecuteAsync("insert into orders (customer_id, name, total) values (@id, @name, 250)", new { id = TestShop.Id(id), name });
            }

            return true;
        });
        return (ana, old);
    }

    private static async Task<IReadOnlyList<string>> Found(TestShop shop)
    {
        var everything = (await shop.Read(Dump.AllAsync)).SelectMany(t => t.Value).Select(r => r.ToLowerInvariant()).ToList();
        everything.Count.ShouldBeGreaterThan(20);
        return [.. Canaries.Select(c => c.ToLowerInvariant()).Where(c => everything.Exists(r => r.Contains(c, StringComparison.Ordinal)))];
    }

    /// <summary>A later module's personal data: names on orders, whose totals stay.</summary>
    private sealed class OrderNames : IPersonalData
    {
        public async Task<IReadOnlyList<KeyValuePair<string, JsonNode>>> ExportAsync(DbUnit unit, IReadOnlyList<Guid> customers)
        {
            var names = new JsonArray();
            foreach (var id in customers)
            {
                foreach (var name in await unit.QueryAsync<string>("select name from orders where customer_id = @id", new { id = TestShop.Id(id) }))
                {
                    names.Add(name);
                }
            }

            return [new("orders", names)];
        }

        public async Task EraseAsync(DbUnit unit, ErasedPerson person, Instant now)
        {
            if (await unit.ValueAsync<long>(unit.Engine == DbEngine.Sqlite
                ? "select count(*) from sqlite_master where name = 'orders'" : "select count(*) from pg_class where relname = 'orders'") == 0)
            {
                return;
            }

            foreach (var id in person.Customers)
            {
                await unit.ExecuteAsync("update orders set name = null where customer_id = @id", new { id = TestShop.Id(id) });
            }
        }
    }
}
