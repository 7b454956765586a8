using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce;
using Perennial.Commerce.ShopEvents;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Commerce;

/// <summary>Exchange rates, events of the shop and products, as people enter and see them.</summary>
[Collection("orders")]
public sealed class DataPageTests(Engines engines)
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_rate_is_typed_in_and_fills_the_gap_that_it_is_for(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        await OrderAsync(shop, "W-1", "T", "10.00", "USD", "2026-03-01", "north");
        (await owner.GetAsync("/data/rates")).Plain.ShouldContain(Words("rates_page.empty_title"));
        var gaps = await owner.GetAsync("/data/rates?handler=Gaps");
        gaps.Plain.ShouldContain("20.00\u00A0USD");
        gaps.Plain.ShouldContain("</html>");

        (string, string, string, string)[] wrong =
        [
            ("EUR", "2026-03-01", "1", "own currency"), ("dollar", "2026-03-01", "1", "value=\"dollar\""),
            ("USD", "yesterday", "1", "value=\"yesterday\""),
            ("USD", "2026-03-01", "much", "value=\"much\""), ("USD", "2026-03-01", "0", "value=\"0\""),
            ("USD", "2026-03-01", "-1", "value=\"-1\""), ("USD", "2026-03-01", "0.1234567891", "nine decimals"),
        ];
        var own = (await owner.GetAsync("/data/rates")).Plain.Contains("in EUR", StringComparison.Ordinal) ? "EUR" : "RON";
        foreach (var (currency, day, rate, shown) in wrong)
        {
            var refused = await owner.PostAsync("/data/rates",
                ("Currency", currency == "EUR" ? own : currency), ("Day", day), ("Rate", rate), ("Source", ""));
            refused.Status.ShouldBe(422, shown);
            refused.Plain.ShouldContain(shown);
            refused.Plain.ShouldContain("field-error");
        }

        var saved = await owner.PostAsync("/data/rates", ("Currency", "usd"), ("Day", "2026-02-27"), ("Rate", " 0,92"), ("Source", Hostile));
        saved.Status.ShouldBe(200);
        saved.Plain.ShouldContain("0.92");
        saved.Plain.ShouldContain("27 February 2026");
        saved.Text.ShouldNotContain("<script>alert");
        (await owner.GetAsync("/data/rates?handler=Gaps")).Plain.ShouldContain(Words("rates_page.gaps_none"));

        using var manager = await Visitor.OfAsync(shop, StaffRole.Manager);
        var looked = await manager.GetAsync("/data/rates");
        looked.Plain.ShouldContain("0.92");
        looked.Plain.ShouldNotContain("id=\"enter\"");
        (await manager.SendAsync("/data/rates", ("Currency", "USD"), ("Day", "2026-02-28"), ("Rate", "2"))).Status.ShouldBe(403);
        (await shop.GetAsync("/v1/rates")).Body!["rates"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Events_are_noted_and_taken_back_for_ones_own_stores_and_prices_are_found(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await OrderAsync(shop, "W-1", "T", "10.00", null, "2026-03-01", "north");
        await OrderAsync(shop, "W-2", "T", "12.00", null, "2026-03-02", "north");
        await shop.Server.Services.GetRequiredService<PriceWatch>().LookAsync(Cancellation);
        using var manager = await Visitor.OfAsync(shop, StaffRole.Manager);
        var noted = await manager.PostAsync("/data/events", Event("staff_change", "2026-03-03", "south", Hostile));
        noted.Status.ShouldBe(200);
        noted.Plain.ShouldContain(Hostile);
        noted.Text.ShouldNotContain("<script>alert");
        noted.Plain.ShouldContain("10.00 to 12.00");
        (await manager.GetAsync("/data/events?kind=stock_out")).Plain.ShouldContain(Words("events_page.empty_title"));
        var backwards = await manager.PostAsync("/data/events", [.. Event("stock_out", "2026-03-03", "", "kept note"), ("To", "2026-03-01")]);
        backwards.Status.ShouldBe(422);
        backwards.Plain.ShouldContain("kept note");
        (await manager.PostAsync("/data/events", Event("flood", "soon", "", ""))).Status.ShouldBe(422);

        using var cashier = await Visitor.OfAsync(shop, StaffRole.Cashier, "north");
        var hers = await cashier.GetAsync("/data/events");
        hers.Plain.ShouldNotContain(Hostile);
        hers.Plain.ShouldContain("<option value=\"north\"");
        hers.Plain.ShouldNotContain("south");
        (await cashier.SendAsync("/data/events", Event("stock_out", "2026-03-04", "south", ""))).Status.ShouldBe(403);
        (await cashier.PostAsync("/data/events", Event("stock_out", "2026-03-04", "north", "no tea"))).Plain.ShouldContain("no tea");
        var events = (await shop.GetAsync("/v1/shop-events")).Body!["events"]!.AsArray();
        events.Count.ShouldBe(3);
        var south = (string)events.Single(e => (string?)e!["store"] == "south")!["id"]!;
        (await cashier.SendAsync("/data/events?handler=Remove", ("Event", south))).Status.ShouldBe(404);
        (await manager.PostAsync("/data/events?handler=Remove", ("Event", south))).Plain.ShouldContain(Words("events_page.removed"));
        (await shop.GetAsync("/v1/shop-events")).Body!["events"]!.AsArray().Count.ShouldBe(2);
        using var analyst = await Visitor.OfAsync(shop, StaffRole.Analyst);
        (await analyst.GetAsync("/data/events")).Plain.ShouldNotContain("id=\"enter\"");
        (await analyst.SendAsync("/data/events", Event("stock_out", "2026-03-04", "", ""))).Status.ShouldBe(403);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_product_is_found_by_its_name_and_shows_its_prices(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        using var support = await Visitor.OfAsync(shop, StaffRole.Support);
        (await support.GetAsync("/data/products")).Plain.ShouldContain(Words("products_page.empty_title"));
        await OrderAsync(shop, "W-1", "T/1 &?", "10.00", null, "2026-03-01", "north");
        await OrderAsync(shop, "W-2", "T/1 &?", "12.00", null, "2026-03-02", "north");
        await OrderAsync(shop, "W-3", "C", "5.00", null, "2026-03-02", "north", Hostile);
        var found = await support.GetAsync("/data/products?name=tE");
        found.Plain.ShouldContain("T/1 &?");
        found.Plain.ShouldNotContain("alert(1)");
        var all = await support.GetAsync("/data/products");
        all.Plain.ShouldContain(Hostile);
        all.Text.ShouldNotContain("<script>alert");
        (await support.GetAsync("/data/products?name=zzz")).Plain.ShouldContain(Words("products_page.none_title"));
        var one = await support.GetAsync("/data/products/one?code=" + Uri.EscapeDataString("T/1 &?"));
        one.Plain.ShouldContain("12.00");
        one.Plain.ShouldContain("10.00");
        (await support.GetAsync("/orders?product=" + Uri.EscapeDataString("T/1 &?"))).Plain.Split("/orders/ord_").Length.ShouldBe(3);
        (await support.GetAsync("/data/products/one?code=none")).Status.ShouldBe(404);
        (await support.GetAsync("/data/products/one")).Status.ShouldBe(404);
    }

    private static (string, string)[] Event(string kind, string from, string store, string note) =>
        [("Kind", kind), ("From", from), ("Store", store), ("Product", ""), ("Note", note)];

    private static async Task OrderAsync(
        Shop shop, string number, string product, string price, string? currency, string day, string store, string name = "Tea")
    {
        var made = await shop.PostAsync("/v1/orders", new JsonObject
        {
            ["source"] = "web", ["number"] = number, ["placedAt"] = day + "T10:00:00Z", ["currency"] = currency, ["store"] = store,
            ["lines"] = new JsonArray(new JsonObject { ["product"] = product, ["name"] = name, ["quantity"] = 2, ["price"] = price }),
        });
        made.Status.ShouldBe(201, made.Text);
    }

    private static string Words(string key) => CommerceModule.Words[key];
}
