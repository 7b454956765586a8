namespace Perennial.Commerce.Demo.Made;

/// <summary>What people did in the web shop lately: visits, products looked at, carts that became orders and carts that did not.</summary>
internal static class DemoVisits
{
    private const int LastDays = 120;

    /// <summary>Adds what somebody did around her orders of the last months.</summary>
    public static void Add(DemoCalendar calendar, DemoDice dice, List<DemoOrder> orders, List<DemoEvent> events)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            var order = orders[i];
            if (!order.IsWeb || order.Day < calendar.Days - LastDays || order.Minute < 60)
            {
                continue;
            }

            var person = order.Person!;
            events.Add(new DemoEvent(order.Day, order.Minute - 20, "visit", person));
            if (dice.Percent(40))
            {
                events.Add(new DemoEvent(order.Day, order.Minute - 15, "product.viewed", person) { Good = order.Lines[0].Good });
            }

            var cart = $"cart-{person.Number}-{i}";
            if (dice.Percent(35))
            {
                events.Add(new DemoEvent(order.Day, order.Minute - 10, "cart.created", person) { Subject = cart, Cents = order.Cents });
                events.Add(new DemoEvent(order.Day, order.Minute, "cart.ordered", person) { Subject = cart, Order = order });
            }

            var later = order.Day + dice.Between(4, 20);
            if (dice.Percent(14) && later < calendar.Days)
            {
                var good = order.Lines[^1].Good;
                events.Add(new DemoEvent(later, 20 * 60, "visit", person));
                events.Add(new DemoEvent(later, (20 * 60) + 4, "cart.created", person)
                {
                    Subject = cart + "-left", Cents = DemoGoods.CentsOn(good, later, calendar) * 2,
                });
                events.Add(new DemoEvent(later, 22 * 60, "cart.abandoned", person) { Subject = cart + "-left" });
            }
        }
    }
}
