using Perennial.Analytics;
using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Scores and groups of a shop; docs/metrics/rfm.md.</summary>
public sealed class RfmTests
{
    [Fact]
    public void Ties_share_a_score()
    {
        // Five customers with 1, 1, 2, 3 and 9 orders: 1, 1, 3, 4, 5.
        (string, string)[] orders = [.. new[] { 1, 1, 2, 3, 9 }.SelectMany((n, c) => Enumerable.Repeat(($"c{c}", "2025-01-10"), n))];
        var rfm = TestSales.Of(orders).Report().Rfm;
        ByFrequency(rfm).ShouldBe(["1: 2", "3: 1", "4: 1", "5: 1"]);
        rfm.Frequency.ShouldBe([2, 2, 3, 9]);

        // All bought on one day: nobody is strictly worse.
        rfm.Cells.ShouldAllBe(c => c.R == 1);
        rfm.RecencyDays.ShouldAllBe(d => d == null);
    }

    [Fact]
    public void Recency_is_the_days_from_the_last_buying_day_to_the_as_of_day()
    {
        var rfm = TestSales.Of(("a", "2025-01-01"), ("b", "2025-01-02"), ("c", "2025-01-03"), ("d", "2025-01-04"),
            ("e", "2025-01-05"), ("a", "2025-01-06"))
            .Report(new ReportQuestion { AsOf = new LocalDate(2025, 1, 11) }).Rfm;
        rfm.RecencyDays.ShouldBe([8, 7, 6, 5]);
        rfm.Cells.Single(c => c.R == 5).F.ShouldBe(5); // a, who bought twice
    }

    [Fact]
    public void A_groups_revenue_is_less_returns_and_its_score_is_not()
    {
        // Ana gave back all but 1.00 of 100.00, and is still the one who spent the most.
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,1,100.00
            boris,2025-01-03,2,1,50.00
            chen,2025-01-03,3,1,40.00
            dora,2025-01-03,4,1,30.00
            eva,2025-01-03,5,1,20.00
            ana,2025-01-04,1,-1,99.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 1, 5) });
        report.Rfm.Monetary.Select(m => m.ToString()).ShouldBe(["30.00", "40.00", "50.00", "100.00"]);
        report.Rfm.Cells.ShouldContain(new RfmCell(1, 1, 5, 1));

        // R 1 for all; FM of ana is 3, of the others 1, 2, 2 and 3: at risk are ana and boris, lost the rest.
        report.Rfm.Groups.Where(g => g.Customers > 0).Select(g => $"{g.Name} {g.Customers} {g.Revenue}")
            .ShouldBe(["at_risk 2 51.00", "lost 3 90.00"]);
        report.Rfm.Groups.Count.ShouldBe(11);
        report.Rfm.Groups.Sum(g => g.Revenue.MinorUnits).ShouldBe(report.Totals.Revenue.MinorUnits);
    }

    [Fact]
    public void A_customer_whose_orders_are_all_covered_has_no_score() =>
        Told.Report("customer,date,order,quantity,price\nana,2025-01-03,1,1,9\nana,2025-01-04,1,-1,9\nboris,2025-01-05,2,1,9\n")
            .Rfm.Cells.Sum(c => c.Customers).ShouldBe(1);

    private static List<string> ByFrequency(RfmFigures rfm) =>
        [.. rfm.Cells.GroupBy(c => c.F).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Sum(c => c.Customers)}")];

    // As of 2026-02-01, 30 days back is 2026-01-02: b's order in it is her only one, and a has none in it.
    [Fact]
    public void Within_a_look_back_only_its_orders_are_scored()
    {
        var report = TestSales.Of(("a", "2025-06-01"), ("b", "2025-07-01"), ("b", "2026-01-02"), ("c", "2026-01-20"), ("c", "2026-01-31"))
            .Report(new ReportQuestion { LookBack = new Window(30, 'd') });
        report.AsOf.ShouldBe(new LocalDate(2026, 2, 1));
        report.Rfm.Cells.ShouldBe([new RfmCell(1, 1, 1, 1), new RfmCell(3, 3, 3, 1)]);
        report.Rfm.Groups.Sum(g => g.Revenue.MinorUnits).ShouldBe(3000);
        report.Totals.Customers.ShouldBe(3);
    }
}
