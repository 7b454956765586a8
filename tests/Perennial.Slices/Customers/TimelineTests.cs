using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Customers.Timeline;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>What happened to a customer, from all modules in one order.</summary>
[Collection("engines")]
public sealed class TimelineTests(Engines engines)
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Own_entries_are_told_the_latest_first(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Create(new ProfileFields { Name = "Ana" });
        var old = await shop.Create(new ProfileFields { Name = "Anca" });
        Later(shop);
        (await Note(shop, ana, "Wants\nblue")).ShouldBeTrue();
        Later(shop);
        await shop.Consent(new ConsentEntry(ana, "marketing", "email", ConsentKind.Given, "form:checkout", "customer")
        {
            Happened = shop.Now, Proof = new ConsentProof(ConsentProofKind.Stated),
        });
        Later(shop);
        var merge = await shop.Merge(ana, old);
        Later(shop);
        await shop.Undo(merge.Merge);
        var told = (await Read(shop, shop.Services, new ReadTimeline.Request(ana))).Entries;
        told.Select(e => e.Kind).ShouldBe(["customer.unmerged", "customer.merged", "consent.given", "customer.note", "customer.created"]);
        told[3].Arguments.ShouldBe(new Dictionary<string, string> { ["text"] = "Wants\nblue", ["author"] = "staff:1" }, ignoreOrder: true);
        told[2].Arguments["source"].ShouldBe("form:checkout");
        told[1].Arguments["merged"].ShouldBe(TestShop.Id(old));
        told.Select(e => e.At).ShouldBe(Enumerable.Range(0, 5).Select(i => shop.Now - Duration.FromHours(i)));
        (await Read(shop, shop.Services, new ReadTimeline.Request(old))).Entries.Select(e => e.Kind)
            .ShouldBe(["customer.unmerged", "customer.merged", "customer.created"]);
        (await Read(shop, shop.Services, new ReadTimeline.Request(ana, From: shop.Now - Duration.FromHours(3), To: shop.Now))).Entries
            .Select(e => e.Kind).ShouldBe(["customer.merged", "consent.given", "customer.note"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Pages_hold_every_entry_of_every_source_once_also_of_one_moment(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var random = new Random(5);
        var ana = await shop.Create(new ProfileFields { Name = "Ana" });
        var old = await shop.Create(new ProfileFields { Name = "Anca" });
        await shop.Merge(ana, old);
        for (var i = 0; i < 7; i++)
        {
            await Note(shop, i % 2 == 0 ? ana : old, $"{i}");
        }

        // Two other modules tell many things, most of them at the same moments as everything else.
        TimelineEntry[] Told(string kind) => [.. Enumerable.Range(0, 40).Select(_ => new TimelineEntry(
            TestShop.Start - Duration.FromHours(random.Next(3)), kind, Ids.New(), new Dictionary<string, string>()))];
        var (orders, visits) = (Told("order.placed"), Told("visit.made"));
        var services = shop.Compose([], [new ListedEntries("orders", orders), new ListedEntries("aaa", visits)]);
        var told = new List<TimelineEntry>();
        ReadTimeline.Place? after = null;
        do
        {
            var page = await Read(shop, services, new ReadTimeline.Request(old, 6, after));
            page.Entries.Count.ShouldBeLessThanOrEqualTo(6);
            told.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        told.Count.ShouldBe(80 + 7 + 3);
        told.DistinctBy(e => (e.At, e.Kind, e.Subject)).Count().ShouldBe(told.Count);
        told.Select(e => e.At).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_note_is_checked_written_under_the_survivor_and_taken_back(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Create(new ProfileFields { Name = "Ana" });
        (await Note(shop, ana, " ")).ShouldBeFalse();
        (await Note(shop, ana, new string('x', 4_001))).ShouldBeFalse();
        (await Note(shop, Ids.New(), "nobody")).ShouldBeFalse();
        await Note(shop, ana, "kept");
        var note = (await Read(shop, shop.Services, new ReadTimeline.Request(ana))).Entries.Single(e => e.Kind == "customer.note").Subject;
        (await shop.Write(unit => RemoveNote.HandleAsync(unit, ana, note))).Succeeded.ShouldBeTrue();
        (await shop.Write(unit => RemoveNote.HandleAsync(unit, ana, note))).Refusal!.Code.ShouldBe("note.not_found");
        (await shop.Read(unit => ReadTimeline.HandleAsync(shop.Parts, unit, new ReadTimeline.Request(Ids.New())))).Refusal!.Code
            .ShouldBe("customers.not_found");
    }

    private static void Later(TestShop shop) => shop.Now += Duration.FromHours(1);

    private static async Task<bool> Note(TestShop shop, Guid customer, string text) => (await shop.Write(unit =>
        AddNote.HandleAsync(shop.Parts, unit, new AddNote.Request(customer, text, "staff:1"), shop.Now))).Succeeded;

    private static async Task<ReadTimeline.Response> Read(TestShop shop, CustomersServices services, ReadTimeline.Request request) =>
        (await shop.Read(unit => ReadTimeline.HandleAsync(services.Parts, unit, request))).Value;

    private sealed class ListedEntries(string name, IReadOnlyList<TimelineEntry> entries) : ITimelineSource
    {
        public string Name => name;

        public Task<IReadOnlyList<TimelineEntry>> ReadAsync(DbUnit unit, TimelineQuestion question) => Task.FromResult<IReadOnlyList<TimelineEntry>>(
            [.. entries.Where(e => e.At < question.BeforeAt || e.At == question.BeforeAt && e.Subject.CompareTo(question.BeforeSubject) < 0)
                .OrderByDescending(e => e.At).ThenByDescending(e => e.Subject).Take(question.Limit)]);
    }
}
