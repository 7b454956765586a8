using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using static Perennial.Unit.Commerce.Retold;

namespace Perennial.Unit.Commerce;

/// <summary>Shopify's orders export: order fields on the first row, one row a line, refunds without a date.</summary>
public sealed class ShopifyTests
{
    private const string Header =
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total," +
        "Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price," +
        "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name," +
        "Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country," +
        "Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip," +
        "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference," +
        "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name," +
        "Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number," +
        "Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References\n";

    private const string Sample = Header +
        "#1001,ana.pop@example.com,partially_refunded,2026-03-02 10:15:04 +0200,fulfilled,2026-03-03 09:00:00 +0200,yes,RON,180.00," +
        "15.00,31.13,195.00,BACK10,20.00,Courier,2026-03-02 10:14:58 +0200,2,\"Soap, lavender - 100 g\",50.00,,SOAP-L,true,true," +
        "fulfilled,Ana Pop,,,,,Cluj-Napoca,'400001,,RO,,,,,,,,,,,,,,,Shopify Payments,,50.00,Acme,0.00,,,,5550001,,Low,web,0.00," +
        "TVA 19%,31.13,,,,,,,,,+40700000001,,,,,,,,\n" +
        "#1001,ana.pop@example.com,,,,,,,,,,,,,,2026-03-02 10:14:58 +0200,1,Gift box,100.00,,BOX-1,true,true,fulfilled,,,,,,,,,,,,,,,,,,,,,,,,," +
        ",,Acme,,,,,,,,,0.00,,,,,,,,,,,,,,,,,,,\n";

    // The columns that tests vary.
    private static readonly string[] Short =
    [
        "Name", "Email", "Financial Status", "Currency", "Shipping", "Total", "Created at", "Lineitem quantity", "Lineitem name",
        "Lineitem price", "Lineitem sku", "Lineitem discount", "Cancelled at", "Refunded Amount", "Id", "Location", "Employee", "Source",
        "Phone", "Billing Phone", "Billing Name", "Billing Country", "Shipping Country",
    ];

    private static readonly OrderFileOptions Bucharest = new() { Zone = DateTimeZoneProviders.Tzdb["Europe/Bucharest"] };

    [Fact]
    public void The_order_is_worth_its_total_without_shipping_and_refunds()
    {
        var reading = Read(Bucharest, Sample);
        Shape(reading).ShouldBe("shopify-orders");
        Orders(reading).ShouldBe(["ana.pop@example.com 2026-03-02 130.00"]);
        reading.Counts.ShouldBe(new ReadCounts(1, 2, 2, 0, 1, 1, 0, 0));
        Groups(reading, OrderField.Product).ShouldBe(["Gift box: 65.00", "Soap, lavender - 100 g: 65.00"]);
        Groups(reading, OrderField.Channel).ShouldBe(["web: 130.00"]);
        Groups(reading, OrderField.Country).ShouldBe(["RO: 130.00"]);
        Facts(reading.Sales)[0].Units.ShouldBe(3000);
        reading.Sales.Currency.Code.ShouldBe("RON");
        Codes(reading).ShouldBe(["refund.undated"]);
    }

    [Fact]
    public void The_owner_sees_which_of_the_columns_were_read()
    {
        var text = Read(Sample).Understood.Single();
        text.Columns[OrderField.Amount].ShouldBe("Total - Shipping - Refunded Amount");
        text.Columns[OrderField.Email].ShouldBe("Email, Phone, Billing Phone");
        text.Columns[OrderField.Date].ShouldBe("Created at");
        text.Unused.ShouldContain("Payment References");
        text.Unused.ShouldNotContain("Total");
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_case_and_after_a_byte_order_mark()
    {
        var columns = Header.TrimEnd().Split(',');
        var turned = string.Join(',', columns.Reverse()).ToUpperInvariant() + "\n" + string.Concat(Sample.Split('\n')[1..3].Select(r =>
            string.Join(',', r.Replace("\"Soap, lavender - 100 g\"", "Soap", StringComparison.Ordinal).Split(',').Reverse()) + "\n"));
        Orders(Read(Bucharest, "\uFEFF" + turned)).ShouldBe(["ana.pop@example.com 2026-03-02 130.00"]);
    }

    [Fact]
    public void An_old_export_that_ends_with_the_taxes_is_read_alike()
    {
        var columns = Header.TrimEnd().Split(',').Length - 9;
        var old = string.Join('\n', Sample.TrimEnd().Split('\n').Select(r =>
            string.Join(',', r.Replace("Soap, lavender", "Soap; lavender", StringComparison.Ordinal).Split(',').Take(columns)))) + "\n";
        old.ShouldNotContain("Payment References");
        Orders(Read(Bucharest, old)).ShouldBe(["ana.pop@example.com 2026-03-02 130.00"]);
    }

    [Theory]
    [InlineData("paid", true)]
    [InlineData("partially_paid", true)]
    [InlineData("Partially refunded", true)]
    [InlineData("refunded", true)]
    [InlineData("pending", false)]
    [InlineData("voided", false)]
    [InlineData("authorized", false)]
    [InlineData("", false)]
    public void Paid_orders_are_sales_and_others_are_understood_and_do_not_count(string status, bool isSale)
    {
        var reading = Read(Rows(("Financial Status", status)));
        Orders(reading).Count.ShouldBe(isSale ? 1 : 0);
        (reading.Counts.Rows, reading.Counts.Rejected).ShouldBe((1, 0));
        Codes(reading).ShouldBe(isSale ? [] : ["order.no_sale"]);
    }

    [Fact]
    public void A_cancelled_order_is_no_sale_and_is_told_once_an_order()
    {
        var reading = Read(Rows([("Cancelled at", "2026-03-03 10:00:00 +0000")], Line("#1"), [("Name", "#2"), ("Cancelled at", "2026-03-04")],
            [("Name", "#3")]));
        Orders(reading).ShouldBe(["ana@example.com 2026-03-02 20.00"]);
        var warning = Warning(reading, "order.no_sale");
        (warning.Kind, warning.Count).ShouldBe((WarningKind.Understood, 2));
        warning.First.ShouldBe(new FileProblem("order.no_sale", "1", 2, "Cancelled at", "2026-03-03 10:00:00 +0000"));
    }

    [Fact]
    public void A_status_that_nobody_knows_does_not_count_and_is_named()
    {
        var reading = Read(Rows(("Financial Status", "bartered")));
        Orders(reading).ShouldBeEmpty();
        Warning(reading, "order.status_unknown").First.Value.ShouldBe("bartered");
    }

    [Fact]
    public void An_order_refunded_whole_is_worth_nothing() =>
        Orders(Read(Rows(("Financial Status", "refunded"), ("Refunded Amount", "25.00")))).ShouldBeEmpty();

    [Fact]
    public void The_moment_moves_to_the_shops_zone() =>
        Orders(Read(Bucharest, Rows(("Created at", "2026-03-02 23:30:00 +0000")))).ShouldBe(["ana@example.com 2026-03-03 20.00"]);

    [Fact]
    public void Without_an_address_the_phone_says_who_it_is_and_without_both_nobody_does()
    {
        var reading = Read(Rows([("Email", ""), ("Phone", "'+40 700 000 001")], [("Name", "#2"), ("Email", ""), ("Phone", "40700000001")],
            [("Name", "#3"), ("Email", ""), ("Billing Phone", "'40-700-000-002")], [("Name", "#4"), ("Email", ""), ("Billing Name", "Ana Pop")]));
        Orders(reading).ShouldBe(["- 2026-03-02 20.00", "40700000001 2026-03-02 20.00", "40700000001 2026-03-02 20.00",
            "40700000002 2026-03-02 20.00"]);
        reading.Counts.AnonymousOrders.ShouldBe(1);
    }

    [Fact]
    public void The_billing_name_says_who_it_is_only_where_the_file_has_nothing_else()
    {
        var reading = Read(Without(Rows(("Billing Name", "Ana Pop")), "Email", "Phone", "Billing Phone"));
        Orders(reading).ShouldBe(["Ana Pop 2026-03-02 20.00"]);
        Codes(reading).ShouldContain("customer.by_name");
    }

    [Fact]
    public void Addresses_compare_without_case() =>
        Read(Rows([("Email", "Ana@Example.com")], [("Name", "#2"), ("Email", "ana@example.com")])).Counts.IdentifiedOrders.ShouldBe(2);

    [Fact]
    public void Discounts_of_lines_are_taken_off_before_the_value_is_shared_out()
    {
        var reading = Read(Rows([("Total", "40.00"), ("Shipping", "0"), ("Lineitem discount", "10.00")], Line("#1", "Gift box", "1", "30.00")));
        Groups(reading, OrderField.Product).ShouldBe(["Gift box: 30.00", "Tea: 10.00"]);
    }

    [Fact]
    public void A_line_without_a_name_is_called_by_its_number() =>
        Groups(Read(Rows(("Lineitem name", ""), ("Lineitem sku", "TEA-1"))), OrderField.Product).ShouldBe(["TEA-1: 20.00"]);

    [Fact]
    public void Fields_of_the_order_hold_for_all_its_rows()
    {
        var reading = Read(Rows([("Location", "Centre"), ("Employee", "Ion")], Line("#1", "Gift box"), [("Name", "#2")]));
        Groups(reading, OrderField.Store).ShouldBe([": 20.00", "Centre: 20.00"]);
        Groups(reading, OrderField.Seller).ShouldBe([": 20.00", "Ion: 20.00"]);
        reading.Counts.Orders.ShouldBe(2);
    }

    [Fact]
    public void The_same_name_in_two_shops_is_two_orders()
    {
        Orders(Read(Rows(("Id", "5550001")), Rows(("Id", "7770001"), ("Email", "ion@example.com")))).Count.ShouldBe(2);
        Orders(Read(Rows([("Id", "5550001")], [("Id", "7770001"), ("Email", "ion@example.com")]))).Count.ShouldBe(2);
        Orders(Read(Rows([("Location", "North")], [("Location", "South"), ("Total", "30.00")]))).Count.ShouldBe(2);
    }

    [Fact]
    public void An_order_with_an_id_is_the_same_order_wherever_a_later_export_says_it_was_sold()
    {
        (string, string)[] order = [("Id", "5550001"), ("Location", "")];
        (string, string)[] later = [("Id", "5550001"), ("Location", "Centre"), ("Total", "15.00")];
        (string, string)[] other = [("Id", "5550002"), ("Name", "#2")];
        Orders(Read(Rows(order), Rows(later, other)))
            .ShouldBe(["ana@example.com 2026-03-02 10.00", "ana@example.com 2026-03-02 20.00"]);
        Read(Rows(order, other, later)).Counts.Orders.ShouldBe(2);
        Read(Rows(order).Replace(",Location,", ",Place,", StringComparison.Ordinal), Rows(later, other)).Counts.Orders.ShouldBe(2);
    }

    [Fact]
    public void Ids_that_a_spreadsheet_rounded_are_not_taken_for_one_order() =>
        Read(Rows([("Id", "5.55E+12")], [("Name", "#2"), ("Id", "5.55E+12")])).Counts.Orders.ShouldBe(2);

    [Fact]
    public void Fields_that_a_spreadsheet_filled_down_count_once() =>
        Orders(Read(Rows([("Id", "5550001")], [("Id", "5550001"), ("Lineitem name", "Gift box")]))).ShouldBe(["ana@example.com 2026-03-02 20.00"]);

    [Fact]
    public void Rows_that_stand_apart_add_nothing_and_are_told()
    {
        var reading = Read(Rows([], [("Name", "#2")], Line("#1", "Gift box")));
        Orders(reading).ShouldBe(["ana@example.com 2026-03-02 20.00", "ana@example.com 2026-03-02 20.00"]);
        Warning(reading, "order.rows_apart").First.ShouldBe(new FileProblem("order.rows_apart", "1", 4, "Name", "#1"));
    }

    [Fact]
    public void Orders_in_several_currencies_are_never_added_up()
    {
        var reading = Read(Rows([], [("Name", "#2"), ("Currency", "EUR")], [("Name", "#3")], Line("#3")));
        reading.Counts.Orders.ShouldBe(2);
        reading.OtherCurrencies.Single().Revenue.MinorUnits.ShouldBe(2000);
    }

    [Theory]
    [InlineData("Total", "many", "amount.not_a_number")]
    [InlineData("Total", "", "amount.missing")]
    [InlineData("Shipping", "free", "amount.not_a_number")]
    [InlineData("Refunded Amount", "half", "amount.not_a_number")]
    [InlineData("Lineitem quantity", "two", "amount.not_a_number")]
    [InlineData("Lineitem price", "99999999999999999999", "amount.too_large")]
    [InlineData("Created at", "2026-02-31 10:00:00", "date.impossible")]
    [InlineData("Created at", "", "date.missing")]
    [InlineData("Currency", "lei!", "currency.unknown")]
    public void A_bad_cell_leaves_out_its_order_by_its_own_column_and_value_and_no_other(string column, string value, string code)
    {
        var reading = Read(Rows([("Name", "#0")], [(column, value)], Line("#1", "Gift box"), [("Name", "#2")]));
        Orders(reading).Count.ShouldBe(2);
        var first = Warning(reading, code).First;
        (first.Line, first.Column, first.Value).ShouldBe((3, column, value));
        reading.Counts.Rejected.ShouldBe(2);
    }

    [Fact]
    public void What_was_left_out_can_be_mended_and_fed_again()
    {
        var reading = Mend(Rows([("Total", "35.00"), ("Lineitem quantity", "two")], Line("#1", "Gift box", "1", "10.00"), [("Name", "#2")]),
            (",two,", ",2,"));
        Orders(reading).ShouldBe(["ana@example.com 2026-03-02 20.00", "ana@example.com 2026-03-02 30.00"]);
        Groups(reading, OrderField.Product).ShouldBe(["Gift box: 10.00", "Tea: 40.00"]);
    }

    [Fact]
    public void A_mended_order_takes_the_place_of_an_older_version_and_does_not_join_it()
    {
        var old = Rows(("Id", "5550001"));
        var mended = "reject_line,reject_column,reject_value,reject_reason," +
            Rows(("Id", "5550001"), ("Total", "15.00")).Replace("\n#1", "\n2,Total,x,...,#1", StringComparison.Ordinal);
        Orders(Read(old, mended)).ShouldBe(["ana@example.com 2026-03-02 10.00"]);
    }

    [Fact]
    public void An_open_quote_costs_its_line_only()
    {
        var text = Rows([], [("Name", "#2"), ("Lineitem name", "\"Tea")], [("Name", "#3")]);
        var reading = Read(text);
        Warning(reading, "row.quote_open").First.Line.ShouldBe(3);
        Orders(reading).Count.ShouldBe(2);
    }

    [Fact]
    public void A_file_that_is_cut_in_the_middle_of_a_row_keeps_what_stands_before()
    {
        var text = Rows([], [("Name", "#2")]);
        var reading = Read(text[..^60]);
        reading.Counts.Orders.ShouldBe(1);
        Codes(reading).ShouldBe(["row.too_short"]);
    }

    [Fact]
    public void The_same_file_twice_changes_nothing_and_a_later_one_wins()
    {
        Orders(Read(Bucharest, Sample, Sample)).ShouldBe(Orders(Read(Bucharest, Sample)));
        var reading = Read(Rows(("Id", "5550001")), Rows(("Id", "5550001"), ("Cancelled at", "2026-03-05 10:00:00 +0000")));
        Orders(reading).ShouldBeEmpty();
        Codes(reading).ShouldContain("order.replaced");
    }

    [Fact]
    public void An_order_that_stands_in_one_file_twice_counts_once()
    {
        var reading = Read(Rows([("Id", "5550001")], [("Name", "#2"), ("Id", "5550002")], [("Id", "5550001"), ("Total", "15.00")]));
        Orders(reading).ShouldBe(["ana@example.com 2026-03-02 10.00", "ana@example.com 2026-03-02 20.00"]);
        Warning(reading, "order.told_twice").First.Line.ShouldBe(4);
    }

    [Fact]
    public void A_packed_file_and_one_with_semicolons_are_read_alike()
    {
        ReadGzip(Sample).Counts.Orders.ShouldBe(1);
        var text = Rows(("Total", "1195,00"), ("Shipping", "15,50"), ("Created at", "13.03.2026 10:14")).Replace(",", ";", StringComparison.Ordinal)
            .Replace("1195;00", "1195,00", StringComparison.Ordinal).Replace("15;50", "15,50", StringComparison.Ordinal);
        Orders(Read(text)).ShouldBe(["ana@example.com 2026-03-13 1179.50"]);
    }

    [Fact]
    public void Columns_that_are_mapped_by_hand_turn_the_shape_off() =>
        Read(new OrderFileOptions { Map = new Dictionary<OrderField, string> { [OrderField.Amount] = "Total" } }, Rows(("Name", "#1")))
            .Understood.Single().Shape.ShouldBe("plain");

    [Fact]
    public void A_card_number_in_a_cell_is_never_shown_whole() =>
        Warning(Read(Rows(("Total", "4111 1111 1111 1111"))), "amount.not_a_number").First.Value.ShouldBe("****1111");

    [Fact]
    public void Groups_of_products_add_up_to_their_orders_whatever_the_lines() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 5000]).Array[1, 7],
            Gen.Int[0, 2], Gen.Int[0, 999]).Sample(t =>
        {
            var (total, lines, currency, thousandths) = t;
            var code = new[] { "RON", "JPY", "KWD" }[currency];
            var rows = lines.Select((l, i) => Line("#1", $"product {l.Item1}", $"{l.Item2}", $"{l.Item3 / 100}.{l.Item3 % 100:00}")).ToArray();
            rows[0] = [.. rows[0].Where(c => c.Item1 is not ("Financial Status" or "Total" or "Shipping")),
                ("Total", $"{total}.{thousandths:000}"), ("Shipping", "0"), ("Financial Status", "paid"), ("Currency", code)];

            // Read compares the groups of every dimension with the orders.
            var reading = Read(Rows(rows));
            reading.Counts.Rejected.ShouldBe(0);
            Facts(reading.Sales).Sum(o => o.Net).ShouldBe((long)Math.Round(
                (total + (thousandths / 1000m)) * reading.Sales.Currency.MinorPerUnit, MidpointRounding.AwayFromZero));
        }, iter: 100);

    private static (string, string)[] Line(string name, string product = "Cup", string quantity = "1", string price = "10.00") =>
    [
        ("Name", name), ("Lineitem name", product), ("Lineitem quantity", quantity), ("Lineitem price", price), ("Financial Status", ""),
        ("Total", ""), ("Shipping", ""), ("Currency", ""),
    ];

    private static string Rows(params (string Column, string Value)[] order) => Rows([order]);

    private static string Rows(params (string Column, string Value)[][] rows)
    {
        var text = new StringBuilder(string.Join(',', Short) + "\n");
        foreach (var row in rows)
        {
            text.AppendJoin(',', Short.Select(c => row.LastOrDefault(r => r.Column == c) is { Column: not null } cell ? cell.Value : c switch
            {
                "Name" => "#1",
                "Email" => "ana@example.com",
                "Financial Status" => "paid",
                "Currency" => "RON",
                "Shipping" => "5.00",
                "Total" => "25.00",
                "Created at" => "2026-03-02 10:14:58 +0200",
                "Lineitem quantity" => "2",
                "Lineitem name" => "Tea",
                "Lineitem price" => "10.00",
                _ => "",
            })).Append('\n');
        }

        return text.ToString();
    }

    private static string Without(string text, params string[] columns)
    {
        var left = Short.Index().Where(c => !columns.Contains(c.Item)).Select(c => c.Index).ToList();
        return string.Concat(text.TrimEnd().Split('\n').Select(r => string.Join(',', left.Select(i => r.Split(',')[i])) + "\n"));
    }
}
