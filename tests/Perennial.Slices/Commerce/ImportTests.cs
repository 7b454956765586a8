using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>Order files taken in by jobs: whole, once, with the rows that are of no use handed back; and taken back whole.</summary>
[Collection("imports")]
public sealed class ImportTests(Engines engines)
{
    private const string File = """
        order number,date,customer id,email,quantity,unit price,product,seller
        1001,2025-01-03 10:00,ana,ana@example.com,2,12.505,Tea,Main
        1001,2025-01-03 10:00,ana,ana@example.com,1,0.00,Sample,Main
        1002,2025-01-05,ana,ana@example.com,1,9.90,Tea,Main
        1002,2025-01-09,ana,ana@example.com,-1,9.90,Tea,Main
        C1003,2025-01-10,boris,,-1,5.00,Cup,Main
        1004,2025-02-31,ana,ana@example.com,1,4.00,Tea,Main
        1005,2025-02-03,,,1,7.00,Tea,Main

        """;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_file_is_previewed_tried_and_taken_in(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var uploaded = await shop.UploadAsync(File);
        uploaded.Status.ShouldBe(201, uploaded.Text);
        ((string)uploaded.Body!["state"]!).ShouldBe("uploaded");
        var text = uploaded.Body["preview"]!["texts"]![0]!;
        ((string)text["file"]!).ShouldBe("orders.csv");
        ((string)text["columns"]!["order"]!).ShouldBe("order number");
        text["rows"]!.AsArray().Count.ShouldBe(7);
        ((string)text["rows"]![5]!["problem"]!["code"]!).ShouldBe("date.impossible");
        (await Count(shop, "select count(*) from orders")).ShouldBe(0);

        var id = (string)uploaded.Body["id"]!;
        var tried = await shop.RunAsync(id, "dry-run");
        ((string)tried["state"]!).ShouldBe("uploaded");
        ((int)tried["scan"]!["rows"]!).ShouldBe(7);
        ((int)tried["scan"]!["rejected"]!).ShouldBe(1);
        ((string)tried["scan"]!["firstDay"]!).ShouldBe("2025-01-03");

        var done = await shop.RunAsync(id, "start");
        ((string)done["state"]!).ShouldBe("done", done.ToJsonString());
        ImportShop.Counts(done).ShouldBe("rows=7 rejected=1 created=4 changed=0 unchanged=0");
        (await Count(shop, "select sum(goods) from orders")).ShouldBe(2501 + 990 + 700);
        (await Count(shop, "select sum(value) from order_returns")).ShouldBe(990 + 500);
        (await Count(shop, "select count(*) from customers")).ShouldBe(2);
        (await Count(shop, "select count(*) from orders where is_anonymous = true")).ShouldBe(1);
        (await Count(shop, "select count(*) from outbox_events where name = 'order.changed'")).ShouldBe(4);
        var rejects = await shop.RejectsAsync(id);
        var lines = rejects.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("reject_line,reject_column,reject_value,reject_reason,order number");
        lines[1].ShouldStartWith("7,date,2025-02-31,");
        lines.Length.ShouldBe(2);
        Directory.GetFiles(Path.Combine(shop.Server.Options.DataFolder, "imports")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_same_file_again_changes_nothing_and_a_later_version_changes_what_it_says(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await shop.ImportAsync(File);
        var before = await shop.StateAsync();
        ImportShop.Counts(await shop.ImportAsync(File)).ShouldBe("rows=7 rejected=1 created=0 changed=0 unchanged=4");
        (await shop.StateAsync()).ShouldBeThatOf(before);
        ImportShop.Counts(await shop.ImportAsync(File + "\n")).ShouldBe("rows=7 rejected=1 created=0 changed=0 unchanged=4");
        (await shop.StateAsync()).ShouldBeThatOf(before);

        var later = File.Replace("2,12.505,Tea", "3,12.505,Tea", StringComparison.Ordinal)
            .Replace("1002,2025-01-09,ana,ana@example.com,-1,9.90,Tea,Main\n", "", StringComparison.Ordinal);
        ImportShop.Counts(await shop.ImportAsync(later)).ShouldBe("rows=6 rejected=1 created=0 changed=2 unchanged=2");
        (await Count(shop, "select goods from orders where number = '1001'")).ShouldBe(3752);
        (await Count(shop, "select count(*) from order_returns where withdrawn = false")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_import_is_undone_whole_and_what_was_changed_since_stays(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await shop.ImportAsync(File);
        var before = await shop.StateAsync("version", "changed_at");
        var later = File.Replace("2,12.505,Tea", "3,12.505,Tea", StringComparison.Ordinal)
            .Replace("1005,2025-02-03,,,1,7.00", "1005,2025-02-03,dora,dora@example.com,1,8.00", StringComparison.Ordinal) +
            "1006,2025-02-04,carl,carl@example.com,1,3.00,Tea,Main\n1007,2025-02-04,eve,eve@example.com,1,3.00,Tea,Main\n";
        var import = await shop.ImportAsync(later);
        ImportShop.Counts(import).ShouldBe("rows=9 rejected=1 created=2 changed=2 unchanged=2");
        (await Count(shop, "select count(*) from customers")).ShouldBe(5);
        var undone = await shop.RunAsync((string)import["id"]!, "undo");
        ((string)undone["state"]!).ShouldBe("undone");
        ((int)undone["counts"]!["putBack"]!).ShouldBe(4);
        (await shop.StateAsync("version", "changed_at")).ShouldBeThatOf(before);

        // Undone, it can be taken in again; then an order of it is changed by another source of news.
        var again = await shop.ImportAsync(later);
        ImportShop.Counts(again).ShouldBe("rows=9 rejected=1 created=2 changed=2 unchanged=2");
        var told = await shop.PostAsync("/v1/orders/events", new JsonObject
        {
            ["source"] = "plain", ["number"] = "1006", ["id"] = "paid", ["at"] = "2025-03-01T10:00:00Z", ["status"] = "paid",
        });
        told.Status.ShouldBe(200, told.Text);
        var left = await shop.RunAsync((string)again["id"]!, "undo");
        ((int)left["counts"]!["putBack"]!).ShouldBe(3);
        ((int)left["counts"]!["kept"]!).ShouldBe(1);
        var kept = await shop.GetAsync($"/v1/imports/{(string)again["id"]!}/kept");
        ((string)kept.Body!["items"]![0]!["number"]!).ShouldBe("1006");
        (await Count(shop, "select count(*) from customers")).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Undoing_the_first_import_leaves_an_empty_shop(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var before = await shop.StateAsync();
        var import = await shop.ImportAsync(File);
        await shop.RunAsync((string)import["id"]!, "undo");
        (await shop.StateAsync()).ShouldBeThatOf(before);
        (await Count(shop, "select count(*) from outbox_events where name = 'customer.removed'")).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Bad_rows_mended_and_given_again_make_what_a_clean_file_makes(DbEngine engine)
    {
        const int Rows = 20_000;
        await using var shop = await Shop.OpenAsync(engines, engine);
        await using var clean = await Shop.OpenAsync(engines, engine);
        var good = Rows3(Rows, bad: false);
        var done = await shop.ImportAsync(Rows3(Rows, bad: true), "name=a.csv&source=till");
        ((int)done["counts"]!["rows"]!).ShouldBe(Rows);
        ((int)done["counts"]!["rejected"]!).ShouldBe(Rows * 3 / 100);
        var mended = (await shop.RejectsAsync((string)done["id"]!)).Replace("never", "2025-03-04", StringComparison.Ordinal);
        mended.Split('\n').Length.ShouldBe((Rows * 3 / 100) + 2);
        var second = await shop.ImportAsync(mended, "name=mended.csv&source=till");
        ((int)second["counts"]!["rejected"]!).ShouldBe(0);
        var again = await shop.ImportAsync(mended, "name=again.csv&source=till");
        ((int)again["counts"]!["changed"]!).ShouldBe(0);
        ((int)again["counts"]!["created"]!).ShouldBe(0);
        await clean.ImportAsync(good, "name=clean.csv&source=till");
        (await Figures(shop)).ShouldBe(await Figures(clean));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_cannot_be_is_refused_and_says_why(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var id = (string)(await shop.UploadAsync(File)).Body!["id"]!;
        (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/undo", null)).Code.ShouldBe("imports.nothing_to_undo");
        (await shop.GetAsync("/v1/imports/imp_nothing")).Status.ShouldBe(404);
        var wrong = await shop.SendAsync(HttpMethod.Patch, $"/v1/imports/{id}", new JsonObject
        {
            ["source"] = "No Source", ["encoding"] = "klingon", ["timeZone"] = "Moon/Base", ["delimiter"] = "ab",
            ["map"] = new JsonObject { ["colour"] = "x" },
        });
        wrong.Errors.ShouldBe(["map: imports.map_unknown", "source: imports.source_malformed", "encoding: imports.encoding_unknown",
            "timeZone: imports.zone_unknown", "delimiter: imports.delimiter_malformed"]);
        var mapped = await shop.SendAsync(HttpMethod.Patch, $"/v1/imports/{id}",
            new JsonObject { ["source"] = "till", ["map"] = new JsonObject { ["channel"] = "seller" } });
        mapped.Status.ShouldBe(200, mapped.Text);
        ((string)mapped.Body!["preview"]!["texts"]![0]!["columns"]!["channel"]!).ShouldBe("seller");
        var binary = await ImportShop.UploadAsync(shop.Client, [0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 1, 2, 3, 0, 0], "name=x");
        binary.Status.ShouldBe(201, binary.Text);
        (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{(string)binary.Body!["id"]!}/start", null)).Code.ShouldBe("imports.nothing_usable");
        (await shop.SendAsync(HttpMethod.Delete, $"/v1/imports/{(string)binary.Body["id"]!}", null)).Status.ShouldBe(204);
        Directory.GetFiles(Path.Combine(shop.Server.Options.DataFolder, "imports")).Length.ShouldBe(1);
        var done = await shop.RunAsync(id, "start");
        ((string)done["state"]!).ShouldBe("done");
        (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null)).Code.ShouldBe("imports.already_started");
        (await shop.SendAsync(HttpMethod.Delete, $"/v1/imports/{id}", null)).Code.ShouldBe("imports.undo_first");
    }

    [Fact]
    public async Task No_name_of_a_file_becomes_a_path()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        string[] parts = ["..", "../..", "/etc", "..\\..", "C:\\", "%2e%2e", "\u202e", "~", "mode=file&filename=..", "con", "a\\..\\..", "....//"];
        string[] ends = ["/x.csv", "\\x.csv", "", "/perennial.db", "/../keys/addresses.key", ";rm", " ", ".upload", "?a=b",
            "#", "|x", "$(x)", "`x`", "\n", "\0", "/"];
        foreach (var name in parts.SelectMany(p => ends.Select(e => p + e)))
        {
            var reply = await shop.UploadAsync(File, "name=" + Uri.EscapeDataString(name));
            reply.Status.ShouldBeOneOf(201, 422);
        }

        var folder = Path.Combine(shop.Server.Options.DataFolder, "imports");
        Directory.GetFileSystemEntries(shop.Server.Options.DataFolder).Select(Path.GetFileName)
            .ShouldBeSubsetOf(["imports", "keys", "perennial.db", "perennial.db-wal", "perennial.db-shm", "perennial.db.lock"]);
        Directory.GetFileSystemEntries(folder).ShouldAllBe(f => f.EndsWith(".upload", StringComparison.Ordinal) && Path.GetFileName(f).Length == 39);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_real_file_makes_the_orders_and_the_revenue_of_the_report_and_goes_whole(DbEngine engine)
    {
        var path = RealFile();
        Assert.SkipUnless(path is not null, "There is no ../shared/data/uci_online_retail.csv.gz.");
        await using var shop = await Shop.OpenAsync(engines, engine);

        // Whole on one engine, its first rows on the other: what differs between engines does not need all of them.
        var file = engine == DbEngine.Sqlite ? path! : await FirstRowsAsync(path!, shop.Folder);
        var reading = CommerceModule.OrderFiles.Read([file], new OrderFileOptions(), null, TestContext.Current.CancellationToken);
        var empty = await shop.StateAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var id = (string)(await ImportShop.UploadAsync(shop.Client, bytes, "name=uci.csv.gz")).Body!["id"]!;
        var done = await shop.RunAsync(id, "start");
        ((string)done["state"]!).ShouldBe("done", done.ToJsonString());
        ((long)done["counts"]!["rejected"]!).ShouldBe(reading.Counts.Rejected);
        (await Count(shop, "select count(*) from orders where goods > 0")).ShouldBe(reading.Counts.Orders);
        (await Count(shop, "select count(*) from orders where goods > 0 and is_anonymous = false")).ShouldBe(reading.Counts.IdentifiedOrders);
        (await Count(shop, "select count(*) from order_returns where value > 0")).ShouldBe(reading.Counts.Returns);
        (await Count(shop, "select sum(value) from order_returns"))
            .ShouldBe(Enumerable.Range(0, reading.Sales.ReturnCount).Sum(i => reading.Sales.Return(i).Value));
        (await Count(shop, "select sum(goods) from orders")).ShouldBe(Revenue(reading.Sales));
        var again = (string)(await ImportShop.UploadAsync(shop.Client, bytes, "name=again.csv.gz")).Body!["id"]!;
        var counts = (await shop.RunAsync(again, "start"))["counts"]!;
        ((long)counts["created"]! + (long)counts["changed"]!).ShouldBe(0);
        ((string)(await shop.RunAsync(id, "undo"))["state"]!).ShouldBe("undone");
        (await shop.StateAsync()).ShouldBeThatOf(empty);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_was_paused_goes_on_and_what_was_cancelled_is_begun_again_where_it_stood_or_undone(DbEngine engine)
    {
        const int Rows = 30_000;
        await using var shop = await Shop.OpenAsync(engines, engine);
        var empty = await shop.StateAsync();
        var queue = (JobQueue)shop.Server.Services.GetService(typeof(JobQueue))!;
        var id = (string)(await shop.UploadAsync(Rows3(Rows, bad: false), "name=p.csv")).Body!["id"]!;
        var started = (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null)).Body!;
        PublicId.TryRead("job", (string)started["job"]!["id"]!, out var job).ShouldBeTrue();
        await JobHouse.WaitForAsync(async () => (int)(await shop.GetAsync($"/v1/imports/{id}")).Body!["counts"]!["rows"]! > 0);
        await shop.Db.WriteAsync(unit => queue.PauseAsync(unit, job), TestContext.Current.CancellationToken);
        ((string)(await ImportShop.EndedAsync(shop.Client, id))["job"]!["state"]!).ShouldBe("paused");
        (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/undo", null)).Code.ShouldBe("imports.at_work");
        await shop.Db.WriteAsync(unit => queue.ResumeAsync(unit, job), TestContext.Current.CancellationToken);
        await shop.Db.WriteAsync(unit => queue.CancelAsync(unit, job), TestContext.Current.CancellationToken);
        ((string)(await ImportShop.EndedAsync(shop.Client, id))["job"]!["state"]!).ShouldBe("cancelled");
        (await Count(shop, "select count(*) from orders")).ShouldBeLessThan(Rows / 2);
        var done = await shop.RunAsync(id, "start");
        ImportShop.Counts(done).ShouldBe($"rows={Rows} rejected=0 created={Rows / 2} changed=0 unchanged=0");
        await shop.RunAsync(id, "undo");
        (await shop.StateAsync()).ShouldBeThatOf(empty);
    }

    private static long Revenue(ISalesFacts sales)
    {
        var (facts, slot, sum) = (new OrderFact[1_000], 0, 0L);
        while (sales.ReadOrders(ref slot, sales.OrderSlots, facts) is > 0 and var read)
        {
            sum += facts.Take(read).Sum(o => o.Net);
        }

        return sum;
    }

    // Beside the repository, where a folder of public data is shared.
    private static string? RealFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                var path = Path.Combine(folder.FullName, "..", "shared", "data", "uci_online_retail.csv.gz");
                return System.IO.File.Exists(path) ? path : null;
            }
        }

        return null;
    }

    private static async Task<string> FirstRowsAsync(string gz, string folder)
    {
        const int Rows = 100_000;
        var file = Path.Combine(folder, "first.csv");
        await using var packed = System.IO.File.OpenRead(gz);
        await using var unpacked = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
        using var text = new StreamReader(unpacked, Encoding.UTF8);
        await using var first = new StreamWriter(file);
        for (var i = 0; i <= Rows && await text.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; i++)
        {
            await first.WriteLineAsync(line);
        }

        return file;
    }

    // Orders of two rows; three of a hundred rows have a date that is none.
    private static string Rows3(int rows, bool bad)
    {
        var text = new StringBuilder("order,date,customer,quantity,price,product\n");
        for (var i = 0; i < rows; i++)
        {
            var date = i % 100 is 7 or 8 or 51 ? bad ? "never" : "2025-03-04" : "2025-03-04";
            text.Append(CultureInfo.InvariantCulture, $"T{i / 2},{date},c{i / 20},{1 + (i % 3)},{i % 50}.25,p{i % 97}\n");
        }

        return text.ToString();
    }

    private static Task<IReadOnlyList<string>> Figures(Shop shop) => shop.Db.ReadAsync(async unit =>
    {
        var rows = await unit.QueryAsync<object>("select number, goods, units, line_count, placed_at from orders order by number");
        var texts = rows.Cast<IDictionary<string, object?>>().Select(r => string.Join(' ', r.Values));
        return (IReadOnlyList<string>)[.. texts.Order(StringComparer.Ordinal)];
    }, TestContext.Current.CancellationToken);

    private static Task<long> Count(Shop shop, string sql) =>
        shop.Db.ReadAsync(unit => unit.ValueAsync<long>(sql), TestContext.Current.CancellationToken);
}
