using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using static Perennial.Unit.Commerce.Retold;

namespace Perennial.Unit.Commerce;

/// <summary>Square's items, Magento's orders grid and WooCommerce's Analytics, which are tables with a row a line or an order.</summary>
public sealed class ShopTableTests
{
    private const string SquareHeader =
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID," +
        "Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count," +
        "GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix\n";

    private const string MagentoHeader =
        "ID,\"Purchase Point\",\"Purchase Date\",\"Bill-to Name\"," +
        "\"Ship-to Name\",\"Grand Total (Base)\",\"Grand Total (Purchased)\",Status," +
        "\"Billing Address\",\"Shipping Address\",\"Shipping Information\",\"Customer Email\",\"Customer Group\",Subtotal," +
        "\"Shipping and Handling\",\"Customer Name\",\"Payment Method\",\"Total Refunded\"\n";

    private const string AnalyticsHeader =
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n";

    [Fact]
    public void Square_rows_are_worth_their_net_sales_with_tax()
    {
        var reading = Read(SquareHeader + Square("t1", "Latte", "2", "$8.00", "$0.64") + Square("t1", "Cake", "1", "\"$1,005.50\"", "$0.00"));
        Shape(reading).ShouldBe("square-items");
        Orders(reading).ShouldBe(["c1 2026-03-02 1014.14"]);
        Groups(reading, OrderField.Product).ShouldBe(["Cake: 1005.50", "Latte: 8.64"]);
        Groups(reading, OrderField.Category).ShouldBe(["Drinks: 1014.14"]);
        Groups(reading, OrderField.Store).ShouldBe(["Centre: 1014.14"]);
        Groups(reading, OrderField.Seller).ShouldBe(["Mia: 1014.14"]);
        Groups(reading, OrderField.Channel).ShouldBe(["Register: 1014.14"]);
        Facts(reading.Sales)[0].Units.ShouldBe(3000);
        Codes(reading).ShouldBe(["square.time_zone"]);
    }

    [Theory]
    [InlineData("-$8.00", "-$0.64")]
    [InlineData("($8.00)", "($0.64)")]
    public void Square_refunds_are_returns_on_their_day_and_cover_the_sale_of_their_transaction(string net, string tax)
    {
        var sale = SquareHeader + Square("t1", "Latte", "2", "$8.00", "$0.64");
        var refund = Square("t1", "Latte", "-2", net, tax, "Refund", "2026-03-09");
        var reading = Read(sale + refund + Square("t2", "Cake", "-1", "-$5.00", "$0.00", "Refund", "2026-03-10"));
        Orders(reading).ShouldBe(["c1 2026-03-02 8.64"]);
        Returns(reading).ShouldBe(["c1 2026-03-09 8.64", "c1 2026-03-10 5.00"]);
        Facts(reading.Sales)[0].CoveredDay.ShouldNotBe(OrderFact.NeverCovered);

        // The refund in next month's file, twice, is one return and leaves the sale where it is.
        var months = Read(sale, SquareHeader + refund, SquareHeader + refund);
        (months.Counts.Orders, months.Counts.Returns).ShouldBe((1, 1));
        Facts(months.Sales)[0].CoveredDay.ShouldNotBe(OrderFact.NeverCovered);
    }

    [Fact]
    public void A_refund_of_a_sale_that_is_in_none_of_the_files_covers_no_other()
    {
        var reading = Read(SquareHeader + Square("t1", "Cake", "1", "$2.00", "$0.00") +
            Square("t2", "Latte", "-1", "-$5.00", "$0.00", "Refund") + Square("t3", "Latte", "-1", "-$6.00", "$0.00", "Refund") +
            Square("t2", "Latte", "-1", "-$7.00", "$0.00", "Refund", "2026-03-09"));
        Facts(reading.Sales).Select(o => (o.Net, o.CoveredDay)).ShouldBe([(200, OrderFact.NeverCovered)]);
        reading.Counts.Returns.ShouldBe(3);
    }

    [Fact]
    public void Square_sales_and_refunds_are_the_same_after_their_location_was_renamed()
    {
        var sale = Square("t1", "Latte", "2", "$8.00", "$0.64");
        var refund = Square("t1", "Latte", "-2", "-$8.00", "-$0.64", "Refund", "2026-03-09");
        var later = (sale + refund + Square("t2", "Cake", "1", "$5.00", "$0.00")).Replace(",Centre,", ",Old Town,", StringComparison.Ordinal);
        var reading = Read(SquareHeader + sale + refund, SquareHeader + later);
        reading.Counts.Orders.ShouldBe(2);
        Returns(reading).ShouldBe(["c1 2026-03-09 8.64"]);
        Facts(reading.Sales).Count(o => o.CoveredDay != OrderFact.NeverCovered).ShouldBe(1);
    }

    [Fact]
    public void Square_customers_are_known_by_id_then_reference_then_name()
    {
        var reading = Read(SquareHeader + Square("t1", "Latte", "1", "$1.00", "", customer: ",Ana,") +
            Square("t2", "Latte", "1", "$1.00", "", customer: ",Ana,r-7") + Square("t3", "Latte", "1", "$1.00", "", customer: ",,") +
            Square("t4", "Latte", "1", "$1.00", "", customer: "c9,Ana,r-7"));
        Orders(reading).ShouldBe(["- 2026-03-02 1.00", "Ana 2026-03-02 1.00", "c9 2026-03-02 1.00", "r-7 2026-03-02 1.00"]);
    }

    [Fact]
    public void Square_events_that_nobody_knows_do_not_count() =>
        Warning(Read(SquareHeader + Square("t1", "Latte", "1", "$1.00", "", "Barter")), "order.status_unknown").First.Value.ShouldBe("Barter");

    [Fact]
    public void Square_dates_may_have_the_month_first()
    {
        Orders(Read(SquareHeader + Square("t1", "Latte", "1", "$1.00", "", date: "3/14/2026"))).ShouldBe(["c1 2026-03-14 1.00"]);
        Orders(Read(new OrderFileOptions { DateFormat = "d/M/yyyy" }, SquareHeader + Square("t1", "Latte", "1", "$1.00", "", date: "3/4/2026")))
            .ShouldBe(["c1 2026-04-03 1.00"]);
    }

    [Theory]
    [InlineData("$8.00", "eight", "amount.not_a_number", "Net Sales")]
    [InlineData("$0.64", "none", "amount.not_a_number", "Tax")]
    [InlineData(",2,", ",two,", "amount.not_a_number", "Qty")]
    [InlineData("2026-03-02", "2026-02-31", "date.impossible", "Date Time")]
    public void A_bad_square_row_is_told_mended_and_joins_its_order(string good, string bad, string code, string column)
    {
        var text = SquareHeader + Square("t1", "Cake", "1", "$5.00", "$0.00") +
            Square("t1", "Latte", "2", "$8.00", "$0.64").Replace(good, bad, StringComparison.Ordinal);
        var reading = Read(text);
        var warning = Warning(reading, code);
        (warning.Count, warning.First.Line, warning.First.Column).ShouldBe((1, 3, column));
        Orders(reading).ShouldBe(["c1 2026-03-02 5.00"]);
        Orders(Mend(text, (bad, good))).ShouldBe(["c1 2026-03-02 13.64"]);
    }

    [Fact]
    public void Magento_orders_are_worth_their_total_without_shipping_and_refunds()
    {
        var reading = Read(MagentoHeader + Magento("000000012", "1,234.50", "Processing", "34.50", "200.00") +
            Magento("000000013", "$60.00", "Closed", "10.00", "60.00") + Magento("000000014", "50.00", "Complete", "", ""));
        Shape(reading).ShouldBe("magento-orders");
        Orders(reading).ShouldBe(["ana@example.com 2026-03-02 1000.00", "ana@example.com 2026-03-02 50.00"]);
        Groups(reading, OrderField.Store).ShouldBe(["Main Website / Main Store / Default View: 1050.00"]);
        Codes(reading).ShouldBe(["refund.undated"]);
        Warning(reading, "refund.undated").Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Canceled")]
    [InlineData("Pending")]
    [InlineData("Pending Payment")]
    [InlineData("On Hold")]
    [InlineData("Payment Review")]
    [InlineData("suspected_fraud")]
    public void Magento_orders_that_are_not_through_do_not_count(string status)
    {
        var reading = Read(MagentoHeader + Magento("1", "50.00", status, "", "") + Magento("2", "50.00", "Complete", "", ""));
        reading.Counts.Orders.ShouldBe(1);
        Warning(reading, "order.no_sale").First.Value.ShouldBe(status);
    }

    [Fact]
    public void Magento_statuses_of_the_shops_own_are_named_and_guests_have_names()
    {
        var reading = Read(MagentoHeader + Magento("1", "50.00", "Packed", "", "") + Magento("2", "50.00", "Complete", "", "", email: ""));
        Orders(reading).ShouldBe(["ana pop 2026-03-02 50.00"]);
        Warning(reading, "order.status_unknown").First.Value.ShouldBe("Packed");
    }

    [Fact]
    public void A_bad_magento_row_can_be_mended_and_a_later_file_wins()
    {
        Orders(Mend(MagentoHeader + Magento("1", "fifty", "Complete", "", "") + Magento("2", "50.00", "Complete", "", ""), ("fifty", "50.00")))
            .Count.ShouldBe(2);
        Orders(Read(MagentoHeader + Magento("1", "50.00", "Complete", "", ""), MagentoHeader + Magento("1", "50.00", "Canceled", "", "")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Analytics_orders_are_worth_their_net_sales_and_customers_are_names()
    {
        var reading = Read(AnalyticsHeader + Analytics("727", "$2,200.00", "completed", "1900") + Analytics("728", "$9.00", "cancelled", "9") +
            Analytics("729", "$5.00", "processing", "5"));
        Shape(reading).ShouldBe("woocommerce-analytics");
        Orders(reading).ShouldBe(["Ana Pop 2026-03-02 1900.00", "Ana Pop 2026-03-02 5.00"]);
        Groups(reading, OrderField.Channel).ShouldBe(["Organic: 1905.00"]);
        Codes(reading).ShouldBe(["customer.by_name", "order.no_sale", "woocommerce.analytics"], ignoreOrder: true);
    }

    [Fact]
    public void Analytics_refunds_are_returns_of_their_order()
    {
        var reading = Read(AnalyticsHeader + Analytics("727", "$20.00", "completed", "20") +
            Analytics("727", "-$20.00", "refunded", "-20", "2026-03-05 10:00:00"));
        Orders(reading).ShouldBe(["Ana Pop 2026-03-02 20.00"]);
        Returns(reading).ShouldBe(["Ana Pop 2026-03-05 20.00"]);
        Facts(reading.Sales)[0].CoveredDay.ShouldNotBe(OrderFact.NeverCovered);
    }

    [Fact]
    public void Without_the_plain_column_the_formatted_one_is_read() =>
        Orders(Read(AnalyticsHeader.Replace(",Net Sales", ",Nothing", StringComparison.Ordinal) + 
            Analytics("727", "\"€1,200.50\"", "completed", "x")))
            .ShouldBe(["Ana Pop 2026-03-02 1200.50"]);

    [Fact]
    public void A_table_of_no_known_system_with_statuses_says_that_they_are_not_read() =>
        Warning(Read("Дата,Заказ,Покупатель,Сумма,Статус\n2026-03-01,1,Ана,5,completed\n2026-03-01,2,Ана,5,cancelled\n"), "status.not_read")
            .First.ShouldBe(new FileProblem("status.not_read", "1", 1, "Статус", "completed"));

    [Theory]
    [InlineData("square-items")]
    [InlineData("magento-orders")]
    [InlineData("woocommerce-analytics")]
    public void The_same_file_twice_changes_nothing_also_behind_a_mark_and_packed(string shape)
    {
        var text = shape switch
        {
            "square-items" => SquareHeader + Square("t1", "Latte", "2", "$8.00", "$0.64") +
                Square("t1", "Latte", "-1", "-$4.00", "-$0.32", "Refund"),
            "magento-orders" => MagentoHeader + Magento("1", "50.00", "Complete", "", ""),
            _ => AnalyticsHeader + Analytics("727", "$20.00", "completed", "20"),
        };
        var twice = Read(text, "\uFEFF" + text);
        twice.Understood.ShouldAllBe(u => u.Shape == shape);
        (twice.Counts.Orders, twice.Counts.Returns).ShouldBe((1, shape == "square-items" ? 1 : 0));
        ReadGzip(text).Counts.Orders.ShouldBe(1);
    }

    [Fact]
    public void A_file_of_each_shop_is_one_history()
    {
        var reading = Read(SquareHeader + Square("t1", "Latte", "2", "$8.00", "$0.64"), MagentoHeader + Magento("1", "50.00", "Complete", "", ""),
            AnalyticsHeader + Analytics("727", "$20.00", "completed", "20"), "customer,date,amount\nana,2026-03-01,10\n");
        reading.Counts.Orders.ShouldBe(4);
        reading.Understood.Select(u => u.Shape).ShouldBe(["square-items", "magento-orders", "woocommerce-analytics", "plain"]);
    }

    [Fact]
    public void Shop_tables_with_bytes_spoilt_are_read_or_refused() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3000], Gen.Byte, Gen.Int[0, 3000], Gen.Byte).Sample(t =>
        {
            var bytes = Encoding.UTF8.GetBytes(t.Item1 switch
            {
                0 => SquareHeader + Square("t1", "Latte", "2", "$8.00", "$0.64") + Square("t2", "Latte", "-1", "-$4.00", "", "Refund"),
                1 => MagentoHeader + Magento("1", "50.00", "Complete", "", "") + Magento("2", "9.00", "Pending", "", ""),
                _ => AnalyticsHeader + Analytics("727", "$20.00", "completed", "20") + Analytics("728", "$20.00", "failed", "20"),
            });
            bytes[t.Item2 % bytes.Length] = t.Item3;
            bytes[t.Item4 % bytes.Length] = t.Item5;
            Read(new OrderFileOptions(), bytes);
        }, iter: 100);

    private static string Square(string transaction, string item, string quantity, string net, string tax, string kind = "Payment",
        string date = "2026-03-02", string customer = "c1,Ana,") =>
        $"{date},10:15:00,Eastern Time,Drinks,{item},{quantity},Regular,SKU,,{net},$0.00,{net},{tax},{transaction},p-{transaction}{kind},Till 1,," +
        $"https://example.com,{kind},Centre,,{customer},ea,1,,Physical Good,,Mia,,Register,tok,Visa,4242\n";

    private static string Magento(string id, string total, string status, string shipping, string refunded, string email = "Ana@example.com") =>
        $"{id},\"Main Website\n Main Store\n  Default View\",\"2026-03-02 10:00:00\",Ana,Ana,\"{total}\",\"{total}\",{status}," +
        $"a,a,s,{email},General,1.00," +
        $"{shipping},Ana Pop,cod,{refunded}\n";

    private static string Analytics(string number, string formatted, string status, string net, string date = "2026-03-02 10:00:00") =>
        $"{date},{number},{(formatted.Contains(',', StringComparison.Ordinal) && formatted[0] != '"' ? $"\"{formatted}\"" : formatted)}," +
        $"{status},Ana Pop,new," +
        $"\"2× Tea, 1× Cup\",{(net.StartsWith('-') ? "-3" : "3")},,{net},Organic\n";
}
