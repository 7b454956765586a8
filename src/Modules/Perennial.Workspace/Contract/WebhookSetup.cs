using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Secrets;

namespace Perennial.Workspace.Contract;

/// <summary>What webhooks stand on.</summary>
/// <param name="Database">Where endpoints and deliveries are kept.</param>
/// <param name="Outbox">Is told when an endpoint was switched off.</param>
/// <param name="Http">Sends.</param>
/// <param name="Secrets">Closes what deliveries are signed with.</param>
/// <param name="Ids">Makes ids.</param>
/// <param name="Clock">The clock.</param>
public sealed record WebhookSetup(Db Database, Outbox Outbox, GuardedHttp Http, ISecretBox Secrets, IdSource Ids, TimeProvider Clock)
{
    /// <summary>Makes payloads of events, at most one an event name. Default: none; events go out as they are.</summary>
    public IReadOnlyList<IWebhookPayloads> Payloads { get; init; } = [];

    /// <summary>Bounds and pauses.</summary>
    public WebhookOptions Options { get; init; } = new();

    /// <summary>Told what happens, by ids and kinds only. Default: nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal Instant Now => Instant.FromDateTimeOffset(Clock.GetUtcNow());
}

/// <summary>Bounds and pauses of webhooks.</summary>
public sealed record WebhookOptions
{
    /// <summary>Endpoints that there may be. Default: 50.</summary>
    public int EndpointsMax { get; init; } = 50;

    /// <summary>Requests on their way to one endpoint at a time, from one node. Default: 8.</summary>
    public int InFlightPerEndpointMax { get; init; } = 8;

    /// <summary>How long a receiver may take to answer. Default: 15 seconds.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause before looking again when nothing was to be done. Default: half a second.</summary>
    public TimeSpan LookPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long deliveries and their attempts are kept. Default: 30 days.</summary>
    public Duration Kept { get; init; } = Duration.FromDays(30);
}
