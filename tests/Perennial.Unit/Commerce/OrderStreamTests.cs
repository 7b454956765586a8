using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Commerce;

/// <summary>
/// Order files as streams of whole orders. That they are worth what the report makes of them is tested with every text
/// that other tests read (<see cref="Streamed"/>); here is what the report does not ask.
/// </summary>
public sealed class OrderStreamTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void An_order_has_all_that_its_rows_say()
    {
        var order = Orders("order;date;customer id;e-mail;phone;customer name;product;category;quantity;price;store;channel;" +
            "seller;country;currency\n" +
            "7;05.02.2026 10:11:12;ana;Ana@X.example;+373 69 123456;Ana Rusu;tea;drinks;2;12,505;North;web;Ion;MD;MDL\n" +
            "7;05.02.2026 10:11:12;ana;;;;cup;;1;0;North;;;;MDL\n").ShouldHaveSingleItem();
        (order.File, order.Line, order.Key, order.Number, order.Store).ShouldBe(("orders.csv", 2L, "North\u001F7", "7", "North"));
        order.PlacedAt.ShouldBe(new LocalDateTime(2026, 2, 5, 10, 11, 12));
        order.Customer.ShouldBe(new FileCustomer
        {
            Identity = "ana", Id = "ana", Email = "Ana@X.example", Phone = "+373 69 123456", Name = "Ana Rusu",
        });
        (order.Channel, order.Seller, order.Country, order.Currency).ShouldBe(("web", "Ion", "MD", "MDL"));
        order.Lines.ShouldBe(
        [
            new FileLine { Line = 2, Amount = 25.01m, Units = 2, Quantity = 2, Price = 12.505m, Product = "tea", Category = "drinks" },
            new FileLine { Line = 3, Amount = 0, Units = 0, Quantity = 1, Price = 0, Product = "cup" },
        ]);
        order.Returns.ShouldBeEmpty();
    }

    [Fact]
    public void Returns_of_an_order_are_with_it_a_day_each_and_alone_where_nothing_was_sold()
    {
        var orders = Orders("order,date,customer,quantity,price\n1,2026-01-01,a,2,10\n2,2026-01-01,b,1,3\n1,2026-01-09,a,-1,10\n" +
            "1,2026-01-09,a,-1,4\n1,2026-01-11,a,-1,1\nC3,2026-01-12,a,1,5\n");
        var one = orders.Single(o => o.Number == "1");
        one.Lines.Sum(l => l.Amount).ShouldBe(20);
        one.Returns.Select(r => (r.At.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), r.Lines.Sum(l => l.Amount), r.OrderNumber))
            .ShouldBe([("2026-01-09", 14, null), ("2026-01-11", 1, null)]);
        var alone = orders.Single(o => o.Number == "C3");
        alone.Lines.ShouldBeEmpty();
        alone.Returns.Single().Lines.Single().Quantity.ShouldBe(1);
    }

    [Fact]
    public void A_return_that_names_its_order_hands_the_name_on()
    {
        var order = Orders("Date,Time,Item,Qty,Net Sales,Tax,Event Type,Transaction ID,Payment ID,Customer ID,Customer Name,SKU\n" +
            "2026-01-09,10:00:00,Tea,-1,-4.00,-1.00,Refund,T1,P2,c1,Ana,tea-1\n").ShouldHaveSingleItem();
        order.Number.ShouldBe("T1/refund/P2");
        (order.Returns.Single().OrderNumber, order.Returns.Single().OrderKey).ShouldBe(("T1", "T1"));
        order.Returns.Single().Lines.Single().Sku.ShouldBe("tea-1");
        (order.Customer!.Id, order.Customer.Name).ShouldBe(("c1", "Ana"));
    }

    [Fact]
    public void Exports_say_all_that_they_know_of_the_customer()
    {
        const string Shopify = "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem price,Lineitem name," +
            "Lineitem sku,Billing Name,Phone\n" +
            "#1,,paid,10.00,2026-01-05 10:00:00 +0200,2,5.00,Tea,tea-1,Ana Rusu,'+373 69 123456\n";
        var one = Orders(Shopify).ShouldHaveSingleItem();
        one.Customer.ShouldBe(new FileCustomer { Identity = "37369123456", Phone = "+373 69 123456", Name = "Ana Rusu" });
        (one.Lines[0].Price, one.Lines[0].Sku).ShouldBe((5m, "tea-1"));

        const string Woo = """
            [{"id":1,"status":"completed","date_created_gmt":"2026-01-05T10:00:00","customer_id":0,"total":"10","currency":"EUR",
            "billing":{"first_name":"Ana","last_name":"Rusu","email":"Ana@X.example","phone":"069 1"},
            "line_items":[{"name":"Tea","sku":"tea-1","quantity":2,"price":5,"total":"10"}]},
            {"id":2,"status":"completed","date_created_gmt":"2026-01-05T10:00:00","customer_id":9,"total":"10","currency":"EUR","line_items":[]}]
            """;
        var woo = Orders(Woo);
        woo[0].Customer.ShouldBe(new FileCustomer { Identity = "ana@x.example", Email = "Ana@X.example", Phone = "069 1", Name = "Ana Rusu" });
        woo[1].Customer.ShouldBe(new FileCustomer { Identity = "9", Id = "9" });
        (woo[0].Lines[0].Price, woo[0].Lines[0].Sku, woo[0].Lines[0].Quantity).ShouldBe((5m, "tea-1", 2m));
    }

    [Fact]
    public void Equal_rows_without_a_number_have_keys_of_their_own_and_the_same_ones_in_every_run()
    {
        const string Text = "customer,date,amount\na,2026-01-01,10\na,2026-01-01,10\nb,2026-01-01,10\na,2026-01-01,10.00\n";
        var keys = Orders(Text).Select(o => o.Key).ToList();
        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
        Orders(Text).Select(o => o.Key).ShouldBe(keys);

        // Saved anew by a program that writes it otherwise, the same rows are the same orders.
        Orders("date;amount;customer\n01.01.2026;10,00;b\n01.01.2026;10,0;a\n01.01.2026;10,00;a\n01.01.2026;10,00;a\n")
            .Select(o => o.Key).ShouldBe(keys, ignoreOrder: true);
        keys[0].ShouldEndWith("/1");
        keys[3].ShouldEndWith("/3");
    }

    [Fact]
    public void A_payment_card_number_where_a_name_should_stand_is_masked()
    {
        var order = Orders("order,date,customer,customer name,amount,seller\n1,2026-01-01,a,4111 1111 1111 1111,5,4111111111111111\n").Single();
        (order.Customer!.Name, order.Seller).ShouldBe(("****1111", "****1111"));
    }

    [Fact]
    public void Two_currencies_under_one_number_are_two_orders_with_two_keys() =>
        Orders("customer,date,order,amount,currency\na,2026-01-01,1,10,RON\na,2026-01-01,1,2,EUR\na,2026-01-01,1,3,EUR\n")
            .Select(o => $"{o.Key.Replace('\u001F', '|')} {o.Currency} {o.Lines.Sum(l => l.Amount)}").ShouldBe(["1 RON 10.00", "1||EUR EUR 5.00"]);

    [Fact]
    public void Scattered_rows_come_together_and_every_cut_gives_each_order_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var paths = new List<string>();
            for (var text = 0; text < 1 + random.Next(3); text++)
            {
                paths.Add(Write($"{round}-{text}.csv{(random.Next(3) == 0 ? ".gz" : "")}", Scattered(random)));
            }

            var streams = Streamed.Holding(random.Next(4) == 0 ? 1_000_000 : 1 + random.Next(40));
            var options = new OrderFileOptions();
            var because = FormattableString.Invariant($"seed {seed}, round {round}");
            var whole = Streamed.Batches(paths, options, int.MaxValue, CommerceModule.OrderStreams);
            var scan = random.Next(2) == 0 ? null : streams.Scan([.. paths.Select(p => new OrderSource(p))], options, null, CancellationToken.None);
            var cut = Streamed.Resumed(paths, options, () => 1 + random.Next(5), streams, scan);
            Told(cut).ShouldBe(Told(whole), because);
            cut.SelectMany(b => b.Orders).Select(o => (o.File, o.Key)).Distinct().Count().ShouldBe(cut.Sum(b => b.Orders.Count), because);
            cut[^1].Position.ShouldSatisfyAllConditions(because,
                p => p.Rows.ShouldBe(whole[^1].Position.Rows), p => p.Rejected.ShouldBe(whole[^1].Position.Rejected),
                p => p.Orders.ShouldBe(whole[^1].Position.Orders));
            Warnings(cut).ShouldBe(Warnings(whole), because);
            var reading = CommerceModule.OrderFiles.Read(paths, options, null, CancellationToken.None);
            if (paths.Count == 1)
            {
                StreamedBook.Lines(cut.SelectMany(b => b.Orders), reading.Sales.Currency).ShouldBe(StreamedBook.Lines(reading), because);
            }
        }
    }

    [Fact]
    public void Of_many_orders_that_stand_apart_only_a_share_is_held_and_none_is_lost()
    {
        var path = Write("by-product.csv", "order,date,customer,product,amount\n" + string.Concat(Enumerable.Range(0, 3000)
            .Select(i => FormattableString.Invariant($"{i % 1000},2026-01-01,c{i % 1000},p{i / 1000},1\n"))));
        var streams = Streamed.Holding(500);
        var batches = Streamed.Batches([path], new OrderFileOptions(), 100, streams);
        batches.SelectMany(b => b.Orders).Select(o => o.Lines.Count).Distinct().ShouldBe([3]);
        batches.Sum(b => b.Orders.Count).ShouldBe(1000);
        batches[^1].Position.Rows.ShouldBe(3000);
        batches.Count(b => b.Position.ToString().Split('/')[4] is not "0" and not "1").ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_number_with_more_rows_than_an_order_can_have_is_refused_whole(bool isScattered)
    {
        // 10,000 rows of one and 10,001 of another, one after the other or by turns, and a number that stands between.
        string[] rows = [.. Enumerable.Repeat("fits,2026-01-01,a,1", 10_000), .. Enumerable.Repeat("over,2026-01-01,a,1", 10_001)];
        rows = isScattered ? [.. Enumerable.Range(0, 10_000).SelectMany(i => new[] { rows[i], rows[10_000 + i] }), rows[^1]] : rows;
        var path = Write("one.csv", "order,date,customer,amount\n" + string.Join('\n', rows.Append("small,2026-01-01,b,1")));
        foreach (var streams in new[] { Streamed.Holding(1_000_000), Streamed.Holding(3_000) })
        {
            var batches = Streamed.Batches([path], new OrderFileOptions(), 100, streams);
            batches.SelectMany(b => b.Orders).Select(o => (o.Number, o.Lines.Count)).Order().ShouldBe([("fits", 10_000), ("small", 1)]);
            var rejects = batches.SelectMany(b => b.Rejects).ToList();
            rejects.Select(r => (r.Problem.Code, r.Row)).Distinct().ShouldBe([("order.too_many_lines", "over,2026-01-01,a,1")]);
            rejects.Select(r => r.Problem.Line - 2).ShouldBe(rows.Index().Where(r => r.Item[0] == 'o').Select(r => (long)r.Index));
            CommerceModule.Words.Of(rejects[0].Problem).ShouldContain("10000");
            (batches[^1].Position.Rows, batches[^1].Position.Rejected).ShouldBe((20_002, 10_001));

            var scan = streams.Scan([new OrderSource(path)], new OrderFileOptions(), null, CancellationToken.None);
            (scan.Rows, scan.Rejected, scan.Orders).ShouldBe((20_002, 10_001, 2));
            scan.Outcomes[0].Warnings.Single(w => w.First.Code == "order.too_many_lines").Count.ShouldBe(10_001);
        }
    }

    [Fact]
    public void Rejects_that_were_stored_make_the_file_to_mend()
    {
        var path = Write("orders.csv", "order;customer;date;amount\n1;\"O\"\"Neil; Jr\";31.02.2026;5,00\n2;b;01.03.2026;6,00\n3;c;soon;7,00\n");
        var file = Path.Combine(folder.FullName, "rejects.csv");
        CommerceModule.OrderFiles.Read([path], new OrderFileOptions { RejectsPath = file }, null, CancellationToken.None);
        var stored = Streamed.Batches([path], new OrderFileOptions()).SelectMany(b => b.Rejects)
            .Select(r => JsonSerializer.Deserialize<RejectedRow>(JsonSerializer.Serialize(r))!);
        var written = Streamed.Rejects(stored);
        written.ShouldBe(File.ReadAllText(file));

        var mended = Write("mended.csv", written.Replace("31.02.2026;5", "28.02.2026;5", StringComparison.Ordinal));
        var order = Streamed.Batches([mended], new OrderFileOptions()).SelectMany(b => b.Orders).Single();
        (order.IsMended, order.Number, order.Customer!.Id).ShouldBe((true, "1", "O\"Neil; Jr"));
    }

    [Fact]
    public void A_trial_run_says_what_the_files_hold_and_what_is_wrong_with_them()
    {
        var one = Write("one.csv", "order,date,customer,amount,currency\n1,2026-01-05,a,10.5,EUR\n1,2026-01-05,a,-2,EUR\n" +
            "2,2026-02-31,a,1,EUR\n3,2026-03-01,b,7,RON\n");
        var two = Write("two.csv", "date,customer,amount\n2025-12-24,a,1\n2025-12-24,a,1\n");
        var scan = CommerceModule.OrderStreams.Scan([new OrderSource(one, "May"), new OrderSource(two), new OrderSource("/nowhere.csv")],
            new OrderFileOptions(), null, CancellationToken.None);
        (scan.Texts, scan.Rows, scan.Rejected, scan.Orders).ShouldBe((3, 6L, 1L, 4L));
        (scan.FirstDay, scan.LastDay).ShouldBe((new LocalDate(2025, 12, 24), new LocalDate(2026, 3, 1)));
        scan.Sums.ShouldBe([new RowSum("EUR", 2, 10.5m, 2), new RowSum(null, 2, 2, 0), new RowSum("RON", 1, 7, 0)], ignoreOrder: true);
        scan.Outcomes.Select(o => o.File).ShouldBe(["May", "two.csv", "nowhere.csv"]);
        scan.Outcomes[0].Warnings.Select(w => (w.Kind, w.First.Code, w.First.Line)).ShouldContain((WarningKind.Rejected, "date.impossible", 4));
        scan.Outcomes[2].Warnings.Single().First.Code.ShouldBe("file.not_found");
    }

    [Fact]
    public void A_file_that_is_another_one_at_the_position_is_refused()
    {
        var path = Write("orders.csv", "date,customer,amount\n" + string.Concat(Enumerable.Repeat("2026-01-01,a,1\n", 50)));
        var options = new OrderFileOptions();
        OrderPosition position;
        using (var stream = CommerceModule.OrderStreams.Open([new OrderSource(path)], options, null, null))
        {
            position = stream.Next(30, CancellationToken.None)!.Position;
        }

        Write("orders.csv", "date,customer,amount\n2026-01-01,a,1\n");
        using var again = CommerceModule.OrderStreams.Open([new OrderSource(path)], options, position, null);
        Should.Throw<FileRefusedException>(() => again.Next(30, CancellationToken.None)).Problem.Code.ShouldBe("file.changed");
    }

    [Fact]
    public void A_text_that_breaks_off_gives_what_stands_before_and_says_so()
    {
        var whole = Write("orders.csv.gz", "order,date,customer,amount\n" + string.Concat(Enumerable.Range(0, 40_000)
            .Select(i => FormattableString.Invariant($"{i},2026-01-01,c{i * 7919 % 10_007},{i % 97}.{i % 89:00}\n"))));
        var bytes = File.ReadAllBytes(whole);
        var path = Path.Combine(folder.FullName, "cut.csv.gz");
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(), null, CancellationToken.None);
        reading.Counts.Orders.ShouldBeInRange(1000, 39_000);
        Streamed.IsAlike(reading, new OrderFileOptions(), [path]);
        Streamed.Batches([path], new OrderFileOptions()).SelectMany(b => b.Texts).Single().Warnings
            .ShouldContain(w => w.Kind == WarningKind.Unreadable && w.First.Code == "archive.cut_short");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1/2")]
    [InlineData("2/0/0/0/0/0/0/0/0")]
    [InlineData("1/0/0/0/0/0/0/0/-1")]
    [InlineData("1/99999999999/0/0/0/0/0/0/0")]
    public void What_is_no_position_is_not_taken_for_one(string text) => OrderPosition.TryParse(text, out _).ShouldBeFalse();

    private static List<string> Told(List<OrderBatch> batches) =>
    [
        .. batches.SelectMany(b => b.Orders).Select(o => JsonSerializer.Serialize(o with { PlacedAt = default }) + o.PlacedAt)
            .Order(StringComparer.Ordinal),
        .. batches.SelectMany(b => b.Rejects).Select(r => $"{r.Problem} {r.Row} {r.Form}").Order(StringComparer.Ordinal),
    ];

    private static List<string> Warnings(List<OrderBatch> batches) =>
    [
        .. batches.SelectMany(b => b.Texts).SelectMany(t => t.Warnings.Select(w => (t.File, w.Kind, w.First.Code, w.Count)))
            .GroupBy(w => (w.File, w.Kind, w.Code)).Select(g => $"{g.Key} {g.Sum(w => w.Count)}").Order(StringComparer.Ordinal),
    ];

    // Rows of some orders in any order: some without a number, a store or a customer, some broken, some giving back.
    private static string Scattered(Random random)
    {
        var text = new StringBuilder("order,date,customer,amount,store,currency,product\n");
        var numbers = 1 + random.Next(40);
        var rows = random.Next(200);
        var hasStores = random.Next(2) == 0;
        for (var row = 0; row < rows; row++)
        {
            var order = random.Next(3) == 0 ? random.Next(numbers) : row * numbers / 200;
            var number = random.Next(8) == 0 ? "" : order.ToString(CultureInfo.InvariantCulture);
            var store = hasStores ? "|A|B".Split('|')[random.Next(3)] : "";
            text.Append(CultureInfo.InvariantCulture, $"{number},2026-01-{1 + random.Next(random.Next(20) == 0 ? 99 : 9):00},")
                .Append(CultureInfo.InvariantCulture, $"{(random.Next(9) == 0 ? "" : "c" + random.Next(5))},")
                .Append(CultureInfo.InvariantCulture, $"{random.Next(-2, 9)}.{random.Next(100):00},{store},")
                .Append(CultureInfo.InvariantCulture, $"{"||EUR|RON".Split('|')[random.Next(4)]},p{random.Next(4)}\n");
        }

        return text.ToString();
    }

    private List<FileOrder> Orders(string text) =>
        [.. Streamed.Batches([Write("orders.csv", text)], new OrderFileOptions()).SelectMany(b => b.Orders)];

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        using var file = File.Create(path);
        using Stream packed = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        packed.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
