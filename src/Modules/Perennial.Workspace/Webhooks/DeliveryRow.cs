using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Webhooks;

/// <summary>A new delivery, due at once.</summary>
internal sealed record DeliveryRow(Guid Id, Guid Endpoint, Guid Event, string Type, string Body, Instant Created)
{
    public static readonly DbTable<DeliveryRow> Table = new DbTable<DeliveryRow>("webhook_deliveries")
        .Id("id", d => d.Id).Id("endpoint_id", d => d.Endpoint).Id("event_id", d => d.Event).Text("event_type", d => d.Type)
        .Text("body", d => d.Body).Int("state", _ => DeliveryState.Waits).Int("attempts", _ => 0).Int("series", _ => 0)
        .Bool("leased", _ => false).Long("due", d => Micros.Of(d.Created)).Long("created", d => Micros.Of(d.Created));
}

/// <summary>What became of a delivery, as it is kept.</summary>
internal static class DeliveryState
{
    public const int Waits = 0;
    public const int Delivered = 1;
    public const int GivenUp = 2;
}
