namespace Perennial.Commerce.Demo.Made;

/// <summary>A made-up person.</summary>
/// <param name="Number">Her number in the shop, from 1 on.</param>
internal sealed record DemoPerson(int Number)
{
    public required string Name { get; init; }

    public required string Given { get; init; }

    public string? Family { get; init; }

    public required string Language { get; init; }

    public required string Country { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Card { get; init; }

    /// <summary>Named texts, in a fixed order.</summary>
    public IReadOnlyList<(string Name, string Value)> Attributes { get; set; } = [];

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Day on which she became known.</summary>
    public int Since { get; set; }

    public IReadOnlyList<DemoConsent> Consents { get; set; } = [];
}

/// <summary>What somebody agreed to, or withdrew.</summary>
internal sealed record DemoConsent(int Day, string Channel, bool IsGiven, bool IsConfirmed, string Source);

/// <summary>Of what of <see cref="DemoGoods.All"/> how many, at which price each.</summary>
internal readonly record struct DemoLine(int Good, int Quantity, int Cents);

/// <summary>Something given back: which line, when, why.</summary>
internal sealed record DemoReturn(int Line, int Day, string Reason);

/// <summary>A parcel; the day it came is null while it is on its way.</summary>
internal sealed record DemoParcel(int Shipped, int Promised, int? Delivered);

/// <summary>An order. Its number is set once all of them stand in their order.</summary>
internal sealed record DemoOrder(int Day, int Minute, int Store)
{
    /// <summary>Who bought; null for a guest at a till.</summary>
    public DemoPerson? Person { get; init; }

    public string? Seller { get; init; }

    public required IReadOnlyList<DemoLine> Lines { get; init; }

    public int ShippingCents { get; init; }

    public DemoReturn? Return { get; set; }

    public DemoParcel? Parcel { get; init; }

    public string Number { get; set; } = "";

    public bool IsWeb => Store == DemoPlaces.Web;

    public int Cents => Lines.Sum(l => l.Quantity * l.Cents);
}

/// <summary>Something that a customer did beside buying.</summary>
/// <param name="Day">Which day.</param>
/// <param name="Minute">Which minute of it.</param>
/// <param name="Type">As the interface names it: <c>visit</c>, <c>cart.abandoned</c>, …</param>
/// <param name="Person">Who.</param>
internal sealed record DemoEvent(int Day, int Minute, string Type, DemoPerson Person)
{
    public string? Subject { get; init; }

    public int? Good { get; init; }

    public int? Cents { get; init; }

    /// <summary>The order that a cart became.</summary>
    public DemoOrder? Order { get; init; }

    /// <summary>First and last day of a term; the last one may lie after the end.</summary>
    public (int From, int Until)? Term { get; init; }
}

/// <summary>Something that happened around customers.</summary>
internal sealed record DemoShopEvent(string Kind, int From, int To, string? Store, int? Good, string[] Notes);
