using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Orders;

/// <summary>What is known while orders are read: the shop's settings, the time, and where orders come from.</summary>
/// <param name="Settings">The shop's settings.</param>
/// <param name="Now">The time at hand.</param>
/// <param name="Origin">Where from, kept with new customers: <c>api</c>, <c>import</c>.</param>
/// <param name="Import">The import they come with; null for none.</param>
internal sealed record OrderOrigin(ShopSettings Settings, Instant Now, string Origin, Guid? Import = null);

/// <summary>An order, or news of one, checked and in the units it is kept in; whose it is, is not decided yet.</summary>
internal sealed record OrderDraft
{
    public required string Source { get; init; }

    public required string Number { get; init; }

    /// <summary>What was bought; null for news of an order. Its customer is nobody's yet.</summary>
    public OrderContent? Content { get; init; }

    public CustomerHint Customer { get; init; } = new();

    public OrderStatus? Status { get; init; }

    public long StatusAt { get; init; }

    public string? StatusReason { get; init; }

    /// <summary>Returns with their value in units of the order's currency, which news do not know.</summary>
    public IReadOnlyList<(OrderReturnRow Row, decimal Value)> Returns { get; init; } = [];

    public IReadOnlyList<ShipmentRow> Shipments { get; init; } = [];

    /// <summary>What the source calls the news, and the news as they came; null for an order.</summary>
    public (string Key, string Body)? Event { get; init; }

    /// <summary>True for lines that join those of the order, if it is there.</summary>
    public bool JoinsLines { get; init; }

    /// <summary>The order's natural key.</summary>
    public string Key => KeyOf(Source, Number);

    public static string KeyOf(string source, string number) => source + "\n" + number;

    /// <summary>Brings the draft's news into an order that has content, or gets it now.</summary>
    /// <param name="state">The order.</param>
    /// <param name="customer">Whose the draft's content is; null for news of an order.</param>
    public void ApplyTo(OrderState state, JoinedCustomer? customer)
    {
        var (content, statusAt) = (Content, StatusAt);
        if (content is { IsStamped: false } && state.Content is { } known)
        {
            // What bears no time of its own holds since it came: also where our clock has gone back since the last that came.
            statusAt = statusAt == content.At && statusAt < state.StatusAt && Status != state.Status ? state.StatusAt + 1 : statusAt;
            content = content.At < known.At && content.Tie != known.Tie ? content with { At = known.At + 1 } : content;
        }

        if (content is not null)
        {
            state.Take(customer!.Value, content);
            state.Take(content);
        }

        if (Status is { } status)
        {
            state.Take(status, statusAt, StatusReason);
        }

        var currency = new Currency(state.Content!.Currency);
        foreach (var (row, value) in Returns)
        {
            // News may be told before the currency is known in which they would be too large.
            state.Take(row with { Value = Math.Min(OrderBounds.MinorMax, Rounding.Whole(value * currency.MinorPerUnit)) });
        }

        foreach (var shipment in Shipments)
        {
            state.Take(shipment);
        }
    }
}
