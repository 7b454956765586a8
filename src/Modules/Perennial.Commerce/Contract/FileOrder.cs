using NodaTime;

namespace Perennial.Commerce.Contract;

/// <summary>
/// An order as one text tells it, whole: all rows of its number, wherever they stood. Or returns that stand alone, and
/// then it has no lines. What the report counts of it is the sum of its lines, rounded once.
/// </summary>
public sealed record FileOrder
{
    /// <summary>The text it stands in: <c>orders.zip:may.csv</c>.</summary>
    public required string File { get; init; }

    /// <summary>1-based line of its first row.</summary>
    public required long Line { get; init; }

    /// <summary>
    /// What tells it from every other order of the shop, and is the same in every file that has it: the number, within
    /// the store and the currency where these part numbers. Of a row without a number it is made of what the row says
    /// and of how many like it stood before in its text, so that the same file again has the same keys.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>The order's number; null when a row without one is an order of its own.</summary>
    public string? Number { get; init; }

    /// <summary>The store; null where none is written.</summary>
    public string? Store { get; init; }

    /// <summary>Who bought; null for nobody.</summary>
    public FileCustomer? Customer { get; init; }

    /// <summary>The shop's day and second: of the first row of the sale, or of the first return where nothing was sold.</summary>
    public required LocalDateTime PlacedAt { get; init; }

    /// <summary>ISO 4217 code; null where none is written, which is the shop's own currency.</summary>
    public string? Currency { get; init; }

    /// <summary>What was sold; empty where the text only has returns under the number.</summary>
    public required IReadOnlyList<FileLine> Lines { get; init; }

    /// <summary>What was given back under the number, a day each, in the order of the rows.</summary>
    public required IReadOnlyList<FileReturn> Returns { get; init; }

    /// <summary>Channel by which it came; null where none is written.</summary>
    public string? Channel { get; init; }

    /// <summary>Who sold; null where none is written.</summary>
    public string? Seller { get; init; }

    /// <summary>Country; null where none is written.</summary>
    public string? Country { get; init; }

    /// <summary>
    /// True for rows that were mended: they join the order that has the key, if there is one. False when the text's
    /// version takes the place of an earlier one.
    /// </summary>
    public bool IsMended { get; init; }
}

/// <summary>A customer as an order names her; at least one of the fields is there.</summary>
public sealed record FileCustomer
{
    /// <summary>What tells her from others by the report's rule: id, or else e-mail, phone, name; null when that is blank.</summary>
    public string? Identity { get; init; }

    /// <summary>The shop's own id; null where the file has none, also for a guest.</summary>
    public string? Id { get; init; }

    /// <summary>E-mail address as it is written; null where none is.</summary>
    public string? Email { get; init; }

    /// <summary>Phone number as it is written; null where none is.</summary>
    public string? Phone { get; init; }

    /// <summary>Name; null where none is written.</summary>
    public string? Name { get; init; }
}

/// <summary>A row of an order.</summary>
public sealed record FileLine
{
    /// <summary>1-based line on which the row begins.</summary>
    public required long Line { get; init; }

    /// <summary>Value of the row, exact and not rounded, at least 0; what a return gives back is positive too.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Units that count, at least 0: none of goods that were free or of which the file does not say how many.</summary>
    public decimal Units { get; init; }

    /// <summary>Units as they are written, without their sign, also of free goods; null where none are.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Price of one unit as it is written; null where none can be read.</summary>
    public decimal? Price { get; init; }

    /// <summary>Product; null where none is written.</summary>
    public string? Product { get; init; }

    /// <summary>The shop's code of the product, where it stands beside the name; else null.</summary>
    public string? Sku { get; init; }

    /// <summary>Category of the product; null where none is written.</summary>
    public string? Category { get; init; }
}

/// <summary>What was given back on one day.</summary>
public sealed record FileReturn
{
    /// <summary>The shop's day and second of its first row.</summary>
    public required LocalDateTime At { get; init; }

    /// <summary>Its rows; their amounts add up to its value, which is rounded once.</summary>
    public required IReadOnlyList<FileLine> Lines { get; init; }

    /// <summary>
    /// Number of the order it belongs to, if the rows name one; null when it belongs to the lines above it, or to nothing
    /// where there are none.
    /// </summary>
    public string? OrderNumber { get; init; }

    /// <summary>
    /// <see cref="FileOrder.Key"/> of that order in the return's own store; an order that has the bare number as its key
    /// is meant where there is none. Null without <see cref="OrderNumber"/>.
    /// </summary>
    public string? OrderKey { get; init; }
}
