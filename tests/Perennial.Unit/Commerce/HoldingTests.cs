using Perennial.Commerce.Events;
using Perennial.Customers.Contract;

namespace Perennial.Unit.Commerce;

/// <summary>Carts, subscriptions and wishes: the same events come to the same state in whatever order they are told.</summary>
public sealed class HoldingTests
{
    private static readonly Guid Ana = new("00000000-0000-7000-8000-00000000000a");
    private static readonly Guid Boris = new("00000000-0000-7000-8000-00000000000b");
    private static readonly JoinedCustomer Nobody = new(new Guid("00000000-0000-7000-8000-0000000000ff"), true, true);

    [Fact]
    public void A_cart_comes_to_one_state_in_all_120_orders() => OneStateOf(
        Of("cart.created", 1, Nobody, value: 100),
        Of("cart.changed", 2, new JoinedCustomer(Ana, false, false), value: 300),
        Of("cart.abandoned", 4, Nobody),
        Of("cart.changed", 3, Nobody, value: 200),
        Of("cart.ordered", 4, Nobody, order: "A-1")).ShouldBe(
            (Ana, false, HoldingState.Ordered, 4L, 1L, 200L, ((string?)null, (string?)null), "A-1"));

    [Fact]
    public void A_subscription_comes_to_one_state_in_all_120_orders() => OneStateOf(
        Of("subscription.started", 1, new JoinedCustomer(Ana, false, true), from: "2025-01-01", until: "2025-12-31", value: 10),
        Of("subscription.paused", 2, Nobody),
        Of("subscription.renewed", 3, new JoinedCustomer(Boris, false, false), from: "2026-01-01", until: "2026-12-31", value: 12),
        Of("subscription.cancelled", 5, Nobody),
        Of("subscription.resumed", 4, Nobody)).ShouldBe(
            (Boris, false, HoldingState.Cancelled, 5L, 1L, 12L, ((string?)"2026-01-01", (string?)"2026-12-31"), null));

    [Fact]
    public void News_of_one_time_come_to_one_state_in_all_120_orders()
    {
        OneStateOf(
            Of("cart.created", 1, Nobody, value: 100), Of("cart.changed", 1, new JoinedCustomer(Ana, false, false), value: 300),
            Of("cart.changed", 1, new JoinedCustomer(Boris, false, false), value: 200, order: "B"), Of("cart.abandoned", 1, Nobody),
            Of("cart.ordered", 1, Nobody, order: "A")).Order.ShouldBe("B");
        OneStateOf(
            Of("subscription.started", 7, Nobody, from: "2025-01-01", until: "2025-12-31"),
            Of("subscription.renewed", 7, Nobody, until: "2026-12-31"),
            Of("subscription.ended", 7, Nobody), Of("subscription.cancelled", 7, Nobody), Of("subscription.paused", 7, Nobody))
            .State.ShouldBe(HoldingState.Ended);
    }

    [Fact]
    public void A_cart_that_became_an_order_stays_one_and_an_abandoned_one_comes_back_to_life()
    {
        var ordered = Told([Of("cart.ordered", 5, Nobody), Of("cart.changed", 9, Nobody, value: 0)]);
        ordered.State.ShouldBe(HoldingState.Ordered);
        ordered.StateAt.ShouldBe(5);
        Told([Of("cart.abandoned", 5, Nobody), Of("cart.changed", 9, Nobody, value: 1)]).State.ShouldBe(HoldingState.Open);
        Told([Of("wish.added", 1, Nobody), Of("wish.removed", 2, Nobody)]).State.ShouldBe(HoldingState.Cancelled);
        Told([Of("wish.added", 3, Nobody), Of("wish.removed", 2, Nobody)]).State.ShouldBe(HoldingState.Open);
    }

    [Fact]
    public void What_is_told_again_changes_nothing()
    {
        var first = Of("cart.changed", 2, new JoinedCustomer(Ana, false, false), value: 300);
        var stored = Holding.Stored(HoldingRow.Of(Told([first]), 0));
        stored.Survivor = Ana;
        first(stored);
        stored.IsChanged.ShouldBeFalse();
        Of("cart.changed", 3, Nobody, value: 300)(stored);
        stored.IsChanged.ShouldBeTrue();
    }

    private static Action<Holding> Of(string type, long at, JoinedCustomer owner, long? value = null, string? from = null, string? until = null,
        string? order = null) => holding =>
    {
        holding.Take(owner, at);
        holding.Take(EventTypes.All[type], new EventRow
        {
            Type = type, Source = "web", EventId = $"{type}-{at}", Subject = "1", HappenedAt = at, Value = value,
            Currency = value is null ? null : "RON", FromDay = from, UntilDay = until, OrderNumber = order,
        });
    };

    private static Holding Told(IEnumerable<Action<Holding>> events)
    {
        var holding = new Holding { Id = Ana, Kind = "cart", Source = "web", Subject = "1" };
        foreach (var one in events)
        {
            one(holding);
        }

        return holding;
    }

    private static (Guid Customer, bool IsAnonymous, HoldingState State, long StateAt, long BeganAt, long? Value, (string?, string?) Term,
        string? Order) OneStateOf(params Action<Holding>[] events)
    {
        var orders = Permutations(events).ToList();
        orders.Count.ShouldBe(120);
        return orders.Select(Told)
            .Select(h => (h.Customer, h.IsAnonymous, h.State, h.StateAt, h.BeganAt, h.Content.Value, h.Term, h.OrderNumber))
            .Distinct().ShouldHaveSingleItem();
    }

    private static IEnumerable<IEnumerable<Action<Holding>>> Permutations(IReadOnlyList<Action<Holding>> events) => events.Count == 0
        ? [[]]
        : events.SelectMany((one, i) => Permutations([.. events.Where((_, j) => j != i)]).Select(rest => rest.Prepend(one)));
}
