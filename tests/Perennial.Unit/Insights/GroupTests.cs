using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Stores, categories and others side by side; docs/metrics/groups.md.</summary>
public sealed class GroupTests
{
    [Fact]
    public void A_customer_is_new_to_a_group_with_her_first_order_there()
    {
        var report = By(OrderField.Store, """
            customer,date,order,amount,store
            ana,2025-01-03,1,10,North
            ana,2025-02-03,2,10,South
            boris,2025-01-04,3,10,North
            boris,2025-02-04,4,10,North
            """, "2025-03-01");
        report.Period("2025-02-01").Movement.ShouldBe(new BaseMovement(2, 2, 2, 0, 0, 0, 0, 0));
        Movement("North").ShouldBe(new BaseMovement(2, 1, 1, 1, 0, 0, 0, 0)); // Ana is lost to it
        Movement("South").ShouldBe(new BaseMovement(0, 1, 0, 0, 0, 1, 0, 0)); // and new here
        report.Groups.Sum(g => g.Totals.Customers).ShouldBe(3);
        report.Totals.Customers.ShouldBe(2);

        BaseMovement Movement(string store) => report.Group(store).Periods[1].Movement;
    }

    [Fact]
    public void An_order_with_two_categories_counts_in_both()
    {
        var report = By(OrderField.Category, """
            customer,date,order,quantity,price,category
            ana,2025-01-03,1,1,10.00,tea
            ana,2025-01-03,1,2,3.00,cups
            ana,2025-01-03,1,1,0.00,samples
            boris,2025-01-04,2,1,5.00,tea
            """);
        Groups(report).ShouldBe(["tea 2 15.00 7.50", "cups 1 6.00 6.00"]); // a part worth nothing is in no group
        report.Totals.Orders.ShouldBe(2);
    }

    [Fact]
    public void An_order_belongs_to_the_first_store_or_channel_that_its_rows_name() =>
        Groups(By(OrderField.Channel, """
            customer,date,order,amount,channel
            ana,2025-01-03,1,10,
            ana,2025-01-03,1,5,web
            ana,2025-01-03,1,5,till
            boris,2025-01-03,2,1,
            """)).ShouldBe(["web 1 20.00 20.00", " 1 1.00 1.00"]);

    [Fact]
    public void A_return_lowers_the_group_on_its_own_row()
    {
        var report = By(OrderField.Channel, """
            customer,date,order,quantity,price,channel
            ana,2025-01-03,1,2,10.00,web
            ana,2025-01-05,1,-1,4.00,till
            ana,2025-01-06,1,-1,3.00,
            boris,2025-01-07,2,1,1.00,web
            """);
        Groups(report).ShouldBe(["web 2 18.00 10.50", "till 0 -4.00 -"]); // the blank one goes to the order's
    }

    [Fact]
    public void Coverage_is_judged_on_the_whole_order()
    {
        // Only the tea of an order of tea and a pot was given back.
        var report = By(OrderField.Product, """
            customer,date,order,quantity,price,product
            ana,2025-01-03,1,1,10.00,tea
            ana,2025-01-03,1,1,20.00,pot
            ana,2025-01-05,1,-1,10.00,tea
            boris,2025-01-09,2,1,5.00,pot
            """);
        Groups(report).ShouldBe(["pot 2 25.00 12.50", "tea 1 0.00 10.00"]);

        // Given back whole, it counts in neither.
        var covered = By(OrderField.Product, """
            customer,date,order,quantity,price,product
            ana,2025-01-03,1,1,10.00,tea
            ana,2025-01-03,1,1,20.00,pot
            ana,2025-01-05,1,-1,10.00,tea
            ana,2025-01-06,1,-1,20.00,pot
            boris,2025-01-09,2,1,5.00,pot
            """);
        Groups(covered).ShouldBe(["pot 1 5.00 5.00", "tea 0 0.00 -"]);
    }

    [Fact]
    public void Groups_stand_by_revenue_the_largest_first_and_periods_are_those_of_the_report()
    {
        var report = By(OrderField.Store, """
            customer,date,order,amount,store
            ana,2025-01-03,1,10,A
            boris,2025-03-04,2,30,B
            chen,2025-03-04,3,10,C
            """);
        report.Groups.Select(g => g.Value).ShouldBe(["B", "A", "C"]);
        report.Groups.ShouldAllBe(g => g.Periods.Select(p => p.From).SequenceEqual(report.Periods.Select(p => p.From)));
    }

    [Fact]
    public void A_change_of_the_retention_rate_splits_over_the_groups_of_the_shop()
    {
        // In February, store A kept 50 of 100 and B 20 of 100; in March A kept 90 of 150 and B 10 of 50.
        var text = new System.Text.StringBuilder("customer,date,amount,store\n");
        Add("A", "2025-01-10", 0, 100);
        Add("A", "2025-02-10", 50, 150);
        Add("A", "2025-03-10", 110, 90);
        Add("B", "2025-01-10", 0, 100);
        Add("B", "2025-02-10", 80, 50);
        Add("B", "2025-03-10", 120, 10);
        var report = By(OrderField.Store, text.ToString(), "2025-04-01");
        report.RateMoved.Select(m => FormattableString.Invariant($"{m.Value} {m.Mix:0.0000} {m.Rate:0.0000} {m.RevenueChange}"))
            .ShouldBe(["A 0.1375 0.0625 -60.00", "B -0.0500 0.0000 -40.00"]);

        void Add(string store, string day, int first, int count)
        {
            foreach (var i in Enumerable.Range(first, count))
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{store}{i},{day},1,{store}\n");
            }
        }
    }

    [Fact]
    public void Where_a_period_has_nobody_at_its_start_no_rate_has_moved() =>
        By(OrderField.Store, "customer,date,amount,store\nana,2025-01-03,1,A\nana,2025-02-03,1,A\n", "2025-03-01").RateMoved.ShouldBeEmpty();

    private static Report By(OrderField field, string text, string? asOf = null) =>
        Told.Report(text, new ReportQuestion { GroupBy = [field], AsOf = asOf is null ? null : Told.Day(asOf) });

    // Value, orders, revenue, average order value.
    private static List<string> Groups(Report report) => [.. report.Groups.Select(g =>
        $"{g.Value} {g.Totals.Orders} {g.Totals.Revenue} {g.Totals.AverageOrderValue?.ToString() ?? "-"}")];
}
