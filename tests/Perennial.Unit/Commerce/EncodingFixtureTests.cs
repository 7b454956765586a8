using System.Globalization;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Unit.Commerce;

/// <summary>
/// Order files of nine languages as shops write them: encodings, delimiters, quoted line ends. The preview has to say
/// the right encoding, delimiter, columns, dates and decimal sign, and every name and amount has to be exact.
/// </summary>
public sealed class EncodingFixtureTests
{
    private static readonly Func<string, string> Commas = t => t.Replace('ş', 'ș').Replace('ţ', 'ț').Replace('Ş', 'Ș').Replace('Ţ', 'Ț');

    internal static readonly EncodingFixture[] Fixtures =
    [
        .. from language in new[] { "ru", "ro", "ro-old", "zh", "pl", "fr" }
           from delimiter in new[] { ',', ';', '\t', '|' }
           select new EncodingFixture($"utf-8 {language} {(int)delimiter}", language, "utf-8",
               delimiter) { Notes = delimiter != '\t', Mark = delimiter == ';' },
        .. from encoding in new[] { "utf-16", "utf-16BE" }
           from language in new[] { "ru", "zh", "de" }
           from mark in new[] { true, false }
           select new EncodingFixture($"{encoding} {language} mark:{mark}", language, encoding, ';') { Mark = mark, Notes = true },
        .. from delimiter in new[] { ',', ';', '\t', '|' }
           from notes in new[] { true, false }
           from pair in new[] { ("ru", "windows-1251"), ("zh", "gb18030"), ("ro", "iso-8859-16"), ("pl", "iso-8859-2"), ("pl",
               "windows-1250"), ("fr", "windows-1252") }
           select new EncodingFixture($"{pair.Item2} {pair.Item1} {(int)delimiter} notes:{notes}", pair.Item1, pair.Item2,
               delimiter) { Notes = notes },
        new("iso-8859-2 cz", "cz", "iso-8859-2", ';'),
        new("windows-1250 cz", "cz", "windows-1250", ';') { Notes = true },
        // Every Hungarian letter is the same byte in both; the one that programs write most is named.
        new("iso-8859-2 hu", "hu", "iso-8859-2", ';') { Found = "windows-1250" },
        new("windows-1250 hu", "hu", "windows-1250", ';') { Notes = true },
        new("windows-1252 de", "de", "windows-1252", ';') { Notes = true },
        new("iso-8859-2 de", "de", "iso-8859-2", ';') { Found = "windows-1252" },
        // ISO-8859-16 put the letters with commas where ISO-8859-2 and windows-1250 have those with cedillas.
        new("iso-8859-2 ro-old", "ro-old", "iso-8859-2", ';') { Found = "iso-8859-16", Read = Commas },
        new("windows-1250 ro-old", "ro-old", "windows-1250", ';') { Found = "iso-8859-16", Read = Commas },
        .. from data in new[] { ("ru", "windows-1251"), ("zh", "gb18030") }
           select new EncodingFixture($"{data.Item2} header over ASCII data", data.Item1, data.Item2, ';') { AsciiData = true, Rows = 40 },
        .. from data in new[] { ("ru", "windows-1251"), ("zh", "gb18030"), ("pl", "windows-1250"), ("pl", "iso-8859-2"), ("cz",
            "windows-1250"), ("ro", "iso-8859-16"), ("fr", "windows-1252"), ("de", "windows-1252") }
           select new EncodingFixture($"{data.Item2} {data.Item1} data under an ASCII header", data.Item1, data.Item2,
               ',') { AsciiHeader = true, Rows = 10 },
        .. from data in new[] { ("ru", "windows-1251"), ("zh", "gb18030"), ("pl", "windows-1250"), ("pl", "iso-8859-2"), ("ro",
            "iso-8859-16"), ("fr", "windows-1252"), ("de", "utf-8") }
           select new EncodingFixture($"{data.Item2} {data.Item1} after the head", data.Item1, data.Item2, ';') { Late = true },
        .. from one in new[]
           {
               ("ru", "windows-1251", "Ирина"), ("ru", "windows-1251", "Пётр Щукин"), ("ru", "windows-1251", "Анна"), ("ru",
                   "windows-1251", "ООО Восток"),
               ("ru", "windows-1251", "ИВАНОВ"), ("zh", "gb18030", "王伟"), ("zh", "gb18030", "李秀英"), ("zh", "gb18030", "张𠮷"),
                   ("zh", "gb18030", "欧阳娜娜"),
               ("pl", "windows-1250", "Wiśniewski"), ("pl", "iso-8859-2", "Wiśniewski"), ("pl", "iso-8859-2", "Dąbrowska"),
                   ("pl", "windows-1250", "Dąbrowska"),
               ("cz", "windows-1250", "Dvořák"), ("cz", "iso-8859-2", "Šárka"), ("cz", "windows-1250", "Šárka"), ("hu", "windows-1250", "Győző"),
               ("ro", "iso-8859-16", "Ionuț Șerban"), ("ro", "iso-8859-16", "Mădălina"), ("fr", "windows-1252", "Hélène"),
                   ("fr", "windows-1252", "François"),
               ("fr", "windows-1252", "Zoë"), ("fr", "windows-1252", "Muñoz"), ("fr", "windows-1252", "João"), ("fr",
                   "windows-1252", "Åström"), ("fr", "windows-1252", "Bjørn"),
               ("de", "windows-1252", "Müller"), ("de", "windows-1252", "Weiß"), ("de", "utf-8", "Müller"), ("ru", "utf-8", "Ирина"),
           }
           select new EncodingFixture($"{one.Item2} only {one.Item3}", one.Item1, one.Item2, ',') { OnlyName = one.Item3, Rows = 40 },
    ];

    public static TheoryData<string> Names => [.. Fixtures.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_previewed_as_it_was_written(string name)
    {
        var fixture = Fixtures.Single(f => f.Name == name);
        var preview = CommerceModule.OrderFiles.Preview([Part(fixture)], new OrderFileOptions(), CancellationToken.None);
        var text = preview.Texts.ShouldHaveSingleItem();
        var form = text.Understood;
        form.Encoding.ShouldBe(fixture.Expected);
        form.EncodingGuessed.ShouldBe(!fixture.Expected.StartsWith("utf", StringComparison.Ordinal));
        form.Delimiter.ShouldBe(fixture.Delimiter);
        form.HasHeader.ShouldBeTrue();
        new[] { OrderField.Order, OrderField.Date, OrderField.Customer, OrderField.Product, OrderField.Quantity, OrderField.Price }
            .Select(f => form.Columns[f]).ShouldBe(fixture.Header.Take(6).Select(fixture.Read));
        (form.DateOrder, form.DateOrderGuessed).ShouldBe((fixture.Language == "zh" ? null : DateOrder.DayFirst, false));
        (form.DecimalSign, form.DecimalSignGuessed).ShouldBe((fixture.Language == "zh" ? '.' : ',', false));
        if (!fixture.Late)
        {
            text.Rows.Select(r => (r.Customer, r.Labels[OrderField.Product], r.Amount, r.Quantity))
                .ShouldBe(fixture.Lines().Take(PreviewedText.RowsMax).Select(l =>
                    ((string?)fixture.Read(l.Customer), fixture.Read(l.Product), (decimal?)(l.Quantity * l.Price), (decimal?)l.Quantity)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_read_exactly_as_it_was_written(string name)
    {
        var fixture = Fixtures.Single(f => f.Name == name);
        var reading = CommerceModule.OrderFiles.Read([Part(fixture)],
            new OrderFileOptions { Dimensions = [OrderField.Product] }, CancellationToken.None);
        reading.Counts.Rejected.ShouldBe(0);
        reading.Understood.ShouldHaveSingleItem().Encoding.ShouldBe(fixture.Expected);
        var read = OrderFileTests.Facts(reading).TakeLast(fixture.Rows)
            .Select(o => (reading.Sales.Customers[o.Customer], (long)o.Net)).ToList();
        read.ShouldBe(fixture.Lines().Select(l => (fixture.Read(l.Customer), (long)(l.Quantity * l.Price * 100))), ignoreOrder: true);
        Streamed.IsAlike(reading, new OrderFileOptions(), (reading.Understood[0].File, fixture.Bytes()));
        reading.Sales.GroupBy(OrderField.Product).Select(g => g.Value).ShouldBe(
            fixture.Lines().Select(l => fixture.Read(l.Product)).Distinct().Concat(fixture.Late ? ["SKU"] : []), ignoreOrder: true);
    }

    [Fact]
    public void What_the_owner_says_holds_against_the_guess()
    {
        var russian = TextEncodings.Find("cp1251")!.GetBytes("customer,date,amount\nИрина,2026-01-05,1\n");
        var told = CommerceModule.OrderFiles.Read([new InputPart("a.csv", new MemoryStream(russian))],
            new OrderFileOptions { Encoding = TextEncodings.Find("windows-1252") }, CancellationToken.None);
        (told.Sales.Customers[0], told.Understood[0].Encoding, told.Understood[0].EncodingGuessed).ShouldBe(("Èðèíà", "windows-1252", false));
        told.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("CP1251", "windows-1251")]
    [InlineData("win-1250", "windows-1250")]
    [InlineData("gbk", "gb18030")]
    [InlineData("GB2312", "gb18030")]
    [InlineData("ISO-8859-16", "iso-8859-16")]
    [InlineData("iso_8859-2", "iso-8859-2")]
    [InlineData("latin1", "iso-8859-1")]
    [InlineData("koi8-r", "koi8-r")]
    [InlineData("klingon", null)]
    [InlineData("", null)]
    public void Encodings_are_known_by_their_usual_names(string name, string? web) =>
        TextEncodings.Find(name)?.WebName.ShouldBe(web);

    [Fact]
    public void The_table_of_iso_8859_16_is_the_standards()
    {
        var encoding = TextEncodings.Find("iso-8859-16")!;
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        encoding.GetBytes(encoding.GetString(all)).ShouldBe(all);
        encoding.GetString([0xA4, 0xAA, 0xBA, 0xDE, 0xFE, 0xE3, 0xD5, 0xF8, 0xA5, 0xB5]).ShouldBe("€ȘșȚțăŐű„”");
    }

    private static InputPart Part(EncodingFixture fixture) => new("orders.csv", new MemoryStream(fixture.Bytes()));
}
