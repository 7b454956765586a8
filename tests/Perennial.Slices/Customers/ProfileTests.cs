using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>Profiles are created, changed and found.</summary>
[Collection("engines")]
public sealed class ProfileTests(Engines engines)
{
    private static readonly ProfileFields Ana = new()
    {
        Name = "Ștefania Țurcanu", GivenName = "Ștefania", FamilyName = "Țurcanu", Language = "RO", Country = "md", Birthday = "1990-02-28",
        Attributes = new Dictionary<string, string> { ["size"] = "38", ["blank"] = " " }, Tags = ["VIP", " vip ", "Étoile"],
    };

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_customer_is_read_as_she_was_created(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var id = await shop.Create(Ana, new(IdentifierKind.Email, "S@T.md"), new(IdentifierKind.Phone, "069 123 456"));
        var read = (await shop.Profile(id))!;
        (read.Name, read.GivenName, read.FamilyName, read.Language, read.Country, read.Birthday)
            .ShouldBe(("Ștefania Țurcanu", "Ștefania", "Țurcanu", "ro", "MD", new NodaTime.LocalDate(1990, 2, 28)));
        read.Attributes.ShouldBe(new Dictionary<string, string> { ["size"] = "38" });
        read.Tags.ShouldBe(["Étoile", "VIP"]);
        read.Identifiers.Select(i => i.Value).ShouldBe(["s@t.md", "+37369123456"]);
        (read.Created, read.Updated).ShouldBe((TestShop.Start, TestShop.Start));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_change_replaces_all_and_needs_the_version_that_was_read(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var id = await shop.Create(Ana);
        var changed = await Change(shop, id, new ProfileFields { Name = "Ана", Tags = ["new"] }, 1);
        changed.Value.ShouldSatisfyAllConditions(p => p.Version.ShouldBe(2), p => p.GivenName.ShouldBeNull(),
            p => p.Attributes.ShouldBeEmpty(), p => p.Tags.ShouldBe(["new"]));
        var late = await Change(shop, id, Ana, 1);
        (late.Refusal!.Kind, late.Refusal.Code).ShouldBe((RefusalKind.Changed, "customers.version_changed"));
        (await shop.Profile(id))!.Name.ShouldBe("Ана");
        (await shop.Search("turcanu")).ShouldBeEmpty();
        (await shop.Search("ана")).ShouldBe([id]);
        (await Change(shop, Guid.Empty, Ana, null)).Refusal!.Code.ShouldBe("customers.not_found");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task All_that_is_wrong_is_said_at_once(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var fields = new ProfileFields
        {
            Name = new string('a', 201), GivenName = "\u0007", Language = "klingon", Country = "R", Birthday = "2026-03-02",
            Attributes = new Dictionary<string, string> { ["<"] = "x", ["long"] = new string('я', 600) }
                .Concat(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"a{i}", "1"))).ToDictionary(a => a.Key, a => a.Value),
            Tags = ["", "ok"],
        };
        var refused = await shop.Write(unit => CreateCustomer.HandleAsync(shop.Parts, unit,
            new CreateCustomer.Request(fields, [new(IdentifierKind.Email, "no")], "ana@example.com"), shop.Now));
        refused.Refusal!.Fields.Select(f => f.Field + " " + f.Code).ShouldBe(
        [
            "name name.too_long", "givenName name.malformed", "language language.malformed", "country country.malformed",
            "birthday birthday.malformed", "attributes attribute.malformed", "attributes.long attribute.too_long",
            "attributes attributes.too_many", "tags[0] tag.malformed", "source code.malformed", "identifiers[0] email.malformed",
        ]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_identifier_is_one_customers_and_comes_and_goes(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (ana, ion) = (await shop.Create(Ana), await shop.Create(new ProfileFields { Name = "Ion" }));
        (await Add(shop, ana, IdentifierKind.Card, "A-1")).Value.Identifiers.Single().Value.ShouldBe("A1");
        (await Add(shop, ana, IdentifierKind.Card, "a1")).Value.Version.ShouldBe(2);
        var taken = (await Add(shop, ion, IdentifierKind.Card, "a1")).Refusal!;
        (taken.Kind, taken.Code).ShouldBe((RefusalKind.Conflict, "customers.identifier_taken"));
        (await shop.Write(unit => CreateCustomer.HandleAsync(shop.Parts, unit,
            new CreateCustomer.Request(Ana, [new(IdentifierKind.Card, "A1")], "test"), shop.Now)))
            .Refusal!.Fields.Single().Field.ShouldBe("identifiers[0]");
        (await shop.Search("a1")).ShouldBe([ana]);
        var removed = await Remove(shop, ana, new CustomerIdentifier(IdentifierKind.Card, "A1"));
        removed.Value.ShouldSatisfyAllConditions(p => p.Identifiers.ShouldBeEmpty(), p => p.Version.ShouldBe(3));
        (await shop.Search("a1")).ShouldBeEmpty();
        (await shop.Search("stefania")).ShouldBe([ana]);
        (await Remove(shop, ana, new CustomerIdentifier(IdentifierKind.Card, "A1"))).Refusal!.Code.ShouldBe("identifier.not_found");
        (await Add(shop, ion, IdentifierKind.Card, "a1")).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Customers_are_found_by_the_beginning_of_anything_however_it_is_typed(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var stefania = await shop.Create(Ana, new(IdentifierKind.Email, "stef@example.com"), new(IdentifierKind.Phone, "+37369123456"),
            new(IdentifierKind.Card, "KX-900"), new(IdentifierKind.External, "shopify:AB-77"));
        var alena = await shop.Create(new ProfileFields { Name = "Алёна Стефанова" });
        var wang = await shop.Create(new ProfileFields { Name = "王小明" });
        foreach (var text in (string[])["Ştef", "STEFANIA", "ţurc ștef", "stef@ex", "+373 69", "069 12", "069123456", "kx900", "ab-7"])
        {
            (await shop.Search(text)).ShouldBe([stefania], text);
        }

        (await shop.Search("алена")).ShouldBe([alena]);
        (await shop.Search("Стеф алё")).ShouldBe([alena]);
        (await shop.Search("小明")).ShouldBe([wang]);
        foreach (var text in (string[])["tefania", "stefan ion", "", " ", "%", "stef@example.org"])
        {
            (await shop.Search(text)).ShouldBeEmpty(text);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Pages_of_a_search_hold_everybody_once(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var all = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            all.Add(await shop.Create(new ProfileFields { Name = $"Ana Anastasia Anuta{i}" }));
        }

        var found = new List<Guid>();
        SearchCustomers.Place? after = null;
        do
        {
            var page = await shop.Read(unit => SearchCustomers.HandleAsync(unit, new SearchCustomers.Request("an", 10, after)));
            found.AddRange(page.Customers.Select(c => c.Id));
            after = page.Next;
        }
        while (after is not null);
        found.ShouldBe(all, ignoreOrder: true);
    }

    private static Task<Result<CustomerProfile>> Change(TestShop shop, Guid id, ProfileFields fields, long? version) =>
        shop.Write(unit => ChangeCustomer.HandleAsync(shop.Parts, unit, new ChangeCustomer.Request(id, fields, version), shop.Now));

    private static Task<Result<CustomerProfile>> Add(TestShop shop, Guid id, IdentifierKind kind, string text) =>
        shop.Write(unit => AddIdentifier.HandleAsync(shop.Parts, unit, new AddIdentifier.Request(id, kind, text), shop.Now));

    private static Task<Result<CustomerProfile>> Remove(TestShop shop, Guid id, CustomerIdentifier identifier) =>
        shop.Write(unit => RemoveIdentifier.HandleAsync(shop.Parts, unit, new RemoveIdentifier.Request(id, identifier), shop.Now));
}
