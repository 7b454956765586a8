using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;
using Perennial.Workspace.Contract;
using OrderDraft = Perennial.Commerce.Orders.OrderDraft;

namespace Perennial.Commerce.Imports;

/// <summary>A document of a file, ready to be taken in.</summary>
/// <param name="Draft">Its order, with the returns under its own number.</param>
/// <param name="Key">What a return that names its order is told apart by.</param>
/// <param name="Linked">Orders that its returns name: the key in its own store, and the bare number; null for none.</param>
internal sealed record ImportDocument(OrderDraft Draft, string Key, (string Key, string Number)? Linked)
{
    public Currency Currency => new(Draft.Content!.Currency);
}

/// <summary>Turns the orders of a file into drafts. Touches no database.</summary>
/// <param name="settings">The shop's settings.</param>
/// <param name="zone">Zone in which the file's times were placed.</param>
/// <param name="import">The import.</param>
/// <param name="source">Where its numbers are from.</param>
/// <param name="fileHash">Names the file among others, for rows that were mended.</param>
internal sealed class ImportDrafting(ShopSettings settings, DateTimeZone zone, Guid import, string source, string fileHash)
{
    private const string ReturnPrefix = "file:";
    private const int DayCharacters = 11;
    private const string MendedPrefix = "mended:";
    private const int MendedHashChars = 16;
    private const decimal AmountMax = 1_000_000_000_000m;
    private const string NameSystem = "-name";

    /// <summary>The longest source of which names can be told apart too: what systems of ids may have.</summary>
    public const int SourceCharactersMax = 27;

    /// <summary>Whether a return was told by the document of a key.</summary>
    public static bool IsReturnOf(string returnKey, string key) => returnKey.StartsWith(ReturnPrefix, StringComparison.Ordinal) &&
        returnKey.Length == ReturnPrefix.Length + DayCharacters + key.Length && returnKey.EndsWith(key, StringComparison.Ordinal);

    /// <summary>The document of an order, or why it cannot be taken.</summary>
    public (ImportDocument? Document, FileProblem? Problem) Read(FileOrder order, long now)
    {
        var currency = settings.Currency;
        if (order.Currency is not null && !Currency.TryParse(order.Currency, out currency))
        {
            return (null, Problem(order, "imports.currency_unknown", order.Currency));
        }

        var sold = order.Lines.Sum(l => l.Amount);
        var units = order.Lines.Sum(l => l.Units);
        var givenBack = order.Returns.Any(r => r.Lines.Sum(l => l.Amount) >= AmountMax);
        if (sold >= AmountMax || givenBack || units >= OrderBounds.UnitsMax || !OrderBounds.Fits(sold, currency))
        {
            return (null, Problem(order, "imports.order_too_large", order.Number));
        }

        var placedAt = Micros.Of(zone.AtLeniently(order.PlacedAt).ToInstant());
        var content = new OrderContent
        {
            At = now, IsStamped = false, Tie = 0, PlacedAt = placedAt, IsTest = false, Currency = currency.Code,
            Goods = Rounding.Whole(sold * currency.MinorPerUnit), Discount = 0, Tax = 0, TaxIncluded = true, Shipping = 0,
            Units = Rounding.Whole(units * 1000), Store = order.Store, Channel = order.Channel, Seller = order.Seller,
            Country = order.Country, Import = import, Lines = [.. order.Lines.Select(Line)],
        };
        var linked = order.Returns.FirstOrDefault(r => r.OrderKey is not null);
        return (new ImportDocument(new OrderDraft
        {
            Source = source, Number = order.Key, Content = content with { Tie = OrderDrafting.TieOf(content) }, Customer = Hint(order.Customer),
            Status = OrderStatus.Placed, StatusAt = placedAt, JoinsLines = order.IsMended,
            Returns = [.. order.Returns.Select(r => Return(order, r, now))],
        }, order.Key, linked is null ? null : (linked.OrderKey!, linked.OrderNumber!)), null);
    }

    /// <summary>
    /// A hint without what could not be read of it. Whoever has nothing left is told apart by what the file has, as the
    /// report does, or is nobody.
    /// </summary>
    public CustomerHint Reduced(CustomerHint hint, Refusal refusal)
    {
        bool Wrong(string field) => refusal.Fields.Any(f => f.Field == "customer." + field);
        var text = hint.Email ?? hint.Phone;
        var reduced = hint with
        {
            Email = Wrong("email") ? null : hint.Email, Phone = Wrong("phone") ? null : hint.Phone,
            ExternalId = Wrong("external_id") ? null : hint.ExternalId,
        };
        return reduced is { Email: null, Phone: null, ExternalId: null } && !Wrong("external_id") && text is not null
            ? reduced with { ExternalSystem = source + NameSystem, ExternalId = text }
            : reduced;
    }

    private static FileProblem Problem(FileOrder order, string code, string? value) => new(code, order.File, order.Line, null, value);

    // The shop's own id tells customers apart, else address or number; a name only where there is nothing else.
    private CustomerHint Hint(FileCustomer? customer)
    {
        if (customer is null)
        {
            return new CustomerHint();
        }

        var (system, id) = customer.Id is not null ? (source, customer.Id)
            : customer is { Email: null, Phone: null } ? (source + NameSystem, customer.Identity ?? customer.Name)
            : (null, null);
        return new CustomerHint
        {
            ExternalSystem = system, ExternalId = id, Email = customer.Email, Phone = customer.Phone, Name = customer.Name,
        };
    }

    // One name a product: the shop's code, or where there is none what the file calls it.
    private static OrderLineRow Line(FileLine line) => new(line.Sku ?? line.Product, line.Sku is null ? null : line.Product, line.Category,
        Micro(line.Quantity ?? line.Units) ?? 0, Micro(line.Price), Micro(line.Amount) ?? 0);

    private static long? Micro(decimal? value) =>
        value is { } known && Math.Abs(known) < AmountMax ? Rounding.Whole(known * ExactDecimal.MicroPerOne) : null;

    // A day of a document has one return. Mended rows have one of their own beside it.
    private (OrderReturnRow Row, decimal Value) Return(FileOrder order, FileReturn returned, long now)
    {
        var prefix = order.IsMended ? MendedPrefix + fileHash[..MendedHashChars] + ":" : ReturnPrefix;
        var key = $"{prefix}{returned.At.Date:uuuu-MM-dd}:{order.Key}";
        var units = returned.Lines.Sum(l => l.Units);
        return (new OrderReturnRow(key, Micros.Of(zone.AtLeniently(returned.At).ToInstant()), now, 0,
            units < AmountMax ? Rounding.Whole(units * 1000) : 0, null, null, returned.Lines.Count == 1 ? Line(returned.Lines[0]).Product : null,
            Withdrawn: false), returned.Lines.Sum(l => l.Amount));
    }
}
