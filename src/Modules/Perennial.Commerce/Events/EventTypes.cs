using System.Collections.Frozen;

namespace Perennial.Commerce.Events;

/// <summary>How a holding stands. Of two states of one time the higher holds.</summary>
internal enum HoldingState
{
    /// <summary>An open cart, a running subscription, a wish on the list.</summary>
    Open = 1,

    /// <summary>An abandoned cart, a paused subscription.</summary>
    Waiting = 2,

    /// <summary>A cancelled subscription, a wish taken off the list.</summary>
    Cancelled = 3,

    /// <summary>A subscription whose term ended.</summary>
    Ended = 4,

    /// <summary>A cart that became an order: whatever is told of it later, it stays one.</summary>
    Ordered = 5,
}

/// <summary>What kind of event.</summary>
/// <param name="Name">How it is called outside and in the database.</param>
/// <param name="Holding">What it moves: <c>cart</c>, <c>subscription</c>, <c>wish</c>; null where it moves nothing.</param>
/// <param name="State">The state it says.</param>
/// <param name="HasContent">Whether it says what is in it.</param>
/// <param name="HasTerm">Whether it says from which day until which.</param>
/// <param name="Needs">Fields it makes no sense without.</param>
internal sealed record EventType(string Name, string? Holding, HoldingState? State, bool HasContent, bool HasTerm, params string[] Needs);

/// <summary>All types of events there are. A further one is a further row.</summary>
internal static class EventTypes
{
    public static FrozenDictionary<string, EventType> All { get; } = new EventType[]
    {
        new("cart.created", "cart", HoldingState.Open, true, false, "subject"),
        new("cart.changed", "cart", HoldingState.Open, true, false, "subject"),
        new("cart.abandoned", "cart", HoldingState.Waiting, false, false, "subject"),
        new("cart.ordered", "cart", HoldingState.Ordered, false, false, "subject"),
        new("subscription.started", "subscription", HoldingState.Open, true, true, "subject", "from"),
        new("subscription.renewed", "subscription", HoldingState.Open, true, true, "subject", "until"),
        new("subscription.paused", "subscription", HoldingState.Waiting, false, false, "subject"),
        new("subscription.resumed", "subscription", HoldingState.Open, false, false, "subject"),
        new("subscription.cancelled", "subscription", HoldingState.Cancelled, false, false, "subject"),
        new("subscription.ended", "subscription", HoldingState.Ended, false, false, "subject"),
        new("wish.added", "wish", HoldingState.Open, true, false, "subject", "product"),
        new("wish.removed", "wish", HoldingState.Cancelled, false, false, "subject"),
        new("product.viewed", null, null, false, false, "product"),
        new("visit", null, null, false, false),
        new("custom", null, null, false, false, "name"),
    }.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Their names, for those who told another.</summary>
    public static string Names { get; } = string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    /// <summary>How a state of a kind of holding is called.</summary>
    public static string NameOf(string holding, HoldingState state) => (holding, state) switch
    {
        ("cart", HoldingState.Waiting) => "abandoned",
        ("cart", HoldingState.Ordered) => "ordered",
        ("cart", _) => "open",
        ("subscription", HoldingState.Waiting) => "paused",
        ("subscription", HoldingState.Cancelled) => "cancelled",
        ("subscription", HoldingState.Ended) => "ended",
        ("subscription", _) => "active",
        (_, HoldingState.Cancelled) => "removed",
        _ => "listed",
    };
}
