using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.Api;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Events;

/// <summary>Something that a customer did, as a program tells it.</summary>
internal sealed record CustomerEventBody
{
    /// <summary>The system that tells it; ids are told apart by it.</summary>
    public string Source { get; set; } = "api";

    /// <summary>What the source calls the event; told twice, it is one.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    public Buyer? Customer { get; init; }

    /// <summary>The source's id of the cart, the subscription or the wish.</summary>
    public string? Subject { get; init; }

    /// <summary>What a custom event is called.</summary>
    public string? Name { get; init; }

    public string? Product { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? Value { get; init; }

    public string? Currency { get; init; }

    /// <summary>Number of the order that a cart became.</summary>
    public string? Order { get; init; }

    /// <summary>First day of a subscription's term.</summary>
    public string? From { get; init; }

    /// <summary>Last day of it.</summary>
    public string? Until { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    /// <summary>Named texts, kept with it.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }
}

/// <summary>An event, checked and in the units it is kept in; whose it is, is not decided yet.</summary>
internal sealed record EventDraft(EventType Type, EventRow Row, CustomerHint Customer)
{
    /// <summary>Key of what it moves; null where it moves nothing.</summary>
    public string? HoldingKey { get; } = Type.Holding is { } kind ? EventKeys.OfHolding(kind, Row.Source, Row.Subject!) : null;
}

/// <summary>Turns what programs tell into drafts, or says everything that is wrong with it.</summary>
internal sealed class EventDrafting(OrderOrigin origin)
{
    private const int CodeCharactersMax = 200;
    private const int LabelCharactersMax = 64;
    private const int DataMax = 50;
    private const int DataCharactersMax = 1_000;
    private const decimal AmountMax = 1_000_000_000_000m;
    private static readonly Duration AheadMax = Duration.FromHours(24);
    private static readonly Instant First = Instant.FromUtc(1950, 1, 2, 0, 0);

    private readonly List<FieldProblem> problems = [];

    public Result<EventDraft> Read(CustomerEventBody body)
    {
        problems.Clear();
        Check(EventTypes.All.TryGetValue(body.Type, out var type), "type", "events.type_unknown", EventTypes.Names);
        Text(body.Source, "source", LabelCharactersMax);
        Check(!string.IsNullOrWhiteSpace(body.Source), "source", "value.missing");
        Text(body.Id, "id", CodeCharactersMax);
        Check(!string.IsNullOrWhiteSpace(body.Id), "id", "value.missing");
        Text(body.Subject, "subject", CodeCharactersMax);
        Text(body.Name, "name", CodeCharactersMax);
        Text(body.Product, "product", CodeCharactersMax);
        Text(body.Order, "order", CodeCharactersMax);
        Text(body.Store, "store", LabelCharactersMax);
        Text(body.Channel, "channel", LabelCharactersMax);
        foreach (var (field, given) in Given(body))
        {
            Check(!string.IsNullOrWhiteSpace(given) || type?.Needs.Contains(field, StringComparer.Ordinal) != true, field, "value.missing");
        }

        var at = Instant.FromDateTimeOffset(body.At);
        Check(at <= origin.Now + AheadMax, "at", "value.in_future");
        Check(at >= First, "at", "value.out_of_range", "1950-01-01");
        var currency = origin.Settings.Currency;
        Check(body.Currency is null || Currency.TryParse(body.Currency, out currency), "currency", "value.currency_wanted");
        Amount(body.Quantity, "quantity");
        Amount(body.Value, "value");
        Term(body);
        var data = Data(body.Data);
        return problems.Count > 0
            ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [.. problems] }
            : new EventDraft(type!, new EventRow
            {
                Type = body.Type, Source = body.Source, EventId = body.Id, HappenedAt = Micros.Of(at), Subject = Blank(body.Subject),
                Name = Blank(body.Name), Product = Blank(body.Product),
                Quantity = body.Quantity is { } quantity ? Rounding.Whole(quantity * 1000) : null,
                Value = body.Value is { } value ? Rounding.Whole(value * currency.MinorPerUnit) : null,
                Currency = body.Value is null ? null : currency.Code, OrderNumber = Blank(body.Order), FromDay = body.From, UntilDay = body.Until,
                Store = Blank(body.Store), Channel = Blank(body.Channel), Data = data, RecordedAt = Micros.Of(origin.Now),
            }, OrderDrafting.Hint(body.Customer));
    }

    private static IEnumerable<(string Field, string? Value)> Given(CustomerEventBody body) =>
    [
        ("subject", body.Subject), ("name", body.Name), ("product", body.Product), ("from", body.From), ("until", body.Until),
    ];

    private void Term(CustomerEventBody body)
    {
        var (from, until) = (Day(body.From, "from"), Day(body.Until, "until"));
        Check(!(from > until), "until", "events.term_backwards");
    }

    private LocalDate? Day(string? text, string field)
    {
        if (text is null)
        {
            return null;
        }

        var day = LocalDatePattern.Iso.Parse(text);
        Check(day.Success && day.Value.Year is >= 1950 and <= 2200, field, "value.day_wanted");
        return day.Success ? day.Value : null;
    }

    private string? Data(IReadOnlyDictionary<string, string>? data)
    {
        if (data is null || data.Count == 0)
        {
            return null;
        }

        Check(data.Count <= DataMax, "data", "value.too_many", $"{DataMax}");
        foreach (var (name, value) in data.Take(DataMax))
        {
            Check(name.Length is > 0 and <= LabelCharactersMax && !name.Any(char.IsControl), "data", "events.data_name", $"{LabelCharactersMax}");
            Check(value is not null, "data", "json.null");
            Check(!(value?.Length > DataCharactersMax), "data", "value.too_long", $"{DataCharactersMax}");
            Check(value?.Contains('\0', StringComparison.Ordinal) != true, "data", "value.control_character");
        }

        return problems.Count > 0 ? null
            : JsonSerializer.Serialize(new SortedDictionary<string, string>(data.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
                CommerceJson.Api.SortedDictionaryStringString);
    }

    private void Amount(decimal? amount, string field)
    {
        Check(!(amount < 0), field, "value.negative");
        Check(!(amount > AmountMax), field, "value.too_large");
    }

    private void Text(string? text, string field, int charactersMax)
    {
        Check(!(text?.Length > charactersMax), field, "value.too_long", charactersMax.ToString(CultureInfo.InvariantCulture));
        Check(text?.AsSpan().ContainsAnyInRange('\0', '\u001F') != true, field, "value.control_character");
    }

    private void Check(bool isRight, string field, string code, string? detail = null)
    {
        if (!isRight)
        {
            problems.Add(new FieldProblem(field, code, detail));
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
