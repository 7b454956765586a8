using System.Runtime.CompilerServices;

namespace Perennial.Workspace.Webhooks;

/// <summary>A new endpoint as it is asked for.</summary>
internal sealed record CreateWebhookRequest
{
    public required string Url { get; set; }

    public required IReadOnlyList<string?> Events { get; set; }

    public IReadOnlyList<string?>? Stores { get; set; }

    public string Description { get; set; } = "";

    public EndpointWish Wish() => new(Url, Texts(Events), Stores is null ? null : Texts(Stores), Description);

    /// <summary>A list whose holes are texts that nothing is called by.</summary>
    public static IReadOnlyList<string> Texts(IReadOnlyList<string?> list) => [.. list.Select(t => t ?? "")];
}

/// <summary>What is to be changed of an endpoint: what is left out stays; stores of null stand for all.</summary>
internal sealed class ChangeWebhookRequest
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public string? Url { get; set; }

    public IReadOnlyList<string?>? Events { get; set; }

    public IReadOnlyList<string?>? Stores { get; set => field = Told(value); }

    public string? Description { get; set; }

    public bool? Enabled { get; set; }

    public EndpointWish Over(EndpointWish old) => new(Url ?? old.Url, Events is null ? old.Events : CreateWebhookRequest.Texts(Events),
        !told.Contains(nameof(Stores)) ? old.Stores : Stores is null ? null : CreateWebhookRequest.Texts(Stores), Description ?? old.Description);

    private T Told<T>(T value, [CallerMemberName] string name = "")
    {
        told.Add(name);
        return value;
    }
}

/// <summary>An endpoint as it is shown.</summary>
internal sealed record WebhookShown(string Id, string Url, IReadOnlyList<string> Events, IReadOnlyList<string>? Stores, string Description,
    bool Enabled, string? DisabledCode, DateTimeOffset? Disabled, DateTimeOffset? FailingSince, int Secrets, int Version, DateTimeOffset Created,
    DateTimeOffset Updated)
{
    public static WebhookShown Of(EndpointView e) => new(e.Id, e.Wish.Url, e.Wish.Events, e.Wish.Stores, e.Wish.Description, e.Enabled,
        e.DisabledCode, e.Disabled?.ToDateTimeOffset(), e.FailingSince?.ToDateTimeOffset(), e.Secrets, e.Version, e.Created.ToDateTimeOffset(),
        e.Updated.ToDateTimeOffset());
}

/// <summary>An endpoint and what its deliveries are signed with. Where the request was repeated, the secret was told before.</summary>
internal sealed record WebhookWithSecret(WebhookShown Webhook, string? Secret, bool? SecretToldBefore);

/// <summary>All endpoints, the oldest first.</summary>
internal sealed record WebhookList(IReadOnlyList<WebhookShown> Webhooks);

/// <summary>Something people should know about an endpoint, as a code.</summary>
internal sealed record WebhookNoticeShown(string Webhook, string Code, DateTimeOffset Created);

/// <summary>Notices, the latest first.</summary>
internal sealed record WebhookNotices(IReadOnlyList<WebhookNoticeShown> Notices);

/// <summary>A delivery; its body is what goes out, to the letter.</summary>
internal sealed record DeliveryShown(string Id, string Event, string Type, string State, int Attempts, DateTimeOffset? Due, DateTimeOffset Created,
    DateTimeOffset? Finished, string Body)
{
    public static DeliveryShown Of(DeliveryView d) => new(d.Id, d.EventId, d.Type, d.State, d.Attempts, d.Due?.ToDateTimeOffset(),
        d.Created.ToDateTimeOffset(), d.Finished?.ToDateTimeOffset(), d.Body);
}

/// <summary>Deliveries, the latest first.</summary>
internal sealed record DeliveryList(IReadOnlyList<DeliveryShown> Deliveries, string? Next);

/// <summary>An attempt; without status and error nobody came back to tell.</summary>
internal sealed record AttemptShown(int Number, DateTimeOffset Started, int? Status, string? Error, int? TookMs, string? Response)
{
    public static AttemptShown Of(AttemptView a) => new(a.Number, a.Started.ToDateTimeOffset(), a.Status, a.Error, a.TookMs, a.Response);
}

/// <summary>Attempts of a delivery, the latest first.</summary>
internal sealed record AttemptList(IReadOnlyList<AttemptShown> Attempts);

/// <summary>Since when what failed is to be sent again.</summary>
internal sealed record ReplayRequest
{
    public required DateTimeOffset Since { get; set; }
}

/// <summary>How many are on their way again, and whether there are more.</summary>
internal sealed record ReplayedBody(int Count, bool More);

/// <summary>The delivery of a test event.</summary>
internal sealed record TestEventSent(string Delivery);
