using NodaTime;
using Perennial.Kernel;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Webhooks;

namespace Perennial.Slices.Workspace;

/// <summary>Endpoints as their people make and change them, and as they are switched off.</summary>
[Collection("staff")]
public sealed class WebhookEndpointTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_secret_is_shown_once_and_kept_closed(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var made = await shop.CreateAsync("order.placed", "order.changed");
        made.Secret.ShouldMatch("^whsec_[A-Za-z0-9+/]{32}$");
        made.Endpoint.Id.ShouldStartWith("whk_");
        var seen = await shop.LookAsync(made);
        (seen.Wish.Url, seen.Enabled, seen.Secrets, seen.Version).ShouldBe((shop.Sink.Url, true, 1, 1));
        seen.Wish.Events.ShouldBe(["order.placed", "order.changed"]);
        var kept = await shop.Db.ReadAsync(u => u.ValueAsync<byte[]>("select sealed from webhook_secrets"), Cancellation);
        System.Text.Encoding.Latin1.GetString(kept!).ShouldNotContain(made.Secret[6..]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Everything_wrong_is_told_at_once(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var wish = new EndpointWish("http://169.254.169.254/", ["*", "Order Placed"], ["north", "no rth"], new string('x', 201));
        var refusal = (await shop.DoAsync((u, s) => CreateWebhook.HandleAsync(u, s, wish))).Refusal!;
        refusal.Code.ShouldBe("webhooks.invalid");
        refusal.Fields.Select(f => (f.Field, f.Code)).ShouldBe(
        [
            ("url", "webhooks.url_private"), ("events[1]", "webhooks.event_malformed"), ("stores[1]", "webhooks.store_malformed"),
            ("description", "webhooks.description_too_long"),
        ]);
        foreach (var (bad, code) in new[]
        {
            (wish with { Url = "shop.example" }, "webhooks.url_malformed"), (wish with { Url = "ftp://shop.example" }, "webhooks.url_scheme"),
            (wish with { Url = "http://a:b@shop.example" }, "webhooks.url_credentials"),
            (wish with { Url = "http://shop.example/" + new string('a', 3_000) }, "webhooks.url_too_long"),
            (wish with { Events = [] }, "webhooks.events_missing"), (wish with { Stores = [] }, "webhooks.stores_empty"),
            (wish with { Events = [.. Enumerable.Repeat("*", 51)] }, "webhooks.events_too_many"),
            (wish with { Stores = [.. Enumerable.Repeat("a", 101)] }, "webhooks.stores_too_many"),
            (wish with { Description = "a\0" }, "webhooks.description_malformed"),
        })
        {
            (await shop.DoAsync((u, s) => CreateWebhook.HandleAsync(u, s, bad))).Refusal!.Fields.Select(f => f.Code).ShouldContain(code);
        }

        (await shop.Db.ReadAsync(u => ListWebhooks.AllAsync(u, shop.Setup), Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task There_are_so_many_endpoints_and_no_more(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        shop.Setup = shop.Setup with { Options = shop.Setup.Options with { EndpointsMax = 2 } };
        await shop.CreateAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            shop.DoAsync((u, s) => CreateWebhook.HandleAsync(u, s, new EndpointWish(shop.Sink.Url, ["*"])))));
        tries.Count(t => t.Succeeded).ShouldBe(1);
        tries.Where(t => !t.Succeeded).ShouldAllBe(t => t.Refusal!.Code == "webhooks.too_many");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_endpoint_hears_what_happens_after_it_came_and_of_its_stores(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        await shop.HappensAsync(("order.changed", """{"store":"north","n":0}"""));
        await shop.CreateAsync();
        await shop.DoAsync((u, s) => CreateWebhook.HandleAsync(u, s, new EndpointWish(shop.Sink.Url.Replace("hooks", "north"), ["*"], ["north"])));
        await shop.HappensAsync(("order.changed", """{"store":"north","n":1}"""), ("order.changed", """{"store":"south","n":2}"""),
            ("customer.changed", """{"n":3}"""));
        await shop.DispatchAllAsync();
        await shop.SendAsync();
        string[] Heard(string path) => [.. shop.Sink.All.Where(r => r.Path == path).Select(r => r.Body[^3..^2]).Order()];
        Heard("/hooks").ShouldBe(["1", "2", "3"]);
        Heard("/north").ShouldBe(["1"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_module_says_what_goes_out_of_its_events(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        shop.Setup = shop.Setup with { Payloads = [new OrderPayloads()] };
        await shop.CreateAsync();
        await shop.HappensAsync(("order.changed", "1"), ("order.secret", "2"), ("other.done", "3"), ("order.changed", "4"));
        await shop.DispatchAllAsync();
        await shop.SendAsync();
        shop.Sink.All.Select(r => r.Body[..r.Body.IndexOf(',')] + r.Body[r.Body.LastIndexOf(',')..]).Order().ShouldBe(
        [
            """{"type":"order.changed.rich","data":{"order":1}}""", """{"type":"order.changed.rich","data":{"order":4}}""",
            """{"type":"other.done","data":3}""",
        ]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_new_secret_signs_beside_the_old_one_for_a_day(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var first = await shop.CreateAsync();
        var second = (await shop.DoAsync((u, s) => RotateWebhookSecret.HandleAsync(u, s, first.Endpoint.Id))).Value;
        second.Secret.ShouldNotBe(first.Secret);
        second.Endpoint.Secrets.ShouldBe(2);
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        await shop.SendAtAsync(Duration.FromHours(23));
        await shop.HappensAsync(("a.done", "2"));
        await shop.DispatchAllAsync();
        await shop.SendAtAsync(Duration.FromHours(24));

        shop.Sink.All[0].Signature.Split(' ').Length.ShouldBe(2);
        shop.Sink.All.Select(r => (WebhookShop.Verifies(r, first.Secret), WebhookShop.Verifies(r, second.Secret)))
            .ShouldBe([(true, true), (false, true)]);
        for (var i = 0; i < 5; i++)
        {
            await shop.DoAsync((u, s) => RotateWebhookSecret.HandleAsync(u, s, first.Endpoint.Id));
        }

        (await shop.LookAsync(first)).Secrets.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_endpoint_that_says_it_is_gone_is_switched_off_at_once(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        shop.Sink.AnswersWith(410);
        await shop.SendAsync();
        var seen = await shop.LookAsync(endpoint);
        (seen.Enabled, seen.DisabledCode, seen.Disabled).ShouldBe((false, "webhooks.disabled_gone", WebhookShop.Start));
        (await shop.DeliveriesAsync(endpoint, "failed")).Count.ShouldBe(1);
        await NoticeIs(shop, endpoint, "webhooks.disabled_gone", "gone");
        (await shop.DoAsync((u, s) => SendTestEvent.HandleAsync(u, s, endpoint.Endpoint.Id))).Refusal!.Code.ShouldBe("webhooks.disabled");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_endpoint_that_fails_for_five_days_on_end_is_switched_off_with_a_notice(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        shop.Sink.AnswersWith(500);
        for (var hour = 0; hour < 5 * 24; hour++)
        {
            await FailsAt(shop, hour);
        }

        (await shop.LookAsync(endpoint)).FailingSince.ShouldBe(WebhookShop.Start);
        (await shop.LookAsync(endpoint)).Enabled.ShouldBeTrue();
        await FailsAt(shop, 5 * 24);
        (await shop.LookAsync(endpoint)).DisabledCode.ShouldBe("webhooks.disabled_failing");
        await NoticeIs(shop, endpoint, "webhooks.disabled_failing", "failing");

        // What waits goes on once people switch it on again, and nothing before that.
        var asked = shop.Sink.All.Count;
        await FailsAt(shop, 6 * 24);
        shop.Sink.All.Count.ShouldBe(asked);
        var wish = endpoint.Endpoint.Wish;
        var on = (await shop.DoAsync((u, s) => UpdateWebhook.HandleAsync(u, s, endpoint.Endpoint.Id, wish, enabled: true))).Value;
        (on.Enabled, on.DisabledCode, on.FailingSince).ShouldBe((true, null, null));
        shop.Sink.AnswersWith(200);
        (await shop.SendAsync()).ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_success_in_between_begins_the_five_days_anew(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        for (var hour = 0; hour <= 9 * 24; hour++)
        {
            shop.Sink.AnswersWith(hour == 4 * 24 + 12 ? 200 : 500);
            await FailsAt(shop, hour);
        }

        (await shop.LookAsync(endpoint)).Enabled.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_receiver_that_asks_for_a_pause_gets_one_within_bounds(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        shop.Sink.AnswersWith(429, "600");
        await shop.SendAsync();
        (await shop.DeliveriesAsync(endpoint)).Single().Due.ShouldBe(WebhookShop.Start + Duration.FromMinutes(10));

        // Others for it wait as well.
        await shop.HappensAsync(("a.done", "2"));
        await shop.DispatchAllAsync();
        (await shop.SendAtAsync(Duration.FromSeconds(599))).ShouldBe(0);
        shop.Sink.AnswersWith(503, "99999999");
        (await shop.SendAtAsync(Duration.FromSeconds(600))).ShouldBe(2);
        (await shop.DeliveriesAsync(endpoint)).ShouldAllBe(d => d.Due == WebhookShop.Start + Duration.FromMinutes(10) + Duration.FromHours(24));
        await shop.HappensAsync(("a.done", "3"));
        await shop.DispatchAllAsync();
        shop.Sink.AnswersWith(200);
        (await shop.SendAtAsync(Duration.FromMinutes(10) + Duration.FromHours(1))).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_redirect_and_an_address_inside_are_failures_and_nobody_is_asked(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await using var inside = await Sink.StartAsync();
        shop.Sink.Answer = (_, context) =>
        {
            context.Response.Redirect(inside.Url);
            return Task.CompletedTask;
        };
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        await shop.SendAsync();

        // As if the check at the form had not been there.
        await shop.Db.WriteAsync(u => u.ExecuteAsync("update webhook_endpoints set url = @url", new { url = inside.Url }), Cancellation);
        await shop.SendAtAsync(Duration.FromSeconds(5));
        inside.All.ShouldBeEmpty();
        (await shop.AttemptsAsync((await shop.DeliveriesAsync(endpoint)).Single().Id)).Select(a => (a.Status, a.Error))
            .ShouldBe([(null, "address_refused"), (302, "redirected")]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_change_made_for_an_older_version_is_refused(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        var (id, wish) = (endpoint.Endpoint.Id, endpoint.Endpoint.Wish with { Events = ["order.placed"], Stores = ["north"], Description = "till" });
        var changed = (await shop.DoAsync((u, s) => UpdateWebhook.HandleAsync(u, s, id, wish, enabled: false, version: 1))).Value;
        (changed.Version, changed.Enabled, changed.Wish.Description, changed.Wish.Stores!.Single()).ShouldBe((2, false, "till", "north"));
        (await shop.DoAsync((u, s) => UpdateWebhook.HandleAsync(u, s, id, wish, enabled: true, version: 1))).Refusal!
            .ShouldBe(new Refusal(RefusalKind.Changed, "webhooks.changed"));
        (await shop.DoAsync((u, s) => UpdateWebhook.HandleAsync(u, s, "whk_no", wish, enabled: true))).Refusal!.Code.ShouldBe("webhooks.not_found");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_deleted_endpoint_is_gone_at_once_and_cleared_away_later(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        (await shop.DoAsync((u, s) => DeleteWebhook.HandleAsync(u, s, endpoint.Endpoint.Id))).Succeeded.ShouldBeTrue();
        (await shop.DoAsync((u, s) => DeleteWebhook.HandleAsync(u, s, endpoint.Endpoint.Id))).Refusal!.Code.ShouldBe("webhooks.not_found");
        (await shop.SendAsync()).ShouldBe(0);
        var sweep = new WebhookSweep(shop.Setup);
        (await sweep.SweepAsync(Cancellation)).ShouldBe(2);
        (await sweep.SweepAsync(Cancellation)).ShouldBe(0);
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from webhook_deliveries"), Cancellation)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Deliveries_are_kept_for_thirty_days(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        await shop.SendAsync();
        shop.Clock.Now += Duration.FromDays(30);
        (await new WebhookSweep(shop.Setup).SweepAsync(Cancellation)).ShouldBe(0);
        shop.Clock.Now += Duration.FromMilliseconds(1);
        (await new WebhookSweep(shop.Setup).SweepAsync(Cancellation)).ShouldBe(1);
        (await shop.DeliveriesAsync(endpoint)).ShouldBeEmpty();
        (await shop.Db.ReadAsync(u => u.ValueAsync<long>("select count(*) from webhook_attempts"), Cancellation)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_test_event_goes_to_whoever_asks_for_it_and_pages_go_on_where_they_ended(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync("order.placed");
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, (await shop.DoAsync((u, s) => SendTestEvent.HandleAsync(u, s, endpoint.Endpoint.Id))).Value);
        }

        await shop.SendAsync();
        shop.Sink.All.Count.ShouldBe(5);
        shop.Sink.All.ShouldAllBe(r => r.Body.Contains("\"type\":\"webhook.test\""));
        var seen = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await shop.Db.ReadAsync(u => ListDeliveries.HandleAsync(u,
                new DeliveriesRequest(endpoint.Endpoint.Id, "delivered", after, 2)), Cancellation)).Value;
            seen.AddRange(page.Items.Select(d => d.Id));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        seen.ShouldBe(made);
        var refused = await shop.Db.ReadAsync(u => ListDeliveries.HandleAsync(u, new DeliveriesRequest("whk_no", "odd", "x", 0)), Cancellation);
        refused.Refusal!.Fields.Select(f => f.Code).ShouldBe(["webhooks.state_unknown", "webhooks.place_malformed", "webhooks.limit_outside"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Without_the_key_nothing_goes_out_unsigned(DbEngine engine)
    {
        await using var shop = await WebhookShop.NewAsync(engines, engine);
        var endpoint = await shop.CreateAsync();
        await shop.HappensAsync(("a.done", "1"));
        await shop.DispatchAllAsync();
        var other = new Perennial.Kernel.Secrets.AesSecretBox(new byte[32]);
        shop.Setup = shop.Setup with { Secrets = other };
        await shop.SendAsync();
        shop.Sink.All.ShouldBeEmpty();
        (await shop.AttemptsAsync((await shop.DeliveriesAsync(endpoint)).Single().Id)).Single().Error.ShouldBe("secret_unreadable");
    }

    private static async Task FailsAt(WebhookShop shop, int hour)
    {
        shop.Clock.Now = WebhookShop.Start + Duration.FromHours(hour);
        if (hour % 12 == 0)
        {
            await shop.HappensAsync(("a.done", $"{hour}"));
        }

        await shop.DispatchAllAsync();
        await shop.SendAsync();
    }

    private static async Task NoticeIs(WebhookShop shop, EndpointWithSecret endpoint, string code, string reason)
    {
        (await shop.Db.ReadAsync(ListWebhooks.NoticesAsync, Cancellation)).Select(n => (n.EndpointId, n.Code))
            .ShouldBe([(endpoint.Endpoint.Id, code)]);
        var news = await shop.Db.ReadAsync(u =>
            u.QueryAsync<string>("select body from outbox_events where name = 'webhook.disabled'"), Cancellation);
        news.ShouldBe([$$"""{"endpointId":"{{endpoint.Endpoint.Id}}","host":"127.0.0.1","reason":"{{reason}}"}"""]);
    }

    private sealed class OrderPayloads : IWebhookPayloads
    {
        public IReadOnlyCollection<string> Events => ["order.changed", "order.secret"];

        public Task<IReadOnlyList<WebhookPayload?>> ExpandAsync(DbUnit unit, IReadOnlyList<OutboxEvent> news) =>
            Task.FromResult<IReadOnlyList<WebhookPayload?>>([.. news.Select(n =>
                n.Name == "order.secret" ? null : new WebhookPayload("order.changed.rich", $$"""{"order":{{n.Body}}}"""))]);
    }
}
