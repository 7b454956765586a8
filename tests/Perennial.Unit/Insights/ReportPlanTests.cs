using Perennial.Analytics;
using Perennial.Insights.Contract;

namespace Perennial.Unit.Insights;

/// <summary>As of, from, to, partial, and questions that are refused.</summary>
public sealed class ReportPlanTests
{
    private const string Months = """
        customer,date,order,quantity,price
        ana,2025-01-15,1,1,10.00
        boris,2025-02-10,2,1,20.00
        ana,2025-03-12,3,1,30.00
        ana,2025-03-20,2,-1,5.00
        """;

    [Fact]
    public void The_default_as_of_is_the_day_after_the_last_counting_order()
    {
        Told.Report(Months).AsOf.ShouldBe(new LocalDate(2025, 3, 13)); // and not after the return of 20 March

        // Nor after an order that came to be covered.
        Told.Report(Months + "\nchen,2025-04-01,4,1,7.00\nchen,2025-04-02,4,-1,7.00").AsOf.ShouldBe(new LocalDate(2025, 3, 13));
    }

    [Fact]
    public void Facts_on_the_as_of_day_do_not_exist()
    {
        var report = Told.Report(Months, new ReportQuestion { AsOf = new LocalDate(2025, 2, 10) });
        (report.Totals.Orders, report.Totals.Customers, report.Totals.Revenue.ToString()).ShouldBe((1, 1, "10.00"));
        report.Rfm.RecencyDays.ShouldAllBe(d => d == null);
        report.Rfm.Cells.Sum(c => c.Customers).ShouldBe(1);
        report.Notices.ShouldContain(n => n.Code == "report.facts_after_as_of" && n.Count == 2 && n.Detail == "2025-02-10");

        // A day later they do.
        Told.Report(Months, new ReportQuestion { AsOf = new LocalDate(2025, 2, 11) }).Totals.Orders.ShouldBe(2);
    }

    [Fact]
    public void A_period_cut_by_the_as_of_day_is_partial()
    {
        var report = Told.Report(Months);
        report.Periods.Select(p => $"{Told.Iso(p.From)} {Told.Iso(p.To)} {p.IsPartial}")
            .ShouldBe(["2025-01-01 2025-02-01 False", "2025-02-01 2025-03-01 False", "2025-03-01 2025-03-13 True"]);
        var whole = Told.Report(Months, new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) });
        whole.Periods[^1].To.ShouldBe(new LocalDate(2025, 4, 1));
        whole.Periods[^1].IsPartial.ShouldBeFalse();
        Told.Report(Months, new ReportQuestion { AsOf = new LocalDate(2025, 4, 2) }).Periods[^1].From.ShouldBe(new LocalDate(2025, 4, 1));
    }

    [Fact]
    public void From_and_to_are_widened_to_whole_periods()
    {
        var report = Told.Report(Months, new ReportQuestion { From = new LocalDate(2025, 1, 20), To = new LocalDate(2025, 2, 11) });
        report.Periods.Select(p => Told.Iso(p.From)).ShouldBe(["2025-01-01", "2025-02-01"]);
        report.Totals.Orders.ShouldBe(2); // ana's of 15 January too
        report.Notices.Single(n => n.Code == "report.whole_periods").Detail.ShouldBe("2025-01-01 - 2025-03-01");

        // Whole already: nothing to widen and nothing to say. The day of --to is the first one not meant.
        var exact = Told.Report(Months, new ReportQuestion { From = new LocalDate(2025, 2, 1), To = new LocalDate(2025, 3, 1) });
        exact.Periods.Select(p => Told.Iso(p.From)).ShouldBe(["2025-02-01"]);
        exact.Notices.ShouldNotContain(n => n.Code == "report.whole_periods");
    }

    [Fact]
    public void From_and_to_take_no_history_away()
    {
        var all = Told.Report(Months);
        var march = Told.Report(Months, new ReportQuestion { From = new LocalDate(2025, 3, 1), With = ["returning_share"] });
        march.Periods.Single().Movement.ShouldBe(all.Periods[^1].Movement);
        march.Totals.Requested.Asked("returning_share").ShouldBe("1/1");
        march.Rfm.Cells.ShouldBe(all.Rfm.Cells);
        march.OrderLadder.ShouldBe(all.OrderLadder);
        march.Overdue.ShouldBe(all.Overdue);
        var january = Told.Report(Months, new ReportQuestion { To = new LocalDate(2025, 2, 1) });
        january.Cohorts.Single().Active.ShouldBe([1, 0, 1]);
    }

    [Fact]
    public void A_week_begins_where_the_question_says() =>
        Told.Report(Months, new ReportQuestion { Period = PeriodKind.Week, WeekStart = IsoDayOfWeek.Sunday, To = new LocalDate(2025, 1, 16) })
            .Periods.Select(p => $"{Told.Iso(p.From)} {Told.Iso(p.To)}").ShouldBe(["2025-01-12 2025-01-19"]);

    [Theory]
    [InlineData("2025-01-15", null, null, "report.as_of_before_data", "2025-01-15")]
    [InlineData("2131-01-01", null, null, "report.as_of_out_of_range", "2131-01-01")]
    [InlineData(null, "2025-04-01", null, "report.no_data_between", "2025-01-15 - 2025-03-12")]
    [InlineData(null, null, "2025-01-01", "report.no_data_between", "2025-01-15 - 2025-03-12")]
    [InlineData(null, "2025-03-01", "2025-02-01", "report.no_data_between", "2025-01-15 - 2025-03-12")]
    public void A_question_with_no_data_in_it_is_refused_with_a_reason(string? asOf, string? from, string? to, string code, string detail)
    {
        var refused = Should.Throw<ReportRefusedException>(() => Told.Report(Months, new ReportQuestion
        {
            AsOf = asOf is null ? null : Told.Day(asOf),
            From = from is null ? null : Told.Day(from),
            To = to is null ? null : Told.Day(to),
        }));
        (refused.Code, refused.Detail).ShouldBe((code, detail));
    }

    [Fact]
    public void A_shop_without_a_counting_order_has_no_report() =>
        Should.Throw<ReportRefusedException>(() => Told.Report("customer,date,order,quantity,price\na,2025-01-01,1,1,5\na,2025-01-02,1,-1,5\n"))
            .Code.ShouldBe("report.no_orders");

    [Fact]
    public void More_than_4_000_periods_are_refused_and_more_than_1_000_have_no_cohorts()
    {
        var sales = TestSales.Of(("ana", "2010-01-01"), ("ana", "2025-01-01"));
        Should.Throw<ReportRefusedException>(() => sales.Report(new ReportQuestion { Period = PeriodKind.Day }))
            .Code.ShouldBe("report.too_many_periods");
        var lastYear = sales.Report(new ReportQuestion { Period = PeriodKind.Day, From = new LocalDate(2024, 1, 1) });
        lastYear.Cohorts.ShouldBeEmpty();
        lastYear.Notices.ShouldContain(n => n.Code == "report.cohorts_left_out" && n.Count == 5480);
        sales.Report().Cohorts.Count.ShouldBe(1);
    }
}
