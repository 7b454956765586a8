using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Commerce.Demo.Made;

namespace Perennial.Unit.Commerce;

public sealed class DemoHistoryTests
{
    private const int Customers = 6_000;
    private static readonly LocalDate EndDay = new(2026, 5, 31);
    private static readonly Dictionary<int, DemoHistory> Made = [];

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Fact]
    public void The_same_seed_and_last_day_make_the_same_shop()
    {
        var hash = Hash(DemoHistory.Of(7, EndDay, 300));

        Hash(DemoHistory.Of(7, EndDay, 300)).ShouldBe(hash);
        Hash(DemoHistory.Of(8, EndDay, 300)).ShouldNotBe(hash);
        Hash(DemoHistory.Of(7, EndDay.PlusDays(1), 300)).ShouldNotBe(hash);
    }

    [Fact]
    public void More_customers_leave_those_before_as_they_were()
    {
        var (few, many) = (DemoHistory.Of(1, EndDay, 50), DemoHistory.Of(1, EndDay, 100));

        many.People.Take(50).Select(p => (p.Name, p.Email, p.Phone, p.Since)).ShouldBe(few.People.Select(p => (p.Name, p.Email, p.Phone, p.Since)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Twenty_thousand_customers_order_about_a_hundred_thousand_times(int seed)
    {
        var history = Of(seed);
        history.People.Count.ShouldBe(Customers);
        ((double)history.Orders.Count / Customers).ShouldBeInRange(4, 6, $"seed {seed}");
        history.Orders.ShouldAllBe(o => o.Day >= 0 && o.Day < history.Calendar.Days);
        history.Calendar.DateOf(history.Calendar.Days - 1).ShouldBe(EndDay);
        history.Orders.Select(o => o.Number).Distinct().Count().ShouldBe(history.Orders.Count);
        Share(history.Orders, o => o.IsWeb).ShouldBeInRange(0.4, 0.65);
        history.Orders.Where(o => !o.IsWeb).GroupBy(o => o.Store).Count().ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_shop_grows_and_lives_from_the_end_of_the_year(int seed)
    {
        var history = Of(seed);
        var years = history.Orders.CountBy(o => o.Day * 3 / history.Calendar.Days).ToDictionary();
        (years[1] > years[0] * 1.3 && years[2] > years[1]).ShouldBeTrue($"seed {seed}: {years[0]} {years[1]} {years[2]}");

        // Beside the months around, so that growth does not count as a season.
        foreach (var year in (int[])[2023, 2024, 2025])
        {
            var months = history.Orders.Select(o => history.Calendar.DateOf(o.Day)).Where(d => d.Year == year).CountBy(d => d.Month).ToDictionary();
            (months[12] > months[10] * 1.3 && months[11] > months[9] * 1.15).ShouldBeTrue($"seed {seed}, {year}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_pram_is_followed_by_a_buggy_about_two_hundred_days_later(int seed)
    {
        var history = Of(seed);
        var gaps = new List<int>();
        var prams = 0;
        foreach (var orders in ByPerson(history))
        {
            var pram = orders.Find(o => Has(o, DemoGoods.Pram));
            if (pram is null || pram.Day > history.Calendar.Days - 240)
            {
                continue;
            }

            prams++;
            gaps.AddRange(orders.Where(o => o.Day > pram.Day && Has(o, DemoGoods.Buggy)).Take(1).Select(o => o.Day - pram.Day));
        }

        gaps.Sort();
        prams.ShouldBeGreaterThan(150, $"seed {seed}");
        gaps[gaps.Count / 2].ShouldBeInRange(180, 220, $"seed {seed}");
        ((double)gaps.Count / prams).ShouldBeInRange(0.4, 0.8, $"seed {seed}");
        ((double)gaps.Count(g => g is >= 180 and <= 220) / gaps.Count).ShouldBeGreaterThan(0.85, $"seed {seed}");

        // Those without a pram hardly ever need one.
        var others = ByPerson(history).Where(o => !o.Exists(b => Has(b, DemoGoods.Pram))).ToList();
        Share(others, o => o.Exists(b => Has(b, DemoGoods.Buggy))).ShouldBeLessThan(0.06, $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Late_parcels_cost_customers(int seed)
    {
        var history = Of(seed);
        var during = Named(history).Where(o => o.Parcel is not null && DemoCalendar.Within(o.Day, history.Calendar.Late)).ToList();
        var (late, onTime) = (during.Where(IsLate).ToList(), during.Where(o => !IsLate(o)).ToList());

        Share(during, IsLate).ShouldBeInRange(0.4, 0.65, $"seed {seed}");
        Share(Named(history).Where(o => o.Parcel is { Delivered: not null } && !DemoCalendar.Within(o.Day, history.Calendar.Late)), IsLate)
            .ShouldBeLessThan(0.08, $"seed {seed}");
        (Comeback(history, onTime) - Comeback(history, late)).ShouldBeGreaterThan(0.15, $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_seller_who_leaves_costs_the_customers_who_came_for_her(int seed)
    {
        var history = Of(seed);
        var change = history.Calendar.StaffChange;
        var last = ByPerson(history).Select(orders => orders.FindLast(o => o.Day < change)).OfType<DemoOrder>()
            .Where(o => o.Store == DemoPlaces.OldTown && o.Day > change - 60).ToList();
        var (hers, others) = (last.Where(o => o.Seller == DemoPlaces.Leaving).ToList(), last.Where(o => o.Seller != DemoPlaces.Leaving).ToList());

        (Comeback(history, others) - Comeback(history, hers)).ShouldBeGreaterThan(0.1, $"seed {seed}");
        history.Orders.Where(o => o.Day >= change).ShouldAllBe(o => o.Seller != DemoPlaces.Leaving);
        history.Orders.Where(o => o.Day < change).ShouldAllBe(o => o.Seller != DemoPlaces.Following);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_price_rise_costs_those_who_knew_the_old_price(int seed)
    {
        var history = Of(seed);
        var rise = history.Calendar.PriceRise;
        var first = ByPerson(history).Where(orders => orders[0].Day < rise)
            .Select(orders => orders.Find(o => o.Day >= rise && o.Day < rise + 90)).OfType<DemoOrder>().ToList();
        var (pay, others) = (first.Where(HasRaised).ToList(), first.Where(o => !HasRaised(o)).ToList());

        (Comeback(history, others) - Comeback(history, pay)).ShouldBeGreaterThan(0.1, $"seed {seed}");
        var nappies = history.Orders.SelectMany(o => o.Lines.Select(l => (o.Day, Line: l)))
            .Where(l => DemoGoods.Raised.Contains(l.Line.Good)).ToList();
        nappies.ShouldAllBe(l => l.Line.Cents > DemoGoods.All[l.Line.Good].Cents == l.Day >= rise);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_competitor_next_door_costs_that_store(int seed)
    {
        var history = Of(seed);
        var (from, to) = history.Calendar.Competitor;
        var before = ByPerson(history).Select(orders => orders.FindLast(o => o.Day < from)).OfType<DemoOrder>()
            .Where(o => o.Day > from - 60 && !o.IsWeb && o.Seller != DemoPlaces.Leaving).ToList();

        (Comeback(history, [.. before.Where(o => o.Store == DemoPlaces.OldTown)]) -
            Comeback(history, [.. before.Where(o => o.Store == DemoPlaces.Riverside)])).ShouldBeGreaterThan(0.06, $"seed {seed}");
        to.ShouldBeLessThan(history.Calendar.Days - 180);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_comes_back_says_why(int seed)
    {
        var history = Of(seed);
        var returns = history.Orders.Where(o => o.Return is not null).ToList();

        Share(history.Orders, o => o.Return is not null).ShouldBeInRange(0.03, 0.1, $"seed {seed}");
        returns.ShouldAllBe(o => DemoReturns.Reasons.Contains(o.Return!.Reason) && o.Return.Day > o.Day && o.Return.Line < o.Lines.Count);
        returns.Select(o => o.Return!.Reason).Distinct().Count().ShouldBe(DemoReturns.Reasons.Count);
        returns.Where(o => o.Return!.Reason.StartsWith("too_", StringComparison.Ordinal))
            .ShouldAllBe(o => DemoGoods.All[o.Lines[o.Return!.Line].Good].Category == "clothes");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nobody_real_can_be_reached(int seed)
    {
        var people = Of(seed).People;

        people.Select(p => p.Email).OfType<string>().ShouldAllBe(e => e.EndsWith("@example.com", StringComparison.Ordinal) ||
            e.EndsWith("@example.org", StringComparison.Ordinal) || e.EndsWith("@example.net", StringComparison.Ordinal));
        people.Select(p => p.Phone).OfType<string>().ShouldAllBe(p => System.Text.RegularExpressions.Regex.IsMatch(p,
            @"^(\+3363998\d{4}|\+447700900\d{3}|\+1\d{3}55501\d{2})$"));
        people.Select(p => p.Email).OfType<string>().Distinct().Count().ShouldBe(people.Count(p => p.Email is not null));
        people.Select(p => p.Phone).OfType<string>().Distinct().Count().ShouldBe(people.Count(p => p.Phone is not null));
    }

    [Fact]
    public void Twenty_thousand_people_have_phones_of_their_own_or_none()
    {
        var people = new DemoPeople(1);
        var phones = Enumerable.Range(1, 40_000).Select(n => people.Next(n, false).Phone).OfType<string>().ToList();

        phones.Distinct().Count().ShouldBe(phones.Count);
        phones.Count.ShouldBe(12_500);
    }

    [Fact]
    public void Names_are_of_many_scripts_and_some_are_traps()
    {
        var names = Of(1).People.Select(p => p.Name).ToList();

        names.ShouldContain(n => Holds(n, '\u0590', '\u05FF'));
        names.ShouldContain(n => Holds(n, '\u0600', '\u06FF'));
        names.ShouldContain(n => Holds(n, '\u4E00', '\u9FFF'));
        names.ShouldContain(n => n.Any(char.IsSurrogate));
        names.ShouldContain(n => n.Length > 80);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_always_comes_on_one_half_day_meets_one_seller(int seed)
    {
        var faithful = ByPerson(Of(seed)).Select(o => o.Where(x => x.Store == DemoPlaces.Riverside).ToList()).Where(o => o.Count >= 6).ToList();

        faithful.Average(o => (double)o.CountBy(x => x.Seller!).Max(s => s.Value) / o.Count).ShouldBeGreaterThan(0.6, $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Subscriptions_go_on_by_terms_and_end(int seed)
    {
        var history = Of(seed);
        var subscriptions = history.Events.Where(e => e.Type.StartsWith("subscription.", StringComparison.Ordinal)).GroupBy(e => e.Subject!).ToList();

        subscriptions.Count.ShouldBeGreaterThan(60, $"seed {seed}");
        foreach (var events in subscriptions)
        {
            events.First().Type.ShouldBe("subscription.started");
            var terms = events.Select(e => e.Term).OfType<(int From, int Until)>().ToList();
            terms.Zip(terms.Skip(1)).ShouldAllBe(t => t.Second.From == t.First.Until + 1);
        }

        subscriptions.ShouldContain(s => s.Last().Type == "subscription.cancelled");
        subscriptions.ShouldContain(s => s.Last().Type == "subscription.renewed");
    }

    private static DemoHistory Of(int seed)
    {
        lock (Made)
        {
            return Made.TryGetValue(seed, out var made) ? made : Made[seed] = DemoHistory.Of(seed, EndDay, Customers);
        }
    }

    private static IEnumerable<DemoOrder> Named(DemoHistory history) => history.Orders.Where(o => o.Person is not null);

    private static IEnumerable<List<DemoOrder>> ByPerson(DemoHistory history) =>
        Named(history).GroupBy(o => o.Person!.Number).Select(g => g.ToList());

    // Of orders, how many were followed by another one of the same customer within half a year.
    private static double Comeback(DemoHistory history, List<DemoOrder> orders)
    {
        orders.Count.ShouldBeGreaterThan(40);
        var days = Named(history).ToLookup(o => o.Person!.Number, o => o.Day);
        return Share(orders, o => days[o.Person!.Number].Any(d => d > o.Day && d <= o.Day + 180));
    }

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> which)
    {
        var list = all.ToList();
        return (double)list.Count(which) / list.Count;
    }

    private static bool Holds(string name, char from, char to) => name.AsSpan().ContainsAnyInRange(from, to);

    private static bool Has(DemoOrder order, int good) => order.Lines.Any(l => l.Good == good);

    private static bool HasRaised(DemoOrder order) => order.Lines.Any(l => DemoGoods.Raised.Contains(l.Good));

    private static bool IsLate(DemoOrder order) => order.Parcel is { Delivered: { } day } parcel && day > parcel.Promised;

    private static string Hash(DemoHistory history)
    {
        var text = new StringBuilder();
        foreach (var order in history.Orders)
        {
            text.Append(CultureInfo.InvariantCulture, $"{order.Number}|{order.Day}|{order.Minute}|{order.Person?.Name}|{order.Person?.Email}|");
            text.Append(CultureInfo.InvariantCulture, $"{order.Seller}|{order.Return}|{order.Parcel}|{order.ShippingCents}|");
            text.AppendJoin(',', order.Lines).Append('\n');
        }

        text.AppendJoin('\n', history.Events.Select(e => $"{e.Day}|{e.Minute}|{e.Type}|{e.Person.Number}|{e.Subject}|{e.Cents}|{e.Term}"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
