using System.Globalization;
using NodaTime;
using Perennial.Commerce.Demo.Made;
using Perennial.Commerce.Events;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Demo;

/// <summary>
/// Tells the made-up shop as a till and a web shop would tell theirs: the same bodies, read and checked by the same code.
/// </summary>
/// <param name="history">The shop.</param>
/// <param name="origin">Its settings, and the time at hand.</param>
/// <param name="language">Language of names.</param>
internal sealed class DemoDrafts(DemoHistory history, OrderOrigin origin, string language)
{
    private const int TaxPercent = 19;
    private const string Carrier = "swift";

    private readonly OrderDrafting orders = new(origin);
    private readonly EventDrafting events = new(origin);
    private readonly string[] names = [.. DemoGoods.All.Select(g => DemoGoods.Named(g.Names, language))];
    private readonly string[] categories = [.. DemoGoods.All.Select(g => DemoGoods.Named(DemoGoods.Categories[g.Category], language))];

    /// <summary>The moment of a day and a minute of it in the shop's zone.</summary>
    public Instant At(int day, int minute) =>
        (history.Calendar.DateOf(day) + new LocalTime(minute / 60, minute % 60)).InZoneLeniently(DemoFilling.Zone).ToInstant();

    /// <summary>Name and category of a product.</summary>
    public (string Name, string Category) Named(int good) => (names[good], categories[good]);

    /// <summary>An order as its source sends it once nothing happens to it any more.</summary>
    public OrderDraft Of(DemoOrder order)
    {
        var placed = At(order.Day, order.Minute);
        var delivered = order.Parcel?.Delivered is { } day ? At(day, 14 * 60) : (Instant?)null;
        var returned = order.Return is { } back ? At(back.Day, 12 * 60) : (Instant?)null;
        var isDone = order.Parcel is null || delivered is not null;
        var read = orders.Read(new OrderBody
        {
            Source = order.IsWeb ? DemoPlaces.WebChannel : DemoPlaces.TillChannel, Number = order.Number, PlacedAt = placed.ToDateTimeOffset(),
            UpdatedAt = Latest(placed, delivered, returned).ToDateTimeOffset(), Status = isDone ? "completed" : "paid",
            Store = DemoPlaces.CodeOf(order.Store), Channel = order.IsWeb ? DemoPlaces.WebChannel : DemoPlaces.TillChannel,
            Seller = order.Seller, Country = order.Person?.Country,
            Lines = [.. order.Lines.Select(l => new LineBody
            {
                Product = DemoGoods.All[l.Good].Code, Name = names[l.Good], Category = categories[l.Good], Quantity = l.Quantity,
                Price = l.Cents / 100m,
            })],
            Tax = decimal.Round(order.Cents / 100m * TaxPercent / (100 + TaxPercent), 2), Shipping = order.ShippingCents / 100m,
            Returns = order.Return is { } gone ? [Return(order, gone, returned!.Value)] : [],
            Shipments = order.Parcel is { } parcel ? [Parcel(order, parcel, delivered)] : [],
        });
        return read.TryGet(out var draft, out var refusal) ? draft : throw new DemoRefusedException("demo.data_refused", refusal.Code);
    }

    /// <summary>An event as its source sends it.</summary>
    /// <param name="news">The event.</param>
    /// <param name="number">Its number among all, which is its id.</param>
    public EventDraft Of(DemoEvent news, int number)
    {
        var read = events.Read(new CustomerEventBody
        {
            Source = DemoPlaces.WebChannel, Id = number.ToString(CultureInfo.InvariantCulture), Type = news.Type,
            At = At(news.Day, news.Minute).ToDateTimeOffset(), Subject = news.Subject,
            Product = news.Good is { } good ? DemoGoods.All[good].Code : null, Quantity = news.Term is null ? null : 2,
            Value = news.Cents / 100m, Order = news.Order?.Number, From = Day(news.Term?.From), Until = Day(news.Term?.Until),
            Channel = DemoPlaces.WebChannel,
        });
        return read.TryGet(out var draft, out var refusal) ? draft : throw new DemoRefusedException("demo.data_refused", refusal.Code);
    }

    /// <summary>A person as she becomes known.</summary>
    public static NewCustomer Of(DemoPerson person)
    {
        var identifiers = new List<CustomerIdentifier>(4);
        Add(IdentifierKind.Email, person.Email);
        Add(IdentifierKind.Phone, person.Phone);
        Add(IdentifierKind.Card, person.Card);
        Add(IdentifierKind.External, string.Create(CultureInfo.InvariantCulture, $"{DemoPlaces.WebChannel}:{person.Number}"));
        return new NewCustomer(DemoFilling.Actor, identifiers)
        {
            Name = person.Name, GivenName = person.Given, FamilyName = person.Family, Language = person.Language, Country = person.Country,
            Attributes = person.Attributes.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal), Tags = person.Tags,
        };

        void Add(IdentifierKind kind, string? value)
        {
            if (value is not null)
            {
                identifiers.Add(new CustomerIdentifier(kind, value));
            }
        }
    }

    private ReturnBody Return(DemoOrder order, DemoReturn back, Instant at)
    {
        var line = order.Lines[back.Line];
        return new ReturnBody
        {
            Id = "R-" + order.Number, At = at.ToDateTimeOffset(), Value = line.Cents * line.Quantity / 100m, Quantity = line.Quantity,
            Reason = back.Reason, Product = DemoGoods.All[line.Good].Code,
        };
    }

    private ShipmentBody Parcel(DemoOrder order, DemoParcel parcel, Instant? delivered) => new()
    {
        Id = "P-" + order.Number, PromisedAt = At(parcel.Promised, 20 * 60).ToDateTimeOffset(), Carrier = Carrier,
        ShippedAt = Latest(At(parcel.Shipped, 9 * 60), At(order.Day, order.Minute), null).ToDateTimeOffset(),
        DeliveredAt = delivered?.ToDateTimeOffset(),
        UpdatedAt = (delivered ?? At(order.Day, order.Minute)).ToDateTimeOffset(),
    };

    private string? Day(int? day) => day is { } told ? history.Calendar.DateOf(told).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) : null;

    private static Instant Latest(Instant one, Instant? other, Instant? third) =>
        Instant.Max(one, Instant.Max(other ?? one, third ?? one));
}
