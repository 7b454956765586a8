using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>What counts, and when; docs/metrics/README.md.</summary>
public sealed class GroundRulesTests
{
    [Fact]
    public void An_order_worth_nothing_does_not_count()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,2,5.00
            ana,2025-01-03,1,1,-7.00
            boris,2025-01-04,2,3,0.00
            chen,2025-01-05,3,0,9.00
            """);
        report.Totals.Orders.ShouldBe(1);
        report.Totals.Customers.ShouldBe(1);
        report.Totals.Revenue.ToString().ShouldBe("10.00");
        report.Totals.UnitsPerOrder.ShouldBe(2m); // nor do lines given free or for less than nothing add units
    }

    [Fact]
    public void An_anonymous_order_counts_in_orders_and_revenue_and_in_no_customer_figure()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,1,1,10.00
            ,2025-01-04,2,5,20.00
            ,2025-01-09,3,1,30.00
            """, new ReportQuestion { With = ["customer_value", "units_per_customer", "repeat_rate_lifetime"] });
        var totals = report.Totals;
        (totals.Orders, totals.IdentifiedOrders, totals.Customers).ShouldBe((3, 1, 1));
        (totals.Revenue.ToString(), totals.AverageOrderValue.ToString()).ShouldBe(("140.00", "46.67"));
        totals.UnitsPerOrder.ShouldBe(2.333333m);
        totals.PurchaseFrequency.ShouldBe(1m);
        totals.RepeatRate.ToString().ShouldBe("0/1");
        totals.Requested.Asked("customer_value").ShouldBe("10.00");
        totals.Requested.Asked("units_per_customer").ShouldBe("1");
        totals.Requested.Asked("repeat_rate_lifetime").ShouldBe("0/1");
        totals.TimeBetweenOrdersDays.Median.ShouldBeNull();
        report.Cohorts.Sum(c => c.Size).ShouldBe(1);
        report.OrderLadder[0].Reached.ShouldBe(1);
        report.Rfm.Cells.Sum(c => c.Customers).ShouldBe(1);
        report.Reading.Counts.AnonymousOrders.ShouldBe(2);
    }

    [Fact]
    public void A_return_lowers_revenue_on_its_own_day()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-30,1,3,10.00
            boris,2025-02-03,2,1,4.00
            ana,2025-02-10,1,-1,10.00
            boris,2025-03-01,3,1,1.00
            """);
        report.Periods.Select(p => p.Revenue.ToString()).ShouldBe(["30.00", "-6.00", "1.00"]);
        report.Periods.Select(p => p.Orders).ShouldBe([1, 1, 1]);
        report.Periods.Select(p => p.AverageOrderValue.ToString()).ShouldBe(["30.00", "4.00", "1.00"]);
        report.Totals.Revenue.ToString().ShouldBe("25.00");
    }

    [Fact]
    public void A_covered_order_counts_nowhere_and_its_revenue_stays()
    {
        const string Text = """
            customer,date,order,quantity,price
            ana,2025-03-03,1,2,10.00
            boris,2025-03-04,2,1,5.00
            ana,2025-05-20,1,-2,10.00
            boris,2025-05-31,3,1,5.00
            """;
        var asOfJune = Told.Report(Text, new ReportQuestion { AsOf = new LocalDate(2025, 6, 1) });
        (asOfJune.Totals.Customers, asOfJune.Totals.Orders).ShouldBe((1, 2));
        asOfJune.Period("2025-03-01").Customers.ShouldBe(1);
        asOfJune.Periods.Select(p => p.Revenue.ToString()).ShouldBe(["25.00", "0.00", "-15.00"]);
        asOfJune.Rfm.Cells.Sum(c => c.Customers).ShouldBe(1);

        // As of April nobody has given anything back.
        var asOfApril = Told.Report(Text, new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) });
        asOfApril.Period("2025-03-01").Customers.ShouldBe(2);
        asOfApril.Period("2025-03-01").Revenue.ToString().ShouldBe("25.00");

        // On the very day of the return it has not happened yet, the day after it has.
        Told.Report(Text, new ReportQuestion { AsOf = new LocalDate(2025, 5, 20) }).Totals.Customers.ShouldBe(2);
        Told.Report(Text, new ReportQuestion { AsOf = new LocalDate(2025, 5, 21) }).Totals.Customers.ShouldBe(1);
    }

    [Fact]
    public void A_partial_return_covers_nothing()
    {
        var report = Told.Report("customer,date,order,quantity,price\nana,2025-03-03,1,2,10.00\nana,2025-03-05,1,-1,19.99\n",
            new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) });
        (report.Totals.Orders, report.Totals.AverageOrderValue.ToString(), report.Totals.Revenue.ToString()).ShouldBe((1, "20.00", "0.01"));
    }

    [Fact]
    public void A_return_under_another_number_covers_nothing()
    {
        var report = Told.Report("""
            customer,date,order,quantity,price
            ana,2025-01-03,536365,2,10.00
            ana,2025-01-09,C536379,-2,10.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 2, 1) });
        (report.Totals.Orders, report.Totals.Customers, report.Totals.Revenue.ToString()).ShouldBe((1, 1, "0.00"));
    }

    [Fact]
    public void Zero_of_zero_is_not_available()
    {
        // Only an anonymous order in February: no customer to divide by.
        var report = Told.Report("customer,date,order,amount\nana,2025-01-03,1,10\n,2025-02-03,2,10\n", new ReportQuestion
        {
            AsOf = new LocalDate(2025, 3, 1),
            With = ["retention_rate_gross", "churn_rate_of_end", "resurrection_rate", "lifespan", "lifespan_observed_days", "ltv_simple",
                "returning_share", "customer_value", "units_per_customer", "second_order_rate_90d"],
        });
        var january = report.Period("2025-01-01");
        january.Movement.RetentionRate.Value.ShouldBeNull();
        january.Movement.ChurnRate.Value.ShouldBeNull();
        january.Requested.Asked("retention_rate_gross").ShouldBe("0/0");
        january.Requested["resurrection_rate"].Rate!.Value.Value.ShouldBeNull();
        january.Requested.Asked("lifespan").ShouldBe("-");
        january.Requested.Asked("lifespan_observed_days").ShouldBe("-");
        january.Requested.Asked("ltv_simple").ShouldBe("-");
        january.Requested["second_order_rate_90d"].Rate!.Value.Value.ShouldBeNull();
        var february = report.Period("2025-02-01");
        february.PurchaseFrequency.ShouldBeNull();
        february.RepeatRate.Value.ShouldBeNull();
        february.Requested["returning_share"].Rate!.Value.Value.ShouldBeNull();
        february.Requested.Asked("churn_rate_of_end").ShouldBe("1/0");
        february.Requested["churn_rate_of_end"].Rate!.Value.Value.ShouldBeNull();
        february.Requested.Asked("customer_value").ShouldBe("-");
        february.Requested.Asked("units_per_customer").ShouldBe("-");
        report.Totals.UnitsPerOrder.ShouldBeNull(); // the file has no quantities
        report.Overdue.ShouldBeNull();
    }
}
