using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>The clock of a whole server jumps by an hour and a day, ahead and back: what comes later holds, and nothing is cut off.</summary>
[Collection("faults")]
public sealed class ClockJumpTests(Engines engines)
{
    private static readonly int[] JumpHours = [1, -1, 24, -24, -1, 1, -24, 24];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_bears_no_time_of_its_own_holds_in_the_order_in_which_it_came(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        (await shop.PostAsync("/v1/orders", Order(0), "first")).Status.ShouldBe(201);
        var answer = (await shop.PostAsync("/v1/orders", Order(0), "first")).Text;
        for (var i = 1; i <= JumpHours.Length; i++)
        {
            clock.Jump(Duration.FromHours(JumpHours[i - 1]));
            clock.Advance(Duration.FromSeconds(1));
            var changed = await shop.PostAsync("/v1/orders", Order(i));
            ((string?)changed.Body!["outcome"]).ShouldBe("changed", $"jump {i}: {changed.Text}");
            (await shop.PostAsync("/v1/orders", Order(0), "first")).Text.ShouldBe(answer, $"jump {i}");
            var totals = (await ReportAsync(shop))["totals"]!;
            ((string)totals["revenue"]!).ShouldBe((10m + i).ToString("F2", CultureInfo.InvariantCulture), $"jump {i}");
        }

        // The same again in the end is the same, whatever the clock says.
        ((string?)(await shop.PostAsync("/v1/orders", Order(JumpHours.Length))).Body!["outcome"]).ShouldBe("unchanged");
        ((bool)(await shop.GetAsync("/v1/audit/verification")).Body!["whole"]!).ShouldBeTrue();
        ((int)(await shop.GetAsync("/v1/insights/facts/verification")).Body!["differences"]!).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_status_without_a_time_holds_since_it_came(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        await shop.PostAsync("/v1/orders", Order(0, "paid"));
        clock.Jump(-Duration.FromHours(1));
        ((string?)(await shop.PostAsync("/v1/orders", Order(0, "cancelled"))).Body!["outcome"]).ShouldBe("changed");
        var found = await shop.PostAsync("/v1/orders/search", new JsonObject { ["status"] = "cancelled" });
        found.Body!["orders"]!.AsArray().Count.ShouldBe(1, found.Text);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_import_comes_to_its_end_while_the_clock_jumps(DbEngine engine)
    {
        var clock = new JumpingClock();
        await using var shop = await Shop.OpenAsync(engines, engine, clock);
        var plan = new FaultPlan(1);
        var id = (string)(await ImportShop.UploadAsync(shop.Client, plan.ImportFile(), FaultPlan.ImportQuery)).Body!["id"]!;
        (await shop.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null)).Status.ShouldBe(202);
        foreach (var hours in JumpHours)
        {
            clock.Jump(Duration.FromHours(hours));
            await Task.Delay(50, Cancellation);
        }

        var ended = await ImportShop.EndedAsync(shop.Client, id);
        (((string)ended["job"]!["state"]!), (int)ended["counts"]!["created"]!).ShouldBe(("done", plan.ImportRows));
    }

    // The figures are loaded a moment after the shop is set up.
    private static async Task<JsonNode> ReportAsync(Shop shop)
    {
        Reply? reply = null;
        await JobHouse.WaitForAsync(async () => (reply = await shop.GetAsync("/v1/insights/report?fresh=1&parts=totals")).Status == 200);
        return reply!.Body!;
    }

    private static JsonObject Order(int cents, string? status = null)
    {
        var order = new JsonObject
        {
            ["source"] = "till", ["number"] = "1", ["placedAt"] = "2026-02-01T10:00:00Z",
            ["customer"] = new JsonObject { ["email"] = "a@example.com" },
            ["lines"] = new JsonArray(new JsonObject { ["product"] = "P", ["quantity"] = 1, ["price"] = 10 + cents }),
        };
        if (status is not null)
        {
            order.Add("status", status);
        }

        return order;
    }
}
