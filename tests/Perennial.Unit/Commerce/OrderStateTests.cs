using NodaTime;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Workspace.Contract;

namespace Perennial.Unit.Commerce;

/// <summary>What is told of an order adds up to one state, in whatever order and however often it is told.</summary>
public sealed class OrderStateTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 10, 12, 0);
    private static readonly ShopSettings Settings =
        new("Shop", "Europe/Bucharest", new Currency("RON"), true, false, IsoDayOfWeek.Monday, "en", "RO", 1);
    private static readonly Guid Ana = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Ion = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void All_120_sequences_of_five_events_end_in_one_state() => EndsInOne(FiveEvents()).ShouldBe(
        "Cancelled@2026-03-05 'customer' RON 90.00 lines 2 customer a returns r1=20.00 shipments ");

    [Fact]
    public void All_720_sequences_with_a_reopening_and_a_parcel_end_in_one_state()
    {
        var events = FiveEvents().Append(Event("e6", 6, status: "completed")).ToList();
        events[1] = Event("p1", 3, shipment: new ShipmentBody { Id = "p", UpdatedAt = At(3), ShippedAt = At(3) });
        EndsInOne(events).ShouldBe("Completed@2026-03-06 '' RON 90.00 lines 2 customer a returns r1=20.00 shipments p");
    }

    [Fact]
    public void Events_that_come_twenty_times_and_mixed_count_once()
    {
        const int seed = 7;
        var random = new Random(seed);
        var once = Told(FiveEvents());
        for (var round = 0; round < 50; round++)
        {
            var many = FiveEvents().SelectMany(e => Enumerable.Repeat(e, 20)).ToArray();
            random.Shuffle(many);
            Told(many).ShouldBe(once, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void A_status_that_flaps_ends_where_its_last_time_says()
    {
        var flapping = Enumerable.Range(0, 20).Select(i => Event($"f{i}", 2, status: i % 2 == 0 ? "completed" : "paid", minute: i)).ToList();
        Told([Order(1), .. flapping]).ShouldStartWith("Paid@");
        Told([.. flapping.AsEnumerable().Reverse(), Order(1)]).ShouldBe(Told([Order(1), .. flapping]));
    }

    [Fact]
    public void The_customer_is_whom_the_latest_version_names_also_where_a_later_one_names_nobody()
    {
        OrderDraft[] versions = [Order(1, customer: Ana), Order(2, price: 60, customer: null), Order(3, price: 70, customer: Ion)];
        EndsInOne(versions).ShouldContain("customer b");
        EndsInOne(versions[..2]).ShouldContain("customer a");
    }

    [Fact]
    public void A_version_without_a_time_is_as_late_as_it_came_and_the_same_again_changes_nothing()
    {
        var state = New();
        Take(state, Order(1, stamped: false));
        var changes = state.Changes;
        Take(state, Order(1, stamped: false));
        state.Changes.ShouldBe(changes);
        Take(state, Order(1, price: 99, stamped: false));
        state.Changes.ShouldBe(changes + 1);
    }

    [Fact]
    public void Random_histories_end_in_one_state_whatever_their_sequence()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, random.Next(2, 9)).Select(i => random.Next(5) switch
            {
                0 => Order(random.Next(1, 4), random.Next(1, 4) * 10, random.Next(3) switch { 0 => null, 1 => Ana, _ => Ion }),
                1 => Event($"s{i}", random.Next(1, 4), status: (string[])["paid", "cancelled", "completed"] is var s ? s[random.Next(3)] : ""),
                2 => Event($"r{i}", random.Next(1, 4),
                    returned: Return($"r{random.Next(2)}", random.Next(1, 4), random.Next(1, 4), random.Next(3) == 0)),
                3 => Event($"p{i}", random.Next(1, 4),
                    shipment: new ShipmentBody { Id = $"p{random.Next(2)}", UpdatedAt = At(random.Next(1, 4)), Carrier = $"c{random.Next(3)}" }),
                _ => Order(random.Next(1, 4), 25, Ana),
            }).Append(Order(1)).ToArray();
            var expected = Told(events);
            for (var shuffle = 0; shuffle < 20; shuffle++)
            {
                random.Shuffle(events);
                Told(events).ShouldBe(expected, $"seed {seed}");
            }
        }
    }

    private static List<OrderDraft> FiveEvents() =>
    [
        Order(1, status: "pending"), Event("e2", 2, status: "paid"), Order(3, price: 90, lines: 2),
        Event("e4", 4, returned: Return("r1", 4, 20)), Event("e5", 5, status: "cancelled", reason: "customer"),
    ];

    private static string EndsInOne(IReadOnlyList<OrderDraft> events)
    {
        var states = Permutations(events).Select(Told).Distinct(StringComparer.Ordinal).ToList();
        return states.ShouldHaveSingleItem();
    }

    private static string Told(IEnumerable<OrderDraft> events)
    {
        // News wait until a version of the order is there, as the intake lets them.
        var state = New();
        var waiting = new List<OrderDraft>();
        foreach (var one in events)
        {
            if (state.Content is null && one.Content is null)
            {
                waiting.Add(one);
                continue;
            }

            Take(state, one);
            waiting.ForEach(w => Take(state, w));
            waiting.Clear();
        }

        var content = state.Content!;
        var returns = string.Join(',', state.Returns.Values.Where(r => !r.Withdrawn)
            .Select(r => $"{r.Key}={new Money(r.Value, new Currency("RON"))}"));
        var day = Instant.FromUnixTimeTicks(state.StatusAt * 10).InUtc().Date;
        return $"{state.Status}@{day:uuuu-MM-dd} '{state.StatusReason}' {content.Currency} {new Money(content.Goods, new Currency("RON"))} " +
            $"lines {content.Lines.Count} customer {state.Customer.ToString()[^1]} returns {returns} " +
            $"shipments {string.Join(',', state.Shipments.Values.Select(s => s.Key + s.Carrier))}";
    }

    private static void Take(OrderState state, OrderDraft draft) => draft.ApplyTo(state, draft.Content is null ? null
        : draft.Customer.Id is { } id ? new JoinedCustomer(Guid.Parse(id), false, false)
        : new JoinedCustomer(new Guid("00000000-0000-0000-0000-00000000000f"), true, true));

    private static OrderState New() => new() { Id = new Guid("00000000-0000-0000-0000-000000000001"), Source = "web", Number = "1" };

    private static OrderDraft Order(int day, decimal price = 100, Guid? customer = null, string? status = null, int lines = 1, bool stamped = true)
    {
        var body = new OrderBody
        {
            Source = "web", Number = "1", PlacedAt = At(1), UpdatedAt = stamped ? At(day) : null, Status = status,
            Customer = new Buyer(
                (customer ?? (customer is null && day == 2 ? null : Ana))?.ToString(), null, null, null, null, null, null, null, null),
            Lines = [.. Enumerable.Range(0, lines).Select(i => new LineBody { Product = $"p{i}", Price = price / lines })],
        };
        return new OrderDrafting(new OrderOrigin(Settings, Now, "api")).Read(body).Value;
    }

    private static OrderDraft Event(
        string id, int day, string? status = null, string? reason = null, ReturnBody? returned = null, ShipmentBody? shipment = null,
        int minute = 0) =>
        new OrderDrafting(new OrderOrigin(Settings, Now, "api")).Read(new OrderEventBody
        {
            Source = "web", Number = "1", Id = id, At = At(day).AddMinutes(minute), Status = status, Reason = reason, Return = returned,
            Shipment = shipment,
        }, "{}").Value;

    private static ReturnBody Return(string id, int day, decimal value, bool withdrawn = false) =>
        new() { Id = id, At = At(day), Value = value, Withdrawn = withdrawn };

    private static DateTimeOffset At(int day) => new(2026, 3, day, 9, 0, 0, TimeSpan.Zero);

    private static IEnumerable<IReadOnlyList<T>> Permutations<T>(IReadOnlyList<T> items) => items.Count <= 1
        ? [items]
        : items.SelectMany((one, i) => Permutations<T>([.. items.Where((_, j) => j != i)]).Select(rest => (IReadOnlyList<T>)[one, .. rest]));
}
