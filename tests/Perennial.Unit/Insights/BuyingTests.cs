using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Orders, money, repeats, gaps; docs/metrics/buying.md.</summary>
public sealed class BuyingTests
{
    [Fact]
    public void Worked_number_of_buying()
    {
        var totals = Told.Report("""
            customer,date,order,amount
            ana,2025-01-03,1,25.00
            boris,2025-01-10,2,40.00
            ,2025-01-11,3,15.00
            ana,2025-01-11,4,-10.00
            """).Totals;
        (totals.Orders, totals.IdentifiedOrders, totals.Customers).ShouldBe((3, 2, 2));
        (totals.Revenue.ToString(), totals.AverageOrderValue.ToString()).ShouldBe(("70.00", "26.67"));
        totals.PurchaseFrequency.ShouldBe(1m);
        totals.RepeatRate.ToString().ShouldBe("0/2");
        totals.RepeatRate.Value.ShouldBe(0m);
    }

    [Fact]
    public void Revenue_is_net_of_the_periods_returns()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,4,10.00
            ana,2025-01-20,1,-1,10.00
            ,2025-01-21,C2,-1,2.00
            ana,2025-02-03,3,1,10.00
            ana,2025-02-04,1,-1,10.00
            """, new ReportQuestion { With = ["customer_value"], AsOf = new LocalDate(2025, 3, 1) });
        report.Periods.Select(p => p.Revenue.ToString()).ShouldBe(["28.00", "0.00"]);

        // What orders are worth knows no returns.
        report.Periods.Select(p => p.AverageOrderValue.ToString()).ShouldBe(["40.00", "10.00"]);
        report.Periods.Select(p => p.Requested.Asked("customer_value")).ShouldBe(["40.00", "10.00"]);
    }

    [Fact]
    public void Two_bottles_in_one_order_are_two_units()
    {
        // Detergent: two bottles in one order, each month.
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,2,6.00
            ana,2025-02-03,2,2,6.00
            ana,2025-03-03,3,2,6.00
            """, new ReportQuestion { With = ["units_per_customer"] });
        (report.Totals.Orders, report.Totals.UnitsPerOrder).ShouldBe((3, 2m));
        report.Totals.PurchaseFrequency.ShouldBe(3m);
        report.Totals.Requested.Asked("units_per_customer").ShouldBe("6");
        report.Periods[0].Orders.ShouldBe(1);
    }

    [Fact]
    public void Two_orders_on_one_day_make_a_repeat_buyer_and_no_gap()
    {
        var totals = TestSales.Of(("ana", "2025-01-03"), ("ana", "2025-01-03")).Report().Totals;
        totals.RepeatRate.ToString().ShouldBe("1/1");
        totals.TimeBetweenOrdersDays.Median.ShouldBeNull();
    }

    [Fact]
    public void A_repeat_within_the_period_is_asked_for_and_not_one_before_it()
    {
        var report = TestSales.Of(("ana", "2025-01-03"), ("ana", "2025-02-03"), ("boris", "2025-02-03"), ("boris", "2025-02-28"))
            .Report(new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) });
        report.Periods.Select(p => p.RepeatRate.ToString()).ShouldBe(["0/1", "1/2"]);
        report.Totals.RepeatRate.ToString().ShouldBe("2/2");
    }

    [Fact]
    public void Returning_share_counts_those_who_came_before()
    {
        var report = TestSales.Of(("ana", "2025-01-03"), ("ana", "2025-03-03"), ("boris", "2025-02-03"),
            ("boris", "2025-03-04"), ("chen", "2025-03-05"))
            .Report(new ReportQuestion { With = ["returning_share"], From = new LocalDate(2025, 2, 1) });
        report.Periods.Select(p => p.Requested.Asked("returning_share")).ShouldBe(["0/1", "2/3"]);
        report.Totals.Requested.Asked("returning_share").ShouldBe("1/3"); // Boris came within the stretch
    }

    [Fact]
    public void Lifetime_repeat_rate_grows_with_history()
    {
        var report = TestSales.Of(("ana", "2025-01-03"), ("boris", "2025-01-04"), ("ana", "2025-02-03"),
            ("chen", "2025-03-03"), ("boris", "2025-03-04"))
            .Report(new ReportQuestion { With = ["repeat_rate_lifetime"], From = new LocalDate(2025, 2, 1) });
        report.Periods.Select(p => p.Requested.Asked("repeat_rate_lifetime")).ShouldBe(["1/2", "2/3"]);
        report.Totals.Requested.Asked("repeat_rate_lifetime").ShouldBe("2/3");
    }

    [Fact]
    public void Second_order_rate_asks_only_those_observed_long_enough()
    {
        var report = TestSales.Of(
            ("ana", "2025-01-10"), ("ana", "2025-04-10"), // day 90
            ("boris", "2025-01-10"), ("boris", "2025-04-11"), // day 91
            ("chen", "2025-01-10"),
            ("dora", "2025-01-12")) // whose day 90 is the as-of day itself
            .Report(new ReportQuestion { With = ["second_order_rate_90d"], AsOf = new LocalDate(2025, 4, 12) });
        report.Period("2025-01-01").Requested.Asked("second_order_rate_90d").ShouldBe("1/3");
        report.Period("2025-02-01").Requested.Asked("second_order_rate_90d").ShouldBe("0/0");
        report.Totals.Requested.Asked("second_order_rate_90d").ShouldBe("1/3");
    }

    [Fact]
    public void A_second_order_on_the_day_of_the_first_is_in_time() =>
        TestSales.Of(("ana", "2025-01-10"), ("ana", "2025-01-10"))
            .Report(new ReportQuestion { With = ["second_order_rate_1d"], AsOf = new LocalDate(2025, 1, 12) })
            .Totals.Requested.Asked("second_order_rate_1d").ShouldBe("1/1");

    [Fact]
    public void Historic_value_is_all_net_value_to_date_a_customer()
    {
        var report = Told.Report("""
            customer,date,order,amount
            ana,2025-01-03,1,10.00
            boris,2025-01-04,2,20.00
            ,2025-01-05,3,99.00
            ana,2025-02-03,4,5.00
            ana,2025-02-04,5,-5.00
            """, new ReportQuestion { With = ["ltv_historic"], From = new LocalDate(2025, 1, 1) });
        report.Periods.Select(p => p.Requested.Asked("ltv_historic")).ShouldBe(["15.00", "17.50"]);
        report.Totals.Requested.Asked("ltv_historic").ShouldBe("17.50");
    }

    [Fact]
    public void A_gap_belongs_to_the_stretch_in_which_it_ends()
    {
        // Gaps of 10 days within January, and of 30 from January to February.
        var sales = TestSales.Of(("ana", "2025-01-05"), ("ana", "2025-01-15"), ("ana", "2025-02-14"));
        Gaps(new ReportQuestion { To = new LocalDate(2025, 2, 1) }).ShouldBe("10 10 10");
        Gaps(new ReportQuestion { From = new LocalDate(2025, 2, 1) }).ShouldBe("30 30 30");
        Gaps(new ReportQuestion()).ShouldBe("15 20 25");

        string Gaps(ReportQuestion question)
        {
            var gaps = sales.Report(question).Totals.TimeBetweenOrdersDays;
            return FormattableString.Invariant($"{gaps.P25:0.##} {gaps.Median:0.##} {gaps.P75:0.##}");
        }
    }

    [Fact]
    public void The_order_ladder_counts_orders_and_not_days()
    {
        // Ana's second order is on the day of the first, her third 8 days later; Boris's second 5 days after.
        var ladder = TestSales.Of(("ana", "2025-01-03"), ("ana", "2025-01-03"), ("ana", "2025-01-11"),
            ("boris", "2025-01-03"), ("boris", "2025-01-08"), ("chen", "2025-01-09")).Report().OrderLadder;
        ladder.Count.ShouldBe(10);
        ladder[0].ShouldBe(new LadderStep(1, 3, 2, 2.5m));
        ladder[1].ShouldBe(new LadderStep(2, 2, 1, 8m));
        ladder[2].ShouldBe(new LadderStep(3, 1, 0, null));
        ladder[9].ShouldBe(new LadderStep(10, 0, 0, null));
    }
}
