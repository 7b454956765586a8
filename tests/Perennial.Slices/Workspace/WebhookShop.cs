using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Secrets;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Webhooks;

namespace Perennial.Slices.Workspace;

/// <summary>A shop with webhooks: its database, a clock that a test moves, and a receiver.</summary>
internal sealed class WebhookShop : IAsyncDisposable
{
    private readonly GuardedHttp http;

    private WebhookShop(Db db, Sink sink)
    {
        (Db, Sink) = (db, sink);
        http = new GuardedHttp(new GuardedHttpOptions { PrivateAllowed = [sink.HostAndPort] });
        var box = new AesSecretBox([.. Enumerable.Repeat((byte)7, AesSecretBox.KeyBytes)]);
        Setup = new WebhookSetup(db, new Outbox([]), http, box, new IdSource(Clock), Clock)
        {
            Options = new WebhookOptions { AnswerTime = TimeSpan.FromSeconds(10), LookPause = TimeSpan.FromMilliseconds(10) },
        };
    }

    public static Instant Start { get; } = Instant.FromUtc(2026, 3, 1, 12, 0);

    public Db Db { get; }

    public Sink Sink { get; }

    public MovedClock Clock { get; } = new(Start);

    public WebhookSetup Setup { get; set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WebhookShop> NewAsync(Engines engines, DbEngine engine) =>
        new(await engines.NewAsync(engine), await Sink.StartAsync());

    /// <summary>Runs a use case in a unit of its own.</summary>
    public Task<Result<T>> DoAsync<T>(Func<DbUnit, WebhookSetup, Task<Result<T>>> useCase) =>
        Db.WriteAsync(unit => useCase(unit, Setup), Cancellation);

    public async Task<EndpointWithSecret> CreateAsync(params string[] events) =>
        (await DoAsync((u, s) => CreateWebhook.HandleAsync(u, s, new EndpointWish(Sink.Url, events.Length == 0 ? ["*"] : events)))).Value;

    /// <summary>Events of one unit.</summary>
    public Task HappensAsync(params (string Name, string Body)[] news) => Db.WriteAsync(async unit =>
    {
        foreach (var (name, body) in news)
        {
            await Setup.Outbox.AddAsync(unit, new OutboxEvent(Setup.Ids.New(), name, body, Start));
        }
    }, Cancellation);

    public async Task DispatchAllAsync()
    {
        while (await new WebhookDispatcher(Setup).DispatchAsync(Cancellation) > 0)
        {
        }
    }

    public Task<int> SendAsync() => new WebhookSender(Setup).SendDueAsync(Cancellation);

    /// <summary>Moves the clock to a time after the start, and sends what is due by then.</summary>
    public Task<int> SendAtAsync(Duration afterStart)
    {
        Clock.Now = Start + afterStart;
        return SendAsync();
    }

    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(EndpointWithSecret endpoint, string? state = null) =>
        (await Db.ReadAsync(u => ListDeliveries.HandleAsync(u, new DeliveriesRequest(endpoint.Endpoint.Id, state)), Cancellation)).Value.Items;

    public async Task<IReadOnlyList<AttemptView>> AttemptsAsync(string delivery) =>
        (await Db.ReadAsync(u => ListAttempts.HandleAsync(u, delivery), Cancellation)).Value;

    public async Task<EndpointView> LookAsync(EndpointWithSecret endpoint) =>
        (await Db.ReadAsync(u => ListWebhooks.OneAsync(u, Setup, endpoint.Endpoint.Id), Cancellation)).Value;

    /// <summary>What a receiver does: any of the signatures must be that of its secret.</summary>
    public static bool Verifies(Received received, string secret)
    {
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"));
        return received.Signature.Split(' ').Contains("v1," + Convert.ToBase64String(hash));
    }

    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        http.Dispose();
        await Db.DisposeAsync();
    }
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class MovedClock(Instant now) : TimeProvider
{
    public Instant Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
}
