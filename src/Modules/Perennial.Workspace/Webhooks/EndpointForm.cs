using Perennial.Workspace.Contract;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Webhooks;

/// <summary>The form by which an endpoint is made or changed; drawn by <c>_EndpointForm.cshtml</c>.</summary>
internal sealed class EndpointForm
{
    public string? Url { get; set; }

    public string? Description { get; set; }

    /// <summary>Names that were ticked.</summary>
    public List<string>? Events { get; set; }

    /// <summary>Names beside those that can be ticked, a line each.</summary>
    public string? OtherEvents { get; set; }

    /// <summary>Codes of stores, a line each; empty for all.</summary>
    public string? Stores { get; set; }

    /// <summary>The version that it was filled from; 0 for a new endpoint.</summary>
    public int Version { get; set; }

    public static EndpointForm Of(EndpointView endpoint, IReadOnlyCollection<string> known) => new()
    {
        Url = endpoint.Wish.Url, Description = endpoint.Wish.Description, Version = endpoint.Version,
        Events = [.. endpoint.Wish.Events.Where(e => known.Contains(e, StringComparer.Ordinal))],
        OtherEvents = string.Join('\n', endpoint.Wish.Events.Where(e => !known.Contains(e, StringComparer.Ordinal))),
        Stores = endpoint.Wish.Stores is null ? null : string.Join('\n', endpoint.Wish.Stores),
    };

    /// <summary>Names that can be ticked: all of them, and those that modules tell of.</summary>
    public static IReadOnlyList<string> Known(WebhookSetup setup) =>
        [Subscription.AllEvents, .. setup.Payloads.SelectMany(p => p.Events).Order(StringComparer.Ordinal)];

    public EndpointWish Wish() =>
        new(Url?.Trim() ?? "", [.. Events ?? [], .. PageWork.Lines(OtherEvents) ?? []], PageWork.Lines(Stores), Description?.Trim() ?? "");

    /// <summary>The ticks with what each means, where that is known here.</summary>
    public Ticks Ticks(string name, WebhookSetup setup) => new(name, WorkspaceModule.Words["hooks.events"],
        [.. Known(setup).Select(e => e == Subscription.AllEvents
            ? new TickOption(e, WorkspaceModule.Words["hooks.all_events"])
            : new TickOption(e, e, Meaning(e)))], Events ?? []);

    // The words of an event in its module's book are those of a timeline, with places that a list does not fill.
    private static string? Meaning(string name) =>
        WorkspaceModule.Words.Has("hooks.event." + name) ? WorkspaceModule.Words["hooks.event." + name] : null;
}

/// <summary>A page that has the form of an endpoint.</summary>
internal interface IHasEndpointForm
{
    /// <summary>What is in it.</summary>
    EndpointForm Form { get; }

    /// <summary>Events that can be ticked.</summary>
    Ticks EventTicks { get; }
}
