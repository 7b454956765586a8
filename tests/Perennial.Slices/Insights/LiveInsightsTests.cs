using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Insights;

/// <summary>What was posted is in the figures; edits, returns and merges correct the past.</summary>
[Collection("orders")]
public sealed class LiveInsightsTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_was_posted_is_in_the_figures(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "1", "2026-01-10", "ana", 100);
        await Send(shop, "2", "2026-02-10", "ana", 50);
        await Send(shop, "3", "2026-02-11", "ion", 70);
        await Send(shop, "4", "2026-02-12", null, 30);
        var report = await Report(shop);
        ((string)report["totals"]!["revenue"]!).ShouldBe("250.00");
        ((int)report["totals"]!["customers"]!).ShouldBe(2);
        ((int)report["totals"]!["orders"]!).ShouldBe(4);
        ((int)report["periods"]![1]!["retained"]!).ShouldBe(1);
        ((int)report["periods"]![1]!["customers"]!).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Edits_returns_and_cancellations_correct_the_past(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "1", "2026-01-10", "ana", 100);
        await Send(shop, "2", "2026-02-10", "ana", 50);
        (await Revenue(shop)).ShouldBe("150.00");
        await Send(shop, "1", "2026-01-10", "ana", 80);
        (await Revenue(shop)).ShouldBe("130.00");
        await Event(shop, "2", new JsonObject { ["return"] = new JsonObject { ["id"] = "r", ["at"] = "2026-02-20T00:00:00Z", ["value"] = 20 } });
        (await Revenue(shop)).ShouldBe("110.00");
        await Event(shop, "2", new JsonObject { ["status"] = "cancelled" });
        (await Revenue(shop)).ShouldBe("80.00");
        await Send(shop, "3", "2026-02-01", null, 10);
        (await Revenue(shop)).ShouldBe("90.00");
        await Send(shop, "3", "2026-02-01", "ion", 10);
        ((int)(await Report(shop))["totals"]!["customers"]!).ShouldBe(2);
        (await Verify(shop)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_customers_behind_a_number_are_those_it_counts(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var random = new Random(5);
        string Day() => new DateTime(2025, 1, 1).AddDays(random.Next(300)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var orders = new JsonArray([.. Enumerable.Range(0, 400).Select(i => (JsonNode)Order($"{i}", Day(), $"c{random.Next(60)}", 10 + i))]);
        (await shop.PostAsync("/v1/orders/batch", new JsonObject { ["orders"] = orders })).Status.ShouldBe(200);
        foreach (var query in (string[])["", "&window=90d&minOrders=2", "&period=quarter"])
        {
            var report = await Report(shop, query);
            var periods = (JsonArray)report["periods"]!;
            foreach (var period in periods.Skip(1))
            {
                foreach (var number in (string[])["customers", "start", "end", "retained", "lost", "gone", "fallen", "new", "risen", "returned"])
                {
                    var behind = await shop.GetAsync($"/v1/insights/customers?number={number}&in={period!["from"]}{query}");
                    behind.Status.ShouldBe(200, behind.Text);
                    ((int)behind.Body!["count"]!).ShouldBe((int)period[number]!, $"{number} {period["from"]} {query}");
                }
            }

            foreach (var cohort in ((JsonArray)report["cohorts"]!).Take(3))
            {
                var active = (JsonArray)cohort!["active"]!;
                for (var later = 0; later < active.Count; later++)
                {
                    var behind = await shop.GetAsync($"/v1/insights/customers?number=cohort&in={cohort["cohort"]}&later={later}{query}");
                    ((int)behind.Body!["count"]!).ShouldBe((int)active[later]!, $"{cohort["cohort"]} {later} {query}");
                }
            }

            foreach (var group in (JsonArray)report["rfm"]!["groups"]!)
            {
                var behind = await shop.GetAsync($"/v1/insights/customers?number=rfm.{group!["name"]}{query}");
                ((int)behind.Body!["count"]!).ShouldBe((int)group["customers"]!, (string)group["name"]!);
            }

            var late = await shop.GetAsync($"/v1/insights/customers?number=state.late{query}");
            ((int)late.Body!["count"]!).ShouldBe((int)report["overdue"]!["late"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_question_that_makes_no_sense_is_refused_field_by_field(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "1", "2026-01-10", "ana", 100);
        await Report(shop);
        var refused = await shop.GetAsync("/v1/insights/report?period=fortnight&from=yesterday&minOrders=0&by=colour&what=1");
        refused.Status.ShouldBe(422, refused.Text);
        refused.Errors.ShouldBe(["what: json.unknown_field", "period: value.choice_wanted", "from: value.day_wanted",
            "minOrders: value.number_wanted", "by: value.choice_wanted"]);
        (await shop.GetAsync("/v1/insights/customers?number=nobody")).Code.ShouldBe("report.no_such_number");
        (await shop.GetAsync("/v1/insights/report?from=1999-01-01&to=1999-02-01")).Code.ShouldBe("report.no_data_between");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Settings_that_change_what_orders_are_worth_change_the_figures(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var order = Order("1", "2026-01-10", "ana", 100);
        (order["shipping"], order["tax"]) = (15, 16);
        (await shop.PostAsync("/v1/orders", order)).Status.ShouldBe(201);
        (await Revenue(shop)).ShouldBe("100.00");
        var settings = new JsonObject { ["shippingIncluded"] = true, ["taxIncluded"] = false };
        (await shop.SendAsync(HttpMethod.Patch, "/v1/settings", settings)).Status.ShouldBe(200);
        for (var since = System.Diagnostics.Stopwatch.StartNew(); await Revenue(shop) != "99.00";)
        {
            since.Elapsed.TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(100, Cancellation);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_rate_typed_wrong_keeps_nobody_from_their_figures(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "1", "2026-01-10", "ana", 100);
        var order = Order("2", "2026-01-10", "ion", 90_000_000_000);
        order["currency"] = "KWD";
        (await shop.PostAsync("/v1/orders", order)).Status.ShouldBe(201);
        (await shop.SendAsync(HttpMethod.Put, "/v1/rates/KWD/2026-01-10", new JsonObject { ["rate"] = 999_999_999 })).Status.ShouldBe(200);
        (await Revenue(shop)).ShouldBe("100.00");
        var apart = ((JsonArray)(await Report(shop))["otherCurrencies"]!).Single()!;
        ((string)apart["currency"]!, (string)apart["revenue"]!).ShouldBe(("KWD", "90000000000.000"));
        (await Verify(shop)).ShouldBe(0);
    }

    private static async Task<int> Verify(Shop shop)
    {
        var verified = await shop.GetAsync("/v1/insights/facts/verification");
        verified.Status.ShouldBe(200, verified.Text);
        return (int)verified.Body!["differences"]!;
    }

    private static async Task<string> Revenue(Shop shop) => (string)(await Report(shop, "&asOf=2026-03-01"))["totals"]!["revenue"]!;

    // The facts are loaded a moment after the shop was set up.
    private static async Task<JsonNode> Report(Shop shop, string query = "")
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            var report = await shop.GetAsync("/v1/insights/report?fresh=1" + query);
            if (report.Status == 200)
            {
                return report.Body!;
            }

            report.Status.ShouldBe(503, report.Text);
            since.Elapsed.TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task Send(Shop shop, string number, string day, string? customer, decimal value) =>
        (await shop.PostAsync("/v1/orders", Order(number, day, customer, value))).Status.ShouldBeInRange(200, 201);

    private static async Task Event(Shop shop, string number, JsonObject news)
    {
        (news["source"], news["number"], news["id"], news["at"]) = ("web", number, $"e{number}{news.Count}", "2026-02-20T00:00:00Z");
        (await shop.PostAsync("/v1/orders/events", news)).Status.ShouldBe(200);
    }

    private static JsonObject Order(string number, string day, string? customer, decimal value)
    {
        var order = new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = day + "T10:00:00Z",
            ["lines"] = new JsonArray(new JsonObject { ["product"] = "TEA", ["price"] = value }),
        };
        if (customer is not null)
        {
            order["customer"] = new JsonObject { ["email"] = customer + "@example.com" };
        }

        return order;
    }
}
