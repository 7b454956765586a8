using Perennial.Commerce.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Unit.Insights;

/// <summary>A database of orders as the store sees it: customers with what they have, and a log of who changed.</summary>
internal sealed class FakeOrderFacts(Random random) : IOrderFacts
{
    private readonly Dictionary<Guid, Shopper> shoppers = [];
    private readonly List<Guid> log = [];
    private readonly Dictionary<OrderField, List<string>> labels = new()
    {
        [OrderField.Store] = ["", "North", "South", "East"], [OrderField.Channel] = ["", "web", "till"],
        [OrderField.Seller] = [""], [OrderField.Country] = ["", "RO", "MD"],
    };

    public sealed record Shopper(bool IsAnonymous, List<StoredOrder> Orders, List<StoredReturn> Returns);

    public IEnumerable<StoredOrder> Orders => shoppers.Values.SelectMany(s => s.Orders);

    public IEnumerable<StoredReturn> Returns => shoppers.Values.SelectMany(s => s.Returns);

    public IReadOnlyDictionary<Guid, Shopper> Shoppers => shoppers;

    /// <summary>Customers that one look at the log tells of, at most.</summary>
    public int ChangesAtOnceMax { get; init; } = 3;

    /// <summary>Done while everything is read, half of it told.</summary>
    public Action? WhileReading { get; set; }

    public LogPlace End => new(0, log.Count);

    public Guid New(bool isAnonymous)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var id = new Guid(bytes);
        shoppers[id] = new Shopper(isAnonymous, [], []);
        return id;
    }

    public int Label(OrderField field, string value)
    {
        var values = labels[field];
        if (!values.Contains(value, StringComparer.Ordinal))
        {
            values.Add(value);
        }

        return values.IndexOf(value);
    }

    public void Change(Guid customer, Action<Shopper> change)
    {
        change(shoppers[customer]);
        log.Add(customer);
    }

    public void Merge(Guid from, Guid into)
    {
        var (gone, survivor) = (shoppers[from], shoppers[into]);
        survivor.Orders.AddRange(gone.Orders.Select(o => o with { Customer = into, IsAnonymous = survivor.IsAnonymous }));
        survivor.Returns.AddRange(gone.Returns.Select(r => r with { Customer = into, IsAnonymous = survivor.IsAnonymous }));
        shoppers.Remove(from);
        log.AddRange(random.Next(2) == 0 ? [from, into] : [into, from]);
    }

    public Task<LogPlace> ReadAllAsync(IOrderFactSink sink, CancellationToken cancellation)
    {
        // A change under way while it is read: in the log after the place, and told or not.
        var place = End;
        Action[] facts = [.. Orders.Select(o => (Action)(() => sink.Order(o))), .. Returns.Select(r => (Action)(() => sink.Return(r)))];
        random.Shuffle(facts);
        foreach (var fact in facts)
        {
            fact();
        }

        WhileReading?.Invoke();
        return Task.FromResult(place);
    }

    public Task ReadAsync(IReadOnlyCollection<Guid> customers, IOrderFactSink sink, CancellationToken cancellation)
    {
        StoredOrder[] orders = [.. Orders.Where(o => customers.Contains(o.Customer))];
        random.Shuffle(orders);
        foreach (var order in orders)
        {
            sink.Order(order);
        }

        foreach (var returned in Returns.Where(r => customers.Contains(r.Customer)))
        {
            sink.Return(returned);
        }

        return Task.CompletedTask;
    }

    /// <summary>How often the lines were read.</summary>
    public int PartsRead { get; private set; }

    // Each order is of one product: that of its channel.
    public Task ReadPartsAsync(OrderField dimension, IOrderPartSink sink, CancellationToken cancellation)
    {
        PartsRead++;
        foreach (var order in Orders)
        {
            sink.Order(labels[OrderField.Channel][order.Labels.Channel], order);
        }

        foreach (var returned in Returns)
        {
            sink.Return(labels[OrderField.Channel][returned.Labels.Channel], returned);
        }

        return Task.CompletedTask;
    }

    public Task<FactChanges> ChangedAsync(LogPlace after, CancellationToken cancellation)
    {
        var from = (int)after.Sequence;
        Guid[] changed = [.. log.Skip(from).Take(ChangesAtOnceMax)];
        IReadOnlyCollection<Guid> customers = [.. changed.Distinct()];
        return Task.FromResult(new FactChanges(new LogPlace(0, from + changed.Length), customers));
    }

    public IReadOnlyList<string> LabelValues(OrderField dimension) => labels[dimension];
}
