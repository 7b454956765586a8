using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Insights.Questions;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Insights;

/// <summary>Cohorts by what customers came by, against a look at every customer; docs/metrics/cohorts.md.</summary>
public sealed class FirstCohortTests
{
    private static readonly LiveSettings Settings = new(Guid.Parse("6f0c2a53-7a0b-4c5e-9d8a-0f7a3a2b1c4d"), "RON Europe/Bucharest",
        new Currency("RON"), "Europe/Bucharest");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_column_counts_those_whose_own_period_is_over()
    {
        // Ana came in January, Boris in February, Cleo in March, which is not over: of two it is known whether they came in the period after.
        var random = new Random(1);
        var shop = new FakeOrderFacts(random);
        Buy(shop, 1, "2024-01-05", "2024-02-10", "2024-03-02");
        Buy(shop, 1, "2024-02-20");
        Buy(shop, 1, "2024-03-03");
        var cohort = FirstCohorts.Of((LoadedShop)new StoredSales(shop).Shop(), new ReportQuestion { AsOf = new LocalDate(2024, 3, 15) },
            OrderField.Store).Cohorts.ShouldHaveSingleItem();
        (cohort.Value, cohort.Members).ShouldBe(("North", 3));
        cohort.Cells.Select(c => (c.Observed, c.Active, c.Still, c.Orders, c.Revenue)).ShouldBe([(2, 2, 2, 2, 2000), (1, 1, 1, 1, 1000)]);
        var line = CohortLines.Of(new FirstCohorts([cohort], 0), OrderField.Store, new Currency("RON"))[0];
        CohortCells.Of([line], CohortCells.Share, 9)[0].Select(c => c.Text).ShouldBe(["100%", "100%"]);
        CohortCells.Of([line], CohortCells.Cumulative, 9)[0].Select(c => c.Value).ShouldBe([1000m, 2000m]);
    }

    [Fact]
    public async Task They_are_what_a_look_at_every_customer_says_whatever_happened()
    {
        var told = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var shop = new FakeOrderFacts(random);
            var trade = new RandomTrade(shop, random);
            trade.Do(random.Next(20, 60));
            await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
            await live.StartAsync(Cancellation);
            trade.Do(random.Next(40));
            while (await live.FollowAsync(Cancellation))
            {
            }

            var question = new ReportQuestion
            {
                AsOf = new LocalDate(2024, 1, 20).PlusDays(random.Next(100)), Period = random.Next(2) == 0 ? PeriodKind.Month : PeriodKind.Week,
            };
            if (shop.Orders.All(o => o.Day >= DayNumber.Of(question.AsOf.Value)))
            {
                continue;
            }

            var now = (LoadedShop)await live.NowAsync([OrderField.Product], isFresh: true, Cancellation);
            told += ShouldBeAsLookedUp(now, shop, question, OrderField.Store, l => l.Store, seed);
            told += ShouldBeAsLookedUp(now, shop, question, OrderField.Product, l => l.Channel, seed);
            ShouldBeAsLookedUp((LoadedShop)new StoredSales(shop).Shop(), shop, question, OrderField.Store, l => l.Store, seed);
        }

        told.ShouldBeGreaterThan(200);
    }

    private static int ShouldBeAsLookedUp(
        LoadedShop loaded, FakeOrderFacts shop, ReportQuestion question, OrderField by, Func<OrderLabels, int> label, int seed)
    {
        var cohorts = FirstCohorts.Of(loaded, question, by);
        var members = Members(shop, question, by == OrderField.Product ? OrderField.Channel : by, label);
        cohorts.Cohorts.Select(c => c.Value).Order(StringComparer.Ordinal).ShouldBe(members.Keys.Order(StringComparer.Ordinal), $"seed {seed}, {by}");
        foreach (var cohort in cohorts.Cohorts)
        {
            var hers = members[cohort.Value];
            cohort.Members.ShouldBe(hers.Count, $"seed {seed}, {by}");
            for (var later = 0; later < cohort.Cells.Count; later++)
            {
                Said(cohort.Cells[later]).ShouldBe(LookedUp(hers, question, later), $"seed {seed}, {by} {cohort.Value} {later}");
                Behind(loaded, question, new FirstValue(by, cohort.Value), later)
                    .ShouldBe(later == 0 ? cohort.Members : cohort.Cells[later].Active, $"seed {seed}, {by} {later}");
            }

            ShouldHaveItsMap(loaded, question, new FirstValue(by, cohort.Value), hers, seed);
        }

        return cohorts.Cohorts.Count;
    }

    // The cohorts by period of those who came by one value.
    private static void ShouldHaveItsMap(LoadedShop loaded, ReportQuestion question, FirstValue first, List<Member> members, int seed)
    {
        var report = loaded.Answer(question with { Parts = ReportParts.Cohorts });
        var calendar = new PeriodCalendar(question.Period, question.WeekStart);
        foreach (var line in CohortLines.Of(loaded, report, withDepth: true, first))
        {
            var start = calendar.IndexOf(DayNumber.Of(line.Cohort.First));
            var hers = members.Where(m => calendar.IndexOf(m.Days[0]) == start).ToList();
            line.Cohort.Size.ShouldBe(hers.Count, $"seed {seed}, {first}");
            line.Cohort.Active.Select((_, i) => (long)hers.Count(m => m.Days.Any(d => calendar.IndexOf(d) == start + i)))
                .ShouldBe(line.Cohort.Active, $"seed {seed}, {first}");
            line.Orders.ShouldBe(line.Orders.Select((_, i) => hers.Sum(m => (long)m.Days.Count(d => calendar.IndexOf(d) == start + i))));
            line.Cohort.Revenue.Select(m => m.MinorUnits)
                .ShouldBe(line.Cohort.Revenue.Select((_, i) => hers.Sum(m => m.RevenueIn(calendar, start + i))), $"seed {seed}, {first}");
            loaded.Customers(question, new CustomersBehind("cohort") { Period = line.Cohort.First, CameBy = first }).Count
                .ShouldBe(hers.Count, $"seed {seed}, {first}");
        }
    }

    private static (long, long, long, long, long) Said(FirstGroupTallies.Cell cell) =>
        (cell.Observed, cell.Active, cell.Still, cell.Orders, cell.Revenue);

    private static (long, long, long, long, long) LookedUp(List<Member> members, ReportQuestion question, int later)
    {
        var calendar = new PeriodCalendar(question.Period, question.WeekStart);
        var asOf = DayNumber.Of(question.AsOf!.Value);
        var observed = members.Where(m => calendar.StartOf(calendar.IndexOf(m.Days[0]) + later + 1) <= asOf).ToList();
        bool IsIn(Member m, int day) => calendar.IndexOf(day) == calendar.IndexOf(m.Days[0]) + later;
        return (observed.Count, observed.Count(m => m.Days.Any(d => IsIn(m, d))),
            observed.Count(m => m.Days.Any(d => calendar.IndexOf(d) >= calendar.IndexOf(m.Days[0]) + later)),
            observed.Sum(m => m.Days.Count(d => IsIn(m, d))), observed.Sum(m => m.RevenueIn(calendar, calendar.IndexOf(m.Days[0]) + later)));
    }

    private static long Behind(LoadedShop loaded, ReportQuestion question, FirstValue first, int later) =>
        loaded.Customers(question, new CustomersBehind(CustomersBehind.Came) { CameBy = first, PeriodsLater = later }).Count;

    // Members of each value by the definition: those who bought there on their first buying day.
    private static Dictionary<string, List<Member>> Members(
        FakeOrderFacts shop, ReportQuestion question, OrderField labels, Func<OrderLabels, int> label)
    {
        var asOf = DayNumber.Of(question.AsOf!.Value);
        var members = new Dictionary<string, List<Member>>(StringComparer.Ordinal);
        foreach (var (orders, returns) in shop.Shoppers.Values.Where(s => !s.IsAnonymous).Select(s => (s.Orders, s.Returns)))
        {
            var counting = orders.Where(o => o.Day < asOf && o.CoveredDay >= asOf).OrderBy(o => o.Day).ToList();
            foreach (var value in counting.Where(o => o.Day == counting[0].Day).Select(o => shop.LabelValues(labels)[label(o.Labels)]).Distinct())
            {
                if (!members.TryGetValue(value, out var there))
                {
                    members[value] = there = [];
                }

                there.Add(new Member([.. counting.Select(o => o.Day)],
                    [
                        .. orders.Where(o => o.Day < asOf).Select(o => (o.Day, o.Net)),
                        .. returns.Where(r => r.Day < asOf).Select(r => (r.Day, -r.Value)),
                    ]));
            }
        }

        return members;
    }

    private sealed record Member(List<int> Days, List<(int Day, long Value)> Money)
    {
        public long RevenueIn(PeriodCalendar calendar, int period) => Money.Where(m => calendar.IndexOf(m.Day) == period).Sum(m => m.Value);
    }

    private static void Buy(FakeOrderFacts shop, int store, params string[] days)
    {
        var customer = shop.New(isAnonymous: false);
        shop.Change(customer, s => s.Orders.AddRange(days.Select(d => new StoredOrder(
            customer, false, DayNumber.Of(Told.Day(d)), 1000, 1000, OrderFact.NeverCovered, new OrderLabels(store, 0, 0, 0)))));
    }
}
