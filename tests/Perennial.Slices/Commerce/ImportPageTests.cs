using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Commerce;
using Perennial.Kernel.Files;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Commerce;

/// <summary>Files brought by people at a browser without scripts: read, mapped, tried, taken in, mended, taken back.</summary>
[Collection("imports")]
public sealed class ImportPageTests(Engines engines)
{
    // No header is known, and the letters are of one byte.
    private const string Russian = """
        Кто это был;В какой день;Чек;Отдали;Что взяли
        Анна;03.01.2025;1001;25,01;Чай
        Анна;05.01.2025;1002;9,90;Чай
        Борис;31.02.2025;1003;5,00;Чашка
        Борис;10.02.2025;1004;12,00;Чашка

        """;

    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_file_of_unknown_columns_is_walked_from_upload_to_undo(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Analyst);
        (await ana.GetAsync("/imports")).Plain.ShouldContain(Words("import_page.empty_title"));
        var page = await UploadAsync(ana, "Чеки за январь.csv", Windows1251(Russian));
        var seen = await ana.GetAsync(page);
        seen.Plain.ShouldContain("Чеки за январь.csv");
        seen.Plain.ShouldContain(Words("import_page.cannot_read", ("file", "Чеки за январь.csv")));

        // Without an amount nothing can be counted: that is refused, and what was chosen still stands there.
        var refused = await ana.PostAsync(page + "?handler=Read", Mapping("Кто это был", "В какой день", "Чек", "-"));
        refused.Status.ShouldBe(422);
        refused.Plain.ShouldContain("What you chose was not kept");
        refused.Plain.ShouldContain("<option value=\"В какой день\" selected>");
        (await ana.GetAsync(page)).Plain.ShouldNotContain("<option value=\"В какой день\" selected>");

        var read = await ana.PostAsync(page + "?handler=Read", Mapping("Кто это был", "В какой день", "Чек", "Отдали"));
        read.Status.ShouldBe(200);
        read.Plain.ShouldContain("windows-1251");
        read.Plain.ShouldContain("25.01");
        read.Plain.ShouldContain("the calendar has no 31.02.2025");
        read.Plain.ShouldContain("Анна");

        await DoAsync(shop, ana, page, "Try");
        var tried = await ana.GetAsync(page);
        tried.Plain.ShouldContain(Words("import_page.trial_done"));
        var scan = (await ImportAsync(shop, page))["scan"]!;
        await DoAsync(shop, ana, page, "Start");
        var done = await ImportAsync(shop, page);
        ((string)done["state"]!).ShouldBe("done");
        ImportShop.Counts(done).ShouldBe("rows=4 rejected=1 created=3 changed=0 unchanged=0");
        foreach (var count in (string[])["rows", "rejected", "created", "changed", "unchanged"])
        {
            ((int)scan[count]!).ShouldBe((int)done["counts"]![count]!, count);
        }

        ((int)scan["customers"]!).ShouldBe(2);
        (await ana.GetAsync(page)).Plain.ShouldContain("/retention/cohorts");
        (await ana.GetAsync("/imports")).Plain.ShouldContain(Words("import_page.who_you"));

        await MendAsync(shop, ana, page);
        await UndoAsync(shop, ana, page);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_same_file_again_changes_nothing_and_says_so(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Manager);
        var file = Encoding.UTF8.GetBytes(Orders(20));
        var first = await UploadAsync(ana, "orders.csv", file);
        (await ana.GetAsync(first)).Plain.ShouldNotContain(Words("import_page.same_file_see"));
        await DoAsync(shop, ana, first, "Start");
        var again = await UploadAsync(ana, "other-name.csv", file);
        (await ana.GetAsync(again)).Plain.ShouldContain(Words("import_page.same_file_see"));
        await DoAsync(shop, ana, again, "Try");
        (await ana.GetAsync(again)).Plain.ShouldContain(Words("import_page.nothing_would_change"));
        await DoAsync(shop, ana, again, "Start");
        var seen = await ana.GetAsync(again);
        seen.Plain.ShouldContain(Words("import_page.changed_nothing"));
        seen.Plain.ShouldNotContain("handler=Undo");
        ImportShop.Counts(await ImportAsync(shop, again)).ShouldBe("rows=20 rejected=0 created=0 changed=0 unchanged=20");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_trial_leaves_nothing_and_tells_new_from_changed(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Owner);
        await shop.ImportAsync(Orders(30));
        var before = await shop.StateAsync();
        var later = Orders(40).Replace(",1007,", ",9007,", StringComparison.Ordinal)
            .Replace("c3,2025-01-04,1003,3.50", "c3,2025-01-04,1003,4.50", StringComparison.Ordinal);
        var page = await UploadAsync(ana, "later.csv", Encoding.UTF8.GetBytes(later));
        await DoAsync(shop, ana, page, "Try");
        (await shop.StateAsync()).ShouldBeThatOf(before);
        var scan = (await ImportAsync(shop, page))["scan"]!;
        $"{scan["created"]} {scan["changed"]} {scan["unchanged"]}".ShouldBe("11 1 28");
        await DoAsync(shop, ana, page, "Start");
        ImportShop.Counts(await ImportAsync(shop, page)).ShouldBe("rows=40 rejected=0 created=11 changed=1 unchanged=28");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_import_is_paused_gone_on_with_cancelled_and_begun_again(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Manager);
        var page = await UploadAsync(ana, "many.csv", Encoding.UTF8.GetBytes(Orders(12_000)));
        await ana.PostAsync(page + "?handler=Start");
        await ana.SendAsync(page + "?handler=Pause");
        await StateAsync(shop, page, "paused");
        var paused = await ana.GetAsync(page);
        paused.Plain.ShouldContain("handler=Resume");
        paused.Plain.ShouldNotContain("every 1s");
        (await Count(shop)).ShouldBeLessThan(12_000);
        (await ana.PostAsync(page + "?handler=Resume")).Status.ShouldBe(200);
        await ana.SendAsync(page + "?handler=Cancel");
        await StateAsync(shop, page, "cancelled");
        var cancelled = await ana.GetAsync(page);
        cancelled.Plain.ShouldContain(Words("import_page.state_cancelled"));
        cancelled.Plain.ShouldContain(Words("import_page.go_on"));
        await DoAsync(shop, ana, page, "Start");
        ImportShop.Counts(await ImportAsync(shop, page)).ShouldBe("rows=12000 rejected=0 created=12000 changed=0 unchanged=0");
        (await Count(shop)).ShouldBe(12_000);
        (await ana.GetAsync(page + "?handler=Progress")).Header("HX-Refresh").ShouldBe("true");
    }

    [Fact]
    public async Task Hostile_names_headers_and_cells_are_shown_and_do_nothing()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Manager);
        const string hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>'`{{7*7}}";
        var file = $"""
            customer,date,order,amount,{hostile}
            {hostile},2025-01-03,{hostile},9.90,{hostile}
            =cmd|' /C calc'!A0,2025-01-03,+1002,9.90,x
            javascript:alert(1),2025-13-45{hostile},1003,9.90,x

            """;
        var name = hostile.Replace("</", "", StringComparison.Ordinal) + ".csv";
        var page = await UploadAsync(ana, name, Encoding.UTF8.GetBytes(file));
        foreach (var at in (string[])[page, "/imports"])
        {
            var shown = await ana.GetAsync(at);
            shown.Status.ShouldBe(200);
            shown.Text.ShouldNotContain("<script>alert");
            shown.Text.ShouldNotContain("<img src=x");
        }

        (await ana.GetAsync(page)).Plain.ShouldContain(hostile);
        await DoAsync(shop, ana, page, "Start");
        (await ana.GetAsync(page + "?handler=Rejects")).Plain.ShouldContain(hostile);
        (await ana.GetAsync("/orders")).Text.ShouldNotContain("<script>alert");
        (await ana.GetAsync("/orders?handler=File&ending=csv")).Text.ShouldContain("'+1002");
    }

    [Fact]
    public async Task Files_of_no_use_say_why_and_cannot_be_started()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Manager);
        var empty = await UploadAsync(ana, "empty.csv", []);
        var seen = await ana.GetAsync(empty);
        seen.Plain.ShouldContain("it is empty");
        seen.Plain.ShouldNotContain("handler=Start");
        (await ana.PostAsync(empty + "?handler=Start")).Status.ShouldBe(422);
        (await ana.PostAsync(empty + "?handler=Delete")).Path.ShouldBe("/imports");
        (await ana.GetAsync(empty)).Status.ShouldBe(404);

        var useless = await UploadAsync(ana, "useless.csv", "customer,date,order,amount\na,never,1,5\nb,2025-01-01,2,free\n"u8.ToArray());
        await DoAsync(shop, ana, useless, "Try");
        var tried = await ana.GetAsync(useless);
        tried.Plain.ShouldContain(Words("import_page.nothing_usable"));
        tried.Plain.ShouldNotContain("handler=Start");
        tried.Plain.ShouldContain("\"…\" is not a date");
    }

    [Fact]
    public async Task What_a_browser_did_not_send_from_our_form_is_not_kept()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Manager);
        await ana.GetAsync("/imports/new");
        (await SendAsync(ana, ana.Token, [])).Status.ShouldBe(422);
        (await SendAsync(ana, "forged", [("a.csv", [1])])).Status.ShouldBe(400);
        (await SendAsync(ana, null, [("a.csv", [1])])).Status.ShouldBe(400);
        using var behind = Form(null, [("a.csv", [1])]);
        behind.Add(new StringContent(ana.Token!), "__RequestVerificationToken");
        (await SendAsync(ana, behind)).Status.ShouldBe(400);
        using var plain = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        (await SendAsync(ana, plain)).Status.ShouldBe(400);
        Directory.GetFiles(shop.Folder, "*.upload", SearchOption.AllDirectories).ShouldBeEmpty();
        (await shop.GetAsync("/v1/imports")).Body!["items"]!.AsArray().ShouldBeEmpty();

        var several = await SendAsync(
            ana, ana.Token, [("a.csv", "customer,date,amount\na,2025-01-01,5\n"u8.ToArray()), ("C:\\private\\b.csv", [65])]);
        several.Path.ShouldBe("/imports");
        (await shop.GetAsync("/v1/imports")).Body!["items"]!.AsArray().Select(i => (string)i!["name"]!).ShouldBe(["b.csv", "a.csv"]);
    }

    [Fact]
    public async Task Only_whoever_may_import_for_the_whole_shop_sees_these_pages()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        var page = await UploadAsync(owner, "orders.csv", Encoding.UTF8.GetBytes(Orders(2)));
        foreach (var role in StaffRoles.All)
        {
            using var somebody = await Visitor.OfAsync(shop, role);
            var status = StaffRoles.ScopesOf(role).Contains(Scopes.Imports) ? 200 : 403;
            foreach (var path in (string[])["/imports", "/imports/new", page])
            {
                (await somebody.GetAsync(path)).Status.ShouldBe(status, $"{role} {path}");
            }
        }

        using var limited = await Visitor.OfAsync(shop, StaffRole.Manager, "north");
        (await limited.GetAsync("/imports")).Status.ShouldBe(403);
        (await limited.GetAsync(page)).Status.ShouldBe(403);
        (await limited.SendAsync(page + "?handler=Start")).Status.ShouldBe(403);
        (await limited.GetAsync("/orders")).Plain.ShouldNotContain("href=\"/imports");
        using var nobody = new Visitor(shop.Server.Address);
        (await nobody.GetAsync(page)).Path.ShouldStartWith("/signin");
        ((string)(await ImportAsync(shop, page))["state"]!).ShouldBe("uploaded");
    }

    // The row that could not be used is fetched, mended and brought again: it is one more order.
    private static async Task MendAsync(Shop shop, Visitor ana, string page)
    {
        var rejects = await ana.GetAsync(page + "?handler=Rejects&part=1");
        rejects.Status.ShouldBe(200);
        rejects.Text.ShouldStartWith("reject_line;reject_column;reject_value;reject_reason;Кто это был;");
        var mended = rejects.Text.Replace("Борис;31.02.2025", "Борис;28.02.2025", StringComparison.Ordinal);
        var again = await UploadAsync(ana, "mended.csv", Encoding.UTF8.GetBytes(mended));
        (await ana.PostAsync(again + "?handler=Read", Mapping("Кто это был", "В какой день", "Чек", "Отдали", ""))).Status.ShouldBe(200);
        await DoAsync(shop, ana, again, "Start");
        ImportShop.Counts(await ImportAsync(shop, again)).ShouldBe("rows=1 rejected=0 created=1 changed=0 unchanged=0");
        (await Count(shop)).ShouldBe(4);
    }

    private static async Task UndoAsync(Shop shop, Visitor ana, string page)
    {
        var wrong = await ana.PostAsync(page + "?handler=Undo", ("Typed", "2"));
        wrong.Status.ShouldBe(422);
        wrong.Plain.ShouldContain("Type 3 to confirm.");
        wrong.Plain.ShouldContain("value=\"2\"");
        await DoAsync(shop, ana, page, "Undo", ("Typed", "3"));
        var undone = await ana.GetAsync(page);
        undone.Plain.ShouldContain(Words("import_page.state_undone"));
        (await Count(shop)).ShouldBe(1);
    }

    private static async Task DoAsync(Shop shop, Visitor visitor, string page, string handler, params (string Name, string Value)[] fields)
    {
        var begun = await visitor.PostAsync($"{page}?handler={handler}", fields);
        begun.Status.ShouldBe(200, begun.Plain);
        begun.Path.ShouldBe(page);
        ((string)(await ImportShop.EndedAsync(shop.Client, page.Split('/')[^1]))["job"]!["state"]!).ShouldBe("done");
    }

    private static Task StateAsync(Shop shop, string page, string state) => JobHouse.WaitForAsync(async () =>
    {
        var now = (string)(await ImportAsync(shop, page))["job"]!["state"]!;
        now.ShouldNotBe("done");
        return now == state;
    });

    private static async Task<JsonNode> ImportAsync(Shop shop, string page) => (await shop.GetAsync("/v1" + page)).Body!;

    private static (string, string)[] Mapping(string customer, string date, string order, string amount, string encoding = "windows-1251")
    {
        string[] columns = [customer, date, order, amount, "-", "-", "Что взяли", .. Enumerable.Repeat("-", 9)];
        return [.. columns.Select((c, i) => ($"Form.Columns[{i}]", c)), ("Form.Encoding", encoding), ("Form.NoHeader", "false")];
    }

    private static async Task<string> UploadAsync(Visitor visitor, string name, byte[] bytes)
    {
        await visitor.GetAsync("/imports/new");
        var (status, path) = await SendAsync(visitor, visitor.Token, [(name, bytes)]);
        status.ShouldBe(200);
        path.ShouldStartWith("/imports/imp_");
        return path;
    }

    private static async Task<(int Status, string Path)> SendAsync(Visitor visitor, string? token, (string Name, byte[] Bytes)[] files)
    {
        using var form = Form(token, files);
        return await SendAsync(visitor, form);
    }

    private static async Task<(int Status, string Path)> SendAsync(Visitor visitor, HttpContent content)
    {
        using var answer = await visitor.Client.PostAsync("/imports/new", content, Cancellation);
        return ((int)answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery);
    }

    private static MultipartFormDataContent Form(string? token, (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        if (token is not null)
        {
            form.Add(new StringContent(token), "__RequestVerificationToken");
        }

        foreach (var (name, bytes) in files)
        {
            var file = new ByteArrayContent(bytes);
            file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "files", FileNameStar = name };
            form.Add(file);
        }

        return form;
    }

    private static byte[] Windows1251(string text) => TextEncodings.Find("windows-1251")!.GetBytes(text);

    private static string Orders(int count) => "customer,date,order,amount\n" + string.Concat(Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"c{i % 500},{new DateOnly(2025, 1, 1).AddDays(i % 300):yyyy-MM-dd},{1000 + i},{i}.50\n")));

    private static Task<long> Count(Shop shop) => shop.Db.ReadAsync(unit => unit.ValueAsync<long>("select count(*) from orders"), Cancellation);

    private static string Words(string key, params ReadOnlySpan<(string, object?)> places) => CommerceModule.Words[key, places];
}
