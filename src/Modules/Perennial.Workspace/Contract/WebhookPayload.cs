using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract;

/// <summary>An event as receivers outside get it.</summary>
/// <param name="Type">Its public name, such as <c>order.changed</c>: small letters, digits, underscores, dots.</param>
/// <param name="Data">JSON; stands as <c>data</c> in what goes out.</param>
/// <param name="Store">
/// Code of the store it is about; null where it is about none. An endpoint that is limited to stores hears only of theirs.
/// </param>
public sealed record WebhookPayload(string Type, string Data, string? Store = null);

/// <summary>
/// Turns events of a module into what receivers outside get, at the moment their deliveries are written. An event that
/// nobody here knows goes out with its body as it is, under the name it has in the log, with the text <c>store</c> of its body
/// as its store.
/// </summary>
public interface IWebhookPayloads
{
    /// <summary>Names of the events it turns, as they stand in the log and go out.</summary>
    IReadOnlyCollection<string> Events { get; }

    /// <summary>Turns events.</summary>
    /// <param name="unit">Reads what is there by now; writes nothing.</param>
    /// <param name="news">Events of those names, in their order.</param>
    /// <returns>For each event its payload, in the same order; null for one that does not go out.</returns>
    Task<IReadOnlyList<WebhookPayload?>> ExpandAsync(DbUnit unit, IReadOnlyList<OutboxEvent> news);
}
