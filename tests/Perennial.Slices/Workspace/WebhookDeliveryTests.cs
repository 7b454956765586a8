using NodaTime;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Webhooks;

namespace Perennial.Slices.Workspace;

/// <summary>News reach receivers outside: signed, each once where all goes well, later where it does not.</summary>
[Collection("staff")]
public sealed class WebhookDeliveryTests(Engines engines)
{
    private const string Order = """{"id":1001,"total":"195.00"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_event_arrives_signed_and_dated(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync("order.changed");
        await shop.HappensAsync(("order.changed", Order), ("visit.made", "{}"));
        await shop.DispatchAllAsync();
        (await shop.SendAsync()).ShouldBe(1);

        var got = shop.Sink.All.ShouldHaveSingleItem();
        got.Body.ShouldBe("""{"type":"order.changed","timestamp":"2026-03-01T12:00:00Z","data":{"id":1001,"total":"195.00"}}""");
        (got.Path, got.ContentType, got.Timestamp).ShouldBe(("/hooks", "application/json", $"{WebhookShop.Start.ToUnixTimeSeconds()}"));
        WebhookShop.Verifies(got, endpoint.Secret).ShouldBeTrue();
        WebhookShop.Verifies(got with { Body = got.Body + " " }, endpoint.Secret).ShouldBeFalse();
        var delivery = (await shop.DeliveriesAsync(endpoint)).ShouldHaveSingleItem();
        (delivery.Id, delivery.State, delivery.Attempts, delivery.Due).ShouldBe((got.Id, "delivered", 1, null));
        var attempt = (await shop.AttemptsAsync(delivery.Id)).ShouldHaveSingleItem();
        (attempt.Number, attempt.Status, attempt.Error, attempt.Started).ShouldBe((1, 200, null, WebhookShop.Start));
        (await shop.SendAtAsync(Duration.FromDays(2))).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_receiver_that_fails_for_three_hours_gets_it_by_the_schedule(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", Order));
        await shop.DispatchAllAsync();
        shop.Sink.AnswersWith(500);
        var arrived = new List<Duration>();
        for (var minutes = 0; minutes <= 12 * 60; minutes++)
        {
            if (minutes == 3 * 60)
            {
                shop.Sink.AnswersWith(200);
            }

            foreach (var second in (int[])[0, 4, 5, 59])
            {
                var at = Duration.FromMinutes(minutes) + Duration.FromSeconds(second);
                arrived.AddRange(Enumerable.Repeat(at, await shop.SendAtAsync(at)));
            }
        }

        arrived.Select(a => a.ToString("H:mm:ss", null)).ShouldBe(["0:00:00", "0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05"]);
        shop.Sink.All.Count.ShouldBe(6);
        shop.Sink.All.DistinctBy(r => (r.Id, r.Body)).ShouldHaveSingleItem();
        shop.Sink.All.DistinctBy(r => r.Timestamp).Count().ShouldBe(6);
        shop.Sink.All.ShouldAllBe(r => WebhookShop.Verifies(r, endpoint.Secret));
        var attempts = await shop.AttemptsAsync(shop.Sink.All[0].Id);
        attempts.Select(a => (a.Number, a.Status)).ShouldBe([(6, 200), (5, 500), (4, 500), (3, 500), (2, 500), (1, 500)]);
        attempts[^1].Response.ShouldBe("status 500");
        (await shop.LookAsync(endpoint)).FailingSince.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_delivery_is_given_up_after_eight_attempts_and_can_be_sent_again(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", Order), ("order.changed", Order));
        await shop.DispatchAllAsync();
        shop.Sink.AnswersWith(500);
        for (var hour = 0; hour < 40; hour++)
        {
            await shop.SendAtAsync(Duration.FromHours(hour));
            await shop.SendAtAsync(Duration.FromHours(hour) + Duration.FromMinutes(20));
        }

        shop.Sink.All.GroupBy(r => r.Id).Select(g => g.Count()).ShouldBe([8, 8]);
        var failed = await shop.DeliveriesAsync(endpoint, "failed");
        failed.Count.ShouldBe(2);

        shop.Sink.AnswersWith(204);
        (await shop.DoAsync((u, s) => ReplayDeliveries.OneAsync(u, s, failed[0].Id))).Value.Count.ShouldBe(1);
        (await shop.SendAsync()).ShouldBe(1);
        (await shop.DoAsync((u, s) => ReplayDeliveries.FailedAsync(u, s, endpoint.Endpoint.Id, WebhookShop.Start + Duration.FromDays(1))))
            .Value.Count.ShouldBe(0);
        (await shop.DoAsync((u, s) => ReplayDeliveries.FailedAsync(u, s, endpoint.Endpoint.Id, WebhookShop.Start))).Value.Count.ShouldBe(1);
        (await shop.SendAsync()).ShouldBe(1);
        (await shop.SendAsync()).ShouldBe(0);

        shop.Sink.All.DistinctBy(r => (r.Id, r.Body)).Count().ShouldBe(2);
        (await shop.DeliveriesAsync(endpoint, "delivered")).Select(d => (d.Attempts, d.Body)).ShouldBe(failed.Select(d => (9, d.Body)));
        (await shop.DoAsync((u, s) => ReplayDeliveries.OneAsync(u, s, "msg_00000000000000000000000000"))).Refusal!.Code
            .ShouldBe("webhooks.delivery_not_found");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_replay_that_fails_begins_the_schedule_anew(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", Order));
        await shop.DispatchAllAsync();
        (await shop.SendAsync()).ShouldBe(1);
        shop.Sink.AnswersWith(500);
        await shop.DoAsync((u, s) => ReplayDeliveries.OneAsync(u, s, shop.Sink.All[0].Id));
        (await shop.SendAsync()).ShouldBe(1);
        var waiting = (await shop.DeliveriesAsync(endpoint)).ShouldHaveSingleItem();
        (waiting.State, waiting.Attempts, waiting.Due).ShouldBe(("waiting", 2, WebhookShop.Start + Duration.FromSeconds(5)));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_node_that_dies_on_the_way_costs_an_attempt_and_no_delivery(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", Order));
        await shop.DispatchAllAsync();
        (await new WebhookSender(shop.Setup).ClaimAsync(Cancellation)).Count.ShouldBe(1);

        (await shop.SendAtAsync(Duration.FromSeconds(20))).ShouldBe(0);
        (await shop.SendAtAsync(Duration.FromMinutes(2))).ShouldBe(1);
        shop.Sink.All.Count.ShouldBe(1);
        var attempts = await shop.AttemptsAsync(shop.Sink.All[0].Id);
        attempts.Select(a => (a.Number, a.Status, a.Error)).ShouldBe([(2, 200, null), (1, null, null)]);
        (await shop.DeliveriesAsync(endpoint, "delivered")).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_delivery_whose_nodes_never_come_back_ends(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", Order));
        await shop.DispatchAllAsync();
        var claims = 0;
        for (var hour = 0; hour < 30; hour++)
        {
            shop.Clock.Now = WebhookShop.Start + Duration.FromHours(hour);
            claims += (await new WebhookSender(shop.Setup).ClaimAsync(Cancellation)).Count;
        }

        claims.ShouldBe(12);
        (await shop.DeliveriesAsync(endpoint, "failed")).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_at_the_same_time_make_one_delivery_an_event_and_send_it_once(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        await shop.CreateAsync();
        await shop.CreateAsync("order.changed");
        var nodes = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await shop.HappensAsync(("order.changed", Order), ("order.changed", Order), ("other.done", "{}"));
                await new WebhookDispatcher(shop.Setup).DispatchAsync(Cancellation);
                await shop.SendAsync();
            }
        })).ToList();
        await Task.WhenAll(nodes);
        await shop.DispatchAllAsync();
        await shop.SendAsync();

        // 4 nodes × 25 turns: 3 events for the first endpoint, 2 of them for the second.
        shop.Sink.All.Count.ShouldBe(4 * 25 * (3 + 2));
        shop.Sink.All.DistinctBy(r => r.Id).Count().ShouldBe(4 * 25 * (3 + 2));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_endpoint_that_does_not_answer_holds_up_no_other(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        shop.Setup = shop.Setup with { Clock = TimeProvider.System, Ids = new IdSource(TimeProvider.System) };
        var slow = await shop.CreateAsync("slow.event");
        await shop.CreateAsync("quick.event");
        var released = new TaskCompletionSource();
        shop.Sink.Answer = (got, _) => got.Body.Contains("slow.event") ? released.Task : Task.CompletedTask;
        await shop.HappensAsync([.. Enumerable.Repeat(("slow.event", "{}"), 30), .. Enumerable.Repeat(("quick.event", "{}"), 30)]);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var loops = new WebhookLoops(shop.Setup).RunAsync(stop.Token);
        await Until(() => shop.Sink.All.Count(r => r.Body.Contains("quick.event")) == 30);
        shop.Sink.All.Count(r => r.Body.Contains("slow.event")).ShouldBeInRange(1, shop.Setup.Options.InFlightPerEndpointMax);
        (await shop.DeliveriesAsync(slow, "delivered")).ShouldBeEmpty();
        released.SetResult();
        await Until(() => shop.Sink.All.Count == 60);
        await stop.CancelAsync();
        await loops;
        (await shop.DeliveriesAsync(slow, "delivered")).Count.ShouldBe(30);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 2_000 && !holds(); i++)
        {
            await Task.Delay(10, Cancellation);
        }

        holds().ShouldBeTrue();
    }
}
