using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Slices.House;
using Perennial.Workspace.Keys;

namespace Perennial.Slices.Server;

/// <summary>Calls without a valid key: a few are told so, many are told to wait, and nobody else is held up.</summary>
[Collection("staff")]
public sealed class FailedCallsTests(Engines engines)
{
    private const string Forged = "prn_01kjmnnbg0e9mapnh1sdd7w9zt_0123456789abcdefghjkmnpqrstvwxyz";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_fails_too_often_is_told_to_wait_while_known_keys_and_other_addresses_go_on()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite, TimeProvider.System, "--failures", "5");
        (await AskAsync(shop, shop.Key)).Status.ShouldBe(200);
        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(shop, Forged)).Status.ShouldBe(401);
        }

        var told = await AskAsync(shop, Forged);
        (told.Status, told.Code).ShouldBe((429, "request.too_many"));
        told.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await AskAsync(shop, null)).Status.ShouldBe(429);
        var setup = await shop.PostAsync("/v1/setup", Shop.Founding("own_wrong"));
        (setup.Status, setup.Headers.RetryAfter is null).ShouldBe((429, false));
        (await AskAsync(shop, shop.Key)).Status.ShouldBe(200, "a key that is known goes on");
        (await shop.GetAsync("/health/ready")).Status.ShouldBe(200);
        (await AskAsync(shop, Forged, "198.51.100.7")).Status.ShouldBe(401, "a proxy on this machine says that it is somebody else");
        (await AskAsync(shop, Forged, "203.0.113.9, 198.51.100.8")).Status.ShouldBe(401);
        for (var i = 0; i < 4; i++)
        {
            await AskAsync(shop, Forged, $"203.0.113.{i}, 198.51.100.8");
        }

        // Only what the nearest proxy saw counts; what the caller wrote before it does not.
        (await AskAsync(shop, Forged, "203.0.113.77, 198.51.100.8")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Beyond_the_limit_the_database_is_not_asked()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite, TimeProvider.System, "--failures", "3");
        for (var i = 0; i < 3; i++)
        {
            (await AskAsync(shop, Forged)).Status.ShouldBe(401);
        }

        // Whoever asked it now would get an error.
        await shop.Db.DisposeAsync();
        await shop.Db.WriteAsync(_ => Task.FromResult(1), Cancellation).ShouldThrowAsync<Exception>();
        (await AskAsync(shop, Forged)).Status.ShouldBe(429);
    }

    [Fact]
    public void Failures_are_forgotten_one_by_one_and_an_address_is_counted_as_its_network()
    {
        var clock = new JumpingClock();
        var log = new KeptLog();
        var failed = new FailedCalls(clock, 60, log);
        var (one, other) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < 60; i++)
        {
            failed.IsOver(one, out _).ShouldBeFalse($"{i}");
            failed.Count(one, "access.no_key", "/v1/orders");
        }

        failed.IsOver(one, out var seconds).ShouldBeTrue();
        seconds.ShouldBe(1);
        failed.IsOver(IPAddress.Parse("::ffff:192.0.2.1"), out _).ShouldBeTrue();
        failed.IsOver(other, out _).ShouldBeFalse();
        clock.Jump(Duration.FromHours(1));
        failed.IsOver(one, out _).ShouldBeTrue("a wall clock that jumps forgives nothing");
        clock.Advance(Duration.FromSeconds(1));
        failed.IsOver(one, out _).ShouldBeFalse();
        failed.Count(one, "access.no_key", "/v1/orders");
        failed.IsOver(one, out _).ShouldBeTrue();
        for (var i = 0; i < 60; i++)
        {
            failed.Count(IPAddress.Parse($"2001:db8:1:1::{i + 1:x}"), "access.no_key", null);
        }

        failed.IsOver(IPAddress.Parse("2001:db8:1:1:ffff::9"), out _).ShouldBeTrue();
        failed.IsOver(IPAddress.Parse("2001:db8:1:2::1"), out _).ShouldBeFalse();
        log.Lines.ShouldContain("access.refused access.no_key 192.0.2.1 /v1/orders");
        log.Lines.ShouldContain("access.limited 192.0.2.1 1");
    }

    private static async Task<Reply> AskAsync(Shop shop, string? key, string? forwarded = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/settings");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwarded);
        }

        // The shop's client has a key of its own, which must not stand in for none.
        using var client = new HttpClient { BaseAddress = shop.Client.BaseAddress };
        return await Reply.OfAsync(await client.SendAsync(request, Cancellation));
    }

    private sealed class KeptLog : ILogger<FailedCalls>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
