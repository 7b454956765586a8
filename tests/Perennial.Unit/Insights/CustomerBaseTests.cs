using Perennial.Analytics;
using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Who is a customer, who left, who came; docs/metrics/customer-base.md.</summary>
public sealed class CustomerBaseTests
{
    private static readonly string[] Variants =
        ["retention_rate_gross", "churn_rate_of_end", "resurrection_rate", "lifespan", "lifespan_observed_days", "ltv_simple"];

    [Theory]
    [InlineData(2024)] // a leap year
    [InlineData(2025)]
    public void Worked_example_of_a_regular(int year)
    {
        var report = TestSales.Of(("ana", $"{year}-01-01"), ("ana", $"{year}-06-01"), ("ana", $"{year}-12-01")).Report(new ReportQuestion
        {
            Period = PeriodKind.Day,
            Window = new Window(1, 'y'),
            MinOrders = 3,
            From = new LocalDate(year, 12, 31),
            AsOf = new LocalDate(year + 1, 1, 3),
        });

        // In the base at the new year, no more a day later: the first of January a year before has left the window.
        report.Periods.Select(p => $"{Told.Iso(p.From)} {p.Movement.Start} {p.Movement.End} {p.Movement.Fallen}")
            .ShouldBe([$"{year}-12-31 1 1 0", $"{year + 1}-01-01 1 0 1", $"{year + 1}-01-02 0 0 0"]);
    }

    [Fact]
    public void Two_orders_a_year_make_no_regular() =>
        TestSales.Of(("ana", "2024-06-01"), ("ana", "2024-12-01")).Report(new ReportQuestion
        {
            Window = new Window(1, 'y'), MinOrders = 3, AsOf = new LocalDate(2025, 1, 1),
        }).Periods[^1].Movement.End.ShouldBe(0);

    [Fact]
    public void Worked_number_of_retention()
    {
        // 310 customers of January, 200 of them again in February with 190 new ones and 10 who had bought in November.
        var january = Enumerable.Range(0, 310).Select(i => Order($"old{i}", "2025-01-10"));
        var february = Enumerable.Range(0, 200).Select(i => Order($"old{i}", "2025-02-10"))
            .Concat(Enumerable.Range(0, 190).Select(i => Order($"new{i}", "2025-02-11")))
            .Concat(Enumerable.Range(0, 10).Select(i => Order($"back{i}", "2025-02-12")));
        var november = Enumerable.Range(0, 10).Select(i => Order($"back{i}", "2024-11-12"));
        var period = Whole([.. november, .. january, .. february], "2025-03-01").Period("2025-02-01");
        period.Movement.ShouldBe(new BaseMovement(310, 400, 200, 110, 0, 190, 0, 10));
        period.Movement.Lost.ShouldBe(110);
        period.Movement.RetentionRate.Percent().ShouldBe(64.5m);
        period.Movement.ChurnRate.Percent().ShouldBe(35.5m);
        period.Requested["churn_rate_of_end"].Rate!.Value.Percent().ShouldBe(27.5m);
        period.Requested["retention_rate_gross"].Rate!.Value.Percent().ShouldBe(67.7m);
        period.Requested.Asked("retention_rate_gross").ShouldBe("210/310");
        period.Requested.Asked("lifespan").ShouldBe("2.818182");
        period.Requested.Asked("resurrection_rate").ShouldBe("10/10");
    }

    [Fact]
    public void Worked_number_of_churn_of_end()
    {
        // 100 at the start, 30 of them lost, 34 new: 104 at the end.
        var period = Whole(
        [
            .. Enumerable.Range(0, 100).Select(i => Order($"c{i}", "2025-01-10")),
            .. Enumerable.Range(30, 104).Select(i => Order($"c{i}", "2025-02-10")),
        ], "2025-03-01").Period("2025-02-01");
        (period.Movement.Lost, period.Movement.End).ShouldBe((30, 104));
        period.Requested["churn_rate_of_end"].Rate!.Value.Percent().ShouldBe(28.8m);
    }

    [Fact]
    public void The_base_at_the_end_is_start_less_lost_plus_gained()
    {
        var orders = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 400]).List[1, 60];
        Gen.Select(orders, Gen.Int[0, 3], Gen.Int[1, 4]).Sample((facts, window, k) =>
        {
            var report = TestSales.Of([.. facts.Select(f => ($"c{f.Item1}", Told.Iso(new LocalDate(2024, 1, 1).PlusDays(f.Item2))))])
                .Report(new ReportQuestion
                {
                    MinOrders = k,
                    Window = window switch { 0 => null, 1 => new Window(45, 'd'), 2 => new Window(3, 'm'), _ => new Window(1, 'y') },
                });
            var before = 0L;
            foreach (var m in report.Periods.Select(p => p.Movement))
            {
                m.Start.ShouldBe(before);
                m.End.ShouldBe(m.Start - m.Lost + m.New + m.Risen + m.Returned);
                m.Lost.ShouldBe(m.Gone + m.Fallen);
                m.End.ShouldBe(m.Retained + m.New + m.Risen + m.Returned);
                (m.RetentionRate.Numerator + m.ChurnRate.Numerator).ShouldBe(m.Start);
                m.Retained.ShouldBeInRange(0, Math.Min(m.Start, m.End));
                if (k == 1)
                {
                    (m.Fallen, m.Risen).ShouldBe((0, 0));
                }

                before = m.End;
            }
        }, iter: 400);
    }

    [Fact]
    public void Fallen_and_risen_need_a_minimum_above_one()
    {
        var sales = TestSales.Of(
            ("ana", "2025-01-05"), ("ana", "2025-01-20"), ("ana", "2025-02-05"), // one order of two: fallen
            ("boris", "2025-01-05"), ("boris", "2025-02-05"), ("boris", "2025-02-06"), // had one: risen
            ("chen", "2025-01-05"), ("chen", "2025-01-06"), // gone
            ("dora", "2025-02-05"), ("dora", "2025-02-06"), // new
            ("eva", "2024-12-05"), ("eva", "2025-02-05"), ("eva", "2025-02-06"), // away in January: returned
            ("finn", "2025-01-05"), ("finn", "2025-01-06"), ("finn", "2025-02-05"), ("finn", "2025-02-05"), // retained
            ("gus", "2025-02-05")); // too few for the base, in none of the counts
        var question = new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) };
        sales.Report(question with { MinOrders = 2 }).Period("2025-02-01").Movement.ShouldBe(
            new BaseMovement(Start: 3, End: 4, Retained: 1, Gone: 1, Fallen: 1, New: 1, Risen: 1, Returned: 1));
        sales.Report(question).Period("2025-02-01").Movement.ShouldBe(
            new BaseMovement(Start: 4, End: 6, Retained: 3, Gone: 1, Fallen: 0, New: 2, Risen: 0, Returned: 1));
    }

    [Fact]
    public void Resurrection_counts_those_away_at_the_start()
    {
        // Ana, Boris and Chen bought in November and were away in December; Ana came back in January. Dora was active.
        var report = Whole([Order("ana", "2024-11-01"), Order("boris", "2024-11-02"), Order("chen", "2024-11-03"), Order("dora", "2024-12-04"),
            Order("ana", "2025-01-05"), Order("dora", "2025-01-05"), Order("eva", "2025-01-06")], "2025-02-01");
        report.Period("2025-01-01").Requested.Asked("resurrection_rate").ShouldBe("1/3");
    }

    [Fact]
    public void Observed_lifespan_is_the_mean_of_those_lost()
    {
        // Lost in February: Ana after 40 days, Boris after none. Chen stayed.
        NaiveOrder[] orders = [Order("ana", "2024-12-01"), Order("ana", "2025-01-10"), Order("boris", "2025-01-05"),
            Order("chen", "2025-01-05"), Order("chen", "2025-02-05"), Order("ana", "2025-03-11")];
        var report = Whole(orders, "2025-05-01");
        report.Period("2025-02-01").Requested.Asked("lifespan_observed_days").ShouldBe("20");
        report.Period("2025-02-01").Requested.Asked("lifespan").ShouldBe("1.5");

        // Ana came back and was lost again: in the mean of both, with all her days.
        report.Period("2025-04-01").Requested.Asked("lifespan_observed_days").ShouldBe("100");
        report.Period("2025-03-01").Requested.Asked("lifespan_observed_days").ShouldBe("31"); // Chen
    }

    [Fact]
    public void A_period_without_orders_loses_everybody_and_those_after_it_have_returned()
    {
        var report = Whole([Order("ana", "2025-01-10"), Order("boris", "2025-01-10"), Order("ana", "2025-03-10")], "2025-04-01");
        report.Period("2025-01-01").Movement.ShouldBe(new BaseMovement(0, 2, 0, 0, 0, 2, 0, 0));
        report.Period("2025-02-01").Movement.ShouldBe(new BaseMovement(2, 0, 0, 2, 0, 0, 0, 0));
        report.Period("2025-03-01").Movement.ShouldBe(new BaseMovement(0, 1, 0, 0, 0, 0, 0, 1));
    }

    [Fact]
    public void Where_nobody_was_lost_churn_is_zero_and_lifespan_is_not_available()
    {
        var period = Whole([Order("ana", "2025-01-10"), Order("ana", "2025-02-10")], "2025-03-01").Period("2025-02-01");
        period.Movement.ChurnRate.Value.ShouldBe(0m);
        period.Requested.Asked("lifespan").ShouldBe("-");
        period.Requested.Asked("lifespan_observed_days").ShouldBe("-");
        period.Requested.Asked("ltv_simple").ShouldBe("-");
    }

    [Fact]
    public void Worked_number_of_simple_lifetime_value()
    {
        // 310 at the start, 110 lost, 400 customers with orders of 25.00: 25.00 · 310/110, rounded once.
        var period = Whole(
        [
            .. Enumerable.Range(0, 310).Select(i => Order($"c{i}", "2025-01-10", 999)),
            .. Enumerable.Range(110, 400).Select(i => Order($"c{i}", "2025-02-10", 2500)),
        ], "2025-03-01").Period("2025-02-01");
        (period.Movement.Start, period.Movement.Lost, period.Customers, period.Revenue.ToString()).ShouldBe((310, 110, 400, "10000.00"));
        period.Requested.Asked("ltv_simple").ShouldBe("70.45");
    }

    private static NaiveOrder Order(string customer, string day, long net = 1000) => new(customer, Told.Day(day), net, 1000, null);

    private static Report Whole(IReadOnlyList<NaiveOrder> orders, string asOf) =>
        TestSales.Of(orders, []).Report(new ReportQuestion { AsOf = Told.Day(asOf), With = Variants });

    [Fact]
    public void The_base_over_the_year_is_that_of_a_window_of_a_year() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 1400]).Array[1, 120].Sample(orders =>
        {
            var sales = TestSales.Of([.. orders.Select(o =>
                ($"c{o.Item1}", Told.Iso(new LocalDate(2022, 1, 1).PlusDays(o.Item2))))]);
            foreach (var minOrders in new[] { 1, 2 })
            {
                var asOf = new LocalDate(2026, 1, 1);
                var year = sales.Report(new ReportQuestion
                {
                    AsOf = asOf, Period = PeriodKind.Year, Window = new Window(1, 'y'), MinOrders = minOrders,
                });
                var expected = orders.Min(o => o.Item2) > 730 ? (BaseMovement?)null : year.Periods[^1].Movement;
                sales.Report(new ReportQuestion { AsOf = asOf, MinOrders = minOrders }).OverTheYear.ShouldBe(expected);
            }
        }, iter: 200);
}
