using System.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Insights;

/// <summary>A row a customer; docs/api/customers.md.</summary>
public sealed class CustomerListTests
{
    [Fact]
    public void Rows_equal_the_definitions_on_random_histories() =>
        Gen.Select(FactStoreTests.HistoryOver(FactStoreTests.ShortSpan, 9, 40), FactStoreTests.Question, Gen.Int[0, 3])
            .Sample((history, question, bits) =>
            {
                if (!FactStoreTests.Answerable(history, question))
                {
                    return;
                }

                var sales = TestSales.Of(history.Orders, history.Returns);
                var shop = new LoadedShop(sales.Reading(), FactStore.Load(sales, 1 << bits).Snapshot());
                var list = shop.Customers(question);
                LocalDate? from = question.LookBack is { } back ? list.AsOf.PlusDays(-back.Count) : null;
                list.Rows.ToList().ShouldBe(NaiveCustomers.Of(history.Orders, history.Returns, list.AsOf, from));
                list.Count.ShouldBe(list.Rows.Count());
            }, iter: 150);

    [Fact]
    public void Rows_are_the_same_while_news_wait_to_be_folded() =>
        FactStoreTests.HistoryOver(FactStoreTests.ShortSpan, 9, 40).Sample(history =>
        {
            if (!FactStoreTests.Answerable(history, new ReportQuestion()))
            {
                return;
            }

            var sales = TestSales.Of(history.Orders, history.Returns);
            var whole = new LoadedShop(sales.Reading(), FactStore.Load(sales).Snapshot());
            var half = sales.Orders.Count / 2;
            var store = FactStore.Load(new FactList(sales.CustomerCount, [.. sales.Orders.Take(half)], []), 2);
            new GrowingStore(store, sales.Orders.Take(half)).Append([.. sales.Orders.Skip(half)], sales.Returns);
            var late = new LoadedShop(sales.Reading(), store.Snapshot());
            late.Customers(new ReportQuestion()).Rows.ToList().ShouldBe([.. whole.Customers(new ReportQuestion()).Rows]);
        }, iter: 60);

    [Fact]
    public void The_list_sums_to_the_figures_of_the_report() =>
        FactStoreTests.HistoryOver(FactStoreTests.ShortSpan, 12, 60).Sample(history =>
        {
            if (!FactStoreTests.Answerable(history, new ReportQuestion()))
            {
                return;
            }

            var shop = InsightsModule.Reports.Load(TestSales.Of(history.Orders, history.Returns).Reading());
            var (report, rows) = (shop.Answer(new ReportQuestion()), shop.Customers(new ReportQuestion()).Rows.ToList());
            rows.Count.ShouldBe((int)report.Totals.Customers);
            rows.Sum(r => r.Orders).ShouldBe((int)report.Totals.IdentifiedOrders);
            foreach (var group in report.Rfm.Groups)
            {
                var mine = rows.Where(r => r.Rfm?.Group == group.Name).ToList();
                mine.Count.ShouldBe((int)group.Customers);
                mine.Sum(r => r.Revenue.MinorUnits).ShouldBe(group.Revenue.MinorUnits);
            }

            if (report.Overdue is not { } overdue)
            {
                rows.ShouldAllBe(r => r.State == null && r.OverdueRatio == null && r.UsualIntervalDays == null);
                return;
            }

            (Lateness State, long Customers, long Revenue)[] states =
            [
                (Lateness.OnTime, overdue.OnTime, overdue.Revenue.OnTime.MinorUnits),
                (Lateness.Late, overdue.Late, overdue.Revenue.Late.MinorUnits),
                (Lateness.AtRisk, overdue.AtRisk, overdue.Revenue.AtRisk.MinorUnits),
                (Lateness.LongGone, overdue.LongGone, overdue.Revenue.LongGone.MinorUnits),
            ];
            foreach (var (state, customers, revenue) in states)
            {
                rows.Count(r => r.State == state).ShouldBe((int)customers);
                rows.Where(r => r.State == state).Sum(r => r.Revenue.MinorUnits).ShouldBe(revenue);
            }
        }, iter: 60);

    // The shop's median gap is 10: ana is on time, boris late, chen at risk, dora long gone, all by (0 + 3·10)/3 = 10
    // but ana, who has the gaps.
    [Fact]
    public void Those_who_need_a_person_come_first()
    {
        var csv = Csv("""
            customer,date,order,amount
            ana,2025-01-01,1,10.00
            ana,2025-01-11,2,10.00
            ana,2025-01-21,3,500.00
            boris,2025-01-14,4,20.00
            chen,2025-01-05,5,30.00
            dora,2024-12-01,6,900.00
            """, new ReportQuestion { AsOf = new LocalDate(2025, 1, 26) });
        csv.ShouldStartWith("customer,first_order,last_order,orders,revenue,average_order_value,currency,usual_interval_days," +
            "days_since,overdue_ratio,state,r,f,m,rfm_group\n");
        csv[(csv.IndexOf('\n', StringComparison.Ordinal) + 1)..].ShouldBe("""
            chen,2025-01-05,2025-01-05,1,30.00,30.00,,10.0,21,2.10,at_risk,2,1,2,hibernating
            boris,2025-01-14,2025-01-14,1,20.00,20.00,,10.0,12,1.20,late,3,1,1,about_to_sleep
            dora,2024-12-01,2024-12-01,1,900.00,900.00,,10.0,56,5.60,long_gone,1,1,4,at_risk
            ana,2025-01-01,2025-01-21,3,520.00,173.33,,10.0,5,0.50,on_time,4,4,3,loyal

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_customer_outside_the_look_back_has_no_scores() => Csv("""
        customer,date,order,amount
        ana,2025-01-01,1,10.00
        boris,2025-03-01,2,20.00
        """, new ReportQuestion { LookBack = new Window(30, 'd') }).Split('\n')[1..3].ShouldBe(
        [
            "boris,2025-03-01,2025-03-01,1,20.00,20.00,,,1,,,1,1,1,lost",
            "ana,2025-01-01,2025-01-01,1,10.00,10.00,,,60,,,,,,",
        ]);

    [Fact]
    public void More_given_back_than_bought_is_a_negative_number_and_no_text() => Csv("""
        customer,date,order,quantity,price
        ana,2025-01-01,1,1,10.00
        ana,2025-01-02,2,-1,22.50
        """, new ReportQuestion { AsOf = new LocalDate(2025, 1, 3) }).Split('\n')[1].ShouldStartWith("ana,2025-01-01,2025-01-01,1,-12.50,10.00,");

    [Fact]
    public void Ids_that_look_like_formulas_are_text_and_read_back_as_they_were()
    {
        string[] ids =
        [
            "=HYPERLINK(\"http://x\",\"y\")", "+40722000111", "-5", "@cmd", "＝1+1", "＋7", "－7", "＠x", "''=two", "O'Neil", "'s-Gravenhage",
            "a,b", "say \"hi\"", "two\nlines", "Łucja 客户",
        ];
        var sales = TestSales.Of(ids.Select((id, i) => new NaiveOrder(id, new LocalDate(2025, 1, 1 + i), 1000, 1000, null)), []);
        var csv = Write(InsightsModule.Reports.Load(sales.Reading()).Customers(new ReportQuestion()));

        // No cell begins with a sign that is run, neither bare nor behind a quote.
        foreach (var line in csv.Split('\n').Where(l => l.Length > 0))
        {
            line.TrimStart('"')[0].ShouldNotBeOneOf('=', '+', '-', '@', '\0', '＝', '＋', '－', '＠');
        }

        csv.ShouldContain("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        csv.ShouldContain("\n'+40722000111,");
        csv.ShouldContain("\n'-5,");
        csv.ShouldContain("\nO'Neil,");

        var reading = OrderFileTests.Read(csv, new OrderFileOptions
        {
            Map = new Dictionary<OrderField, string> { [OrderField.Date] = "first_order", [OrderField.Amount] = "revenue", [OrderField.Order] = "-" },
        });
        reading.Counts.Rejected.ShouldBe(0);
        Enumerable.Range(0, reading.Sales.CustomerCount).Select(c => reading.Sales.Customers[c])
            .ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public void The_file_begins_with_the_mark_that_spreadsheets_know_utf8_by()
    {
        using var stream = new MemoryStream();
        CustomersCsv.Write(stream, InsightsModule.Reports.Load(TestSales.Of(("é", "2025-01-01")).Reading()).Customers(new ReportQuestion()),
            TestContext.Current.CancellationToken);
        stream.ToArray()[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
    }

    [Fact]
    public void An_id_longer_than_the_buffer_is_written_whole()
    {
        // A pair of surrogates stands across every place where it could be cut.
        var id = "x" + string.Concat(Enumerable.Repeat("😀", 40_000));
        var row = new CustomerRow(id, default, default, 1, default, null, null, 0, null, null, null);
        var lines = Write(new CustomerList(default, Perennial.Kernel.Currency.None, 2, [row, row])).Split('\n');
        lines.Count(l => l.StartsWith(id + ",", StringComparison.Ordinal)).ShouldBe(2);
    }

    private static string Csv(string orders, ReportQuestion? question = null) => Write(
        InsightsModule.Reports.Load(OrderFileTests.Read(orders, new OrderFileOptions())).Customers(question ?? new ReportQuestion()));

    private static string Write(CustomerList list)
    {
        using var stream = new MemoryStream();
        CustomersCsv.Write(stream, list, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF');
    }
}
