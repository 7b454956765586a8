using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>Whose an order is: the rules of joining, one after another.</summary>
[Collection("engines")]
public sealed class JoiningTests(Engines engines)
{
    private static readonly CustomerHint Ana = new()
    {
        Email = " Ana@Example.COM ", Phone = "0722 111 222", Card = "12-34", ExternalSystem = "Shopify", ExternalId = "77", Name = "Ana Pop",
        Language = "ro-MD", Country = "ro",
    };

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_first_order_makes_a_customer_with_all_her_identifiers(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var joined = (await shop.Join(Ana)).Single().Value;
        joined.ShouldBe(new JoinedCustomer(joined.Customer, IsAnonymous: false, IsNew: true));
        var profile = (await shop.Profile(joined.Customer))!;
        (profile.Name, profile.Language, profile.Country, profile.Source, profile.Version).ShouldBe(("Ana Pop", "ro", "RO", "test", 1));
        profile.Identifiers.ShouldBe(
        [
            new(IdentifierKind.Email, "ana@example.com"), new(IdentifierKind.Phone, "+40722111222"),
            new(IdentifierKind.Card, "1234"), new(IdentifierKind.External, "shopify:77"),
        ]);
        (await shop.Events()).ShouldBe([$$"""customer.created {"customer":"{{TestShop.Id(joined.Customer)}}"}"""]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Each_identifier_alone_leads_back_to_her_and_changes_nothing(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Known(Ana);
        CustomerHint[] hints =
        [
            new() { Id = TestShop.Id(ana) }, new() { ExternalSystem = "shopify", ExternalId = "77", Name = "Other" },
            new() { Card = "1 2 3 4" }, new() { Email = "ANA@example.com" }, new() { Phone = "+40 (722) 111-222" },
        ];
        (await shop.Join(hints)).Select(j => j.Value).ShouldAllBe(j => j == new JoinedCustomer(ana, false, false));
        (await shop.Profile(ana))!.ShouldSatisfyAllConditions(p => p.Name.ShouldBe("Ana Pop"), p => p.Version.ShouldBe(1));
        (await shop.Events()).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nothing_known_is_anonymous_and_leaves_no_row(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var joined = (await shop.Join(new CustomerHint { Name = "Somebody" }, new CustomerHint { Email = " ", ExternalSystem = "shopify" }))
            .Select(j => j.Value).ToList();
        joined.ShouldAllBe(j => j.IsAnonymous && j.IsNew);
        joined[0].Customer.ShouldNotBe(joined[1].Customer);
        (await shop.Read(unit => unit.ValueAsync<long>("select count(*) from customers"))).ShouldBe(0);
        (await shop.Events()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_stronger_identifier_decides_the_others_stay_and_the_pair_is_noted(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var card = await shop.Known(new CustomerHint { Card = "A1" });
        var mail = await shop.Known(new CustomerHint { Email = "b@example.com" });
        var joined = (await shop.Join(new CustomerHint { Card = "a1", Email = "b@example.com", Phone = "0722111222" })).Single().Value;
        joined.Customer.ShouldBe(card);
        (await shop.Profile(card))!.Identifiers.Select(i => i.Value).ShouldBe(["+40722111222", "A1"]);
        (await shop.Profile(mail))!.Identifiers.Select(i => i.Value).ShouldBe(["b@example.com"]);
        (await shop.Profile(card))!.Version.ShouldBe(2);
        var pair = (await shop.Read(unit => ListDuplicates.HandleAsync(unit, new ListDuplicates.Request()))).Single();
        new[] { pair.One, pair.Other }.ShouldBe([card, mail], ignoreOrder: true);
        pair.Reason.ShouldBe(IdentifierKind.Email);
        (await shop.Events()).Select(e => e.Split(' ')[0]).ShouldBe(["customer.created", "customer.created", "customer.changed"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_address_that_two_accounts_of_one_system_share_does_not_join_them(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var mother = await shop.Known(new CustomerHint { ExternalSystem = "shopify", ExternalId = "1", Email = "family@example.com" });
        var son = (await shop.Join(new CustomerHint { ExternalSystem = "shopify", ExternalId = "2", Email = "family@example.com" })).Single().Value;
        son.ShouldBe(new JoinedCustomer(son.Customer, false, true));
        son.Customer.ShouldNotBe(mother);
        (await shop.Join(new CustomerHint { Email = "family@example.com" })).Single().Value.Customer.ShouldBe(mother);
        (await shop.Read(unit => ListDuplicates.HandleAsync(unit, new ListDuplicates.Request()))).Count.ShouldBe(1);

        // An account of another system is no reason to part them.
        (await shop.Join(new CustomerHint { ExternalSystem = "woo", ExternalId = "2", Email = "family@example.com" })).Single()
            .Value.ShouldBe(new JoinedCustomer(mother, false, false));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Hints_of_one_call_that_share_an_identifier_are_one_new_customer(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var joined = (await shop.Join(
            new CustomerHint { Email = "ana@example.com" }, new CustomerHint { Email = "ana@example.com", Phone = "0722111222", Name = "Ana" },
            new CustomerHint { Phone = "0722111222" }, new CustomerHint { Phone = "0722111223" })).Select(j => j.Value).ToList();
        joined.Select(j => j.IsNew).ShouldBe([true, false, false, true]);
        joined.Take(3).Select(j => j.Customer).Distinct().ShouldBe([joined[0].Customer]);
        (await shop.Profile(joined[0].Customer))!.ShouldSatisfyAllConditions(p => p.Name.ShouldBe("Ana"), p => p.Identifiers.Count.ShouldBe(2));
        (await shop.Events()).Count.ShouldBe(2);
        (await shop.Search("ana")).ShouldBe([joined[0].Customer]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_cannot_be_read_is_refused_whole_with_every_field_and_stops_nobody_else(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var joined = await shop.Join(
            new CustomerHint { Id = "cus_1", Email = "ana", Phone = "12", Card = "?", ExternalId = "7" },
            new CustomerHint { Id = TestShop.Id(new IdSource(TimeProvider.System).New()), Email = "a@example.com" },
            new CustomerHint { Email = "a\0b\ud800@example.com", Phone = "0722111222" },
            new CustomerHint { Email = "b@example.com", Name = "B\0\ud800", Language = "?", Country = "Atlantis" });
        joined[0].Refusal!.Fields.Select(f => f.Field + " " + f.Code).ShouldBe(
        [
            "id id.malformed", "external_id external_id.malformed", "card card.malformed", "email email.malformed", "phone phone.malformed",
        ]);
        joined[1].Refusal!.Code.ShouldBe("customers.not_found");
        joined[2].Refusal!.Fields.Single().Field.ShouldBe("email");
        joined[3].Succeeded.ShouldBeTrue();
        (await shop.Read(unit => unit.ValueAsync<long>("select count(*) from customer_identifiers"))).ShouldBe(1);
        (await shop.Profile(joined[3].Value.Customer))!.Name.ShouldBe("B");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_id_or_address_of_a_merged_customer_means_the_survivor(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (one, two, three) = (await shop.Known(new CustomerHint { Card = "1" }), await shop.Known(new CustomerHint { Card = "2" }),
            await shop.Known(new CustomerHint { Card = "3" }));
        await shop.Merge(two, one);
        await shop.Merge(three, two);
        (await shop.Join(new CustomerHint { Id = TestShop.Id(one) }, new CustomerHint { Card = "1" },
            new CustomerHint { Card = "2", Email = "new@example.com" })).Select(j => j.Value.Customer).ShouldBe([three, three, three]);
        (await shop.Profile(one))!.Identifiers.Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_thousand_hints_at_once_and_again_are_five_hundred_customers(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        CustomerHint[] hints = [.. Enumerable.Range(0, 1_000).Select(i => new CustomerHint
        {
            Email = $"c{i % 500}@example.com", ExternalSystem = "shop", ExternalId = $"{i % 500}", Name = $"Customer {i}",
            Phone = $"+4072{2_000_000 + (i % 500)}",
        })];
        var first = await shop.Join(hints);
        var second = await shop.Join(hints);
        first.Select(j => j.Value.Customer).Distinct().Count().ShouldBe(500);
        second.Select(j => j.Value.Customer).ShouldBe(first.Select(j => j.Value.Customer));
        second.ShouldAllBe(j => !j.Value.IsNew);
        (await shop.Read(unit => unit.ValueAsync<long>("select count(*) from customer_identifiers"))).ShouldBe(1_500);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_that_meet_a_customer_for_the_first_time_at_once_make_her_once(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => shop.Join([.. Enumerable.Range(0, 20)
            .Select(k => i % 2 == 0 ? k : 19 - k).Select(k => new CustomerHint { Email = $"c{k}@example.com", Phone = $"07222000{k:00}" })]))));
        joined.SelectMany(j => j).Select(j => j.Value.Customer).Distinct().Count().ShouldBe(20);
        (await shop.Read(unit => unit.ValueAsync<long>("select count(*) from customers"))).ShouldBe(20);
    }

    [Fact]
    public async Task Who_meets_customers_that_another_is_making_waits_and_joins_them()
    {
        await using var shop = await TestShop.OpenAsync(engines, DbEngine.PostgreSql);
        CustomerHint[] hints = [.. Enumerable.Range(0, 50).Select(i => new CustomerHint { Email = $"c{i}@example.com" })];
        var (isMade, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = shop.Write(async unit =>
        {
            var made = await JoinIn(unit, hints);
            isMade.SetResult();
            await mayEnd.Task;
            return made;
        });
        await isMade.Task;
        var runs = 0;
        var second = shop.Write(unit =>
        {
            runs++;
            return JoinIn(unit, [.. hints.Reverse(), new CustomerHint { Email = "a@example.com" }]);
        });
        (await Task.WhenAny(second, Task.Delay(300, TestContext.Current.CancellationToken))).ShouldNotBe(second);
        mayEnd.SetResult();
        (await second).Take(50).Select(j => j.Customer).ShouldBe((await first).Select(j => j.Customer).Reverse());
        (await second).Select(j => j.IsNew).ShouldBe([.. Enumerable.Repeat(false, 50), true]);
        runs.ShouldBe(1);

        async Task<List<JoinedCustomer>> JoinIn(DbUnit unit, CustomerHint[] asked)
        {
            var writes = unit.Batch();
            var joined = await shop.Services.Joining.JoinAsync(unit, writes, asked, new JoinSource("test"), shop.Now);
            await writes.RunAsync();
            return [.. joined.Select(j => j.Value)];
        }
    }
}
