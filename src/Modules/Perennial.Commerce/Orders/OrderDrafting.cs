using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.Orders;

/// <summary>Turns what programs send into drafts, or says everything that is wrong with it.</summary>
internal sealed class OrderDrafting(OrderOrigin origin)
{
    private const int PartsMax = 1_000;
    private const int CodeCharactersMax = 200;
    private const int NameCharactersMax = 500;
    private const int NoteCharactersMax = 2_000;
    private const decimal AmountMax = 1_000_000_000_000m;
    private static readonly Duration AheadMax = Duration.FromHours(24);
    private static readonly Instant First = Instant.FromUtc(1950, 1, 2, 0, 0);
    private static readonly string[] Statuses = ["pending", "placed", "paid", "completed", "cancelled"];

    private readonly List<FieldProblem> problems = [];

    /// <summary>How a status is called.</summary>
    public static string Name(OrderStatus status) => Statuses[(int)status];

    /// <summary>Reads what a status is called.</summary>
    public static bool TryStatus(string text, out OrderStatus status)
    {
        var at = Array.IndexOf(Statuses, text);
        status = (OrderStatus)Math.Max(0, at);
        return at >= 0;
    }

    /// <summary>What statuses there are, for those who asked for another.</summary>
    public static string AllStatuses => string.Join(", ", Statuses);

    /// <summary>Reads an order.</summary>
    public Result<OrderDraft> Read(OrderBody body)
    {
        problems.Clear();
        Text(body.Source, "source", 64, required: true);
        Text(body.Number, "number", CodeCharactersMax, required: true);
        var placedAt = Time(body.PlacedAt, "placedAt");
        var updatedAt = body.UpdatedAt is { } updated ? Time(updated, "updatedAt") : (long?)null;
        var currency = origin.Settings.Currency;
        if (body.Currency is not null && !Currency.TryParse(body.Currency, out currency))
        {
            Problem("currency", "value.currency_wanted");
        }

        Labels(body);
        var lines = Lines(body.Lines, out var sum, out var units);
        var (discount, tax, shipping) = (Amount(body.Discount, "discount"), Amount(body.Tax, "tax"), Amount(body.Shipping, "shipping"));
        Fit(sum, "lines", currency);
        Fit(tax, "tax", currency);
        Fit(shipping, "shipping", currency);
        if (problems.Count == 0 && discount > sum)
        {
            Problem("discount", "orders.discount_above_goods");
        }

        var status = Status(body.Status);
        var returns = Parts(body.Returns, "returns", Return);
        var shipments = Parts(body.Shipments, "shipments", Shipment);
        if (problems.Count > 0)
        {
            return Refused();
        }

        var content = new OrderContent
        {
            At = updatedAt ?? Micros.Of(origin.Now), IsStamped = updatedAt is not null, Tie = 0,
            PlacedAt = placedAt, IsTest = body.Test, Currency = currency.Code, Goods = Minor(sum - discount, currency),
            Discount = Minor(discount, currency), Tax = Minor(tax, currency), TaxIncluded = body.TaxIncluded,
            Shipping = Minor(shipping, currency), Units = units, Store = Blank(body.Store), Channel = Blank(body.Channel),
            Seller = Blank(body.Seller), Country = Blank(body.Country), Import = origin.Import, Lines = lines,
        };
        return new OrderDraft
        {
            Source = body.Source, Number = body.Number, Content = content with { Tie = TieOf(content) }, Customer = Hint(body.Customer),
            Status = status ?? OrderStatus.Placed, StatusAt = status is null ? placedAt : updatedAt ?? Micros.Of(origin.Now),
            Returns = returns, Shipments = shipments,
        };
    }

    /// <summary>Reads news of an order.</summary>
    /// <param name="body">The news.</param>
    /// <param name="raw">The same as it came, to be kept while it waits for its order.</param>
    public Result<OrderDraft> Read(OrderEventBody body, string raw)
    {
        problems.Clear();
        Text(body.Source, "source", 64, required: true);
        Text(body.Number, "number", CodeCharactersMax, required: true);
        Text(body.Id, "id", CodeCharactersMax, required: true);
        Text(body.Reason, "reason", CodeCharactersMax);
        var at = Time(body.At, "at");
        var status = Status(body.Status);
        var returns = body.Return is { } returned ? Parts([returned], "return", (r, _) => Return(r, "return")) : [];
        var shipments = body.Shipment is { } shipment ? Parts([shipment], "shipment", (s, _) => Shipment(s, "shipment")) : [];
        if (status is null && returns.Count + shipments.Count == 0 && problems.Count == 0)
        {
            Problem("status", "orders.event_empty");
        }

        return problems.Count > 0 ? Refused() : new OrderDraft
        {
            Source = body.Source, Number = body.Number, Status = status, StatusAt = at, StatusReason = Blank(body.Reason), Returns = returns,
            Shipments = shipments, Event = (body.Id, raw),
        };
    }

    private List<OrderLineRow> Lines(IReadOnlyList<LineBody> bodies, out decimal sum, out long units)
    {
        (sum, units) = (0, 0);
        var unitsExact = 0m;
        var lines = new List<OrderLineRow>(bodies.Count);
        if (bodies.Count > OrderBounds.LinesMax)
        {
            Problem("lines", "value.too_many", Number(OrderBounds.LinesMax));
            return lines;
        }

        for (var i = 0; i < bodies.Count; i++)
        {
            var body = bodies[i];
            var before = problems.Count;
            if (body is null)
            {
                Problem(Field(i, ""), "json.null");
                continue;
            }

            Text(body.Product, i, "product", CodeCharactersMax);
            Text(body.Name, i, "name", NameCharactersMax);
            Text(body.Category, i, "category", CodeCharactersMax);
            Fine(body.Quantity, i, "quantity", 0);
            Fine(body.Price, i, "price", -AmountMax);
            Fine(body.Discount, i, "discount", 0);
            if (problems.Count > before)
            {
                continue;
            }

            // Free goods add nothing, neither value nor units.
            var value = Math.Max(0, (body.Quantity * Math.Max(0, body.Price)) - body.Discount);
            if (value >= AmountMax)
            {
                Problem(Field(i, "price"), "value.too_large");
                continue;
            }

            sum += value;
            unitsExact += value > 0 ? body.Quantity : 0;
            lines.Add(new OrderLineRow(Blank(body.Product), Blank(body.Name), Blank(body.Category), Micro(body.Quantity), Micro(body.Price),
                Rounding.Whole(value * ExactDecimal.MicroPerOne)));
        }

        if (sum >= AmountMax || unitsExact >= OrderBounds.UnitsMax)
        {
            Problem("lines", "value.too_large");
            return lines;
        }

        units = Rounding.Whole(unitsExact * 1000);
        return lines;
    }

    private (OrderReturnRow Row, decimal Value) Return(ReturnBody body, string field)
    {
        Text(body.Id, field + ".id", CodeCharactersMax, required: true);
        Text(body.Reason, field + ".reason", CodeCharactersMax);
        Text(body.Note, field + ".note", NoteCharactersMax);
        Text(body.Product, field + ".product", CodeCharactersMax);
        var at = Time(body.At, field + ".at");
        var stamp = body.UpdatedAt is { } updated ? Time(updated, field + ".updatedAt") : at;
        var value = Amount(body.Value, field + ".value");
        var quantity = Amount(body.Quantity, field + ".quantity");
        return (new OrderReturnRow(body.Id ?? "", at, stamp, 0, Rounding.Whole(quantity * 1000), Blank(body.Reason),
            Blank(body.Note), Blank(body.Product), body.Withdrawn), value);
    }

    private ShipmentRow Shipment(ShipmentBody body, string field)
    {
        Text(body.Id, field + ".id", CodeCharactersMax, required: true);
        Text(body.Carrier, field + ".carrier", CodeCharactersMax);
        long? At(DateTimeOffset? time) => time is { } given ? Micros.Of(Instant.FromDateTimeOffset(given)) : null;
        return new ShipmentRow(body.Id ?? "", Time(body.UpdatedAt, field + ".updatedAt"), At(body.PromisedAt), At(body.ShippedAt),
            At(body.DeliveredAt), Blank(body.Carrier));
    }

    private List<TRow> Parts<TBody, TRow>(IReadOnlyList<TBody> bodies, string field, Func<TBody, string, TRow> read)
    {
        if (bodies.Count > PartsMax)
        {
            Problem(field, "value.too_many", Number(PartsMax));
            return [];
        }

        var rows = new List<TRow>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            if (bodies[i] is { } body)
            {
                rows.Add(read(body, $"{field}[{i}]"));
            }
            else
            {
                Problem($"{field}[{i}]", "json.null");
            }
        }

        return rows;
    }

    private void Labels(OrderBody body)
    {
        Text(body.Store, "store", 64);
        Text(body.Channel, "channel", 64);
        Text(body.Seller, "seller", 64);
        Text(body.Country, "country", 64);
    }

    private OrderStatus? Status(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!TryStatus(text, out var status))
        {
            Problem("status", "orders.status_unknown", AllStatuses);
        }

        return status;
    }

    private long Time(DateTimeOffset time, string field)
    {
        var instant = Instant.FromDateTimeOffset(time);
        if (instant > origin.Now + AheadMax)
        {
            Problem(field, "value.in_future");
        }
        else if (instant < First)
        {
            Problem(field, "value.out_of_range", DayNumber.First.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        }

        return Micros.Of(instant);
    }

    private void Text(string? text, int line, string field, int charactersMax)
    {
        if (text is not null && !IsFit(text, charactersMax))
        {
            Text(text, Field(line, field), charactersMax);
        }
    }

    private void Text(string? text, string field, int charactersMax, bool required = false)
    {
        if (required && string.IsNullOrWhiteSpace(text))
        {
            Problem(field, "value.missing");
        }
        else if (text?.Length > charactersMax)
        {
            Problem(field, "value.too_long", Number(charactersMax));
        }
        else if (text is not null && !IsFit(text, charactersMax))
        {
            Problem(field, "value.control_character");
        }
    }

    private static bool IsFit(string text, int charactersMax) => text.Length <= charactersMax && !text.AsSpan().ContainsAnyInRange('\0', '\u001F');

    private void Fine(decimal amount, int line, string field, decimal min)
    {
        if (amount < min)
        {
            Problem(Field(line, field), "value.negative");
        }
        else if (Math.Abs(amount) > AmountMax)
        {
            Problem(Field(line, field), "value.too_large");
        }
        else if (decimal.Truncate(amount * ExactDecimal.MicroPerOne) != amount * ExactDecimal.MicroPerOne)
        {
            Problem(Field(line, field), "value.too_fine");
        }
    }

    private decimal Amount(decimal amount, string field)
    {
        if (amount < 0)
        {
            Problem(field, "value.negative");
        }
        else if (amount > AmountMax)
        {
            Problem(field, "value.too_large");
            return 0;
        }

        return amount;
    }

    private void Fit(decimal amount, string field, Currency currency)
    {
        if (problems.Count == 0 && !OrderBounds.Fits(amount, currency))
        {
            Problem(field, "value.too_large");
        }
    }

    private void Problem(string field, string code, string? detail = null) => problems.Add(new FieldProblem(field, code, detail));

    private Refusal Refused() => new(RefusalKind.Invalid, "request.invalid") { Fields = [.. problems] };

    private static string Field(int line, string field) => field.Length == 0 ? $"lines[{line}]" : $"lines[{line}].{field}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static long Micro(decimal value) => Rounding.Whole(value * ExactDecimal.MicroPerOne);

    private static long Minor(decimal value, Currency currency) => Rounding.Whole(value * currency.MinorPerUnit);

    public static CustomerHint Hint(Buyer? body) => body is null ? new CustomerHint() : new CustomerHint
    {
        Id = body.Id, Email = body.Email, Phone = body.Phone, Card = body.Card, ExternalSystem = body.ExternalSystem,
        ExternalId = body.ExternalId, Name = body.Name, Language = body.Language, Country = body.Country,
    };

    // The same for the same content on every machine and for ever.
    public static long TieOf(OrderContent content)
    {
        var text = new StringBuilder(128 + (content.Lines.Count * 48));
        text.Append(CultureInfo.InvariantCulture, $"{content.PlacedAt}|{content.IsTest}|{content.Currency}|{content.Goods}|{content.Discount}|");
        text.Append(CultureInfo.InvariantCulture, $"{content.Tax}|{content.TaxIncluded}|{content.Shipping}|{content.Units}|");
        text.Append(content.Store).Append('\n').Append(content.Channel).Append('\n').Append(content.Seller).Append('\n').Append(content.Country);
        foreach (var line in content.Lines)
        {
            text.Append('\n').Append(line.Product).Append('\n').Append(line.Name).Append('\n').Append(line.Category).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{line.Quantity}|{line.Price}|{line.Value}");
        }

        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
