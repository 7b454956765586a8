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
        overdue.ShouldBe(new OverdueFigures(1, 0, 0, 0));
        sales.Report(new ReportQuestion { AsOf = Day0.PlusDays(31) }).Overdue.ShouldBe(new OverdueFigures(1, 0, 0, 0));

        static NaiveOrder Order(int day) => new("ana", Day0.PlusDays(day), 1000, 1000, null);
    }

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
