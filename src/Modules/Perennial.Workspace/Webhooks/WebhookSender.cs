using System.Text;
using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Secrets;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Webhooks;

/// <summary>
/// Sends what is due. An endpoint has so many requests on their way at a time; one that does not answer fills its own
/// room and nobody else's.
/// </summary>
internal sealed partial class WebhookSender(WebhookSetup setup)
{
    private const int ResponseBytesMax = 1_024;

    private readonly Dictionary<Guid, int> inFlight = [];

    public async Task RunAsync(CancellationToken stop)
    {
        var flights = new List<Task<Guid>>();
        while (!stop.IsCancellationRequested)
        {
            if (await TryStartAsync(flights, stop) == 0)
            {
                using var landed = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAny([Task.Delay(setup.Options.LookPause, setup.Clock, landed.Token), .. flights]);
                await landed.CancelAsync();
            }

            await LandAsync(flights);
        }

        await Task.WhenAll(flights);
    }

    /// <summary>Sends everything that is due, and waits for the answers.</summary>
    /// <returns>How many attempts were made.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancellation)
    {
        var flights = new List<Task<Guid>>();
        for (var sent = 0; ; sent += flights.Count)
        {
            flights.Clear();
            if (await StartAsync(flights, cancellation) == 0)
            {
                return sent;
            }

            await Task.WhenAll(flights);
            inFlight.Clear();
        }
    }

    /// <summary>Takes what is due and there is room for.</summary>
    public async Task<IReadOnlyList<WebhookClaim>> ClaimAsync(CancellationToken cancellation)
    {
        var now = setup.Now;
        var due = await setup.Database.ReadAsync(unit => WebhookClaims.DueAsync(unit, now), cancellation);
        var room = due.ToDictionary(e => e, e => setup.Options.InFlightPerEndpointMax - inFlight.GetValueOrDefault(e));
        return room.Values.Any(r => r > 0)
            ? await setup.Database.WriteAsync(unit => WebhookClaims.TakeAsync(unit, room, now, setup.Options.AnswerTime), cancellation)
            : [];
    }

    private async Task<int> TryStartAsync(List<Task<Guid>> flights, CancellationToken stop)
    {
        try
        {
            return await StartAsync(flights, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            ClaimFailed(setup.Logger, e.GetType().Name);
            return 0;
        }
    }

    private async Task<int> StartAsync(List<Task<Guid>> flights, CancellationToken cancellation)
    {
        var claims = await ClaimAsync(cancellation);
        foreach (var claim in claims)
        {
            inFlight[claim.Endpoint] = inFlight.GetValueOrDefault(claim.Endpoint) + 1;
            flights.Add(Task.Run(() => FlyAsync(claim), CancellationToken.None));
        }

        return claims.Count;
    }

    private async Task LandAsync(List<Task<Guid>> flights)
    {
        foreach (var landed in flights.Where(f => f.IsCompleted).ToList())
        {
            flights.Remove(landed);
            inFlight[await landed]--;
        }
    }

    // A request that is on its way is not called back: its time is short, and a stop would only cost an attempt.
    private async Task<Guid> FlyAsync(WebhookClaim claim)
    {
        try
        {
            var outcome = await SendAsync(claim);
            var now = setup.Now;
            await setup.Database.WriteAsync(unit => WebhookOutcomes.RecordAsync(unit, setup, claim, outcome, now), CancellationToken.None);
            Attempted(setup.Logger, PublicId.Write(WebhookIds.Delivery, claim.Delivery), PublicId.Write(WebhookIds.Endpoint, claim.Endpoint),
                claim.Number, outcome.Status, outcome.Error, outcome.TookMs);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // How it went is not written down; when the lease ends the delivery is tried again.
            RecordFailed(setup.Logger, PublicId.Write(WebhookIds.Delivery, claim.Delivery), e.GetType().Name);
        }

        return claim.Endpoint;
    }

    private async Task<WebhookOutcome> SendAsync(WebhookClaim claim)
    {
        var now = setup.Now;
        var id = PublicId.Write(WebhookIds.Delivery, claim.Delivery);
        string signature;
        try
        {
            signature = WebhookSignature.Sign(
                claim.Secrets.Select(s => WebhookSignature.Open(setup.Secrets, s, claim.Endpoint)), id, now, claim.Body);
        }
        catch (SecretUnreadableException)
        {
            return new WebhookOutcome(false, null, "secret_unreadable", 0);
        }

        var reply = await setup.Http.SendAsync(new GuardedRequest(HttpMethod.Post, claim.Url)
        {
            Headers =
            [
                (WebhookSignature.IdHeader, id), (WebhookSignature.TimeHeader, $"{now.ToUnixTimeSeconds()}"),
                (WebhookSignature.SignatureHeader, signature), ("user-agent", "Perennial-Webhooks/1"),
            ],
            Body = Encoding.UTF8.GetBytes(claim.Body), TimeLimit = setup.Options.AnswerTime, BodyBytesMax = ResponseBytesMax, CutsBody = true,
        }, CancellationToken.None);
        return new WebhookOutcome(reply.Succeeded, reply.Status, Kind(reply.Failure), (int)reply.Took.TotalMilliseconds,
            Readable(reply.Body), reply.Headers.GetValueOrDefault("retry-after"));
    }

    private static string? Kind(GuardedFailure? failure) => failure switch
    {
        null => null,
        GuardedFailure.UrlRefused => "url_refused",
        GuardedFailure.AddressRefused => "address_refused",
        GuardedFailure.NameUnknown => "name_unknown",
        GuardedFailure.NotConnected => "not_connected",
        GuardedFailure.TlsFailed => "tls_failed",
        GuardedFailure.TimedOut => "timed_out",
        GuardedFailure.BrokenOff => "broken_off",
        GuardedFailure.Redirected => "redirected",
        GuardedFailure.TooLarge => "too_large",
        _ => throw new InvalidOperationException($"{failure} has no name."),
    };

    // PostgreSQL keeps no zero character.
    private static string? Readable(byte[] response) =>
        response.Length == 0 ? null : Encoding.UTF8.GetString(response).Replace('\0', '\uFFFD');

    [LoggerMessage(Level = LogLevel.Information, Message = "webhooks.attempted {Delivery} {Endpoint} {Number} {Status} {Error} {TookMs}")]
    private static partial void Attempted(ILogger logger, string delivery, string endpoint, int number, int? status, string? error, int tookMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "webhooks.claim_failed {Kind}")]
    private static partial void ClaimFailed(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "webhooks.record_failed {Delivery} {Kind}")]
    private static partial void RecordFailed(ILogger logger, string delivery, string kind);
}
