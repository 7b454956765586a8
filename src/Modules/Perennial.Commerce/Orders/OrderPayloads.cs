using System.Text.Json;
using Perennial.Commerce.Api;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Orders;

/// <summary>
/// An order as receivers outside hear of it: what it is worth and where it was made, and of persons ids only. It is as the order
/// is by now; where it is under another customer since, or gone, a later event tells of that and this one does not go out.
/// </summary>
internal sealed class OrderPayloads : IWebhookPayloads
{
    private const string Changed = "order.changed";

    public IReadOnlyCollection<string> Events => [Changed];

    public async Task<IReadOnlyList<WebhookPayload?>> ExpandAsync(DbUnit unit, IReadOnlyList<OutboxEvent> news)
    {
        var places = news.Select(n => PlaceOf(n.Body)).ToList();
        var batch = unit.Batch();
        var rows = batch.Ask(OrderSql, OrderTables.Places, [.. places.Distinct()], OrderRow.Read);
        await batch.RunAsync();
        var orders = rows.ToDictionary(r => new OrderPlace(r.CustomerId, r.Id));
        return [.. places.Select(p => orders.TryGetValue(p, out var row)
            ? new WebhookPayload(Changed, JsonSerializer.Serialize(OrderNews.Of(row), CommerceJson.Api.OrderNews), row.Store)
            : null)];
    }

    private static OrderPlace PlaceOf(string body)
    {
        using var read = JsonDocument.Parse(body);
        return PublicId.TryRead("ord", read.RootElement.GetProperty("order").GetString(), out var order) &&
            PublicId.TryRead("cus", read.RootElement.GetProperty("customer").GetString(), out var customer)
            ? new OrderPlace(customer, order)
            : throw new InvalidOperationException("An event of an order names none.");
    }

    private const string OrderSql = $"select {OrderRow.Columns} from orders where customer_id = {{{{1}}}} and id = {{{{2}}}}";
}

/// <summary>An order as it goes out. Amounts are decimals with the currency's own number of them.</summary>
internal sealed record OrderNews(string Id, string Source, string Number, string Status, int Version, string Customer, bool Anonymous)
{
    private static readonly string[] Statuses = ["pending", "placed", "paid", "completed", "cancelled"];

    public DateTimeOffset PlacedAt { get; set; }

    public bool Test { get; set; }

    public string? Store { get; set; }

    public string? Channel { get; set; }

    public string Currency { get; set; } = "";

    /// <summary>The lines after all discounts.</summary>
    public string Goods { get; set; } = "";

    public string Discount { get; set; } = "";

    public string Tax { get; set; } = "";

    public bool TaxIncluded { get; set; }

    public string Shipping { get; set; } = "";

    /// <summary>How many lines there are.</summary>
    public int Lines { get; set; }

    public static OrderNews Of(OrderRow row)
    {
        var currency = new Currency(row.Currency);
        return new OrderNews(PublicId.Write("ord", row.Id), row.Source, row.Number, Statuses[row.Status], row.Version,
            PublicId.Write("cus", row.CustomerId), row.IsAnonymous)
        {
            PlacedAt = Micros.ToInstant(row.PlacedAt).ToDateTimeOffset(), Test = row.IsTest, Store = row.Store, Channel = row.Channel,
            Currency = row.Currency, Goods = $"{new Money(row.Goods, currency)}", Discount = $"{new Money(row.Discount, currency)}",
            Tax = $"{new Money(row.Tax, currency)}", TaxIncluded = row.TaxIncluded, Shipping = $"{new Money(row.Shipping, currency)}",
            Lines = row.LineCount,
        };
    }
}
