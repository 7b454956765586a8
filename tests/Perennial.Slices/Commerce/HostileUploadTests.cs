using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Perennial.Slices.House;
using Perennial.Slices.Workspace;

namespace Perennial.Slices.Commerce;

/// <summary>Files and names that were made to do harm, given to the whole server.</summary>
[Collection("imports")]
public sealed partial class HostileUploadTests(Engines engines)
{
    private const string Header = "order;date;customer;product;quantity;price;currency\n";
    private const int Patience = 120;
    private const long MemoryMax = 300L * 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [GeneratedRegex("^[0-9a-f]{32}\\.upload$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnName();

    [Fact]
    public async Task What_unpacks_to_far_too_much_asks_for_entities_or_has_a_million_columns_is_of_no_use_and_leaves_nothing_behind()
    {
        var setting = await engines.NewSettingAsync(DbEngine.Sqlite);
        await using var server = await ServerProcess.StartAsync(setting);
        await using var canary = await Sink.StartAsync();
        var laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">");
        for (var i = 1; i < 12; i++)
        {
            laughs.Append($"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">");
        }

        laughs.Append("]><КоммерческаяИнформация ВерсияСхемы=\"2.05\"><Документ><Номер>&l11;</Номер></Документ></КоммерческаяИнформация>");
        var outside = $"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"{canary.Url}\"><!ENTITY b SYSTEM \"file:///etc/passwd\">" +
            $"<!ENTITY % p SYSTEM \"{canary.Url}/p\"> %p;]>" +
            "<КоммерческаяИнформация ВерсияСхемы=\"2.05\"><Документ><Номер>&a;&b;</Номер></Документ></КоммерческаяИнформация>";
        (string Name, byte[] Bytes)[] files =
        [
            ("bomb.zip", Zipped(("orders.csv", Many))), ("bomb.csv.gz", Gzipped(Many)), ("nothing.zip", Zipped(("zeros.csv", s => Fill(s,
                new byte[1 << 20], 400)))),
            ("laughs.xml", Encoding.UTF8.GetBytes(laughs.ToString())), ("outside.xml", Encoding.UTF8.GetBytes(outside)),
            ("laughs.xlsx", Zipped(Book(laughs.ToString()))), ("outside.xlsx", Zipped(Book(outside))),
            ("columns.csv", Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"c{i}")) + "\n")),
            ("columns.zip", Zipped(("columns.csv", s => Fill(s, Encoding.ASCII.GetBytes("a,b,c,d,e,f,g,h,"), 1_000_000)))),
        ];
        var before = server.Bytes;
        using var stop = new CancellationTokenSource();
        var peak = PeakAsync(server, stop.Token);
        foreach (var (name, bytes) in files)
        {
            var uploaded = await ImportShop.UploadAsync(server.Client, bytes, "name=" + name).WaitAsync(TimeSpan.FromSeconds(Patience), Cancellation);
            uploaded.Status.ShouldBe(201, name + uploaded.Text);
            var id = (string)uploaded.Body!["id"]!;
            uploaded.Text.ShouldNotContain("root:", Case.Insensitive, name);
            var started = await server.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null, cancellation: Cancellation);
            if (started.Status == 202)
            {
                // What looks like orders is read until it turns out not to be honest: 200 times what came.
                var ended = await ImportShop.EndedAsync(server.Client, id).WaitAsync(TimeSpan.FromSeconds(Patience), Cancellation);
                ((long)ended["counts"]!["rows"]!).ShouldBeLessThan(300_000, name + ended);
                (await server.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/undo", null, cancellation: Cancellation)).Status.ShouldBe(202);
                await ImportShop.EndedAsync(server.Client, id);
            }
            else
            {
                (started.Status, started.Code).ShouldBe((422, "imports.nothing_usable"), name);
            }

            (await server.SendAsync(HttpMethod.Delete, "/v1/imports/" + id, null, cancellation: Cancellation)).Status.ShouldBe(204, name);
        }

        await stop.CancelAsync();
        (await peak - before).ShouldBeLessThan(MemoryMax);
        canary.All.ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(server.Folder, "imports")).ShouldBeEmpty();
        await server.KillAsync();
        await using var db = await Db.OpenAsync(setting, Cancellation);
        (await db.ReadAsync(u => u.ValueAsync<long>("select count(*) from orders"), Cancellation)).ShouldBe(0);
        (await db.ReadAsync(u => u.ValueAsync<long>("select count(*) from imports"), Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_hundred_names_that_lead_elsewhere_name_no_file()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        string[] bare =
        [
            "../{0}", "../../{0}", "../../../../../../tmp/{0}", "..\\..\\{0}", "/tmp/{0}", "/etc/cron.d/{0}", "C:\\Windows\\{0}",
                "\\\\server\\share\\{0}",
            "file:///tmp/{0}", "....//....//{0}", "..;/{0}", "%2e%2e%2f{0}", "..%c0%af{0}", "{0}/../../x", "~/{0}", "$HOME/{0}", "`{0}`",
                "$(touch {0})",
            "{0};rm -rf .", "|{0}", "CON", "NUL.{0}", "{0}:stream", ".{0}", "..", ".", "keys/secrets.key", "../keys/{0}", "perennial.db",
                "facts.snapshot",
            "mode=file&filename=../../{0}", "\u202e{0}", "{0}\u0000.csv", "{0}\r\nX: y", "\uFF0E\uFF0E/{0}", "<img src=x onerror=alert(1)>{0}",
                "' or 1=1 --{0}", "   ",
            "{{{0}}}", "{0}" + new string('x', 300),
        ];
        List<string> names = [.. bare.SelectMany(n => Enumerable.Range(0, 5).Select(i => n.Replace("{0}", $"evil{i}.csv",
            StringComparison.Ordinal)))];
        names.Count.ShouldBe(200);
        var before = Files(shop);
        var ids = new List<string>();
        foreach (var name in names)
        {
            var reply = await ImportShop.UploadAsync(shop.Client, Encoding.UTF8.GetBytes(Header + "1;2026-03-01;c;T;1;5,00;RON\n"),
                "name=" + Uri.EscapeDataString(name));
            reply.Status.ShouldBeOneOf([201, 422], name + reply.Text);
            if (reply.Status == 201)
            {
                ((string)reply.Body!["name"]!).ShouldBe(name);
                ids.Add((string)reply.Body["id"]!);
            }
        }

        ids.Count.ShouldBeGreaterThan(150);
        var made = Files(shop).Except(before).ToList();
        made.Count.ShouldBe(ids.Count);
        made.ShouldAllBe(f => Path.GetDirectoryName(f) == Path.Combine(shop.Folder, "imports") && OwnName().IsMatch(Path.GetFileName(f)));
        string[] reached = ["/tmp", "/etc/cron.d", Path.GetDirectoryName(shop.Folder)!, Environment.CurrentDirectory, AppContext.BaseDirectory];
        reached.SelectMany(d => Directory.Exists(d) ? Directory.GetFiles(d, "*evil*") : []).ShouldBeEmpty();
        foreach (var id in ids)
        {
            (await shop.SendAsync(HttpMethod.Delete, "/v1/imports/" + id, null)).Status.ShouldBe(204);
        }

        Files(shop).Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_to_mend_hold_no_formula_and_give_back_what_stood_there()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        string[] values =
        [
            "=1+1", "+40722000111", "-2+3+cmd", "@SUM(A1)", "=HYPERLINK(\"http://x\";\"y\")", "'=already", "\uFF1Dwide", "-5", "plain", "a=b",
                "=cmd|' /C calc'!A0",
        ];
        var rows = values.Select((v, i) => $"{i};soon;\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\";T;1;5,00;RON");
        var import = await shop.ImportAsync(Header + string.Join('\n', rows) + "\n99;soon;\"=open;T;1;5,00;RON\n");
        var rejects = await shop.RejectsAsync((string)import["id"]!);
        using (var reader = Perennial.Kernel.Files.RowReader.Open("rejects", new StringReader(rejects), ';'))
        {
            var read = 0;
            while (reader.Read())
            {
                read++;
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    var cell = reader[i].ToString().TrimStart(' ', '"');
                    (cell.Length > 0 && "=+-@\t\r\0\uFF1D".Contains(cell[0], StringComparison.Ordinal) &&
                        cell != "-5").ShouldBeFalse($"{cell} in {rejects}");
                }
            }

            read.ShouldBe(values.Length + 2);
        }

        var lines = rejects.Split('\n').Where(l => !l.Contains("open", StringComparison.Ordinal)).Select(l => l.Replace(";soon;", ";2026-03-01;",
            StringComparison.Ordinal));
        var mended = await shop.ImportAsync(string.Join('\n', lines));
        ((long)mended["counts"]!["created"]!).ShouldBe(values.Length, mended.ToString());
        var clean = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        await using (clean)
        {
            await clean.ImportAsync(Header + string.Join('\n', rows.Select(r => r.Replace(";soon;", ";2026-03-01;",
                StringComparison.Ordinal))) + "\n");
            (await CustomersAsync(shop)).ShouldBe(await CustomersAsync(clean));
        }
    }

    // By what they are known, whatever the source of the file is called.
    private static async Task<IReadOnlyList<string>> CustomersAsync(Shop shop) => [.. (await shop.Db.ReadAsync(u =>
        u.QueryAsync<string>("select value from customer_identifiers"), Cancellation)).Select(v => v[(v.IndexOf(':',
            StringComparison.Ordinal) + 1)..])
        .Order(StringComparer.Ordinal)];

    private static HashSet<string> Files(Shop shop) => [.. Directory.GetFiles(shop.Folder, "*", SearchOption.AllDirectories)
        .Where(f => !f.Contains(".db", StringComparison.Ordinal) && !f.EndsWith(".snapshot", StringComparison.Ordinal))];

    private static async Task<long> PeakAsync(ServerProcess server, CancellationToken stop)
    {
        var peak = 0L;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, server.Bytes);
            await Task.Delay(20, CancellationToken.None);
        }

        return peak;
    }

    // Orders as they should be, until 300 MB of them.
    private static void Many(Stream stream)
    {
        stream.Write(Encoding.ASCII.GetBytes("order,date,customer,product,quantity,price\n"));
        Fill(stream, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"1,2026-03-01,{new string('a', 900)},T,1,5\n", 1000))), 350);
    }

    private static void Fill(Stream stream, byte[] bytes, int times)
    {
        for (var i = 0; i < times; i++)
        {
            stream.Write(bytes);
        }
    }

    private static (string, Action<Stream>)[] Book(string sheet) =>
    [
        ("[Content_Types].xml", s => s.Write(Encoding.UTF8.GetBytes(sheet))), ("xl/workbook.xml", s => s.Write(Encoding.UTF8.GetBytes(sheet))),
        ("xl/worksheets/sheet1.xml", s => s.Write(Encoding.UTF8.GetBytes(sheet))),
    ];

    private static byte[] Zipped(params (string Name, Action<Stream> Write)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                write(entry);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Gzipped(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            write(gzip);
        }

        return bytes.ToArray();
    }
}
