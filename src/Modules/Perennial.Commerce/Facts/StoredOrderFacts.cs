using System.Text.Json;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Rates;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Facts;

/// <summary>The orders of the database as analysis needs them.</summary>
internal sealed class StoredOrderFacts(Db db, ShopSettings settings, ICustomerAliases aliases) : IOrderFacts
{
    private readonly Labels labels = new();

    public IReadOnlyList<string> LabelValues(OrderField dimension) => labels.Values(dimension);

    public Task<LogPlace> ReadAllAsync(IOrderFactSink sink, CancellationToken cancellation) => db.ReadAsync(async unit =>
    {
        var place = await OutboxLog.EndAsync(unit);
        var survivors = new Dictionary<Guid, Guid>();
        await aliases.AliasesAsync(unit, alias => survivors[alias.Id] = alias.Survivor);
        var returns = new Dictionary<Guid, List<OrderWorth.Returned>>();
        await unit.ScanAsync(AllReturnsSql, row => Add(returns, OrderWorth.ReadReturn(row)));
        var worth = new OrderWorth(settings, await ExchangeRates.ReadAsync(unit, settings.Currency), labels);
        await unit.ScanAsync(AllSql, row =>
        {
            cancellation.ThrowIfCancellationRequested();
            var customer = row.Id(0);
            var isMerged = survivors.TryGetValue(customer, out var survivor);
            IReadOnlyList<OrderWorth.Returned> own = returns.Count > 0 && returns.TryGetValue(row.Id(1), out var list) ? list : [];
            worth.Tell(row, isMerged ? survivor : customer, row.Bool(3) && !isMerged, own, sink);
        });
        return place;
    }, cancellation);

    public Task ReadPartsAsync(OrderField dimension, IOrderPartSink sink, CancellationToken cancellation) => db.ReadAsync(async unit =>
    {
        var survivors = new Dictionary<Guid, Guid>();
        await aliases.AliasesAsync(unit, alias => survivors[alias.Id] = alias.Survivor);
        var returns = new Dictionary<Guid, List<OrderWorth.Returned>>();
        await unit.ScanAsync(OrderParts.ReturnsSql, row => Add(returns, OrderParts.ReadReturn(row)));
        var worth = new OrderWorth(settings, await ExchangeRates.ReadAsync(unit, settings.Currency), labels);
        var parts = new OrderParts(worth, survivors, returns, dimension, sink);
        await unit.ScanAsync(OrderParts.LinesSql, row =>
        {
            cancellation.ThrowIfCancellationRequested();
            parts.Line(row);
        });
        parts.End();
        return true;
    }, cancellation);

    public Task ReadAsync(IReadOnlyCollection<Guid> customers, IOrderFactSink sink, CancellationToken cancellation) => db.ReadAsync(async unit =>
    {
        var survivors = await aliases.SurvivorsAsync(unit, customers);
        List<Guid> living = [.. customers.Where(c => survivors.GetValueOrDefault(c, c) == c)];
        var families = await aliases.FamiliesAsync(unit, living);
        var owners = new Dictionary<Guid, Guid>();
        foreach (var customer in living)
        {
            foreach (var id in families.TryGetValue(customer, out var ids) ? ids : [customer])
            {
                owners[id] = customer;
            }
        }

        var worth = new OrderWorth(settings, await ExchangeRates.ReadAsync(unit, settings.Currency), labels);
        var first = unit.Batch();
        var returns = first.Lookup(ReturnsSql, owners.Keys, OrderWorth.ReadReturn);
        await first.RunAsync();
        var byOrder = returns.ToLookup(r => r.Order);
        var second = unit.Batch();
        second.Lookup(OrdersSql, owners.Keys, row =>
        {
            var (id, owner) = (row.Id(0), owners[row.Id(0)]);
            worth.Tell(row, owner, row.Bool(3) && id == owner, [.. byOrder[row.Id(1)]], sink);
            return true;
        });
        await second.RunAsync();
        return true;
    }, cancellation);

    public async Task<FactChanges> ChangedAsync(LogPlace after, CancellationToken cancellation)
    {
        var (events, end) = await db.ReadAsync(async unit => (await OutboxLog.ReadAsync(unit, after), await OutboxLog.EndAsync(unit)), cancellation);

        // Where everything settled was read, the end is known too, so that whoever waits for it need not wait for a next event.
        var place = events.Count < OutboxLog.EventsAtOnceMax ? end : events[^1].Place;
        var changed = new HashSet<Guid>();
        var rated = new List<RatesChanged>();
        foreach (var (_, news) in events)
        {
            if (news.Name == RatesChanged.Name)
            {
                rated.Add(RatesChanged.Read(news.Body));
            }
            else
            {
                Collect(System.Text.Encoding.UTF8.GetBytes(news.Body), changed);
            }
        }

        if (events.Count == 0)
        {
            return new FactChanges(place, []);
        }

        var isEverything = await db.ReadAsync(async unit =>
        {
            if (rated.Count > 0 && !await new RatedAnew(unit, settings.Zone).CollectAsync(rated, changed))
            {
                return true;
            }

            // An order may stand under an id that was merged since: its facts are the survivor's.
            changed.UnionWith((await aliases.SurvivorsAsync(unit, changed)).Values);
            return false;
        }, cancellation);
        var hasMore = events.Count == OutboxLog.EventsAtOnceMax;
        return isEverything ? new FactChanges(place, [], IsEverything: true, hasMore) : new FactChanges(place, changed, HasMore: hasMore);
    }

    private static void Add(Dictionary<Guid, List<OrderWorth.Returned>> returns, OrderWorth.Returned returned) =>
        (returns.TryGetValue(returned.Order, out var list) ? list : returns[returned.Order] = []).Add(returned);

    // Every customer that an event names: of an order that moved, both; of a merge, both sides.
    private static void Collect(ReadOnlySpan<byte> body, HashSet<Guid> customers)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && PublicId.TryRead("cus", reader.GetString(), out var id))
            {
                customers.Add(id);
            }
        }
    }

    private const string AllSql = $"select {OrderWorth.Columns} from orders where {OrderWorth.Counts}";

    private const string OrdersSql = $"select {OrderWorth.Columns} from orders where customer_id {{{{in_keys}}}} and {OrderWorth.Counts}";

    private const string AllReturnsSql = $"select {OrderWorth.ReturnColumns} from order_returns where withdrawn = false";

    private const string ReturnsSql =
        $"select {OrderWorth.ReturnColumns} from order_returns where customer_id {{{{in_keys}}}} and withdrawn = false";
}
