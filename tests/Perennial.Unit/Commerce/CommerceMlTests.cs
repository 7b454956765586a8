using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;
using static Perennial.Unit.Commerce.Retold;

namespace Perennial.Unit.Commerce;

/// <summary>CommerceML orders of 1C and shops: delivery, discounts, returns, cancellations, and XML that means harm.</summary>
public sealed class CommerceMlTests
{
    private const string Sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2026-03-01T12:00:00">
         <Документ><Ид>4238</Ид><Номер>A-4238</Номер><Дата>2026-03-01</Дата><Время>12:00:00</Время>
          <ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Курс>1</Курс><Сумма>1264.00</Сумма>
          <Контрагенты><Контрагент><Ид>c-77</Ид><Наименование>Тест Ирина</Наименование>
           <Роль>Покупатель</Роль><ПолноеНаименование>Тест Ирина</ПолноеНаименование></Контрагент></Контрагенты>
          <Товары><Товар><Ид>g-1</Ид><Артикул>TEA-1</Артикул><Наименование>Чай</Наименование>
           <ЦенаЗаЕдиницу>836</ЦенаЗаЕдиницу><Количество>1</Количество><Сумма>836</Сумма>
           <Скидки><Скидка><Наименование>На заказ</Наименование><УчтеноВСумме>true</УчтеноВСумме><Сумма>44</Сумма></Скидка></Скидки></Товар>
           <Товар><Наименование>Доставка</Наименование><ЦенаЗаЕдиницу>428</ЦенаЗаЕдиницу><Количество>1</Количество><Сумма>428</Сумма></Товар></Товары>
          <ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Заказ оплачен</Наименование><Значение>true</Значение></ЗначениеРеквизита>
           <ЗначениеРеквизита><Наименование>Статус заказа</Наименование><Значение>Отработан</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>
         </Документ></КоммерческаяИнформация>
        """;

    private const string Requisite = "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>";
    private const string Is = "</Наименование><Значение>";
    private const string End = "</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>";

    [Fact]
    public void Delivery_is_out_and_a_discount_that_the_sum_has_in_it_is_not_taken_off_again()
    {
        var reading = Read(Sample);
        Shape(reading).ShouldBe("commerceml");
        Orders(reading).ShouldBe(["c-77 2026-03-01 836.00"]);
        reading.Counts.ShouldBe(new ReadCounts(1, 1, 1, 0, 1, 1, 0, 0));
        reading.Sales.Currency.Code.ShouldBe("RUB");
        Groups(reading, OrderField.Product).ShouldBe(["Чай: 836.00"]);
        Warning(reading, "commerceml.delivery").First.Value.ShouldBe("Доставка");
    }

    [Fact]
    public void A_text_saved_anew_in_utf_8_is_read_though_its_prolog_says_windows_1251()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample.Replace("UTF-8", "windows-1251", StringComparison.Ordinal));
        var reading = Read(new OrderFileOptions(), bytes);
        reading.Understood.Single().Encoding.ShouldBe("utf-8");
        Groups(reading, OrderField.Product).ShouldBe(["Чай: 836.00"]);
    }

    [Fact]
    public void A_text_in_windows_1251_is_read_by_its_prolog()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(1251).GetBytes(Sample.Replace("UTF-8", "windows-1251", StringComparison.Ordinal));
        var reading = Read(new OrderFileOptions(), bytes);
        reading.Understood.Single().Encoding.ShouldBe("windows-1251");
        Orders(reading).ShouldBe(["c-77 2026-03-01 836.00"]);
        Groups(reading, OrderField.Product).ShouldBe(["Чай: 836.00"]);
        Codes(reading).ShouldNotContain("encoding.guessed");
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("utf-16")]
    [InlineData("no-such-encoding")]
    public void A_prolog_that_cannot_be_true_or_means_nothing_is_passed_over(string encoding) =>
        Orders(Read(Sample.Replace("UTF-8", encoding, StringComparison.Ordinal))).ShouldBe(["c-77 2026-03-01 836.00"]);

    [Fact]
    public void A_namespace_a_prefix_and_containers_change_nothing()
    {
        var wrapped = Xml($"<Контейнер>{Order("1")}{Document("2", "Эквайринговая операция")}</Контейнер><Контейнер>{Order("3")}</Контейнер>")
            .Replace("<КоммерческаяИнформация", "<КоммерческаяИнформация xmlns=\"urn:1C.ru:commerceml_3\" xmlns:xsi=\"urn:x\"",
                StringComparison.Ordinal).Replace("<Товары>", "<Товары xsi:type=\"x\">", StringComparison.Ordinal);
        var reading = Read(wrapped);
        Orders(reading).Count.ShouldBe(2);
        Warning(reading, "commerceml.operation").First.Value.ShouldBe("Эквайринговая операция");
        var prefixed = Xml(Order("1")).Replace("</", "</c:", StringComparison.Ordinal).Replace("<", "<c:", StringComparison.Ordinal)
            .Replace("<c:/c:", "</c:", StringComparison.Ordinal).Replace("<c:?", "<?", StringComparison.Ordinal);
        Orders(Read(prefixed)).Count.ShouldBe(1);
    }

    [Fact]
    public void A_discount_that_the_sum_lacks_is_taken_off_of_the_line_and_of_the_order()
    {
        const string Discount = "<Скидки><Скидка><Сумма>10</Сумма><УчтеноВСумме>false</УчтеноВСумме></Скидка></Скидки>";
        var reading = Read(Xml(Document("1", goods: Goods("Чай", "100", Discount) + Goods("Кофе", "90"), inside: Discount)));
        Orders(reading).ShouldBe(["b-1 2026-03-01 170.00"]);
        Groups(reading, OrderField.Product).ShouldBe(["Кофе: 85.00", "Чай: 85.00"]);
    }

    [Fact]
    public void A_tax_that_the_sum_lacks_is_added() =>
        Orders(Read(Xml(Document("1", goods: Goods("Чай", "100", "<Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>false</УчтеноВСумме>" +
            "<Сумма>20</Сумма></Налог></Налоги>"), inside: "<Налоги><Налог><УчтеноВСумме>false</УчтеноВСумме><Сумма>20</Сумма></Налог></Налоги>"))))
            .ShouldBe(["b-1 2026-03-01 120.00"]);

    [Theory]
    [InlineData("<Товар><Ид>ORDER_DELIVERY</Ид><Наименование>Курьер</Наименование><Сумма>50</Сумма></Товар>", "100.00")]
    [InlineData("<Товар><Наименование>Самовывоз</Наименование><Сумма>50</Сумма>" +
        Requisite + "ТипНоменклатуры" + Is + "Услуга" + End + "</Товар>", "100.00")]
    [InlineData("<Товар><Артикул>D-1</Артикул><Наименование>Доставка воды, книга</Наименование><Сумма>50</Сумма></Товар>", "150.00")]
    [InlineData("<Товар><Наименование>Чашка</Наименование><ЦенаЗаЕдиницу>25</ЦенаЗаЕдиницу><Количество>2</Количество></Товар>", "150.00")]
    public void What_is_delivery_shows_by_its_name_or_kind_where_it_has_no_article(string goods, string net) =>
        Orders(Read(Xml(Document("1", goods: Goods("Чай", "100") + goods)))).ShouldBe([$"b-1 2026-03-01 {net}"]);

    [Theory]
    [InlineData(Requisite + "Статус заказа" + Is + "Отменён клиентом" + End)]
    [InlineData(Requisite + "Статус заказа" + Is + "[F] Аннулирован" + End)]
    [InlineData(Requisite + "Отменен" + Is + "true" + End)]
    [InlineData(Requisite + "ПометкаУдаления" + Is + "true" + End)]
    [InlineData("<ПометкаУдаления>true</ПометкаУдаления>")]
    public void A_cancelled_or_deleted_order_is_no_sale(string inside)
    {
        var reading = Read(Xml(Document("1", inside: inside) + Order("2")));
        reading.Counts.Orders.ShouldBe(1);
        Warning(reading, "order.no_sale").Count.ShouldBe(1);
    }

    [Fact]
    public void An_order_that_was_not_cancelled_counts() =>
        Read(Xml(Document("1", inside: Requisite + "Отменен" + Is + "false" + End)))
            .Counts.Orders.ShouldBe(1);

    [Fact]
    public void A_return_counts_on_its_own_day_and_belongs_to_the_order_that_it_names()
    {
        var text = Xml(Order("1") + Document("r-1", "Возврат товара", inside: "<Основание>1</Основание>", date: "2026-03-09") + Order("2") +
            Document("r-2", "Возврат товара", date: "2026-03-10"));
        var reading = Read(text);
        Returns(reading).ShouldBe(["b-1 2026-03-09 100.00", "b-1 2026-03-10 100.00"]);
        Facts(reading.Sales).Count(o => o.CoveredDay != OrderFact.NeverCovered).ShouldBe(1);
        Read(Xml(Order("1")), Xml(Document("r-1", "Возврат товара", inside: "<Основание>1</Основание>", date: "2026-03-09")))
            .Counts.ShouldBe(new ReadCounts(2, 2, 2, 0, 1, 1, 1, 0));
        Returns(Read(text, text)).Count.ShouldBe(2);
    }

    [Fact]
    public void Payments_and_returns_with_the_number_of_an_order_do_not_take_its_place()
    {
        var payment = Document("15", "Выплата безналичных денег");
        var refund = Document("15", "Возврат товара", Goods("Чай", "30"), "<Основание>15</Основание>", date: "2026-03-09");
        foreach (var reading in new[] { Read(Xml(Order("15") + payment + refund)), Read(Xml(Order("15")), Xml(payment + refund)) })
        {
            Orders(reading).ShouldBe(["b-1 2026-03-01 100.00"]);
            Returns(reading).ShouldBe(["b-1 2026-03-09 30.00"]);
            Codes(reading).ShouldBe(["commerceml.operation"]);
        }
    }

    [Theory]
    [InlineData("руб.", "RUB")]
    [InlineData("RUR", "RUB")]
    [InlineData("643", "RUB")]
    [InlineData("eur", "EUR")]
    [InlineData("", "")]
    public void Currencies_go_by_their_iso_codes(string text, string code) =>
        Read(Xml(Document("1", currency: text))).Sales.Currency.Code.ShouldBe(code);

    [Fact]
    public void Who_bought_is_known_by_id_then_address_then_phone_then_name()
    {
        const string Contacts = "<Контакты><Контакт><Тип>Телефон мобильный</Тип><Значение>+7 000 0000001</Значение></Контакт>" +
            "<Контакт><Тип>Электронная почта</Тип><Значение>Irina@Example.com</Значение></Контакт></Контакты>";
        var seller = "<Контрагент><Ид>shop</Ид><Роль>Продавец</Роль></Контрагент>";
        string Customer(string buyer) => Orders(Read(Xml(Document("1", buyer: seller + buyer)))).Single().Split(" 2026")[0];
        Customer($"<Контрагент><Ид>c-1</Ид><Наименование>И</Наименование><Роль>Покупатель</Роль>{Contacts}</Контрагент>").ShouldBe("c-1");
        Customer($"<Контрагент><Наименование>И</Наименование><Роль>Покупатель</Роль>{Contacts}</Контрагент>").ShouldBe("irina@example.com");
        Customer($"<Контрагент><Роль>Покупатель</Роль>{Contacts.Replace("Электронная почта", "Факс", StringComparison.Ordinal)}</Контрагент>")
            .ShouldBe("70000000001");
        Customer("<Контрагент><Наименование>Тест И.</Наименование><Роль>Покупатель</Роль></Контрагент>").ShouldBe("Тест И.");
        Customer("").ShouldBe("-");
    }

    [Theory]
    [InlineData("<Дата>2026-03-01</Дата>", "<Дата>01.03.2026 0:46:38</Дата>")]
    [InlineData("<Дата>2026-03-01</Дата>", "<Дата>2026-03-01T12:00:00</Дата>")]
    public void A_date_with_a_time_in_it_needs_no_other(string date, string other) =>
        Orders(Read(new OrderFileOptions { DateFormat = "yyyy" }, Xml(Order("1")).Replace(date, other, StringComparison.Ordinal)))
            .ShouldBe(["b-1 2026-03-01 100.00"]);

    [Theory]
    [InlineData("<Сумма>100</Сумма></Товар>", "<Сумма>сто</Сумма></Товар>", "amount.not_a_number", "Сумма")]
    [InlineData("<Сумма>100</Сумма></Товар>", "</Товар>", "amount.missing", "Сумма")]
    [InlineData("<Количество>1<", "<Количество>одна<", "amount.not_a_number", "Количество")]
    [InlineData("<Ид>2</Ид><Номер>2</Номер>", "", "field.missing", "Ид")]
    [InlineData("2026-03-01", "2026-02-31", "date.impossible", "Дата, Время")]
    [InlineData("<Валюта>RUB<", "<Валюта>рубли России<", "currency.unknown", "Валюта")]
    [InlineData("</Товар></Товары>", "</Товары>", "xml.invalid", null)]
    [InlineData("</Документ>", "", "xml.invalid", null)]
    [InlineData("<Наименование>Чай<", "<Наименование>Чай & кофе<", "xml.invalid", null)]
    [InlineData("<Наименование>Чай<", "<Наименование>Чай &tea;<", "xml.invalid", null)]
    [InlineData("<Наименование>Чай<", "<Наименование>Чай <!-- <", "xml.invalid", null)]
    public void A_broken_document_costs_that_document_alone_and_can_be_mended(string good, string bad, string code, string? column)
    {
        var broken = Order("2").Replace(good, bad, StringComparison.Ordinal);
        broken.ShouldNotBe(Order("2"));
        var text = Xml($"\n{Order("1")}\n{broken}\n{Order("3")}\n{Order("4")}\n");
        var reading = Read(text);
        reading.Counts.Orders.ShouldBe(3);
        var warning = Warning(reading, code);
        (warning.Count, warning.First.Line, warning.First.Column).ShouldBe((1, 4, column));
        var mend = bad.Length > 0 ? (bad, good)
            : code == "field.missing" ? ("<Документ>", "<Документ>" + good)
            : ("</Товары>", "</Товары></Документ>");
        Mend(text, mend).Counts.Orders.ShouldBe(4);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">")]
    [InlineData("<!-- a comment before it --><!DOCTYPE x>")]
    public void A_document_type_is_refused(string type)
    {
        var reading = Read(Sample.Replace("?>", "?>\n" + type, StringComparison.Ordinal).Replace("Чай", "&c;&a;", StringComparison.Ordinal));
        Orders(reading).ShouldBeEmpty();
        Warning(reading, "xml.document_type").Kind.ShouldBe(WarningKind.Unreadable);
    }

    [Fact]
    public void A_document_type_within_a_document_ends_the_reading_and_keeps_what_was_read()
    {
        var reading = Read(Xml(Order("1") + Order("2").Replace("<Товары>", "<!DOCTYPE x [<!ENTITY a \"b\">]><Товары>", StringComparison.Ordinal)));
        reading.Counts.Orders.ShouldBe(1);
        Warning(reading, "xml.document_type").Kind.ShouldBe(WarningKind.Unreadable);
    }

    [Fact]
    public void Tags_in_comments_and_character_data_are_none() =>
        Orders(Read(Xml($"<!-- {Order("9")} -->" +
            Document("1", inside: "<Комментарий><![CDATA[</Документ><Документ>]]></Комментарий>") + Order("2"))))
            .Count.ShouldBe(2);

    [Fact]
    public void Ten_thousand_levels_cost_their_document_alone()
    {
        var deep = string.Concat(Enumerable.Repeat("<а>", 10_000)) + string.Concat(Enumerable.Repeat("</а>", 10_000));
        var reading = Read(Xml(Document("1", inside: deep) + Order("2")));
        reading.Counts.Orders.ShouldBe(1);
        Warning(reading, "xml.invalid").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData('x', 100_000_000)]
    [InlineData('<', 100_000_000)]
    public void A_document_of_a_hundred_million_characters_is_left_out_without_being_held(char filler, int count)
    {
        var text = new RepeatedStream(Xml(Order("1") + "<Документ><Ид>").Replace("</КоммерческаяИнформация>", "", StringComparison.Ordinal), filler,
            count, $"</Ид></Документ>{Order("3")}</КоммерческаяИнформация>");
        using var documents = new XmlTexts("big.xml", new StreamReader(text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var faults = new List<string?>();
        while (documents.Read())
        {
            faults.Add(documents.Fault);
        }

        faults.ShouldBe([null, "document.too_long", null]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void A_comment_that_nothing_closes_does_not_cost_the_documents_behind_it()
    {
        var note = new string('x', DocumentTexts.CharsMax / 2);
        var reading = Read(Xml(Document("1", inside: "<!-- ") + Order("2") + string.Concat(Enumerable.Range(3, 3).Select(i =>
            Document($"{i}", inside: $"<Комментарий>{note}</Комментарий>")))));
        (reading.Counts.Orders, reading.Counts.Rejected).ShouldBe((4, 1));
        Codes(reading).ShouldContain("xml.invalid");
    }

    [Fact]
    public void A_text_that_is_cut_keeps_what_stands_before_and_says_so()
    {
        var text = Xml(Order("1") + Order("2"));
        var reading = Read(text[..^120]);
        reading.Counts.Orders.ShouldBe(1);
        reading.Warnings.Where(w => w.First.Code == "document.cut_short").Select(w => w.Kind)
            .ShouldBe([WarningKind.Unreadable, WarningKind.Rejected]);
        Warning(Read(Xml(Order("1")).Replace("</КоммерческаяИнформация>", "", StringComparison.Ordinal)), "document.cut_short").Kind
            .ShouldBe(WarningKind.Unreadable);
    }

    [Theory]
    [InlineData("<orders><order/></orders>", "xml.not_commerceml")]
    [InlineData("<КоммерческаяИнформация></КоммерческаяИнформация>", "documents.none")]
    [InlineData("<КоммерческаяИнформация ВерсияСхемы=\"2.05\"/>", "documents.none")]
    public void Xml_without_orders_says_what_to_do(string text, string code) =>
        Warning(Read(text), code).Kind.ShouldBe(WarningKind.Unusable);

    [Fact]
    public void Texts_one_after_another_in_one_file_are_all_read()
    {
        var reading = Read(Xml(Order("1")) + "\n\uFEFF" + Xml("") + Xml(Order("2")) + "<!-- end -->\n");
        reading.Counts.Orders.ShouldBe(2);
        Codes(reading).ShouldBeEmpty();
        var cut = Read(Xml(Order("1")) + Xml(Order("2")).Replace("</КоммерческаяИнформация>", "", StringComparison.Ordinal));
        cut.Counts.Orders.ShouldBe(2);
        Codes(cut).ShouldBe(["document.cut_short"]);
    }

    [Fact]
    public void The_same_file_twice_changes_nothing_and_a_later_version_wins()
    {
        Orders(Read(Sample, Sample)).ShouldBe(["c-77 2026-03-01 836.00"]);
        Orders(Read(Xml(Order("1")), Xml(Document("1", goods: Goods("Чай", "60"))))).ShouldBe(["b-1 2026-03-01 60.00"]);
        ReadGzip(Sample).Counts.Orders.ShouldBe(1);
    }

    [Fact]
    public void Several_currencies_are_never_added_up() =>
        Read(Xml(Order("1") + Order("2") + Document("3", currency: "USD"))).OtherCurrencies.Single().Orders.ShouldBe(1);

    [Fact]
    public void Many_documents_are_read_in_order()
    {
        var text = Xml(string.Concat(Enumerable.Range(1, 2000).Select(i => Document($"{i}", goods: Goods("Чай", $"{i}")) + "\r\n")));
        Facts(Read(text).Sales).Sum(o => o.Net).ShouldBe(1000L * 2001 * 100);
    }

    [Fact]
    public void A_file_with_bytes_spoilt_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Byte, Gen.Int[0, 3000], Gen.Byte).Sample(t =>
        {
            var bytes = Encoding.UTF8.GetBytes(Xml(Order("1") + Order("2")));
            bytes[t.Item1 % bytes.Length] = t.Item2;
            bytes[t.Item3 % bytes.Length] = t.Item4;
            Read(new OrderFileOptions(), bytes);
        }, iter: 100);

    private static string Xml(string documents) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация ВерсияСхемы=\"2.05\">{documents}</КоммерческаяИнформация>";

    private static string Order(string id) => Document(id);

    private static string Document(string id, string operation = "Заказ товара", string? goods = null, string inside = "",
        string currency = "RUB", string date = "2026-03-01", string? buyer = null) =>
        $"<Документ><Ид>{id}</Ид><Номер>{id}</Номер><Дата>{date}</Дата><Время>12:00:00</Время><ХозОперация>{operation}</ХозОперация>" +
        $"<Валюта>{currency}</Валюта><Сумма>100</Сумма><Контрагенты>" +
        $"{buyer ?? "<Контрагент><Ид>b-1</Ид><Роль>Покупатель</Роль></Контрагент>"}</Контрагенты><Товары>{goods ?? Goods("Чай", "100")}</Товары>" +
        $"{inside}</Документ>";

    private static string Goods(string name, string sum, string inside = "") =>
        $"<Товар><Артикул>A-{name}</Артикул><Наименование>{name}</Наименование><Количество>1</Количество>{inside}<Сумма>{sum}</Сумма></Товар>";
}
