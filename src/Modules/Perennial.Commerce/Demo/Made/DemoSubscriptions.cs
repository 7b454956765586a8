namespace Perennial.Commerce.Demo.Made;

/// <summary>Nappies every thirty days: terms, a parcel each, and an end that is her own, the price's, or the child's age.</summary>
internal static class DemoSubscriptions
{
    private const int TermDays = 30;
    private const int NappyAgeMax = 900;
    private const int CancelsPercent = 6;
    private const int CancelsOverPricePercent = 24;
    private const int PausesPercent = 4;

    /// <summary>Adds what a subscriber's subscription brings.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="dice">The dice.</param>
    /// <param name="habits">Hers.</param>
    /// <param name="orders">Her other orders; what the subscription sends is added behind them.</param>
    /// <param name="events">Where its events go.</param>
    public static void Add(DemoCalendar calendar, DemoDice dice, DemoHabits habits, List<DemoOrder> orders, List<DemoEvent> events)
    {
        if (!habits.Subscribes || orders.Count < 2)
        {
            return;
        }

        var person = orders[0].Person!;
        var (begin, left) = (orders[1].Day, orders[^1].Day);
        var subject = $"sub-{person.Number}";
        for (var day = begin; day < calendar.Days; day += TermDays)
        {
            // Who has left the shop ends it too, and so do those who see the new price.
            var seesNewPrice = day >= calendar.PriceRise && day - TermDays < calendar.PriceRise && day > begin;
            var cancels = day > begin && (dice.Percent(CancelsPercent) || (seesNewPrice && dice.Percent(CancelsOverPricePercent)) ||
                (day > left + 60 && dice.Percent(35)));
            if (cancels || DemoGoods.Nappies(Math.Max(0, day - habits.Birth)) is not { } nappies || day - habits.Birth > NappyAgeMax)
            {
                events.Add(new DemoEvent(day, 0, cancels ? "subscription.cancelled" : "subscription.ended", person) { Subject = subject });
                return;
            }

            var cents = DemoGoods.CentsOn(nappies, day, calendar);
            events.Add(new DemoEvent(day, 1, day == begin ? "subscription.started" : "subscription.renewed", person)
            {
                Subject = subject, Good = nappies, Cents = cents * 2, Term = (day, day + TermDays - 1),
            });
            var delivered = day + dice.Between(1, 3);
            orders.Add(new DemoOrder(day, 6 * 60, DemoPlaces.Web)
            {
                Person = person, Lines = [new DemoLine(nappies, 2, cents)],
                Parcel = new DemoParcel(Math.Min(day + 1, calendar.Days - 1), day + 3, delivered < calendar.Days ? delivered : null),
            });
            if (dice.Percent(PausesPercent) && day + TermDays < calendar.Days)
            {
                events.Add(new DemoEvent(day + 10, 0, "subscription.paused", person) { Subject = subject });
                events.Add(new DemoEvent(day + TermDays - 1, 0, "subscription.resumed", person) { Subject = subject });
            }
        }
    }
}
