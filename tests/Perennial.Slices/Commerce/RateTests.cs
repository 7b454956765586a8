using System.Text.Json.Nodes;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Customers.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Insights.Reports;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Commerce;

/// <summary>Exchange rates: what has none is told apart, and a rate that comes later corrects the past.</summary>
[Collection("orders")]
public sealed class RateTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Rates_are_kept_shown_and_refused_with_what_is_wrong(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        (await Put(shop, "eur", "2026-03-01", "4.9765")).Status.ShouldBe(200);
        var many = new JsonArray([.. Enumerable.Range(1, 9).Select(d => (JsonNode)new JsonObject
        {
            ["currency"] = "USD", ["day"] = $"2026-03-0{d}", ["rate"] = 4.5m + (d / 1000m), ["source"] = "BNR",
        })]);
        ((int)(await shop.PostAsync("/v1/rates", new JsonObject { ["rates"] = many.DeepClone() })).Body!["changed"]!).ShouldBe(9);
        ((int)(await shop.PostAsync("/v1/rates", new JsonObject { ["rates"] = many })).Body!["changed"]!).ShouldBe(0);
        (await Orders.Count(shop, "select count(*) from outbox_events where name = 'rates.changed'")).ShouldBe(2);
        var shown = (await shop.GetAsync("/v1/rates?currency=usd&from=2026-03-03&to=2026-03-04")).Body!["rates"]!.AsArray();
        shown.Select(r => $"{r!["day"]} {r["rate"]} {r["source"]}").ShouldBe(["2026-03-04 4.504 BNR", "2026-03-03 4.503 BNR"]);
        (await Put(shop, "RON", "2026-03-01", "1")).Errors.ShouldBe(["currency: rates.own_currency"]);
        (await Put(shop, "EURO", "2026-02-30", "0")).Errors
            .ShouldBe(["currency: value.currency_wanted", "day: value.day_wanted", "rate: rates.out_of_range"]);
        (await Put(shop, "EUR", "2026-03-01", "1.0000000001")).Errors.ShouldBe(["rate: rates.too_fine"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_rate_that_comes_later_corrects_the_figures_and_what_is_told_apart(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "R-1", "ana", 5, "RON");
        await Send(shop, "R-2", "ana", 6, "EUR");
        await Send(shop, "R-3", "eva", 20, "EUR");
        await Send(shop, "R-4", "eva", 6, "JPY");
        await using var live = await LiveAsync(shop);
        (await Reading(live)).ShouldBe("1 orders; EUR 2 4000, JPY 1 20");
        var missing = (await shop.GetAsync("/v1/rates/missing")).Body!["currencies"]!.AsArray();
        missing.Select(m => $"{m!["currency"]} {m["orders"]} {m["revenue"]!.ToJsonString()} {m["from"]} {m["to"]}")
            .ShouldBe(["EUR 2 40.00 2026-03-06 2026-03-20", "JPY 1 20 2026-03-06 2026-03-06"]);

        (await Put(shop, "EUR", "2026-03-01", "5")).Status.ShouldBe(200);
        (await Reading(live)).ShouldBe("2 orders; EUR 1 2000, JPY 1 20");
        (await live.VerifyAsync(Cancellation)).Differences.ShouldBe(0);
        (await Put(shop, "EUR", "2026-03-15", "5")).Status.ShouldBe(200);
        (await Reading(live)).ShouldBe("3 orders; JPY 1 20");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Rates_of_years_are_followed_by_reading_everything_again(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "Y-1", "ana", 6, "EUR");
        await using var live = await LiveAsync(shop);
        var rates = new JsonArray([.. Enumerable.Range(0, 400).Select(d => (JsonNode)new JsonObject
        {
            ["currency"] = "EUR", ["day"] = $"{new NodaTime.LocalDate(2025, 6, 1).PlusDays(d):uuuu-MM-dd}", ["rate"] = "5",
        })]);
        (await shop.PostAsync("/v1/rates", new JsonObject { ["rates"] = rates })).Status.ShouldBe(200);
        (await (await FactsAsync(shop)).ChangedAsync(LogPlace.Start, Cancellation)).IsEverything.ShouldBeTrue();
        (await Reading(live)).ShouldBe("1 orders; ");
        (await live.VerifyAsync(Cancellation)).Differences.ShouldBe(0);
        await Send(shop, "Y-2", "ana", 7, "EUR");
        (await Reading(live)).ShouldBe("2 orders; ");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_change_of_an_order_under_a_merged_id_reaches_the_survivors_facts(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await Send(shop, "G-1", "ana", 5, "RON");
        await Send(shop, "G-2", "eva", 6, "RON");
        await Orders.MergeAsync(shop, await Orders.CustomerOf(shop, "G-1"), await Orders.CustomerOf(shop, "G-2"));
        await using var live = await LiveAsync(shop);
        (await Reading(live)).ShouldBe("2 orders; ");
        (await shop.PostAsync("/v1/orders/events", new JsonObject
        {
            ["source"] = "web", ["number"] = "G-2", ["id"] = "c", ["at"] = "2026-04-01T00:00:00Z", ["status"] = "cancelled",
        })).Status.ShouldBe(200);
        (await Reading(live)).ShouldBe("1 orders; ");
    }

    private static async Task<IOrderFacts> FactsAsync(Shop shop)
    {
        var settings = await ((IShopSettings)shop.Server.Services.GetService(typeof(IShopSettings))!).FindAsync(shop.Db, Cancellation);
        return CommerceModule.OrderFacts(shop.Db, settings!, (ICustomerAliases)shop.Server.Services.GetService(typeof(ICustomerAliases))!);
    }

    private static async Task<ILiveInsights> LiveAsync(Shop shop)
    {
        var settings = new LiveSettings(Guid.Empty, "", new Perennial.Kernel.Currency("RON"), "Europe/Bucharest");
        var live = InsightsModule.Live(await FactsAsync(shop), settings, TimeProvider.System);
        await live.StartAsync(Cancellation);
        return live;
    }

    private static async Task<string> Reading(ILiveInsights live)
    {
        // All that was written is settled: nobody else writes.
        var steps = 0;
        while (await live.FollowAsync(Cancellation))
        {
            (++steps).ShouldBeLessThan(100);
        }

        var reading = ((LoadedShop)live.Now()).Reading;
        return $"{reading.Counts.Orders} orders; " +
            string.Join(", ", reading.OtherCurrencies.Select(o => $"{o.Revenue.Currency} {o.Orders} {o.Revenue.MinorUnits}"));
    }

    private static async Task Send(Shop shop, string number, string customer, int day, string currency) =>
        (await shop.PostAsync("/v1/orders",
            Orders.Of(number, customer: customer + "@example.com", at: $"2026-03-{day:00}T10:00:00Z", currency: currency))).Status.ShouldBe(201);

    private static Task<Reply> Put(Shop shop, string currency, string day, string rate) =>
        shop.SendAsync(HttpMethod.Put, $"/v1/rates/{currency}/{day}", new JsonObject { ["rate"] = rate });
}
