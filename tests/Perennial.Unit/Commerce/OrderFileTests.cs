using System.Text;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Commerce;

/// <summary>Order files in, facts out: what counts, what does not, and what its owner is told.</summary>
public sealed class OrderFileTests
{
    [Fact]
    public void Rows_of_one_number_are_lines_of_one_order_wherever_they_stand() =>
        Orders("customer,date,order,amount\na,2026-01-01,1,10.00\nb,2026-01-01,2,5.00\na,2026-01-01,1,2.50\n")
            .ShouldBe(["a 2026-01-01 12.50", "b 2026-01-01 5.00"]);

    [Fact]
    public void Equal_rows_are_two_lines() =>
        Orders("customer,date,order,amount\na,2026-01-01,1,10\na,2026-01-01,1,10\n").ShouldBe(["a 2026-01-01 20.00"]);

    [Fact]
    public void Without_order_numbers_each_row_is_an_order() =>
        Orders("customer;date;amount\na;2026-01-01;10,50\na;2026-01-01;10,50\n")
            .ShouldBe(["a 2026-01-01 10.50", "a 2026-01-01 10.50"]);

    [Fact]
    public void An_order_is_the_exact_sum_of_its_lines_rounded_once()
    {
        // 3 × 0.335 = 1.005 and 1 × 0.001 would round to 1.01 and 0.00, or to 1.00 and 0.00; their sum 1.006 is 1.01.
        Orders("customer,date,order,quantity,price\na,2026-01-01,1,3,0.335\na,2026-01-01,1,1,0.001\n")
            .ShouldBe(["a 2026-01-01 1.01"]);
        // Finer than a millionth, kept exactly: 0.12345678 × 3.5 = 0.43209873, 100 times.
        Orders("customer,date,order,quantity,price\n" + string.Concat(Enumerable.Repeat("a,2026-01-01,1,3.5,0.12345678\n", 100)))
            .ShouldBe(["a 2026-01-01 43.21"]);
    }

    [Fact]
    public void Half_a_minor_unit_rounds_away_from_zero() =>
        Orders("customer,date,quantity,price\na,2026-01-01,1,0.005\n").ShouldBe(["a 2026-01-01 0.01"]);

    [Fact]
    public void A_negative_quantity_is_a_return_on_its_own_day_and_no_order()
    {
        var reading = Read("customer,date,order,quantity,price\na,2026-01-01,1,2,10\na,2026-01-09,1,-1,10\nb,2026-01-03,9,-1,4\n");
        Orders(reading).ShouldBe(["a 2026-01-01 20.00"]);
        Returns(reading).ShouldBe(["a 2026-01-09 10.00", "b 2026-01-03 4.00"]);
    }

    [Fact]
    public void A_number_beginning_with_C_is_a_return() =>
        Returns(Read("customer,date,order,amount\na,2026-01-01,1,20\na,2026-01-05,C2,5\n"))
            .ShouldBe(["a 2026-01-05 5.00"]);

    [Fact]
    public void Where_every_number_begins_with_C_the_letter_means_nothing() =>
        Orders("customer,date,order,amount\na,2026-01-01,C1,20\na,2026-01-05,C2,5\n")
            .ShouldBe(["a 2026-01-01 20.00", "a 2026-01-05 5.00"]);

    [Fact]
    public void An_order_covered_whole_by_its_own_returns_says_since_when()
    {
        var reading = Read("customer,date,order,quantity,price\na,2026-01-01,1,2,10\na,2026-01-05,1,-1,10\n" +
            "a,2026-01-09,1,-1,10\nb,2026-01-01,2,2,10\nb,2026-01-05,2,-1,10\n");
        Facts(reading).Select(o => o.CoveredDay == OrderFact.NeverCovered ? "never" : Iso(o.CoveredDay))
            .ShouldBe(["2026-01-09", "never"]);
    }

    [Fact]
    public void Free_goods_and_negative_prices_add_nothing_and_an_order_of_them_is_none()
    {
        var reading = Read("customer,date,order,quantity,price\na,2026-01-01,1,1,10\na,2026-01-01,1,5,0\na,2026-01-01,2,3,0\na,2026-01-01,3,1,-4\n");
        Orders(reading).ShouldBe(["a 2026-01-01 10.00"]);
        Facts(reading)[0].Units.ShouldBe(1000);
        Codes(reading).ShouldContain("price.negative");
    }

    [Fact]
    public void A_row_without_a_customer_is_an_order_of_nobody()
    {
        var reading = Read("customer,date,order,amount\n,2026-01-01,1,10\nNULL,2026-01-01,2,10\nn/a,2026-01-01,3,10\na,2026-01-02,4,1\n");
        reading.Counts.ShouldBe(new ReadCounts(1, 4, 4, 0, 4, 1, 0, 3));
        Warning(reading, "customer.missing").Count.ShouldBe(3);
    }

    [Fact]
    public void Ids_that_a_spreadsheet_made_decimal_are_the_same_customer() =>
        Read("customer,date,amount\n17850,2026-01-01,1\n17850.0,2026-01-02,1\n").Sales.CustomerCount.ShouldBe(1);

    [Fact]
    public void Without_ids_the_email_tells_customers_apart_whatever_its_case() =>
        Read("e-mail,date,amount\nAna@Example.com,2026-01-01,1\nana@example.com ,2026-01-02,1\n")
            .Sales.CustomerCount.ShouldBe(1);

    [Fact]
    public void Without_ids_and_emails_the_phones_digits_tell_customers_apart() =>
        Read("phone,date,amount\n+40 700-000-001,2026-01-01,1\n40700000001,2026-01-02,1\n")
            .Sales.CustomerCount.ShouldBe(1);

    [Fact]
    public void Two_stores_may_number_their_receipts_alike() =>
        Orders("customer,date,receipt,amount,store\na,2026-01-01,1,10,North\nb,2026-01-01,1,5,South\n")
            .Count.ShouldBe(2);

    [Fact]
    public void A_row_that_leaves_the_store_blank_is_of_the_order_under_its_number()
    {
        Orders("customer,date,receipt,amount,store\na,2026-01-01,1,10,A\na,2026-01-01,1,5,\nb,2026-01-01,2,3,B\n")
            .ShouldBe(["a 2026-01-01 15.00", "b 2026-01-01 3.00"]);
        Orders("customer,date,receipt,amount,store\na,2026-01-01,1,10,\na,2026-01-01,1,5,A\nb,2026-01-01,1,3,B\n")
            .ShouldBe(["a 2026-01-01 15.00", "b 2026-01-01 3.00"]);
        const string Twice = "customer,date,receipt,amount,store\na,2026-01-01,1,10,A\na,2026-01-01,1,5,\nb,2026-01-01,1,3,B\n";
        Orders(ReadAll(Twice, Twice)).ShouldBe(Orders(Twice), ignoreOrder: true);
    }

    [Fact]
    public void The_same_rows_in_two_files_count_once_even_without_order_numbers()
    {
        const string Text = "customer,date,amount\na,2026-01-01,10\nb,2026-01-02,5\n";
        var reading = ReadAll(Text, "customer,date,amount\nb,2026-01-02,5\na,2026-01-01,10\n",
            "customer,date,amount\na,2026-01-01,10\n");
        Orders(reading).ShouldBe(["a 2026-01-01 10.00", "a 2026-01-01 10.00", "b 2026-01-02 5.00"], ignoreOrder: true);
        Warning(reading, "text.same_twice").First.File.ShouldBe("2.csv");
    }

    [Fact]
    public void Files_of_which_no_row_is_of_use_are_not_called_the_same() =>
        ReadAll("customer,date,amount\na,2026-01-01,many\n", "customer,date,amount\nb,2026-01-02,few\n")
            .Warnings.ShouldNotContain(w => w.First.Code == "text.same_twice");

    [Fact]
    public void Mended_rows_join_the_orders_they_were_left_out_of()
    {
        var reading = ReadAll("customer,date,order,amount\na,2026-01-01,1,10\na,2026-01-01,1,many\n",
            "reject_line,reject_column,reject_value,reject_reason,customer,date,order,amount\n3,amount,many,...,a,2026-01-01,1,12\n");
        Orders(reading).ShouldBe(["a 2026-01-01 22.00"]);
    }

    [Fact]
    public void An_open_quote_in_the_last_column_costs_its_own_line_only()
    {
        var reading = Read("customer,date,amount,note\na,2026-01-01,1,soap\nb,2026-01-02,1,\"never closed\nc,2026-01-03,1,tea\nd,2026-01-04,1,cup\n");
        Orders(reading).ShouldBe(["a 2026-01-01 1.00", "c 2026-01-03 1.00", "d 2026-01-04 1.00"]);
        Warning(reading, "row.quote_open").First.Line.ShouldBe(3);
    }

    [Fact]
    public void A_sale_decides_the_group_of_an_order_even_if_its_return_stands_before_it() =>
        Groups(Read("customer,date,order,quantity,price,channel\na,2026-01-05,1,-1,10,till\na,2026-01-01,1,2,10,web\n",
            new OrderFileOptions { Dimensions = [OrderField.Channel] }).Sales, OrderField.Channel)
                .ShouldBe(["till: 0.00 -10.00", "web: 20.00 -0.00"]);

    [Fact]
    public void A_dimension_without_a_column_is_told() =>
        Warning(Read("customer,date,amount\na,2026-01-01,1\n",
            new OrderFileOptions { Dimensions = [OrderField.Store] }), "dimension.no_column")
            .First.Column.ShouldBe("store");

    [Fact]
    public void A_card_number_is_never_shown_whole() =>
        Warning(Read("customer,date,amount\na,2026-01-01,4111 1111 1111 1111\n" +
            "b,2026-01-01,4111111111111111\nc,2026-01-01,1\n"), "amount.not_a_number")
            .First.Value.ShouldBe("****1111");

    [Fact]
    public void More_currencies_than_there_are_do_not_break_reading()
    {
        var rows = Enumerable.Range(0, 300)
            .Select(i => $"a,2026-01-01,1,{(char)('A' + (i / 26 % 26))}{(char)('A' + (i % 26))}X\n");
        Read("customer,date,amount,currency\n" + string.Concat(rows)).Counts.Rejected.ShouldBe(51);
    }

    [Fact]
    public void Several_customers_or_times_under_one_number_are_told_and_the_first_holds()
    {
        var reading = Read("customer,date,order,amount\na,2026-01-01 10:00,1,10\nb,2026-01-02 11:00,1,5\n");
        Orders(reading).ShouldBe(["a 2026-01-01 15.00"]);
        Warning(reading, "order.several_customers")
            .First.ShouldBe(new FileProblem("order.several_customers", "orders.csv", 3, Value: "1"));
        Codes(reading).ShouldContain("order.several_times");
    }

    [Fact]
    public void Orders_in_another_currency_are_listed_apart_and_never_added_up()
    {
        var reading = Read("customer,date,amount,currency\na,2026-01-01,10,RON\nb,2026-01-02,20,ron\nc,2026-01-03,7,EUR\n");
        reading.Sales.Currency.ShouldBe(new Currency("RON"));
        Orders(reading).ShouldBe(["a 2026-01-01 10.00", "b 2026-01-02 20.00"]);
        reading.OtherCurrencies.ShouldBe([new CurrencyTotal(1, new Money(700, new Currency("EUR")))]);
        var inEuro = Read("customer,date,amount,currency\na,2026-01-01,10,RON\nc,2026-01-03,7,EUR\n",
            new OrderFileOptions { Currency = new Currency("EUR") });
        Orders(inEuro).ShouldBe(["c 2026-01-03 7.00"]);
    }

    [Fact]
    public void Currencies_without_decimals_round_to_whole_units() =>
        Facts(Read("customer,date,amount,currency\na,2026-01-01,1200.4,JPY\n"))[0].Net.ShouldBe(1200);

    [Fact]
    public void Two_currencies_under_one_number_are_two_orders()
    {
        var reading = Read("customer,date,order,amount,currency\na,2026-01-01,1,10,RON\na,2026-01-01,1,2,EUR\na,2026-01-02,2,1,RON\n");
        Orders(reading).ShouldBe(["a 2026-01-01 10.00", "a 2026-01-02 1.00"]);
        Codes(reading).ShouldContain("order.several_currencies");
    }

    [Fact]
    public void Moments_with_an_offset_move_to_the_shops_zone() =>
        Facts(Read("customer,date,amount\na,2026-03-01T22:30:00Z,1\n",
            new OrderFileOptions { Zone = DateTimeZoneProviders.Tzdb["Europe/Bucharest"] }))
            .Select(o => Iso(o.Day)).ShouldBe(["2026-03-02"]);

    [Fact]
    public void The_same_file_twice_changes_nothing()
    {
        const string Text = "customer,date,order,quantity,price\na,2026-01-01,1,2,10\na,2026-01-05,1,-1,10\nb,2026-01-01,2,2,10\n";
        var twice = ReadAll(Text, Text);
        Orders(twice).ShouldBe(Orders(Read(Text)), ignoreOrder: true);
        Returns(twice).ShouldBe(Returns(Read(Text)));
        Codes(twice).ShouldNotContain("order.replaced");
    }

    [Fact]
    public void A_later_files_version_of_an_order_wins_and_is_reported()
    {
        var reading = ReadAll("customer,date,order,amount\na,2026-01-01,1,10\nb,2026-01-01,2,5\n",
            "order,amount,date,customer\n1,12,2026-01-01,a\n2,5,2026-01-01,b\n");
        Orders(reading).ShouldBe(["a 2026-01-01 12.00", "b 2026-01-01 5.00"], ignoreOrder: true);
        Warning(reading, "order.replaced")
            .ShouldBe(new ReadWarning(WarningKind.Understood, new FileProblem("order.replaced", "2.csv", 2, Value: "1"),
            1));
    }

    [Theory]
    [InlineData("customer,date,amount\na,2026-02-31,5\n", "date.impossible", 2, "date", "2026-02-31")]
    [InlineData("customer,date,amount\na,soon,5\n", "date.not_a_date", 2, "date", "soon")]
    [InlineData("customer,date,amount\na,,5\n", "date.missing", 2, "date", "")]
    [InlineData("customer,date,amount\na,1850-01-01,5\n", "date.out_of_range", 2, "date", "1850-01-01")]
    [InlineData("customer,date,amount\na,2026-01-01,five\n", "amount.not_a_number", 2, "amount", "five")]
    [InlineData("customer,date,amount\na,2026-01-01,\n", "amount.missing", 2, "amount", "")]
    [InlineData("customer,date,amount\na,2026-01-01,99999999999999\n", "amount.too_large", 2, "amount", "99999999999999")]
    [InlineData("customer,date,quantity,price\na,2026-01-01,,5\n", "amount.missing", 2, "quantity", "")]
    [InlineData("customer,date,quantity,price\na,2026-01-01,two,5\n", "amount.not_a_number", 2, "quantity", "two")]
    [InlineData("customer,date,amount,currency\na,2026-01-01,5,euros\n", "currency.unknown", 2, "currency", "euros")]
    [InlineData("customer,date,amount\na,2026-01-01\n", "row.too_short", 2, null, null)]
    [InlineData("customer,date,amount\na,2026-01-01,1,234\n", "row.too_wide", 2, null, null)]
    [InlineData("customer,date,amount\n\"a,2026-01-01,5\nx,2026-01-01,1\ny,2026-01-01,1\n", "row.quote_open", 2, null, null)]
    public void A_bad_row_is_told_with_its_place_and_the_good_rows_still_count(string text, string code, long line,
        string? column, string? value)
    {
        var reading = Read(text + "good,2026-01-01," + (text.Contains("quantity", StringComparison.Ordinal) ? "1,1"
            : text.Contains("currency", StringComparison.Ordinal) ? "1,EUR" : "1") + "\n");
        var warning = Warning(reading, code);
        warning.Kind.ShouldBe(WarningKind.Rejected);
        (warning.First.File, warning.First.Line, warning.First.Column, warning.First.Value)
            .ShouldBe(("orders.csv", line, column, value));
        reading.Counts.Rejected.ShouldBe(1);
        Orders(reading).ShouldContain(o => o.StartsWith("good"));
        CommerceModule.Words.Of(warning.First).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("customer,date,amount\na,2026-01-01,$8.00\n", "amount.adorned", "$8.00", "a 2026-01-01 8.00")]
    [InlineData("customer,date,amount\na,2026-01-01,5.50\nb,2026-01-02,\"1.234,56\"\n", "amount.other_sign", "1.234,56", "b 2026-01-02 1234.56")]
    [InlineData("customer,date,amount\na,2026-01-01,5.50\nb,2026-01-02,\"1,234\"\n", null, null, "b 2026-01-02 1234.00")]
    [InlineData("customer;date;amount\na;2026-01-01;1.234\nb;2026-01-02;7\n", "amount.sign_guessed", "1.234", "a 2026-01-01 1234.00")]
    public void An_amount_in_another_dress_is_read_and_its_reading_told(string text, string? code, string? value,
        string order)
    {
        var reading = Read(text);
        Orders(reading).ShouldContain(order);
        if (code is null)
        {
            reading.Warnings.ShouldBeEmpty();
        }
        else
        {
            Warning(reading, code).First.Value.ShouldBe(value);
        }
    }

    [Fact]
    public void An_amount_in_parentheses_and_a_negative_total_are_money_given_back()
    {
        var reading = Read("customer,date,amount\na,2026-01-01,20\na,2026-01-02,(12.00)\na,2026-01-03,-3\n");
        Returns(reading).ShouldBe(["a 2026-01-02 12.00", "a 2026-01-03 3.00"]);
        Warning(reading, "amount.negative_is_return").Count.ShouldBe(2);
    }

    [Fact]
    public void Days_and_months_that_could_change_places_are_settled_by_the_rest_of_the_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"perennial-{Guid.CreateVersion7()}.csv");
        try
        {
            // Three thousand rows of 1 December before the first day above 12.
            File.WriteAllText(path,
                "customer,date,amount\n" + string.Concat(Enumerable.Repeat("a,12/1/2010,1\n",
                3000)) + "a,12/13/2010,1\n");
            var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(), null, CancellationToken.None);
            Facts(reading).Select(o => Iso(o.Day)).Distinct().ShouldBe(["2010-12-01", "2010-12-13"]);
            reading.Warnings.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Where_nothing_settles_day_and_month_the_order_of_the_rows_does_and_it_is_told()
    {
        var reading = Read("customer,date,amount\na,01/11/2025,1\na,02/10/2025,1\na,03/09/2025,1\n");
        Facts(reading).Select(o => Iso(o.Day)).ShouldBe(["2025-01-11", "2025-02-10", "2025-03-09"]);
        Warning(reading, "date.guessed_month_first").First.Value.ShouldBe("01/11/2025");
        Facts(Read("customer,date,amount\na,01/11/2025,1\n", new OrderFileOptions { DateFormat = "dd/MM/yyyy" }))
            .Select(o => Iso(o.Day)).ShouldBe(["2025-11-01"]);
    }

    [Fact]
    public void Columns_are_found_by_their_names_in_four_languages()
    {
        Orders("Номер заказа;Дата;Клиент;Сумма\n7;01.02.2026;Ирина;1 200,50\n").ShouldBe(["Ирина 2026-02-01 1200.50"]);
        Orders("Nr. comandă,Data,Client,Sumă\n7,2026-02-01,Ion,12.5\n").ShouldBe(["Ion 2026-02-01 12.50"]);
        Orders("订单号,日期,客户,金额\n7,2026年2月1日,李,99\n").ShouldBe(["李 2026-02-01 99.00"]);
        Orders("ORDER_ID,Order-Date,customer id,Total\n7,2026-02-01,x,9\n").ShouldBe(["x 2026-02-01 9.00"]);
    }

    [Fact]
    public void Columns_can_be_mapped_by_name_and_by_position()
    {
        Orders(Read("who,when,paid_sum\na,2026-01-01,5\n", new OrderFileOptions
        {
            Map = new Dictionary<OrderField, string> { [OrderField.Customer] = "who", [OrderField.Date] = "when",
                [OrderField.Amount] = "Paid_Sum" },
        })).ShouldBe(["a 2026-01-01 5.00"]);
        Orders(Read("a,2026-01-01,5\n", new OrderFileOptions
        {
            NoHeader = true,
            Map = new Dictionary<OrderField, string> { [OrderField.Customer] = "1", [OrderField.Date] = "2",
                [OrderField.Amount] = "3" },
        })).ShouldBe(["a 2026-01-01 5.00"]);
    }

    [Fact]
    public void A_column_that_repeats_the_orders_total_can_be_left_out() =>
        Orders(Read("customer,date,order,quantity,price,total\na,2026-01-01,1,1,10,16\na,2026-01-01,1,2,3,16\n", new OrderFileOptions
        {
            Map = new Dictionary<OrderField, string> { [OrderField.Amount] = OrderFileOptions.NoColumn },
        })).ShouldBe(["a 2026-01-01 16.00"]);

    [Fact]
    public void Unknown_columns_are_named_and_known_shapes_need_no_options()
    {
        var plain = Read("customer,date,amount,shoe size\na,2026-01-01,5,41\n");
        plain.Understood.Single().Unused.ShouldBe(["shoe size"]);
        var cdnow = Read(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n");
        cdnow.Understood.Single().Shape.ShouldBe("cdnow");
        Orders(cdnow).ShouldBe(["00004 1997-01-01 29.33", "00004 1997-01-18 29.73"]);
        Read("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n1,A,B,1,2010-12-01 08:00:00,2.5,17850,UK\n")
            .Understood.Single().Shape.ShouldBe("uci-online-retail-ii");
    }

    [Theory]
    [InlineData("", "file.empty")]
    [InlineData("customer,date,amount\n", "file.header_only")]
    [InlineData("just words\nand more words\n", "delimiter.not_found")]
    [InlineData("colour,size\nred,5\n", "columns.missing")]
    [InlineData("customer,colour,size\na,red,5\n", "columns.missing")]
    [InlineData("a,2026-01-01,5\nb,2026-01-02,6\n", "columns.no_header")]
    public void A_file_that_holds_nothing_usable_says_what_to_do(string text, string code)
    {
        var warning = Warning(Read(text), code);
        warning.Kind.ShouldBe(WarningKind.Unusable);
        CommerceModule.Words.Of(warning.First).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_wrong_delimiter_is_told_with_the_columns_that_were_seen()
    {
        var warning = Warning(Read("customer,date,amount\na,2026-01-01,5\n", new OrderFileOptions { Delimiter = ';' }),
            "columns.missing");
        warning.First.Detail.ShouldBe("customer,date,amount");
        CommerceModule.Words.Of(warning.First).ShouldContain("--delimiter");
    }

    [Fact]
    public void Groups_hold_the_value_that_belongs_to_them()
    {
        var sales = Read("customer,date,order,quantity,price,category,store\na,2026-01-01,1,1,10,tea,N\n" +
            "a,2026-01-01,1,2,3,cup,N\nb,2026-01-02,2,1,10,tea,S\nb,2026-01-05,2,-1,10,tea,S\n",
            new OrderFileOptions { Dimensions = [OrderField.Category, OrderField.Store] }).Sales;
        Groups(sales, OrderField.Category).ShouldBe(["cup: 6.00 -0.00", "tea: 20.00 -10.00"]);
        Groups(sales, OrderField.Store).ShouldBe(["N: 16.00 -0.00", "S: 10.00 -10.00"]);
    }

    [Fact]
    public void Rejected_rows_can_be_mended_and_fed_again()
    {
        var folder = Directory.CreateTempSubdirectory("perennial-");
        try
        {
            var rejects = Path.Combine(folder.FullName, "rejects.csv");
            var read = Read("order;customer;date;amount\n1;\"O\"\"Neil; Jr\";31.02.2026;5,00\n2;b;01.03.2026;6,00\n",
                new OrderFileOptions { RejectsPath = rejects });
            read.Counts.Rejected.ShouldBe(1);
            var text = File.ReadAllText(rejects);
            text.ShouldStartWith("reject_line;reject_column;reject_value;reject_reason;order;customer;date;amount\n2;date;31.02.2026;");
            text.ShouldEndWith(";1;\"O\"\"Neil; Jr\";31.02.2026;5,00\n");
            File.WriteAllText(rejects, text.Replace("31.02.2026;5", "28.02.2026;5", StringComparison.Ordinal));
            Orders(CommerceModule.OrderFiles.Read([rejects], new OrderFileOptions(), null, CancellationToken.None))
                .ShouldBe(["O\"Neil; Jr 2026-02-28 5.00"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Groups(ISales sales, OrderField dimension) =>
        [.. sales.GroupBy(dimension).OrderBy(g => g.Value, StringComparer.Ordinal)
            .Select(g => FormattableString.Invariant(
            $"{g.Value}: {Facts(g.Facts).Sum(o => o.Net) / 100m:F2} -{Returned(g.Facts) / 100m:F2}"))];

    private static long Returned(ISalesFacts facts) => Enumerable.Range(0, facts.ReturnCount).Sum(i => facts.Return(i).Value);

    internal static OrderReading Read(string text, OrderFileOptions? options = null)
    {
        var reading = CommerceModule.OrderFiles.Read([Part("orders.csv", text)], options ?? new OrderFileOptions(),
            CancellationToken.None);
        Streamed.IsAlike(reading, options ?? new OrderFileOptions(), ("orders.csv", Encoding.UTF8.GetBytes(text)));
        return reading;
    }

    private static OrderReading ReadAll(params string[] texts)
    {
        var reading = CommerceModule.OrderFiles.Read(
            [.. texts.Select((t, i) => Part($"{i + 1}.csv", t))], new OrderFileOptions(), CancellationToken.None);
        Streamed.IsAlike(reading, new OrderFileOptions(), [.. texts.Select((t, i) => ($"{i + 1}.csv", Encoding.UTF8.GetBytes(t)))]);
        return reading;
    }

    private static InputPart Part(string name, string text) =>
        new(name, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static List<string> Orders(string text) => Orders(Read(text));

    private static List<string> Orders(OrderReading reading) =>
        [.. Facts(reading).Select(o => $"{Name(reading, o.Customer)} {Iso(o.Day)} {new Money(o.Net, Currency.None)}")];

    private static List<string> Returns(OrderReading reading) => [.. Enumerable.Range(0, reading.Sales.ReturnCount)
        .Select(reading.Sales.Return)
            .Select(r => $"{Name(reading, r.Customer)} {Iso(r.Day)} {new Money(r.Value, Currency.None)}")];

    private static string Name(OrderReading reading, int customer) => customer < 0 ? "-"
        : reading.Sales.Customers[customer];

    internal static List<OrderFact> Facts(OrderReading reading) => Facts(reading.Sales);

    private static List<OrderFact> Facts(ISalesFacts sales)
    {
        var facts = new OrderFact[sales.OrderSlots];
        var slot = 0;
        return [.. facts.AsSpan(0, sales.ReadOrders(ref slot, sales.OrderSlots, facts))];
    }

    internal static ReadWarning Warning(OrderReading reading, string code) =>
        reading.Warnings.Single(w => w.First.Code == code);

    private static IEnumerable<string> Codes(OrderReading reading) => reading.Warnings.Select(w => w.First.Code);

    private static string Iso(int day) =>
        DayNumber.ToDate(day).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
