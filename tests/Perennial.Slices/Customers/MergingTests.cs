using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>Two customers become one and two again.</summary>
[Collection("engines")]
public sealed class MergingTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_survivor_keeps_what_she_has_and_gets_what_she_lacks(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (ana, old) = await Pair(shop);
        var made = await shop.Merge(ana, old);
        made.ShouldBe(new MadeMerge(made.Merge, ana, old));
        var merged = (await shop.Profile(old))!;
        (merged.Id, merged.Name, merged.Language, merged.Country).ShouldBe((ana, "Ana", "ro", "RO"));
        merged.Attributes.ShouldBe(new Dictionary<string, string> { ["coat"] = "M", ["shoe"] = "38" });
        merged.Tags.ShouldBe(["a", "b"]);
        merged.Identifiers.Select(i => i.Value).ShouldBe(["ana@example.com", "old@example.com"]);
        (await shop.Search("anca")).ShouldBe([ana]);
        (await shop.Read(unit => shop.Services.Aliases.IdsOfAsync(unit, old))).ShouldBe([ana, old]);
        (await shop.Events())[^1].ShouldBe($$"""customer.merged {"customer":"{{TestShop.Id(ana)}}","merged":"{{TestShop.Id(old)}}","merge":"{{
            PublicId.Write("mrg", made.Merge)}}"}""");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Undoing_gives_back_both_and_leaves_with_the_survivor_what_came_meanwhile(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (ana, old) = await Pair(shop);
        var made = await shop.Merge(ana, old);
        await shop.Join(new CustomerHint { Email = "old@example.com", Card = "new" });
        var current = (await shop.Profile(ana))!;
        await shop.Write(unit => ChangeCustomer.HandleAsync(shop.Parts, unit, new ChangeCustomer.Request(ana, new ProfileFields
        {
            Name = "Ana", Language = "en", Country = "RO", Tags = [.. current.Tags, "c"], Attributes = current.Attributes,
        }), shop.Now));
        shop.Now += Duration.FromDays(30);
        (await shop.Undo(made.Merge)).Value.ShouldSatisfyAllConditions(u => u.Survivor.ShouldBe(ana), u => u.SplitIds.ShouldBe([old]));
        var (one, two) = ((await shop.Profile(ana))!, (await shop.Profile(old))!);
        (one.Name, one.Language, one.Country).ShouldBe(("Ana", "en", null));
        one.Tags.ShouldBe(["a", "c"]);
        one.Attributes.Keys.ShouldBe(["shoe"]);
        one.Identifiers.Select(i => i.Value).ShouldBe(["ana@example.com", "NEW"]);
        (two.Id, two.Name, two.Country).ShouldBe((old, "Anca", "RO"));
        two.Identifiers.Select(i => i.Value).ShouldBe(["old@example.com"]);
        (await shop.Search("anca")).ShouldBe([old]);
        (await shop.Events())[^1].Split(' ')[0].ShouldBe("customer.unmerged");
        (await shop.Undo(made.Merge)).Refusal!.Code.ShouldBe("merge.undone");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_merge_below_another_is_undone_without_it(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var low = await shop.Create(new ProfileFields { Name = "Low", Language = "ru" });
        var mid = await shop.Create(new ProfileFields { Name = "Mid" });
        var spare = await shop.Create(new ProfileFields { Language = "zh" });
        var top = await shop.Create(new ProfileFields());
        var first = await shop.Merge(mid, low);
        await shop.Merge(mid, spare);
        var last = await shop.Merge(top, mid);
        (await shop.Profile(top))!.ShouldSatisfyAllConditions(p => p.Name.ShouldBe("Mid"), p => p.Language.ShouldBe("ru"));
        await shop.Undo(first.Merge);
        (await shop.Profile(top))!.ShouldSatisfyAllConditions(p => p.Name.ShouldBe("Mid"), p => p.Language.ShouldBe("zh"));
        (await shop.Read(unit => shop.Services.Aliases.IdsOfAsync(unit, spare))).ShouldBe([top, .. new[] { mid, spare }.Order()]);
        await shop.Undo(last.Merge);
        (await shop.Profile(top))!.ShouldSatisfyAllConditions(p => p.Name.ShouldBeNull(), p => p.Language.ShouldBeNull());
        (await shop.Profile(mid))!.Language.ShouldBe("zh");
        (await shop.Profile(low))!.Language.ShouldBe("ru");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_cannot_be_merged_or_undone_is_refused_by_code(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (ana, old) = await Pair(shop);
        var ids = new IdSource(TimeProvider.System);
        var (anonymous, nobody) = (ids.New(), ids.New());
        (await Try(shop, new MergeRequest(ana, ana, "staff:1"))).ShouldBe("merge.same");
        (await Try(shop, new MergeRequest(ana, nobody, "staff:1"))).ShouldBe("customers.not_found");
        (await Try(shop, new MergeRequest(nobody, ana, "staff:1"))).ShouldBe("customers.not_found");
        (await Try(shop, new MergeRequest(ana, old, "ana@example.com"))).ShouldBe("customers.invalid");
        (await Try(shop, new MergeRequest(ana, old, "rule") { MergedIsAnonymous = true })).ShouldBe("merge.claimed");
        (await Try(shop, new MergeRequest(ana, anonymous, "customer") { MergedIsAnonymous = true })).ShouldBe("");
        (await Try(shop, new MergeRequest(old, anonymous, "customer") { MergedIsAnonymous = true })).ShouldBe("merge.claimed");
        (await shop.Join(new CustomerHint { Id = TestShop.Id(anonymous) })).Single().Value.Customer.ShouldBe(ana);
        (await shop.Undo(nobody)).Refusal!.Code.ShouldBe("merge.not_found");
        var made = await shop.Merge(ana, old);
        (await Try(shop, new MergeRequest(old, ana, "staff:1"))).ShouldBe("merge.same");
        shop.Now += Duration.FromDays(30) + Duration.Epsilon * 1_000;
        (await shop.Undo(made.Merge)).Refusal!.Code.ShouldBe("merge.too_late");
        shop.Now = TestShop.Start;
        (await shop.Write(unit => shop.Services.Privacy.EraseAsync(unit, old, "staff:1", shop.Now))).Succeeded.ShouldBeTrue();
        (await shop.Undo(made.Merge)).Refusal!.Code.ShouldBe("merge.erased");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_that_merge_the_same_people_in_a_ring_make_one_of_them(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var people = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            people.Add(await shop.Create(new ProfileFields { Name = $"P{i}" }, new CustomerIdentifier(IdentifierKind.Card, $"{i}")));
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Try(shop, new MergeRequest(people[i], people[(i + 1) % 6], "rule")))));
        var families = await shop.Read(unit => shop.Services.Aliases.FamiliesAsync(unit, people));
        families.Values.ShouldAllBe(f => f.Count == 6 && f[0] == families[people[0]][0]);
        (await shop.Profile(people[0]))!.Identifiers.Count.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_thousand_random_merges_undone_in_random_order_restore_everybody_exactly(DbEngine engine)
    {
        const int seed = 20260301;
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var model = new MergeModel(shop, new Random(seed), merges: 1_000, people: 1_600);
        await model.FillAsync();
        var before = await State(shop);
        while (!model.IsDone)
        {
            await shop.Write(model.StepsAsync);
            await model.CompareAsync($"seed {seed}");
        }

        model.Made.ShouldBe(1_000);
        (await State(shop)).ShouldBe(before, $"seed {seed}");
    }

    // Everything but versions and times of change, and the ledger of merges itself.
    private static Task<IReadOnlyList<string>> State(TestShop shop) => shop.Read<IReadOnlyList<string>>(async unit =>
    [
        .. await Dump.TableAsync(unit, "customers", "updated", "version"), .. await Dump.TableAsync(unit, "customer_attributes"),
        .. await Dump.TableAsync(unit, "customer_tags"), .. await Dump.TableAsync(unit, "customer_identifiers"),
        .. await Dump.TableAsync(unit, "customer_search"), .. await Dump.TableAsync(unit, "consents"),
        .. await Dump.TableAsync(unit, "customer_aliases"), .. await Dump.TableAsync(unit, "customer_fills"),
    ]);

    private static async Task<string> Try(TestShop shop, MergeRequest request) =>
        (await shop.Write(unit => shop.Services.Merging.MergeAsync(unit, request, shop.Now))).Refusal?.Code ?? "";

    private static async Task<(Guid Ana, Guid Old)> Pair(TestShop shop) => (
        await shop.Create(new ProfileFields
        {
            Name = "Ana", Tags = ["a"], Attributes = new Dictionary<string, string> { ["shoe"] = "38" }, Language = "ro",
        }, new CustomerIdentifier(IdentifierKind.Email, "ana@example.com")),
        await shop.Create(new ProfileFields
        {
            Name = "Anca", Tags = ["A", "b"], Attributes = new Dictionary<string, string> { ["shoe"] = "39", ["coat"] = "M" }, Country = "RO",
        }, new CustomerIdentifier(IdentifierKind.Email, "old@example.com")));
}
