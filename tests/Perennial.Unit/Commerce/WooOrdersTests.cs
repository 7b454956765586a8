using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;
using static Perennial.Unit.Commerce.Retold;

namespace Perennial.Unit.Commerce;

/// <summary>WooCommerce's REST orders: JSON in every wrapping, guests, refunds, and what is broken in the middle.</summary>
public sealed class WooOrdersTests
{
    private const string Sample = """
        {"id":727,"parent_id":0,"number":"727","order_key":"wc_order_x","created_via":"checkout","version":"9.0.0",
        "status":"completed","currency":"RUB","date_created":"2026-03-01T12:00:00","date_created_gmt":"2026-03-01T09:00:00",
        "date_modified_gmt":"2026-03-02T09:00:00","discount_total":"100.00","discount_tax":"0.00","shipping_total":"300.00",
        "shipping_tax":"0.00","cart_tax":"0.00","total":"2200.00","total_tax":"0.00","prices_include_tax":true,
        "customer_id":26,"customer_note":"","billing":{"first_name":"Ирина","last_name":"Тест","company":"","address_1":"",
        "address_2":"","city":"Тверь","state":"","postcode":"170000","country":"RU","email":"irina@example.com",
        "phone":"+70000000000"},"shipping":{},"payment_method":"cod","transaction_id":"","date_paid_gmt":"2026-03-01T09:05:00",
        "date_completed_gmt":null,"meta_data":[],"line_items":[{"id":315,"name":"Чай","product_id":93,"variation_id":0,
        "quantity":2,"subtotal":"2000.00","subtotal_tax":"0.00","total":"1900.00","total_tax":"0.00","taxes":[],
        "meta_data":[],"sku":"TEA-1","price":950}],"tax_lines":[],"shipping_lines":[],"fee_lines":[],"coupon_lines":[{"id":9,
        "code":"BACK","discount":"100.00","discount_tax":"0.00"}],"refunds":[{"id":728,"reason":"","total":"-500.00"}]}
        """;

    private const string Items = """[{"id":1,"name":"Tea","quantity":1,"total":"10.00","total_tax":"0.00","sku":"T"}]""";

    [Fact]
    public void The_order_is_worth_its_total_without_shipping_and_refunds()
    {
        var reading = Read($"[{Sample}]");
        Shape(reading).ShouldBe("woocommerce-orders-json");
        Orders(reading).ShouldBe(["26 2026-03-01 1400.00"]);
        reading.Counts.ShouldBe(new ReadCounts(1, 1, 1, 0, 1, 1, 0, 0));
        reading.Sales.Currency.Code.ShouldBe("RUB");
        Groups(reading, OrderField.Product).ShouldBe(["Чай: 1400.00"]);
        Groups(reading, OrderField.Country).ShouldBe(["RU: 1400.00"]);
        Groups(reading, OrderField.Channel).ShouldBe(["checkout: 1400.00"]);
        Facts(reading.Sales)[0].Units.ShouldBe(2000);
        Codes(reading).ShouldBe(["refund.undated"]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("[{0},{1}]")]
    [InlineData("\uFEFF [\n {0}\n,\n{1}\n]\n")]
    [InlineData("{0}\n{1}\n")]
    [InlineData("{{\"orders\":[{0},{1}]}}")]
    [InlineData("{{\"total\": 2, \"data\" : [ {0}, {1} ], \"links\": {{\"next\": null}}}}")]
    [InlineData("[{0}]\n[{1}]")]
    public void An_array_an_object_a_wrapper_pages_and_objects_one_after_another_are_read(string form)
    {
        var reading = Read(form.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
            .Replace("{0}", Order(1), StringComparison.Ordinal).Replace("{1}", Order(2), StringComparison.Ordinal));
        reading.Counts.Orders.ShouldBe(form.Contains("{1}", StringComparison.Ordinal) ? 2 : 1);
        Codes(reading).ShouldBeEmpty();
    }

    [Fact]
    public void A_time_in_utc_moves_to_the_shops_zone_and_one_without_is_the_shops_own()
    {
        var options = new OrderFileOptions { Zone = DateTimeZoneProviders.Tzdb["Europe/Moscow"], DateFormat = "dd.MM.yyyy" };
        Orders(Read(options, Order(1, ("date_created_gmt", "\"2026-03-01T22:30:00\"")))).ShouldBe(["a@example.com 2026-03-02 10.00"]);
        Orders(Read(options, Order(1, ("date_created_gmt", "null"), ("date_created", "\"2026-03-01T22:30:00\""))))
            .ShouldBe(["a@example.com 2026-03-01 10.00"]);
        Orders(Read(options, Order(1, ("date_created_gmt", "\"2026-03-01T22:30:00+00:00\"")))).ShouldBe(["a@example.com 2026-03-02 10.00"]);
    }

    [Theory]
    [InlineData("processing", true)]
    [InlineData("wc-completed", true)]
    [InlineData("refunded", true)]
    [InlineData("pending", false)]
    [InlineData("on-hold", false)]
    [InlineData("cancelled", false)]
    [InlineData("failed", false)]
    [InlineData("trash", false)]
    [InlineData("checkout-draft", false)]
    public void Statuses_decide_what_is_a_sale(string status, bool isSale)
    {
        var reading = Read(Order(1, ("status", $"\"{status}\"")));
        reading.Counts.Orders.ShouldBe(isSale ? 1 : 0);
        Codes(reading).ShouldBe(isSale ? [] : ["order.no_sale"]);
        reading.Counts.Rejected.ShouldBe(0);
    }

    [Fact]
    public void A_status_that_nobody_knows_does_not_count_and_is_named() =>
        Warning(Read(Order(1, ("status", "\"packed\""))), "order.status_unknown").First.Value.ShouldBe("packed");

    [Fact]
    public void Money_may_be_a_string_or_a_number() =>
        Orders(Read(Order(1, ("total", "12.5"), ("shipping_total", "2"), ("shipping_tax", "\"0.50\"")))).ShouldBe(["a@example.com 2026-03-01 10.00"]);

    [Fact]
    public void An_order_refunded_whole_is_worth_nothing() =>
        Read(Order(1, ("status", "\"refunded\""), ("refunds", """[{"id":2,"total":"-4.00"},{"id":3,"total":"-6.00"}]"""))).Counts.Orders.ShouldBe(0);

    [Fact]
    public void A_guest_with_the_address_of_one_registered_customer_is_that_customer()
    {
        var reading = Read($"[{Order(1)},{Order(2, ("customer_id", "26"), ("billing", """{"email":"A@example.com"}"""))}]");
        Orders(reading).ShouldBe(["26 2026-03-01 10.00", "26 2026-03-01 10.00"]);
        Orders(Read(Order(1), Order(2, ("customer_id", "26")))).ShouldAllBe(o => o.StartsWith("26 "));
    }

    [Fact]
    public void A_guest_with_the_address_of_two_registered_customers_stays_a_guest() =>
        Orders(Read($"[{Order(1)},{Order(2, ("customer_id", "26"))},{Order(3, ("customer_id", "27"))}]"))
            .ShouldBe(["26 2026-03-01 10.00", "27 2026-03-01 10.00", "a@example.com 2026-03-01 10.00"]);

    [Fact]
    public void A_guest_without_an_address_is_known_by_the_phone_and_without_both_is_nobody() =>
        Orders(Read($$"""[{{Order(1, ("billing", """{"email":"","phone":"+7 000 000-00-01"}"""))}},{{Order(2, ("billing", "{}"))}}]"""))
            .ShouldBe(["- 2026-03-01 10.00", "70000000001 2026-03-01 10.00"]);

    [Fact]
    public void The_value_is_shared_out_among_the_lines()
    {
        var reading = Read(Order(1, ("total", "\"20.00\""), ("line_items",
            """[{"name":"Tea","quantity":1,"total":"10.00","total_tax":"2.00"},{"name":"","sku":"CUP","quantity":3,"total":5,"total_tax":1}]""")));
        Groups(reading, OrderField.Product).ShouldBe(["CUP: 6.67", "Tea: 13.33"]);
        Facts(reading.Sales)[0].Units.ShouldBe(4000);
    }

    [Theory]
    [InlineData("\"total\":\"10.00\",\"s", "\"total\":\"ten\",\"s", "amount.not_a_number", "total")]
    [InlineData("\"total\":\"10.00\"", "\"sum\":\"10.00\"", "amount.missing", "total")]
    [InlineData("\"id\":2", "\"id\":null", "field.missing", "id")]
    [InlineData("\"status\":\"completed\"", "\"status\":\"\"", "field.missing", "status")]
    [InlineData("2026-03-01T09", "2026-02-31T09", "date.impossible", "date_created_gmt, date_created")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"euros\"", "currency.unknown", "currency")]
    [InlineData("\"quantity\":1", "\"quantity\":\"one\"", "amount.not_a_number", "line_items[].quantity")]
    [InlineData("\"shipping_total\":\"0\"", "\"shipping_total\":\"-\"", "amount.not_a_number", "shipping_total")]
    [InlineData("\"currency\":\"EUR\",", "\"currency\":\"EUR\"", "json.invalid", null)]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"EUR", "json.invalid", null)]
    [InlineData("\"status\":\"completed\"", "status:completed", "json.invalid", null)]
    [InlineData("\"refunds\":[]", "\"refunds\":[", "json.invalid", null)]
    [InlineData("\"refunds\":[]}", "\"refunds\":[]", "json.invalid", null)]
    [InlineData("\"shipping_tax\":\"0\"", "\"shipping_tax\":\"\\ud800\"", "json.invalid", null)]
    public void A_broken_order_costs_that_order_alone_and_can_be_mended(string good, string bad, string code, string? column)
    {
        foreach (var end in new[] { "\n", "" })
        {
            var broken = Order(2).Replace(good, bad, StringComparison.Ordinal);
            broken.ShouldNotBe(Order(2));
            var text = $"[{end}{Order(1)},{end}{broken},{end}{Order(3)},{end}{Order(4)}]";
            var reading = Read(text);
            reading.Counts.Orders.ShouldBe(3);
            var warning = Warning(reading, code);
            (warning.Count, warning.Kind).ShouldBe((1, WarningKind.Rejected));
            (warning.First.Line, warning.First.Column).ShouldBe((end.Length > 0 ? 3 : 1, column));
            Mend(text, (bad.Replace("\"", "\"\"", StringComparison.Ordinal), good.Replace("\"", "\"\"", StringComparison.Ordinal)))
                .Counts.Orders.ShouldBe(4);
        }
    }

    [Fact]
    public void A_bracket_too_many_costs_its_order_alone()
    {
        var reading = Read($"[{Order(1)},{Order(2).Replace("\"refunds\":[]", "\"refunds\":[]]", StringComparison.Ordinal)},{Order(3)}]");
        reading.Counts.Orders.ShouldBe(2);
        reading.Counts.Rejected.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Ten_thousand_levels_cost_their_order_alone()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":[", 5000)) + string.Concat(Enumerable.Repeat("]}", 5000));
        var reading = Read($"[{Order(1, ("meta_data", deep))},{Order(2)}]");
        reading.Counts.Orders.ShouldBe(1);
        Warning(reading, "json.invalid").Count.ShouldBe(1);
    }

    [Fact]
    public void A_hundred_million_characters_in_one_string_are_left_out_without_being_held()
    {
        var text = new RepeatedStream($"[{Order(1)},{{\"id\":2,\"parent_id\":0,\"status\":\"", 'x', 100_000_000, $"\"}},{Order(3)}]");
        using var orders = new JsonTexts("big.json", new StreamReader(text), 1, isArray: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var faults = new List<string?>();
        while (orders.Read())
        {
            faults.Add(orders.Fault);
        }

        faults.ShouldBe([null, "document.too_long", null]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void An_order_that_is_too_long_is_told_and_the_others_count()
    {
        var reading = Read($"[{Order(1)},{Order(2, ("note", $"\"{new string('x', DocumentTexts.CharsMax)}\""))},{Order(3)}]");
        reading.Counts.Orders.ShouldBe(2);
        Warning(reading, "document.too_long").Kind.ShouldBe(WarningKind.Rejected);
    }

    [Fact]
    public void A_text_that_is_cut_keeps_what_stands_before_and_says_so()
    {
        var reading = Read($"[{Order(1)},{Order(2)[..^40]}");
        reading.Counts.Orders.ShouldBe(1);
        reading.Warnings.Where(w => w.First.Code == "document.cut_short").Select(w => w.Kind)
            .ShouldBe([WarningKind.Unreadable, WarningKind.Rejected]);
        Warning(Read($"[{Order(1)},"), "document.cut_short").Kind.ShouldBe(WarningKind.Unreadable);
    }

    [Theory]
    [InlineData("""{"name":"no order"}""", "json.not_orders")]
    [InlineData("[]", "json.not_orders")]
    [InlineData("""{"orders":[],"date_created":null}""", "documents.none")]
    public void Json_without_orders_says_what_to_do(string text, string code) =>
        Warning(Read(text), code).Kind.ShouldBe(WarningKind.Unusable);

    [Fact]
    public void An_order_that_pages_give_twice_counts_once()
    {
        var reading = Read($"[{Order(1)},{Order(2)}]\n[{Order(2)},{Order(3)}]");
        reading.Counts.Orders.ShouldBe(3);
        Warning(reading, "order.told_twice").First.Value.ShouldBe("2");
    }

    [Fact]
    public void The_same_file_twice_changes_nothing_and_a_later_version_wins()
    {
        Orders(Read($"[{Sample}]", $"[{Sample}]")).ShouldBe(["26 2026-03-01 1400.00"]);
        var reading = Read(Order(1), Order(1, ("status", "\"cancelled\"")));
        reading.Counts.Orders.ShouldBe(0);
        Codes(reading).ShouldContain("order.replaced");
    }

    [Fact]
    public void Several_currencies_are_never_added_up() =>
        Read($"[{Order(1)},{Order(2, ("currency", "\"USD\""))},{Order(3)}]").OtherCurrencies.Single().Orders.ShouldBe(1);

    [Fact]
    public void A_packed_file_is_read_and_line_numbers_count_its_lines()
    {
        ReadGzip($"[{Sample}]").Counts.Orders.ShouldBe(1);
        var pretty = Order(2).Replace(",\"", ",\n  \"", StringComparison.Ordinal).Replace("\"10.00\"", "\"ten\"", StringComparison.Ordinal);
        Warning(Read($"[\n{Order(1)},\n\n{pretty}\n]"), "amount.not_a_number").First.Line.ShouldBe(4);
    }

    [Fact]
    public void Orders_longer_than_the_window_and_strings_with_escapes_are_read_whole()
    {
        var note = string.Concat(Enumerable.Repeat("}{\\\"[ \\\\ ]", 20_000));
        Read($"[{Order(1, ("customer_note", $"\"{note}\""))},{Order(2)}]").Counts.Orders.ShouldBe(2);
    }

    [Fact]
    public void Many_orders_are_read_in_order()
    {
        var text = "[" + string.Join(",\n", Enumerable.Range(1, 3000).Select(i => Order(i, ("total", $"\"{i}.00\"")))) + "]";
        Facts(Read(text).Sales).Sum(o => o.Net).ShouldBe(3000L * 3001 / 2 * 100);
    }

    [Fact]
    public void A_file_with_bytes_spoilt_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Byte, Gen.Int[0, 3000], Gen.Byte).Sample(t =>
        {
            var bytes = Encoding.UTF8.GetBytes($"[{Order(1)},\n{Order(2)},\n{Order(3)}]");
            bytes[t.Item1 % bytes.Length] = t.Item2;
            bytes[t.Item3 % bytes.Length] = t.Item4;
            Read(new OrderFileOptions(), bytes);
        }, iter: 100);

    private static string Order(int id, params (string Name, string Json)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["id"] = $"{id}", ["parent_id"] = "0", ["status"] = "\"completed\"", ["currency"] = "\"EUR\"",
            ["date_created_gmt"] = "\"2026-03-01T09:00:00\"", ["total"] = "\"10.00\"", ["shipping_total"] = "\"0\"", ["shipping_tax"] = "\"0\"",
            ["customer_id"] = "0", ["billing"] = """{"email":"a@example.com","phone":"","country":"RO"}""", ["line_items"] = Items,
            ["refunds"] = "[]",
        };
        foreach (var (name, json) in changes)
        {
            fields[name] = json;
        }

        return "{" + string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}")) + "}";
    }
}

/// <summary>A long text that is made while it is read.</summary>
internal sealed class RepeatedStream(string before, char filler, long count, string after) : Stream
{
    private readonly byte[] head = Encoding.UTF8.GetBytes(before);
    private readonly byte[] tail = Encoding.UTF8.GetBytes(after);
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => head.Length + count + tail.Length;

    public override long Position { get => at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var part = at < head.Length ? head.AsSpan((int)at)
            : at >= head.Length + count ? tail.AsSpan((int)(at - head.Length - count))
            : default;
        var length = (int)Math.Min(buffer.Length, at < head.Length || at >= head.Length + count ? part.Length : head.Length + count - at);
        if (part.IsEmpty)
        {
            buffer[..length].Fill((byte)filler);
        }
        else
        {
            part[..length].CopyTo(buffer);
        }

        at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
