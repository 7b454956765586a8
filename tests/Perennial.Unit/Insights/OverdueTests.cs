using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Who is late against her own rhythm; docs/metrics/overdue.md.</summary>
public sealed class OverdueTests
{
    private static readonly LocalDate Day0 = new(2025, 1, 1);

    [Theory]
    [InlineData(121, "on time")]
    [InlineData(150, "on time")]
    [InlineData(151, "late")]
    [InlineData(180, "late")]
    [InlineData(181, "at risk")]
    [InlineData(210, "at risk")]
    [InlineData(211, "long gone")]
    [InlineData(900, "long gone")]
    public void Worked_example_of_lateness(int asOf, string lateness) =>
        Counted(On("ana", 0, 30, 60, 90, 120), asOf).ShouldBe([lateness]);

    [Theory]
    [InlineData(200, "on time")]
    [InlineData(365, "on time")]
    [InlineData(366, "late")]
    public void A_punctual_yearly_buyer_is_not_late_at_day_200(int daysSince, string lateness)
    {
        // Twelve gaps of 30 days in the shop, hers of 365; she bought last on day 365.
        var shop = On("shop", [.. Enumerable.Range(0, 13).Select(i => 30 * i)]);
        Counted([.. shop, .. On("yearly", 0, 365)], 365 + daysSince).ShouldContain(lateness);
        Counted([.. shop, .. On("yearly", 0, 365)], 365 + daysSince).Count(l => l == "on time").ShouldBe(lateness == "on time" ? 1 : 0);
    }

    [Fact]
    public void A_customer_with_one_order_is_judged_by_the_shops_median()
    {
        // Gaps of 20: as of day 61 she is 21 days away. The other bought on day 60.
        Counted([.. On("regular", 0, 20, 40, 60), .. On("once", 40)], 61).ShouldBe(["on time", "late"]);
        Counted([.. On("regular", 0, 20, 40, 60), .. On("once", 41)], 61).ShouldBe(["on time", "on time"]);
    }

    [Fact]
    public void Nobody_is_late_where_nobody_ever_came_back()
    {
        TestSales.Of([.. On("ana", 0), .. On("boris", 10)]).Report().Overdue.ShouldBeNull();
        TestSales.Of([.. On("ana", 0, 0), .. On("boris", 10)]).Report().Overdue.ShouldBeNull(); // two orders on one day are no gap
    }

    [Fact]
    public void Orders_that_do_not_count_make_no_rhythm()
    {
        // The order between was given back: her gap is 60 and not 30.
        var sales = TestSales.Of([Order(0), Order(30) with { CoveredDay = Day0.PlusDays(31) }, Order(60)], []);
        var overdue = sales.Report(new ReportQuestion { AsOf = Day0.PlusDays(119) }).Overdue;
        Counts(overdue).ShouldBe((1, 0, 0, 0));
        sales.Report(new ReportQuestion { AsOf = Day0.PlusDays(31) })
            .Overdue.ShouldSatisfyAllConditions(o => Counts(o).ShouldBe((1, 0, 0, 0)));

        static NaiveOrder Order(int day) => new("ana", Day0.PlusDays(day), 1000, 1000, null);
    }

    // Day 400 is the as-of day, so day 35 is the first of the last 365. The shop's median gap is 30; the gaps of the
    // late one are 1 and 265, her interval (2 · 133 + 3 · 30)/5 = 71.2 days, and she has been away for 100.
    [Fact]
    public void Money_at_stake_is_what_the_late_and_at_risk_brought_in_the_last_365_days()
    {
        NaiveOrder Order(string who, int day, long net) => new(who, Day0.PlusDays(day), net, 1000, null);
        var overdue = TestSales.Of(
            [
                Order("on time", 350, 100), Order("on time", 380, 100),
                Order("late", 34, 7_000), Order("late", 35, 1_000), Order("late", 300, 200),
                Order("at risk", 300, 500), Order("at risk", 330, 50),
                Order("long gone", 0, 10), Order("long gone", 30, 20), Order("long gone", 60, 40), Order("long gone", 90, 80),
            ],
            [new NaiveReturn("late", Day0.PlusDays(20), 3_000), new NaiveReturn("late", Day0.PlusDays(399), 30),
                new NaiveReturn("late", Day0.PlusDays(400), 9)])
            .Report(new ReportQuestion { AsOf = Day0.PlusDays(400) }).Overdue!;
        Counts(overdue).ShouldBe((1, 1, 1, 1));
        Told(overdue.Revenue).ShouldBe("2.00 51.70 5.50 1.50");
        Told(overdue.RevenueLast365Days).ShouldBe("2.00 11.70 5.50 1.20");
        overdue.MoneyAtStake.ToString().ShouldBe("17.20");
        static string Told(MoneyByState money) => $"{money.OnTime} {money.Late} {money.AtRisk} {money.LongGone}";
    }

    private static (long, long, long, long) Counts(OverdueFigures? overdue) =>
        (overdue!.OnTime, overdue.Late, overdue.AtRisk, overdue.LongGone);

    private static (string, string)[] On(string customer, params int[] days) =>
        [.. days.Select(d => (customer, Told.Iso(Day0.PlusDays(d))))];

    private static List<string> Counted((string, string)[] orders, int asOf)
    {
        var overdue = TestSales.Of(orders).Report(new ReportQuestion { AsOf = Day0.PlusDays(asOf) }).Overdue!;
        return
        [
            .. Enumerable.Repeat("on time", (int)overdue.OnTime), .. Enumerable.Repeat("late", (int)overdue.Late),
            .. Enumerable.Repeat("at risk", (int)overdue.AtRisk), .. Enumerable.Repeat("long gone", (int)overdue.LongGone),
        ];
    }
}
