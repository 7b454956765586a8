using System.Globalization;
using NodaTime;

namespace Perennial.Commerce.Demo.Made;

/// <summary>
/// The whole made-up shop: no clock, no database, and the same of the same seed and last day on every machine. A children's outfitter
/// with a web shop and two stores, which grows, has seasons, and loses customers over what it did to them.
/// </summary>
internal sealed class DemoHistory
{
    private const int GuestsPercent = 22;

    private DemoHistory(DemoCalendar calendar) => Calendar = calendar;

    public DemoCalendar Calendar { get; }

    /// <summary>Everybody who is known, by number.</summary>
    public List<DemoPerson> People { get; } = [];

    /// <summary>All orders in the order in which they were placed, numbered.</summary>
    public List<DemoOrder> Orders { get; } = [];

    /// <summary>What customers did beside buying, the earliest first.</summary>
    public List<DemoEvent> Events { get; } = [];

    public IReadOnlyList<DemoShopEvent> ShopEvents { get; private set; } = [];

    /// <summary>Makes the shop up.</summary>
    /// <param name="seed">Another seed is another shop.</param>
    /// <param name="endDay">Its last day.</param>
    /// <param name="customers">How many customers are known in the end.</param>
    public static DemoHistory Of(int seed, LocalDate endDay, int customers)
    {
        var history = new DemoHistory(new DemoCalendar(endDay));
        var (basket, people) = (new DemoBasket(history.Calendar), new DemoPeople(seed));
        for (var number = 1; number <= customers; number++)
        {
            history.Add(seed, number, basket, people);
        }

        for (var guest = 1; guest <= customers * GuestsPercent / 100; guest++)
        {
            var dice = DemoDice.Of(seed, 3, guest);
            var habits = DemoHabits.Of(dice, history.Calendar) with { WantsPram = false };
            history.Orders.Add(new DemoLife(history.Calendar, basket, dice, habits, new DemoPerson(0)
            {
                Name = "", Given = "", Language = "", Country = "",
            }).Guest(1 + dice.Below(2)));
        }

        history.Sort();
        history.ShopEvents = DemoShopEvents.Of(history.Calendar);
        return history;
    }

    private void Add(int seed, int number, DemoBasket basket, DemoPeople people)
    {
        var dice = DemoDice.Of(seed, 2, number);
        var habits = DemoHabits.Of(dice, Calendar);
        var person = people.Next(number, hasCard: habits.Home != DemoPlaces.Web || dice.Percent(15));
        var orders = new DemoLife(Calendar, basket, dice, habits, person).Live();
        DemoVisits.Add(Calendar, dice, orders, Events);
        DemoSubscriptions.Add(Calendar, dice, habits, orders, Events);
        person.Since = orders[0].Day;
        DemoProfiles.Fill(dice, Calendar, habits, person, orders);
        People.Add(person);
        Orders.AddRange(orders);
    }

    // Numbers rise with time, as tills and web shops give them.
    private void Sort()
    {
        var sorted = Orders.Index().OrderBy(o => o.Item.Day).ThenBy(o => o.Item.Minute).ThenBy(o => o.Index).Select(o => o.Item).ToList();
        Orders.Clear();
        Orders.AddRange(sorted);
        var next = new int[3];
        foreach (var order in Orders)
        {
            var prefix = order.Store switch { DemoPlaces.OldTown => "T1-", DemoPlaces.Riverside => "T2-", _ => "W-" };
            order.Number = string.Create(CultureInfo.InvariantCulture, $"{prefix}{100_001 + next[order.Store]++}");
        }

        var events = Events.Index().OrderBy(e => e.Item.Day).ThenBy(e => e.Item.Minute).ThenBy(e => e.Index).Select(e => e.Item).ToList();
        Events.Clear();
        Events.AddRange(events);
    }
}

/// <summary>What the shop knows of people beside their orders, and what they agreed to.</summary>
internal static class DemoProfiles
{
    private const int RegularOrders = 8;

    public static void Fill(DemoDice dice, DemoCalendar calendar, DemoHabits habits, DemoPerson person, List<DemoOrder> orders)
    {
        var attributes = new List<(string, string)>();
        if (dice.Percent(55) && habits.Birth < person.Since)
        {
            attributes.Add(("child_born", calendar.DateOf(habits.Birth).ToString("uuuu-MM", CultureInfo.InvariantCulture)));
        }

        if (dice.Percent(30))
        {
            attributes.Add(("heard_of_us", dice.Of((string[])["friend", "search", "midwife", "window", "fair"])));
        }

        person.Attributes = attributes;
        var tags = new List<string>();
        tags.AddRange(orders.Count >= RegularOrders && dice.Percent(60) ? ["regular"] : []);
        tags.AddRange(habits.WantsPram ? ["expecting"] : []);
        tags.AddRange(dice.Below(100) < 3 ? ["twins"] : []);
        person.Tags = tags;
        person.Consents = [.. Consents(dice, calendar, person)];
    }

    private static IEnumerable<DemoConsent> Consents(DemoDice dice, DemoCalendar calendar, DemoPerson person)
    {
        var source = person.Card is null ? "form:checkout" : "form:card";
        if (person.Email is not null && dice.Percent(58))
        {
            yield return new DemoConsent(person.Since, "email", true, dice.Percent(70), source);
            var later = person.Since + dice.Between(20, 400);
            if (dice.Percent(11) && later < calendar.Days)
            {
                yield return new DemoConsent(later, "email", false, false, "unsubscribe");
            }
        }

        if (person.Phone is not null && dice.Percent(30))
        {
            yield return new DemoConsent(person.Since, "sms", true, false, source);
        }
    }
}

/// <summary>What happened around customers, as the shop's people would have noted it.</summary>
internal static class DemoShopEvents
{
    public static IReadOnlyList<DemoShopEvent> Of(DemoCalendar calendar) =>
    [
        new("stock_out", calendar.StockOut.From, calendar.StockOut.To - 1, null, DemoGoods.Blocks,
            ["The supplier of wooden blocks could not deliver", "Поставщик деревянных кубиков не смог поставить товар",
                "Furnizorul de cuburi de lemn nu a putut livra", "木积木供应商无法供货"]),
        new("price_change", calendar.PriceRise, calendar.PriceRise, null, null,
            ["Nappies, wipes and bottles cost an eighth more", "Подгузники, салфетки и бутылочки подорожали на одну восьмую",
                "Scutecele, șervețelele și biberoanele s-au scumpit cu o optime", "纸尿裤、湿巾和奶瓶涨价八分之一"]),
        new("other", calendar.Late.From, calendar.Late.To - 1, null, null,
            ["Strike at the carrier: every second parcel came late", "Забастовка у перевозчика: каждая вторая посылка опоздала",
                "Grevă la curier: fiecare al doilea colet a întârziat", "承运商罢工：每两个包裹就有一个迟到"]),
        new("staff_change", calendar.StaffChange, calendar.StaffChange, DemoPlaces.CodeOf(DemoPlaces.OldTown), null,
            ["Ana left, Radu has her shifts", "Ана ушла, её смены у Раду", "Ana a plecat, turele ei le are Radu", "Ana 离职，由 Radu 接班"]),
        new("competitor_campaign", calendar.Competitor.From, calendar.Competitor.To - 1, DemoPlaces.CodeOf(DemoPlaces.Riverside), null,
            ["A chain opened next door, everything at half price", "Рядом открылась сеть, всё за полцены",
                "Un lanț a deschis alături, totul la jumătate de preț", "隔壁新开连锁店，全场半价"]),
    ];
}
