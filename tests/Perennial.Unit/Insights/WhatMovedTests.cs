using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>Why revenue changed; docs/metrics/what-moved.md.</summary>
public sealed class WhatMovedTests
{
    [Fact]
    public void Worked_example_of_what_moved()
    {
        // 100 customers with two orders of 50.00; then 120 with 216 orders of 55.00: 96 with two, 24 with one.
        var before = Enumerable.Range(0, 200).Select(i => Order($"c{i % 100}", "2025-01-10", 5000));
        var after = Enumerable.Range(0, 216).Select(i => Order($"c{i % 120}", "2025-02-10", 5500));
        var moved = Moved([.. before, .. after], []);
        (moved.Before, moved.After).ShouldBe((new LocalDate(2025, 1, 1), new LocalDate(2025, 2, 1)));
        Parts(moved).ShouldBe("1880.00 = 1993.34 -1156.67 1043.33 0.00 0.00");
    }

    [Fact]
    public void Parts_sum_to_the_change_to_the_minor_unit()
    {
        var start = new LocalDate(2025, 1, 1);
        var customer = Gen.Int[-1, 9].Select(c => c < 0 ? null : $"c{c}");
        var day = Gen.Int[0, 58].Select(start.PlusDays);
        var order = Gen.Select(customer, day, Gen.Long[1, 9999], Gen.Int[0, 6], Gen.Int[0, 58]).Select((who, when, net, covered, later) =>
            new NaiveOrder(who, when, net, 1000, covered == 0 ? when.PlusDays(later) : null));
        var given = Gen.Select(customer, day, Gen.Long[1, 999]).Select((who, when, value) => new NaiveReturn(who, when, value));
        Gen.Select(order.List[1, 40], given.List[0, 5]).Sample((orders, returns) =>
        {
            var report = TestSales.Of([.. orders, Order("first", "2025-01-01", 1)], returns)
                .Report(new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) });
            var moved = report.WhatMoved!;
            new[] { moved.Customers, moved.Frequency, moved.OrderValue, moved.Anonymous, moved.Returns }
                .Sum(part => part.MinorUnits).ShouldBe(moved.Revenue.MinorUnits);
            moved.Revenue.MinorUnits.ShouldBe(report.Periods[1].Revenue.MinorUnits - report.Periods[0].Revenue.MinorUnits);
        }, iter: 400);
    }

    [Fact]
    public void Anonymous_orders_and_returns_are_parts_of_their_own()
    {
        var moved = Moved(
        [
            Order("ana", "2025-01-10", 1000), Order("ana", "2025-02-10", 1000),
            Order(null, "2025-01-11", 300), Order(null, "2025-02-11", 700), Order(null, "2025-02-12", 100),
        ],
        [new("ana", new LocalDate(2025, 1, 20), 50), new(null, new LocalDate(2025, 2, 20), 250)]);
        Parts(moved).ShouldBe("3.00 = 0.00 0.00 0.00 5.00 -2.00");
    }

    [Fact]
    public void The_value_of_a_covered_order_is_within_returns()
    {
        // An order of January given back in February: it is no order, its value comes and goes.
        var moved = Moved(
        [
            Order("ana", "2025-01-10", 1000), Order("ana", "2025-02-10", 1000),
            Order("boris", "2025-01-11", 300) with { CoveredDay = new LocalDate(2025, 2, 5) },
        ],
        [new("boris", new LocalDate(2025, 2, 5), 300)]);
        Parts(moved).ShouldBe("-6.00 = 0.00 0.00 0.00 0.00 -6.00");
    }

    [Fact]
    public void Where_a_period_has_no_customers_all_of_its_orders_are_theirs() =>
        Parts(Moved([Order(null, "2025-01-10", 1000), Order("ana", "2025-02-10", 700), Order("ana", "2025-02-11", 700)], []))
            .ShouldBe("4.00 = 14.00 0.00 0.00 -10.00 0.00");

    [Fact]
    public void A_partial_period_is_passed_over_and_one_whole_period_is_not_enough()
    {
        var sales = TestSales.Of(("ana", "2025-01-10"), ("ana", "2025-02-10"), ("ana", "2025-03-10"));
        sales.Report().WhatMoved!.After.ShouldBe(new LocalDate(2025, 2, 1));
        sales.Report(new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) }).WhatMoved!.After.ShouldBe(new LocalDate(2025, 3, 1));
        sales.Report(new ReportQuestion { From = new LocalDate(2025, 2, 1) }).WhatMoved.ShouldBeNull();
        sales.Report(new ReportQuestion { AsOf = new LocalDate(2025, 2, 20) }).WhatMoved.ShouldBeNull();
    }

    private static NaiveOrder Order(string? customer, string day, long net) => new(customer, Told.Day(day), net, 1000, null);

    private static WhatMoved Moved(IReadOnlyList<NaiveOrder> orders, IReadOnlyList<NaiveReturn> returns) =>
        TestSales.Of(orders, returns).Report(new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) }).WhatMoved!;

    private static string Parts(WhatMoved m) => $"{m.Revenue} = {m.Customers} {m.Frequency} {m.OrderValue} {m.Anonymous} {m.Returns}";
}
