using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Customers;

/// <summary>
/// The pages of customers: found in any script, turned over without losing anyone, changed, merged, erased, kept from whom they are not
/// for.
/// </summary>
[Collection("orders")]
public sealed partial class CustomerPageTests(Engines engines)
{
    private const string Hostile = "\"><img src=x onerror=alert(1)>";

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Somebody_is_found_by_the_beginning_of_any_name_in_any_script_and_of_a_number(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var (name, email, phone) in ((string, string, string)[])[("Ștefan Popescu", "stefan@shop.example", "+40722111222"),
            ("Анна Иванова", "anna@shop.example", "+40722111333"), ("王小明", "wang@shop.example", "+40722111444"),
            ("مريم الخطيب", "maryam@shop.example", "+40722111555"), (Hostile, "hostile@shop.example", "+40722111666")])
        {
            await AddAsync(shop, name, email, phone);
        }

        using var marketer = await Visitor.OfAsync(shop, StaffRole.Marketer);
        foreach (var (typed, found) in ((string, string)[])
            [("stef", "Ștefan"), ("Ște pop", "Ștefan"), ("иван", "Анна"), ("王小", "王小明"), ("الخ", "مريم"), ("wang@sh", "王小明"),
            ("0722 111 333", "Анна"), (Hostile, Hostile)])
        {
            var page = await marketer.PostAsync("/customers", ("Text", typed));
            page.Status.ShouldBe(200, page.Text);
            Names(page).ShouldHaveSingleItem(typed).ShouldContain(found);
            page.Path.ShouldBe("/customers");
            page.Text.ShouldNotContain("<img");
        }

        (await marketer.PostAsync("/customers", ("Text", "nobody"))).Plain.ShouldNotContain("Popescu");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_task_says_whom_it_is_about_and_leads_back_to_a_page_of_ours_alone(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var (named, known) = (await AddAsync(shop, "Anna <Иванова>", "anna@shop.example", null), await AddAsync(shop, "", "eva@shop.example", null));
        using var marketer = await Visitor.OfAsync(shop, StaffRole.Marketer);
        foreach (var (customer, back, led) in ((string, string, string)[])
            [(named, "/customers/" + named, "/customers/" + named), (known, "~/customers", "/tasks"), (known, "//elsewhere.example", "/tasks")])
        {
            await marketer.GetAsync("/tasks");
            var made = await marketer.SendAsync("/tasks/new", ("Title", "Call"), ("Customer", customer), ("Back", back));
            (made.Status, made.Path).ShouldBe((200, led), made.Text);
        }

        var tasks = await marketer.GetAsync("/tasks");
        tasks.Plain.ShouldContain("Anna <Иванова>");
        tasks.Plain.ShouldContain("eva@shop.example");
        (await marketer.GetAsync("/tasks?handler=file&ending=csv")).Text.ShouldContain("eva@shop.example");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Whoever_turns_the_pages_over_sees_everybody_once_and_the_file_of_a_page_is_that_page(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        for (var i = 0; i < 123; i++)
        {
            await AddAsync(shop, $"=Person {i % 7}", $"p{i}@shop.example", null, i % 3 == 0 ? "third" : "other");
        }

        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        foreach (var start in (string[])["/customers", "/customers?sort=oldest", "/customers?columns=email&columns=tags"])
        {
            var seen = new List<string>();
            for (var path = start; path is not null;)
            {
                var page = await owner.GetAsync(path);
                page.Status.ShouldBe(200, page.Text);
                var here = Customers(page);
                here.ShouldNotBeEmpty(page.Text);
                seen.AddRange(here);
                var file = await owner.GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "format=csv");
                file.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(here.Count + 1);
                file.Text.ShouldContain("'=Person");
                path = NextPage().Match(page.Text) is { Success: true } next ? System.Net.WebUtility.HtmlDecode(next.Groups["path"].Value) : null;
            }

            (seen.Count, seen.Distinct().Count()).ShouldBe((123, 123), start);
        }

        var tag = TagOption().Match((await owner.GetAsync("/customers")).Text).Groups["tag"].Value;
        var third = await owner.GetAsync("/customers?tag=" + Uri.EscapeDataString(tag));
        Customers(third).Count.ShouldBe(41);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_list_that_is_kept_has_an_id_for_an_address_and_is_its_makers_until_she_shares_it(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await AddAsync(shop, "Ana Popescu", "ana@shop.example", null);
        await AddAsync(shop, "Boris Ion", "boris@shop.example", null);
        using var ana = await Visitor.OfAsync(shop, StaffRole.Marketer);
        using var boris = await Visitor.OfAsync(shop, StaffRole.Marketer);
        var kept = await ana.PostAsync("/customers?handler=keep", ("Text", "popescu"), ("Carried", ""), ("ViewName", Hostile));
        kept.Path.ShouldStartWith("/customers?view=vew_");
        kept.Path.ShouldNotContain("popescu", Case.Insensitive);
        Names(kept).ShouldHaveSingleItem().ShouldContain("Ana");
        kept.Text.ShouldNotContain("<img");
        var id = kept.Path.Split('=')[1];
        (await boris.GetAsync(kept.Path)).Status.ShouldBe(404);
        (await boris.PostAsync("/customers?handler=remove", ("ViewId", id))).Status.ShouldBe(404);

        (await ana.PostAsync("/customers?handler=rename", ("ViewId", id), ("ViewName", "Ours"), ("IsShared", "true"))).Status.ShouldBe(200);
        Names(await boris.GetAsync(kept.Path)).Count.ShouldBe(1);
        (await boris.PostAsync("/customers?handler=rename", ("ViewId", id), ("ViewName", "Mine"))).Status.ShouldBe(404);
        var nameless = await ana.PostAsync("/customers?handler=keep", ("Text", "popescu"), ("Carried", ""), ("ViewName", " "));
        nameless.Status.ShouldBe(422);
        nameless.Text.ShouldContain("popescu");
        (await ana.PostAsync("/customers?handler=remove", ("ViewId", id))).Path.ShouldBe("/customers");
        (await ana.GetAsync(kept.Path)).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Somebody_is_made_refused_with_what_was_typed_and_changed_only_from_what_was_seen(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var marketer = await Visitor.OfAsync(shop, StaffRole.Marketer);
        var refused = await marketer.PostAsync("/customers/new", ("Email", "no address"), ("Form.Name", Hostile), ("Form.Country", "ROM"));
        refused.Status.ShouldBe(422, refused.Text);
        refused.Plain.ShouldContain(Hostile);
        refused.Text.ShouldContain("no address");
        refused.Text.ShouldNotContain("<img");

        var made = await marketer.PostAsync("/customers/new", ("Email", "ana@shop.example"), ("Form.Name", Hostile), ("Form.Tags", "vip\nnew"));
        made.Status.ShouldBe(200, made.Text);
        made.Path.ShouldStartWith("/customers/cus_");
        made.Plain.ShouldContain(Hostile);
        made.Text.ShouldNotContain("<img");

        // Two have the form open: who saves second is told, and nothing she typed is lost.
        var path = made.Path.Split('?')[0];
        var version = VersionField().Match((await marketer.GetAsync(path + "/edit")).Text).Groups["version"].Value;
        (await marketer.PostAsync(path + "/edit", ("Version", version), ("Form.Name", "First"))).Plain.ShouldContain("First");
        var second = await marketer.PostAsync(path + "/edit", ("Version", version), ("Form.Name", "Second"));
        second.Status.ShouldBeOneOf(409, 412);
        second.Text.ShouldContain("Second");
        (await marketer.GetAsync(path)).Plain.ShouldContain("First");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Notes_identifiers_and_consents_are_written_on_her_page_and_taken_back(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var path = "/customers/" + await AddAsync(shop, "Ana", "ana@shop.example", null);
        await AddAsync(shop, "Boris", "boris@shop.example", null);
        using var support = await Visitor.OfAsync(shop, StaffRole.Support);
        var noted = await SentAsync(support, path, "note", ("Note", Hostile));
        noted.Plain.ShouldContain(Hostile);
        noted.Text.ShouldNotContain("<img");
        var note = Regex.Match(noted.Text, "nte_[0-9a-z]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        (await SentAsync(support, path, "removenote", ("note", note))).Plain.ShouldNotContain(Hostile);

        (await SentAsync(support, path, "identifier", ("Kind", "card"), ("Value", "12-34"))).Status.ShouldBe(200);
        var taken = await SentAsync(support, path, "identifier", ("Kind", "email"), ("Value", "boris@shop.example"));
        taken.Status.ShouldBeOneOf(409, 422);
        taken.Text.ShouldContain("boris@shop.example");
        using var manager = await Visitor.OfAsync(shop, StaffRole.Manager);
        (await manager.GetAsync("/customers/duplicates")).Plain.ShouldContain("Boris");

        (await SentAsync(support, path, "consent", ("Consent.Said", "given"), ("Consent.Purpose", "marketing"), ("Consent.Channel", "email"),
            ("Consent.IsStated", "true"))).Status.ShouldBe(200);
        (await shop.GetAsync($"/v1{path}/consents")).Text.ShouldContain("given");
        (await SentAsync(support, path, "consent", ("Consent.Said", "given"), ("Consent.Purpose", "no purpose!"), ("Consent.Channel", "email")))
            .Status.ShouldBe(422);

        // An analyst looks and changes nothing.
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        (await analyst.GetAsync(path)).Text.ShouldNotContain("handler=Note");
        (await SentAsync(analyst, path, "note", ("Note", "hers"))).Status.ShouldBe(403);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_are_merged_after_a_look_and_parted_again_and_an_erasure_wants_its_word(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ana = await AddAsync(shop, "Ana Popescu", "ana@shop.example", null);
        var other = await AddAsync(shop, "A. Popescu", "a.p@shop.example", null);
        using var manager = await Visitor.OfAsync(shop, StaffRole.Manager);
        var looked = await manager.PostAsync($"/customers/{ana}/merge", ("Text", "a.p@shop"));
        looked.Plain.ShouldContain("A. Popescu");
        (await manager.SendAsync($"/customers/{ana}/merge?handler=merge", ("with", other))).Status.ShouldBe(200);
        var merged = await manager.GetAsync("/customers/" + ana);
        merged.Plain.ShouldContain("a.p@shop.example");
        var merge = Regex.Match(merged.Text, "mrg_[0-9a-z]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        (await SentAsync(manager, "/customers/" + ana, "undo", ("merge", merge))).Status.ShouldBe(200);
        (await manager.GetAsync("/customers/" + ana)).Plain.ShouldNotContain("a.p@shop.example");

        var given = await manager.PostAsync($"/customers/{ana}/data?handler=export");
        given.Text.ShouldContain("ana@shop.example");
        given.Answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await manager.PostAsync($"/customers/{ana}/data?handler=erase", ("Confirmation", "please"))).Status.ShouldBe(422);
        (await shop.GetAsync("/v1/customers/" + ana)).Status.ShouldBe(200);
        (await manager.PostAsync($"/customers/{ana}/data?handler=erase", ("Confirmation", "erase"))).Status.ShouldBe(200);
        (await manager.PostAsync("/customers", ("Text", "ana@shop"))).Plain.ShouldNotContain("Ana Popescu");
        using var support = await Visitor.OfAsync(shop, StaffRole.Support);
        (await support.GetAsync($"/customers/{other}/data")).Status.ShouldBe(403);
        (await support.SendAsync($"/customers/{other}/data?handler=erase", ("Confirmation", "erase"))).Status.ShouldBe(403);
    }

    private static Task<Seen> SentAsync(Visitor visitor, string path, string handler, params (string, string)[] fields) =>
        visitor.PostAsync($"{path}?handler={handler}", fields);

    private static async Task<string> AddAsync(Shop shop, string name, string email, string? phone, params string[] tags)
    {
        var identifiers = new JsonArray(new JsonObject { ["kind"] = "email", ["value"] = email });
        if (phone is not null)
        {
            identifiers.Add(new JsonObject { ["kind"] = "phone", ["value"] = phone });
        }

        var made = await shop.PostAsync("/v1/customers", new JsonObject
        {
            ["name"] = name, ["identifiers"] = identifiers, ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]),
        });
        made.Status.ShouldBe(201, made.Text);
        return (string)made.Body!["id"]!;
    }

    private static List<string> Names(Seen page) =>
        [.. NameCell().Matches(page.Text).Select(m => System.Net.WebUtility.HtmlDecode(m.Groups["name"].Value))];

    private static List<string> Customers(Seen page) => [.. CustomerRow().Matches(page.Text).Select(m => m.Groups["id"].Value)];

    [GeneratedRegex("<th scope=\"row\"[^>]*><a href=\"/customers/cus_[0-9a-z]+\">" +
        "(<bdi[^>]*>)?(?<name>.*?)(</bdi>)?</a>", RegexOptions.ExplicitCapture)]
    private static partial Regex NameCell();

    [GeneratedRegex("<th scope=\"row\"[^>]*><a href=\"/customers/(?<id>cus_[0-9a-z]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex CustomerRow();

    [GeneratedRegex("href=\"(?<path>/customers\\?(?![^\"]*format=)[^\"]*after=[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex NextPage();

    [GeneratedRegex("<option value=\"(?<tag>[^\"]+)\"[^>]*>\\s*third", RegexOptions.ExplicitCapture)]
    private static partial Regex TagOption();

    [GeneratedRegex("name=\"Version\" value=\"(?<version>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionField();
}
