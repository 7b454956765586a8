using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perennial.Commerce.Orders;

/// <summary>An order as a program sends it. Amounts are decimals of the order's currency, as number or text.</summary>
/// <remarks>What is left out keeps its default only where it can be set later; what is init is set to nothing.</remarks>
internal sealed record OrderBody
{
    /// <summary>The system that numbers its orders, such as <c>web</c>; numbers are told apart by it.</summary>
    public string Source { get; set; } = "api";

    public required string Number { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>When the source came to know the order as it stands here; of two versions the later holds.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public string? Status { get; init; }

    public bool Test { get; init; }

    public string? Currency { get; init; }

    public Buyer? Customer { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Seller { get; init; }

    public string? Country { get; init; }

    public required IReadOnlyList<LineBody> Lines { get; init; }

    /// <summary>Off the whole of the goods.</summary>
    public decimal Discount { get; init; }

    public decimal Tax { get; init; }

    /// <summary>Whether the prices hold the tax.</summary>
    public bool TaxIncluded { get; set; } = true;

    public decimal Shipping { get; init; }

    public IReadOnlyList<ReturnBody> Returns { get; set; } = [];

    public IReadOnlyList<ShipmentBody> Shipments { get; set; } = [];
}

/// <summary>Whoever bought, as far as the source knows.</summary>
internal sealed record Buyer(
    string? Id, string? Email, string? Phone, string? Card, string? ExternalSystem, string? ExternalId, string? Name, string? Language,
    string? Country);

/// <summary>A line: quantity × price less its discount.</summary>
internal sealed record LineBody
{
    public string? Product { get; init; }

    public string? Name { get; init; }

    public string? Category { get; init; }

    public decimal Quantity { get; set; } = 1;

    public required decimal Price { get; init; }

    public decimal Discount { get; init; }
}

/// <summary>Something given back.</summary>
internal sealed record ReturnBody
{
    /// <summary>What the source calls it; a return of one id is one return, however often it is told.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public required decimal Value { get; init; }

    public decimal Quantity { get; init; }

    public string? Reason { get; init; }

    public string? Note { get; init; }

    public string? Product { get; init; }

    /// <summary>True takes it back: it never happened.</summary>
    public bool Withdrawn { get; init; }
}

/// <summary>A parcel.</summary>
internal sealed record ShipmentBody
{
    public required string Id { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public string? Carrier { get; init; }
}

/// <summary>News of an order: its status, a return, a parcel. May come before the order.</summary>
internal sealed record OrderEventBody
{
    public string Source { get; set; } = "api";

    public required string Number { get; init; }

    /// <summary>What the source calls the event; told twice, it is one.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Status { get; init; }

    public string? Reason { get; init; }

    public ReturnBody? Return { get; init; }

    public ShipmentBody? Shipment { get; init; }
}

/// <summary>What became of an order that was sent.</summary>
/// <param name="Id">Its id here; null while it is not there yet.</param>
/// <param name="Source">Its source.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Customer">Whose it is.</param>
/// <param name="Outcome"><c>created</c>, <c>changed</c>, <c>unchanged</c>, or <c>waiting</c> for its order.</param>
/// <param name="Version">Rises with every change.</param>
internal sealed record OrderOutcome(string? Id, string Source, string Number, string? Customer, string Outcome, int Version);
