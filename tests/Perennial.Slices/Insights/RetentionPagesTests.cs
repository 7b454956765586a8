using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using Perennial.Insights.Live;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Insights;

/// <summary>The pages of retention say what the interface says, lead to those behind each count, and are closed to whom they are not for.</summary>
[Collection("orders")]
public sealed partial class RetentionPagesTests(Engines engines)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    private static readonly string[] Pages =
    [
        "/", "/retention", "/retention/cohorts", "/retention/rfm", "/retention/groups", "/retention/behind?number=state.slipping",
    ];

    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Numbers_on_the_overview_are_those_of_the_interface_and_each_leads_to_as_many_customers(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await FillAsync(shop, Trade());
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        var report = (await shop.GetAsync("/v1/insights/report?fresh=1&parts=periods")).Body!;
        var periods = report["periods"]!.AsArray();
        var last = periods.Last(p => !(bool)p!["partial"]!)!;

        var page = await analyst.GetAsync("/retention");
        page.Status.ShouldBe(200, page.Text);
        var rate = last["retentionRate"]!;
        page.Plain.ShouldContain(Percent(rate), Case.Sensitive);
        page.Plain.ShouldContain($"{rate["numerator"]} of {rate["denominator"]}");

        // The table of the screen, its file, and the interface have the same periods.
        var file = await CsvAsync(analyst, "/retention?file=periods&as=csv");
        file.Count.ShouldBe(periods.Count);
        foreach (var (row, period) in file.Zip(periods.Reverse()))
        {
            row["from"].ShouldBe((string)period!["from"]!);
            foreach (var (column, name) in ((string, string)[])[("start", "start"), ("retained", "retained"), ("lost", "lost"), ("new", "new"),
                ("returned", "returned"), ("end", "end"), ("customers", "customers"), ("orders", "orders")])
            {
                row[column].ShouldBe(period[name]!.ToString(), $"{row["from"]} {column}");
            }

            decimal.Parse(row["revenue"], CultureInfo.InvariantCulture)
                .ShouldBe(decimal.Parse((string)period["revenue"]!, CultureInfo.InvariantCulture), row["from"]);
        }

        // Whoever follows a count finds as many customers as it says.
        foreach (var number in (string[])["start", "retained", "lost", "new", "returned", "end", "customers"])
        {
            var count = int.Parse(file[1][number], CultureInfo.InvariantCulture);
            var path = $"/retention/behind?number={number}&in={file[1]["from"]}&period=month";
            if (count > 0)
            {
                page.Text.ShouldContain(path.Replace("&", "&amp;", StringComparison.Ordinal));
            }

            (await CsvAsync(analyst, path + "&file=customers&as=csv")).Count.ShouldBe(count, number);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_list_of_customers_names_them_leads_to_their_pages_and_its_address_is_without_them(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await SendAsync(shop, "1", "2025-01-03", "ana@example.com", Hostile);
        await SendAsync(shop, "2", "2025-02-03", "ana@example.com", Hostile);
        await CaughtUpAsync(shop);
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        var page = await analyst.GetAsync("/retention/behind?number=new&in=2025-01-01&period=month");
        page.Status.ShouldBe(200, page.Text);
        page.Text.ShouldNotContain(Hostile);
        page.Plain.ShouldContain(Hostile);
        CustomerLink().Count(page.Text).ShouldBe(1);
        Href().Matches(page.Text).ShouldAllBe(h => !h.Value.Contains("example.com") && !h.Value.Contains("onerror"));

        var row = (await CsvAsync(analyst, "/retention/behind?number=new&in=2025-01-01&period=month&file=customers&as=csv")).Single();
        row["name"].ShouldBe(Hostile);
        row["revenue"].ShouldBe("20");
        var few = await CsvAsync(analyst, "/retention/behind?number=new&in=2025-01-01&columns=orders&file=customers&as=csv");
        few.Single().Keys.ShouldBe(["customer", "name", "orders", "currency"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_shop_without_orders_and_days_without_any_are_told_as_that(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        foreach (var path in Pages)
        {
            var page = await ReadyAsync(owner, path);
            page.Status.ShouldBe(200, path);
            page.Text.ShouldContain("/imports/new", Case.Sensitive, path);
        }

        await SendAsync(shop, "1", "2025-01-03", "ana@example.com", "Ana");
        await CaughtUpAsync(shop);
        foreach (var path in Pages)
        {
            (await owner.GetAsync(path)).Status.ShouldBe(200, path);
        }

        var empty = await owner.GetAsync("/retention?from=2031-01-01&until=2031-02-01");
        empty.Status.ShouldBe(422);
        empty.Plain.ShouldContain("There is no order between these days");
        empty.Text.ShouldContain("/retention\"");

        // What was chosen stays, with what is wrong beside it.
        empty.Text.ShouldContain("value=\"2031-01-01\"");
        empty.Text.ShouldContain("value=\"2031-02-01\"");
        var turned = await owner.GetAsync("/retention/groups?by=channel&period=week&from=2025-02-01&until=2025-01-05");
        turned.Status.ShouldBe(422);
        turned.Plain.ShouldContain("The last day lies before the first");
        turned.Text.ShouldContain("name=\"until\" value=\"2025-01-05\" aria-invalid=\"true\"");
        turned.Text.ShouldContain("name=\"by\" value=\"channel\"");
        turned.Text.ShouldContain("<option value=\"week\" selected>");
        (await owner.GetAsync("/retention?period=fortnight")).Status.ShouldBe(422);
        (await owner.GetAsync("/retention?from=yesterday")).Status.ShouldBe(422);
        (await owner.GetAsync("/retention/behind?number=nonsense")).Status.ShouldBe(422);
        (await owner.GetAsync("/retention/behind?number=lost")).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Until_the_facts_are_loaded_a_page_says_so_and_renews_itself()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        await ReadyAsync(owner, "/retention");
        await ((LiveShop)shop.Server.Services.GetService(typeof(LiveShop))!).StopAsync(Cancellation);
        foreach (var path in Pages)
        {
            var page = await owner.GetAsync(path);
            page.Status.ShouldBe(503, path);
            page.Header("Refresh").ShouldBe("3");
            page.Plain.ShouldContain("The page renews itself");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Roles_without_figures_are_refused_and_whoever_has_one_store_sees_that_store_alone(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        foreach (var store in (string[])["north", "south"])
        {
            (await shop.SendAsync(HttpMethod.Put, "/v1/stores/" + store, new JsonObject { ["name"] = "House " + store }))
                .Status.ShouldBe(200);
            await SendAsync(shop, "1" + store, "2025-01-03", "ana@example.com", "Ana", store);
            await SendAsync(shop, "2" + store, "2025-02-03", "ana@example.com", "Ana", store);
        }

        await CaughtUpAsync(shop);
        using var cashier = await Visitor.OfAsync(shop, StaffRole.Cashier);
        (await cashier.GetAsync("/")).Status.ShouldBe(200);
        (await cashier.GetAsync("/")).Text.ShouldNotContain("/retention");
        (await cashier.GetAsync("/")).Plain.ShouldNotContain("slipping away");
        foreach (var path in Pages.Skip(1))
        {
            (await cashier.GetAsync(path)).Status.ShouldBe(403, path);
        }

        using var north = await Visitor.OfAsync(shop, StaffRole.Manager, "north");
        foreach (var path in (string[])["/retention", "/retention/cohorts", "/retention/rfm", "/retention/behind?number=state.slipping"])
        {
            (await north.GetAsync(path)).Status.ShouldBe(403, path);
        }

        (await north.GetAsync("/")).Text.ShouldNotContain("/retention/behind");
        foreach (var by in (string[])["store", "channel", "product", "seller"])
        {
            var page = await north.GetAsync("/retention/groups?by=" + by);
            page.Status.ShouldBe(200);
            page.Plain.ShouldContain("House north");
            page.Plain.ShouldNotContain("south");
            (await CsvAsync(north, $"/retention/groups?by={by}&file=groups&as=csv")).Select(r => r["value"]).ShouldBe(["north"]);
            (await CsvAsync(north, $"/retention/groups?by={by}&file=rate-moved&as=csv")).ShouldBeEmpty();
        }

        using var manager = await Visitor.OfAsync(shop, StaffRole.Manager);
        (await CsvAsync(manager, "/retention/groups?by=store&file=groups&as=csv")).Select(r => r["value"]).Order(StringComparer.Ordinal)
            .ShouldBe(["north", "south"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Names_of_groups_are_text_and_cohorts_and_groups_are_those_of_the_interface(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await FillAsync(shop, Trade() + $"x1,2025-03-01,c1@example.com,\"{Hostile}\",\"{Hostile}\",10\n");
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        foreach (var by in (string[])["category", "product"])
        {
            var page = await analyst.GetAsync("/retention/groups?by=" + by);
            page.Status.ShouldBe(200, page.Text);
            page.Text.ShouldNotContain("<img");
            page.Plain.ShouldContain(Hostile);
            var groups = (await shop.GetAsync("/v1/insights/report?fresh=1&parts=periods,groups&by=" + by)).Body!["groups"]!.AsArray();
            var file = await CsvAsync(analyst, $"/retention/groups?by={by}&file=groups&as=csv");
            file.Select(r => $"{r["value"]} {r["customers"]} {r["orders"]}").ShouldBe(
                groups.Select(g => $"{g!["value"]} {g["customers"]} {g["orders"]}"));
        }

        var cohorts = (await shop.GetAsync("/v1/insights/report?fresh=1&parts=cohorts")).Body!["cohorts"]!.AsArray();
        var map = await CsvAsync(analyst, "/retention/cohorts?measure=customers&file=cohorts&as=csv");
        map.Count.ShouldBe(cohorts.Count);
        foreach (var (row, cohort) in map.Zip(cohorts))
        {
            row["members"].ShouldBe(cohort!["size"]!.ToString());
            var active = cohort["active"]!.AsArray();
            active.Select((a, i) => row[$"period_{i}"] == a!.ToString()).ShouldAllBe(isSame => isSame);
        }

        // A cell leads to as many customers as stand in it.
        var first = (string)cohorts[0]!["cohort"]!;
        var cell = await CsvAsync(analyst, $"/retention/behind?number=cohort&in={first}&later=1&period=month&file=customers&as=csv");
        cell.Count.ShouldBe((int)cohorts[0]!["active"]![1]!);
        (await analyst.GetAsync("/retention/cohorts?measure=still")).Status.ShouldBe(200);
        (await analyst.GetAsync("/retention/cohorts?period=day&measure=orders")).Status.ShouldBe(200);
        var xlsx = await analyst.GetAsync("/retention/cohorts?file=cohorts&as=xlsx");
        Encoding.ASCII.GetString(xlsx.Bytes, 0, 2).ShouldBe("PK");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Cohorts_by_what_customers_came_by_are_those_of_the_interface_and_lead_to_their_members(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await FillAsync(shop, Trade() + $"x1,2023-06-30,new@example.com,\"{Hostile}\",\"{Hostile}\",10\nx2,2023-06-30,blank@example.com,,,10\n");
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        foreach (var by in (string[])["product", "category", "channel"])
        {
            var told = (await shop.GetAsync($"/v1/insights/cohorts?fresh=1&came={by}&period=month")).Body!["cohorts"]!.AsArray();
            var page = await analyst.GetAsync($"/retention/cohorts?came={by}&period=month&from=2023-06-01&measure=customers");
            page.Status.ShouldBe(200, page.Text);
            page.Text.ShouldNotContain("<img");
            var map = await CsvAsync(analyst, $"/retention/cohorts?came={by}&period=month&from=2023-06-01&measure=customers&file=cohorts&as=csv");
            map.Select(r => $"{r["cohort"]} {r["members"]} {r["period_1"]}").ShouldBe(
                told.Select(c => $"{c!["value"]} {c["members"]} {c["active"]![1]}"));
            foreach (var cohort in told)
            {
                var value = Uri.EscapeDataString((string)cohort!["value"]!);
                foreach (var later in (int[])[0, 1])
                {
                    var path = $"/retention/behind?number=came&came={by}&value={value}&later={later}&period=month&from=2023-06-01";
                    (await CsvAsync(analyst, path + "&file=customers&as=csv")).Count.ShouldBe(
                        later == 0 ? (int)cohort["members"]! : (int)cohort["active"]![1]!, path);
                }

                // Its own map by period holds the same people.
                var own = await CsvAsync(
                    analyst, $"/retention/cohorts?came={by}&value={value}&period=month&from=2023-06-01&measure=customers&file=cohorts&as=csv");
                own.Sum(r => int.Parse(r["members"], CultureInfo.InvariantCulture)).ShouldBe((int)cohort["members"]!, value);
            }
        }

        (await analyst.GetAsync("/retention/cohorts?came=colour")).Status.ShouldBe(200);
        (await analyst.GetAsync("/retention/behind?number=came")).Status.ShouldBe(422);
        (await shop.GetAsync("/v1/insights/cohorts")).Errors.ShouldBe(["came: value.missing"]);
        (await shop.GetAsync("/v1/insights/cohorts?came=colour")).Errors.ShouldBe(["came: value.choice_wanted"]);
        (await shop.GetAsync("/v1/insights/customers?number=came")).Errors.ShouldBe(["came: value.missing"]);
    }

    [Fact]
    public async Task Every_page_is_in_the_readers_language_and_compares_with_what_was_asked_for()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        await FillAsync(shop, Trade());
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        foreach (var language in Language.All)
        {
            analyst.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
            analyst.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language.Code);
            foreach (var path in Pages)
            {
                (await analyst.GetAsync(path)).Text.ShouldContain($"lang=\"{language.Code}\"", Case.Sensitive, path);
            }
        }

        analyst.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
        (await analyst.GetAsync("/retention?period=month&until=2025-05-31")).Plain.ShouldContain("2025-04:");
        (await analyst.GetAsync("/retention?period=month&until=2025-05-31&compare=year-ago")).Plain.ShouldContain("2024-05:");
        var window = await analyst.GetAsync("/retention?period=month&window=90d&minOrders=2");
        window.Plain.ShouldContain("with at least 2 orders in the 90d before a day");
        window.Text.ShouldContain("window=90d&amp;minOrders=2");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_page_of_the_day_tells_of_an_import_with_rows_to_mend_and_of_those_who_slip_away(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await FillAsync(shop, Trade() + "bad,2025-99-99,c1@example.com,P1,K1,10\n");
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        var page = await owner.GetAsync("/");
        page.Status.ShouldBe(200, page.Text);
        page.Plain.ShouldContain("1 row of an import waits to be mended");
        page.Text.ShouldContain("/imports/imp_");
        page.Plain.ShouldContain("slipping away");
        page.Text.ShouldContain("action=\"/tasks/new\"");
        Cards().Count(page.Text).ShouldBeInRange(2, 5);

        using var marketer = await Visitor.OfAsync(shop, StaffRole.Marketer);
        (await marketer.GetAsync("/")).Text.ShouldNotContain("/imports/imp_");
    }

    // Two years of orders of forty customers, some of whom stop; no order is after June 2025.
    private static string Trade()
    {
        var random = new Random(3);
        var csv = new StringBuilder("order,date,customer,product,category,amount\n");
        for (var i = 0; i < 700; i++)
        {
            var customer = random.Next(40);
            var day = new LocalDate(2023, 7, 1).PlusDays(random.Next(customer < 10 ? 400 : 725));
            var product = random.Next(6);
            csv.Append(CultureInfo.InvariantCulture, $"{i},{day:uuuu-MM-dd},c{customer}@example.com,");
            csv.Append(CultureInfo.InvariantCulture, $"P{product},K{product % 3},{5 + random.Next(60)}.50\n");
        }

        return csv.ToString();
    }

    private static async Task FillAsync(Shop shop, string csv)
    {
        ((string)(await shop.ImportAsync(csv))["state"]!).ShouldBe("done");
        await CaughtUpAsync(shop);
    }

    private static async Task SendAsync(Shop shop, string number, string day, string email, string name, string? store = null) =>
        (await shop.PostAsync("/v1/orders", new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = day + "T10:00:00Z", ["store"] = store,
            ["customer"] = new JsonObject { ["email"] = email, ["name"] = name },
            ["lines"] = new JsonArray(new JsonObject { ["product"] = "T", ["quantity"] = 1, ["price"] = "10.00" }),
        })).Status.ShouldBe(201);

    private static async Task CaughtUpAsync(Shop shop)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); (await shop.GetAsync("/v1/insights/report?fresh=1&parts=totals")).Status == 503;)
        {
            since.Elapsed.TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task<Seen> ReadyAsync(Visitor visitor, string path)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            var page = await visitor.GetAsync(path);
            if (page.Status != 503)
            {
                return page;
            }

            since.Elapsed.TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task<List<Dictionary<string, string>>> CsvAsync(Visitor visitor, string path)
    {
        var seen = await visitor.GetAsync(path);
        seen.Status.ShouldBe(200, seen.Text);
        seen.Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = seen.Text.TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = lines[0].Split(',');
        return [.. lines.Skip(1).Select(l => columns.Zip(l.Split(','), (c, v) => (c, v)).ToDictionary(p => p.c, p => p.v, StringComparer.Ordinal))];
    }

    private static string Percent(JsonNode rate) =>
        Perennial.Kernel.Words.Shown.Percent(new Ratio((long)rate["numerator"]!, (long)rate["denominator"]!)).Replace(" ", "",
            StringComparison.Ordinal);

    [GeneratedRegex("href=\"/customers/cus_[0-9a-z]+\"", RegexOptions.ExplicitCapture)]
    private static partial Regex CustomerLink();

    [GeneratedRegex("(href|action)=\"[^\"]*\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Href();

    [GeneratedRegex("<article", RegexOptions.ExplicitCapture)]
    private static partial Regex Cards();
}
