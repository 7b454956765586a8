using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;

namespace Perennial.Slices.Customers;

/// <summary>Random merges and undoings, and who everybody must be then, worked out anew from what they were.</summary>
internal sealed class MergeModel(TestShop shop, Random random, int merges, int people)
{
    private const int StepsOfUnit = 150;

    private readonly Dictionary<Guid, SortedDictionary<string, string>> own = [];
    private readonly Dictionary<Guid, (Guid Parent, Guid Merge, int Order)> merged = [];
    private readonly List<Guid> everybody = [];
    private int order;

    public int Made { get; private set; }

    public bool IsDone => Made == merges && merged.Count == 0;

    public async Task FillAsync()
    {
        var consents = new List<ConsentEntry>();
        await shop.Write(async unit =>
        {
            for (var i = 0; i < people; i++)
            {
                var fields = new ProfileFields
                {
                    Name = Maybe($"Name{i % 40} Sur{i}"), Language = Maybe("ro"), Country = Maybe("MD"),
                    Tags = [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"t{random.Next(5)}").Distinct()],
                    Attributes = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(4)).Distinct()
                        .ToDictionary(a => $"a{a}", _ => $"v{random.Next(100)}"),
                };
                var made = await CreateCustomer.HandleAsync(shop.Parts, unit, new CreateCustomer.Request(
                    fields, [new(IdentifierKind.Email, $"p{i}@example.com"), new(IdentifierKind.Card, $"C{i}")], "test"), shop.Now);
                everybody.Add(made.Value.Id);
                own[made.Value.Id] = Facts(made.Value);
                consents.Add(new ConsentEntry(made.Value.Id, "marketing", "email", (ConsentKind)random.Next(1, 3), "test", "customer")
                {
                    Happened = shop.Now - Duration.FromDays(i), Proof = new ConsentProof(ConsentProofKind.Stated),
                });
            }

            return await shop.Services.Consents.RecordAsync(unit, consents, shop.Now);
        });
    }

    /// <summary>Some merges and undoings, then undoings alone.</summary>
    public async Task<bool> StepsAsync(DbUnit unit)
    {
        for (var i = 0; i < StepsOfUnit && !IsDone; i++)
        {
            if (Made < merges && (merged.Count == 0 || random.Next(100) < 65))
            {
                await MergeAsync(unit);
            }
            else
            {
                var (alias, (_, merge, _)) = merged.ElementAt(random.Next(merged.Count));
                (await shop.Services.Merging.UndoAsync(unit, merge, "staff:1", shop.Now)).Value.Split.ShouldBe(alias);
                merged.Remove(alias);
            }
        }

        return true;
    }

    /// <summary>Holds what is there against what must be.</summary>
    public async Task CompareAsync(string seed)
    {
        var children = merged.OrderBy(m => m.Value.Order).ToLookup(m => m.Value.Parent, m => m.Key);
        var read = await shop.Read(unit => shop.Services.Profiles.ReadAsync(unit, everybody));
        foreach (var person in everybody.Where(p => !merged.ContainsKey(p)))
        {
            Facts(read[person]).ShouldBe(Expected(person, children), seed);
            Family(person, children).Select(id => read[id].Id).ShouldAllBe(id => id == person, seed);
            read[person].Identifiers.Count.ShouldBe(2 * Family(person, children).Count(), seed);
        }
    }

    private async Task MergeAsync(DbUnit unit)
    {
        var (one, other) = (everybody[random.Next(people)], everybody[random.Next(people)]);
        var answer = await shop.Services.Merging.MergeAsync(
            unit, new MergeRequest(one, other, "staff:1"), shop.Now + Duration.FromMilliseconds(order));
        if (answer.Succeeded)
        {
            merged.Add(answer.Value.Merged, (answer.Value.Survivor, answer.Value.Merge, order++));
            Made++;
        }
        else
        {
            answer.Refusal!.Code.ShouldBeOneOf("merge.same", "merge.too_many");
        }
    }

    // Her own facts, then what each of those merged into her brings, the earliest first.
    private SortedDictionary<string, string> Expected(Guid person, ILookup<Guid, Guid> children)
    {
        var facts = new SortedDictionary<string, string>(own[person]);
        foreach (var (name, value) in children[person].SelectMany(c => Expected(c, children)))
        {
            facts.TryAdd(name, value);
        }

        return facts;
    }

    private static IEnumerable<Guid> Family(Guid person, ILookup<Guid, Guid> children) =>
        [person, .. children[person].SelectMany(c => Family(c, children))];

    private static SortedDictionary<string, string> Facts(CustomerProfile profile)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (IEnumerable<(string, string?)>)
            [("name", profile.Name), ("language", profile.Language), ("country", profile.Country),
            .. profile.Attributes.Select(a => ("a " + a.Key, (string?)a.Value)), .. profile.Tags.Select(t => ("t " + t, (string?)t))])
        {
            if (value is not null)
            {
                facts[name] = value;
            }
        }

        return facts;
    }

    private string? Maybe(string value) => random.Next(2) == 0 ? value : null;
}
