using System.Globalization;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Insights;

/// <summary>Two stretches or two shops side by side; docs/metrics/comparison.md.</summary>
public sealed class ComparisonTests
{
    private static readonly ReportQuestion Monthly = new();

    // January to April, whole; May is not over.
    private const string Shop = """
        customer,date,order,quantity,price,store
        ana,2025-01-05,1,1,10.00,north
        boris,2025-01-06,2,1,20.00,south
        ana,2025-02-05,3,1,10.00,north
        chen,2025-02-07,4,2,5.00,south
        ana,2025-03-05,5,1,30.00,north
        chen,2025-03-06,6,1,6.00,south
        ana,2025-04-05,7,1,10.00,north
        ana,2025-04-06,8,1,12.00,north
        dora,2025-04-07,9,1,8.00,north
        ,2025-04-08,10,1,4.00,south
        dora,2025-04-09,9,-1,1.00,north
        ana,2025-05-02,11,1,9.00,north
        """;

    [Fact]
    public void Each_side_equals_a_report_over_its_stretch() =>
        Gen.Select(FactStoreTests.HistoryOver(FactStoreTests.ShortSpan, 8, 60), FactStoreTests.Question, Gen.Int[0, 5], Gen.Int[-40, 190])
            .Sample((history, question, kind, at) =>
            {
                if (!FactStoreTests.Answerable(history, question))
                {
                    return;
                }

                var shop = InsightsModule.Reports.Load(TestSales.Of(history.Orders, history.Returns).Reading());
                Comparison comparison;
                try
                {
                    comparison = shop.Compare(question, PeriodOf(kind, at));
                }
                catch (ReportRefusedException e)
                {
                    e.Code.ShouldBeOneOf("report.no_whole_period", "report.nothing_to_compare");
                    return;
                }

                foreach (var side in new[] { comparison.Main, comparison.Other })
                {
                    var report = shop.Answer(question with { From = side.From, To = side.To, AsOf = side.AsOf });
                    Text(side.Totals).ShouldBe(Text(report.Totals));
                    var whole = report.Periods.Where(p => !p.IsPartial).ToList();
                    side.RetentionRate.ShouldBe(new Ratio(whole.Sum(p => p.Movement.Retained), whole.Sum(p => p.Movement.Start)));
                    side.ChurnRate.ShouldBe(new Ratio(whole.Sum(p => p.Movement.Lost), whole.Sum(p => p.Movement.Start)));
                    (side.Periods, side.WholePeriods).ShouldBe((report.Periods.Count, whole.Count));
                    (side.From, side.To).ShouldBe((report.Periods[0].From, report.Periods[^1].To));
                    side.NewCustomers.ShouldBe(NewCustomers(history, side));
                }

                var moved = comparison.WhatMoved!;
                moved.Revenue.ShouldBe(comparison.Main.Totals.Revenue - comparison.Other.Totals.Revenue);
                (moved.Customers + moved.Frequency + moved.OrderValue + moved.Anonymous + moved.Returns).ShouldBe(moved.Revenue);
            }, iter: 150);

    [Fact]
    public void Without_from_and_to_the_last_whole_period_is_at_hand() =>
        Days(Compare("previous")).ShouldBe("2025-04-01..2025-05-01 2025-03-01..2025-04-01");

    [Fact]
    public void From_and_to_are_the_stretch_at_hand() =>
        Days(Compare("previous", Monthly with { From = Told.Day("2025-03-01"), To = Told.Day("2025-05-01") }))
            .ShouldBe("2025-03-01..2025-05-01 2025-01-01..2025-03-01");

    [Fact]
    public void A_year_ago_is_the_same_months_and_by_weeks_the_same_weekdays()
    {
        // 2024 is a leap year: 29 February 2024 belongs to the month of a year ago.
        var shop = TestSales.Of(("a", "2023-12-31"), ("a", "2024-02-29"), ("b", "2025-02-10"), ("b", "2025-03-20")).Reading();
        Days(InsightsModule.Reports.Load(shop).Compare(
            Monthly with { From = Told.Day("2025-02-01"), To = Told.Day("2025-03-01") }, ComparedPeriod.YearAgo))
            .ShouldBe("2025-02-01..2025-03-01 2024-02-01..2024-03-01");
        Days(InsightsModule.Reports.Load(shop).Compare(
            Monthly with { Period = PeriodKind.Week, From = Told.Day("2025-02-10"), To = Told.Day("2025-02-17") }, ComparedPeriod.YearAgo))
            .ShouldBe("2025-02-10..2025-02-17 2024-02-12..2024-02-19");
    }

    [Fact]
    public void Worked_example_of_a_comparison()
    {
        // April (ana twice, dora, one anonymous) beside March (ana, chen): March kept 2 of February's 2, April ana alone.
        var comparison = Compare("2025-03");
        InLines(comparison).ShouldBe(
        [
            "customers 2 2 0 0",
            "orders 4 2 2 1",
            "identified_orders 3 2 1 0.5",
            "revenue 33.00 36.00 -3.00 -0.083333",
            "average_order_value 8.50 18.00 -9.50 -0.527778",
            "purchase_frequency 1.5 1 0.5 0.5",
            "repeat_rate 1/2 0/2 0.5 -",
            "new_customers 1 0 1 -",
            "retention_rate 1/2 2/2 -0.5 -",
            "churn_rate 1/2 0/2 0.5 -",
            "time_between_orders 16 27.5 -11.5 -0.418182",
            "units_per_order 1 1 0 0",
        ]);
        var moved = comparison.WhatMoved!;
        string.Join(' ', moved.Before, moved.After, moved.Revenue, moved.Customers, moved.Frequency, moved.OrderValue, moved.Anonymous, moved.Returns)
            .ShouldBe(string.Join(' ', Told.Day("2025-03-01"), Told.Day("2025-04-01"), "-3.00", "0.00", "14.00", "-20.00", "4.00", "-1.00"));
    }

    [Fact]
    public void Pooled_retention_adds_up_the_whole_periods()
    {
        // February kept 1 of 2, March 2 of 2; April 1 of 2, and May, not over, is left out: 2/4 beside 3/4 without it.
        var comparison = Compare("2025-02-01..2025-04-01", Monthly with { From = Told.Day("2025-04-01") });
        comparison.Main.IsPartial.ShouldBeTrue();
        (comparison.Main.Periods, comparison.Main.WholePeriods).ShouldBe((2, 1));
        comparison.Main.RetentionRate.ShouldBe(new Ratio(1, 2));
        comparison.Other.RetentionRate.ShouldBe(new Ratio(3, 4));
        comparison.Other.ChurnRate.ShouldBe(new Ratio(1, 4));
    }

    [Fact]
    public void Groups_sum_to_the_difference_of_their_pooled_retention()
    {
        var comparison = Compare("2025-03", Monthly with { GroupBy = [OrderField.Store] });
        comparison.Groups.Select(g => $"{g.Value} {g.Main} {g.Other} {g.MainRevenue} {g.OtherRevenue} {g.RevenueChange}")
            .ShouldBe(["south 0/1 1/1 4.00 6.00 -2.00", "north 1/1 1/1 29.00 30.00 -1.00"]);
        comparison.Groups.Sum(g => g.Mix + g.Rate).ShouldBe(-0.5m);
    }

    [Fact]
    public void What_should_be_known_of_the_stretches_is_told()
    {
        Codes(Compare("2025-03")).ShouldBeEmpty();
        Codes(Compare("2025-04")).ShouldBe(["comparison.overlap"]);
        Codes(Compare("2025-02-10..2025-03-10")).ShouldBe(["comparison.widened", "comparison.unequal"]);
        Codes(Compare("2025-01")).ShouldBe(["comparison.data_begins"]);

        // The year reaches back before the data and past its end: partial, and 5 periods beside 1.
        var year = Compare("2025");
        year.Other.IsPartial.ShouldBeTrue();
        year.Main.IsPartial.ShouldBeFalse();
        Codes(year).ShouldBe(["comparison.overlap", "comparison.data_begins", "comparison.unequal"]);
        Compare("2024-11-01..2025-03-01").Other.IsPartial.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2024-12", "report.nothing_to_compare")]
    [InlineData("2025-06", "report.nothing_to_compare")]
    [InlineData("year-ago", "report.nothing_to_compare")]
    public void A_stretch_outside_the_data_is_refused(string period, string code) =>
        Should.Throw<ReportRefusedException>(() => Compare(period)).Code.ShouldBe(code);

    [Fact]
    public void A_report_without_a_whole_period_has_none_at_hand() =>
        Should.Throw<ReportRefusedException>(() => Compare("previous", Monthly with { Period = PeriodKind.Year }))
            .Code.ShouldBe("report.no_whole_period");

    [Fact]
    public void Two_shops_are_compared_over_their_own_stretches()
    {
        const string Other = "customer,date,order,quantity,price\nx,2024-01-01,1,1,5.00\nx,2024-01-11,2,1,5.00\ny,2024-02-20,3,1,5.00\n";
        var comparison = Load(Shop).Compare(Monthly, Load(Other));
        Days(comparison).ShouldBe("2025-01-01..2025-05-03 2024-01-01..2024-02-21");
        (comparison.To, comparison.Main.Totals.Customers, comparison.Other.Totals.Customers).ShouldBe((null, 4, 2));
        foreach (var (side, text) in new[] { (comparison.Main, Shop), (comparison.Other, Other) })
        {
            var report = Told.Report(text);
            Text(side.Totals).ShouldBe(Text(report.Totals));
            side.Overdue.ShouldBe(report.Overdue);
        }

        comparison.Figures.TakeLast(3).Select(f => f.Name).ShouldBe(["late_customers", "at_risk_customers", "money_at_stake"]);
        Codes(comparison).ShouldBe(["comparison.unequal"]);
    }

    [Fact]
    public void Money_of_two_currencies_stands_beside_each_other_and_is_not_subtracted()
    {
        static string In(string currency) => "customer,date,order,amount,currency,store\n" +
            $"a,2025-01-05,1,10.00,{currency},n\na,2025-01-08,2,10.00,{currency},n\n";
        var question = Monthly with { GroupBy = [OrderField.Store] };
        var comparison = Load(In("EUR")).Compare(question, Load(In("RON")));
        var revenue = comparison.Figures.Single(f => f.Name == "revenue");
        (revenue.Main.Amount!.Value.Currency.Code, revenue.Other.Amount!.Value.Currency.Code).ShouldBe(("EUR", "RON"));
        (revenue.Side(revenue.Main), revenue.Side(revenue.Other)).ShouldBe(("20.00\u00A0EUR", "20.00\u00A0RON"));
        var same = Load(In("EUR")).Compare(question, Load(In("EUR"))).Figures.Single(f => f.Name == "revenue");
        same.Side(same.Main).ShouldBe("20.00");
        comparison.Figures.Where(f => f.Form == FigureForm.Money).ShouldAllBe(f => f.Difference == default && f.Change == null);
        comparison.WhatMoved.ShouldBeNull();
        comparison.Groups.ShouldAllBe(g => g.RevenueChange == null);
        Codes(comparison).ShouldBe(["comparison.currencies"]);
        comparison.Notices[0].Detail.ShouldBe("EUR / RON");
        comparison.Figures.Single(f => f.Name == "orders").Difference.Number.ShouldBe(0);
    }

    private static Comparison Compare(string period, ReportQuestion? question = null)
    {
        ComparedPeriod.TryParse(period, out var to).ShouldBeTrue();
        return Load(Shop).Compare(question ?? Monthly, to);
    }

    private static ILoadedShop Load(string text) =>
        InsightsModule.Reports.Load(OrderFileTests.Read(text, new OrderFileOptions { Dimensions = [OrderField.Store] }));

    private static ComparedPeriod PeriodOf(int kind, int at)
    {
        if (kind < 2)
        {
            return kind == 0 ? ComparedPeriod.Previous : ComparedPeriod.YearAgo;
        }

        var from = new LocalDate(2019, 12, 25).PlusDays(at);
        ComparedPeriod.TryParse($"{Told.Iso(from)}..{Told.Iso(from.PlusDays(1 + (kind * 15)))}", out var period).ShouldBeTrue();
        return period;
    }

    private static int NewCustomers(FactStoreTests.History history, ComparedSide side) => history.Orders
        .Where(o => o.Customer is not null && o.Day < side.AsOf && !(o.CoveredDay < side.AsOf))
        .GroupBy(o => o.Customer).Count(g => g.Min(o => o.Day) is var first && first >= side.From && first < side.To);

    private static string Days(Comparison comparison) => string.Join(' ', new[] { comparison.Main, comparison.Other }
        .Select(s => $"{Told.Iso(s.From)}..{Told.Iso(s.To)}"));

    private static IEnumerable<string> Codes(Comparison comparison) => comparison.Notices.Select(n => n.Code);

    private static List<string> InLines(Comparison comparison) => [.. comparison.Figures.Select(f =>
        $"{f.Name} {One(f.Main)} {One(f.Other)} {One(f.Difference)} {Number(f.Change)}")];

    private static string One(MetricValue value) => value.Rate?.ToString() ?? value.Amount?.ToString() ?? Number(value.Number);

    private static string Number(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";

    private static string Text(Totals totals) => $"{totals with { Requested = null! }} " +
        string.Join(' ', totals.Requested.OrderBy(r => r.Key, StringComparer.Ordinal));
}
