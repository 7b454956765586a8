using Perennial.Analytics;
using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Customers by the period of their first order; docs/metrics/cohorts.md.</summary>
public sealed class CohortTests
{
    private const string Worked = """
        customer,date,order,amount
        ana,2025-01-03,1,25.00
        boris,2025-01-10,2,40.00
        ana,2025-02-04,3,12.50
        dora,2025-02-18,4,24.00
        ana,2025-03-05,5,31.00
        boris,2025-03-12,6,40.00
        """;

    [Fact]
    public void Worked_example_of_cohorts()
    {
        var report = Told.Report(Worked);
        report.AsOf.ShouldBe(new LocalDate(2025, 3, 13));
        Cohorts(report).ShouldBe(["2025-01-01 2: 2 1 2 | 65.00 12.50 71.00", "2025-02-01 1: 1 0 | 24.00 0.00"]);
    }

    [Fact]
    public void A_cohorts_first_cell_is_its_size() =>
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 500]).List[1, 60].Sample(facts =>
        {
            var report = TestSales.Of([.. facts.Select(f => ($"c{f.Item1}", Told.Iso(new LocalDate(2024, 1, 1).PlusDays(f.Item2))))]).Report();
            report.Cohorts.ShouldAllBe(c => c.Size > 0 && c.Active[0] == c.Size && c.Active.All(a => a <= c.Size));
            report.Cohorts.Sum(c => c.Size).ShouldBe(facts.Select(f => f.Item1).Distinct().Count());
        }, iter: 200);

    [Fact]
    public void A_period_in_which_nobody_came_has_no_cohort() =>
        TestSales.Of(("ana", "2025-01-03"), ("ana", "2025-02-03"), ("boris", "2025-03-03")).Report()
            .Cohorts.Select(c => Told.Iso(c.First)).ShouldBe(["2025-01-01", "2025-03-01"]);

    [Fact]
    public void Cohort_revenue_is_the_members_revenue_in_the_period()
    {
        // The return of January's 25.00 in part, in a February without an order; nobody's order and return are in no cell.
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,1,25.00
            ana,2025-02-10,1,-1,7.00
            ,2025-01-09,2,1,99.00
            ,2025-02-09,C3,-1,50.00
            boris,2025-02-11,4,1,3.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) });
        Cohorts(report).ShouldBe(["2025-01-01 1: 1 0 | 25.00 -7.00", "2025-02-01 1: 1 | 3.00"]);
    }

    [Fact]
    public void Revenue_before_the_first_counting_order_is_in_no_cell()
    {
        // Ana's order of January was given back whole in February, so March is her first period. In March, before her
        // first counting order, she gave back something else: that is in its cell.
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,1,20.00
            ana,2025-02-10,1,-1,20.00
            ana,2025-03-02,C9,-1,2.00
            ana,2025-03-10,2,1,8.00
            boris,2025-01-10,3,1,1.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) });
        Cohorts(report).ShouldBe(["2025-01-01 1: 1 0 0 | 1.00 0.00 0.00", "2025-03-01 1: 1 | 6.00"]);
        report.Periods.Select(p => p.Revenue.ToString()).ShouldBe(["21.00", "-20.00", "6.00"]);
    }

    [Fact]
    public void The_value_of_an_order_covered_later_stays_in_its_cell()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,1,20.00
            ana,2025-02-10,2,1,5.00
            ana,2025-03-10,2,-1,5.00
            boris,2025-03-11,3,1,1.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) });
        Cohorts(report)[0].ShouldBe("2025-01-01 1: 1 0 0 | 20.00 5.00 -5.00");
    }

    [Fact]
    public void A_cohort_cell_that_is_not_over_is_marked()
    {
        Told.Report(Worked).Cohorts.ShouldAllBe(c => c.LastIsPartial);
        Told.Report(Worked, new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) }).Cohorts.ShouldAllBe(c => !c.LastIsPartial);

        // Where --to ends the reported periods earlier, the cells still run to the as-of day.
        var january = Told.Report(Worked, new ReportQuestion { To = new LocalDate(2025, 2, 1) });
        january.Periods[^1].IsPartial.ShouldBeFalse();
        january.Cohorts.Single().LastIsPartial.ShouldBeTrue();
        january.Cohorts.Single().Active.Count.ShouldBe(3);
    }

    [Fact]
    public void From_and_to_choose_cohorts_and_not_how_far_they_are_followed() =>
        Cohorts(Told.Report(Worked, new ReportQuestion { From = new LocalDate(2025, 2, 1), To = new LocalDate(2025, 3, 1) }))
            .ShouldBe(["2025-02-01 1: 1 0 | 24.00 0.00"]);

    [Fact]
    public void Cohorts_can_be_weeks() =>
        Cohorts(Told.Report(Worked, new ReportQuestion
        {
            Period = PeriodKind.Week, To = new LocalDate(2025, 1, 6), AsOf = new LocalDate(2025, 1, 27),
        }))
            .ShouldBe(["2024-12-30 1: 1 0 0 0 | 25.00 0.00 0.00 0.00"]);

    private static List<string> Cohorts(Report report) =>
        [.. report.Cohorts.Select(c => $"{Told.Iso(c.First)} {c.Size}: {string.Join(' ', c.Active)} | {string.Join(' ', c.Revenue)}")];
}
