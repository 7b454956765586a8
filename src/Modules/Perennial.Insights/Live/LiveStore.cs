using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Live;

/// <summary>A store with the ids behind its numbers, brought up to date from the database. Changed by one caller at a time.</summary>
/// <param name="customers">Ids of customers.</param>
/// <param name="nobodys">Ids of orders behind which nobody is known.</param>
/// <param name="facts">Their facts.</param>
/// <param name="unrated">What they have in currencies without a rate.</param>
internal sealed class LiveStore(CustomerIds customers, CustomerIds nobodys, FactStore facts, UnratedTally unrated) : IAsyncDisposable
{
    // Histories of one reading; most have a few dozen facts.
    private const int CustomersAtOnceMax = 1_000;

    public FactStore Facts { get; } = facts;

    public UnratedTally Unrated { get; } = unrated;

    public long Bytes => Facts.Bytes + customers.Bytes + nobodys.Bytes;

    /// <summary>
    /// Replaces the histories of customers by what the database has now, all at once: of two who were merged, nobody sees one
    /// without the other.
    /// </summary>
    public async Task RefreshAsync(IOrderFacts source, IReadOnlyCollection<Guid> changed, CancellationToken cancellation)
    {
        var (identified, anonymous) = (new List<NumberedHistory>(), new List<NumberedHistory>());
        var others = new List<StoredUnrated>();
        foreach (var chunk in changed.Distinct().Chunk(CustomersAtOnceMax))
        {
            var read = new HistoryReading(chunk);
            await source.ReadAsync(chunk, read, cancellation).ConfigureAwait(false);
            read.CheckLabels(source);
            identified.AddRange(Numbered(customers, read.Of(isAnonymous: false)));
            anonymous.AddRange(Numbered(nobodys, read.Of(isAnonymous: true)));
            others.AddRange(read.Others);
        }

        Unrated.Replace(changed, others);
        Facts.Replace(identified, anonymous);
    }

    /// <summary>Everything at this instant.</summary>
    public LiveSnapshot Snapshot()
    {
        var snapshot = Facts.Snapshot();
        return new LiveSnapshot(snapshot, customers.Share(), nobodys.Share(), Unrated.Totals);
    }

    public ValueTask DisposeAsync() => Facts.DisposeAsync();

    // Whoever had nothing and has nothing needs no number.
    private static IEnumerable<NumberedHistory> Numbered(CustomerIds ids, IEnumerable<(Guid Id, History History)> histories) =>
        histories.Where(h => h.History.Facts > 0 || ids.Find(h.Id) >= 0)
            .Select(h => new NumberedHistory(ids.Number(h.Id), h.History));
}

/// <summary>A live store at one instant, untouched by what comes later.</summary>
/// <param name="Facts">The facts.</param>
/// <param name="Customers">Ids of customers by number.</param>
/// <param name="Nobodys">Ids by number of orders behind which nobody is known.</param>
/// <param name="Unrated">Orders in currencies without a rate.</param>
internal sealed record LiveSnapshot(
    FactSnapshot Facts, ReadOnlyMemory<Guid> Customers, ReadOnlyMemory<Guid> Nobodys, IReadOnlyList<CurrencyTotal> Unrated);

/// <summary>Puts what comes of some customers together.</summary>
internal sealed class HistoryReading : IOrderFactSink
{
    private sealed class Parts
    {
        public List<PastOrder> Orders { get; } = [];

        public List<PastReturn> Returns { get; } = [];
    }

    private readonly FactDoor door = new();
    private readonly Dictionary<Guid, Parts?> identified;
    private readonly Dictionary<Guid, Parts?> anonymous;

    public HistoryReading(IEnumerable<Guid> customers)
    {
        identified = customers.ToDictionary(c => c, _ => (Parts?)null);
        anonymous = new Dictionary<Guid, Parts?>(identified);
    }

    public void Order(in StoredOrder order) => PartsOf(order.Customer, order.IsAnonymous).Orders.Add(door.Check(order));

    public void Return(in StoredReturn returned) =>
        PartsOf(returned.Customer, returned.IsAnonymous).Returns.Add(door.Check(returned));

    public void Unrated(in StoredUnrated unrated) => Others.Add(door.Check(unrated));

    /// <summary>What has no rate.</summary>
    public List<StoredUnrated> Others { get; } = [];

    public void CheckLabels(IOrderFacts source) => door.CheckLabels(source);

    /// <summary>The histories of all customers asked for, those without one among them.</summary>
    public IEnumerable<(Guid Id, History History)> Of(bool isAnonymous) => (isAnonymous ? anonymous : identified)
        .Select(p => (p.Key, p.Value is { } parts ? new History([.. parts.Orders], [.. parts.Returns]) : History.Nothing));

    private Parts PartsOf(Guid customer, bool isAnonymous)
    {
        // A part of a history in place of the whole would be a wrong figure.
        ref var parts = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(
            isAnonymous ? anonymous : identified, customer);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref parts))
        {
            throw new InvalidDataException($"Facts of customer {customer} came, who was not asked for.");
        }

        return parts ??= new Parts();
    }
}
