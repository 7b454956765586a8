using System.Collections.Frozen;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>What a status says of an order.</summary>
internal enum OrderStatus
{
    /// <summary>It counts.</summary>
    Sale,

    /// <summary>It was cancelled, or not paid yet: known, and worth nothing.</summary>
    NoSale,

    /// <summary>A word of the shop's own: it does not count, and the shop is told so.</summary>
    Unknown,
}

/// <summary>The statuses of a shop system; case, spaces, underscores and hyphens do not matter.</summary>
internal sealed class OrderStatuses
{
    private const int CharsMax = 64;
    private readonly FrozenDictionary<string, OrderStatus>.AlternateLookup<ReadOnlySpan<char>> known;

    public OrderStatuses(string[] sales, string[] others)
    {
        known = sales.Select(s => KeyValuePair.Create(s, OrderStatus.Sale))
            .Concat(others.Select(s => KeyValuePair.Create(s, OrderStatus.NoSale)))
            .ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public OrderStatus Of(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[CharsMax];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) && length < CharsMax)
            {
                folded[length++] = char.ToLowerInvariant(c);
            }
        }

        return known.TryGetValue(folded[..length], out var status) ? status : OrderStatus.Unknown;
    }

    /// <summary>Tells, for an order that does not count, why.</summary>
    public static void Tell(ShapeText text, OrderStatus status, long line, string? column, ReadOnlySpan<char> value)
    {
        switch (status)
        {
            case OrderStatus.NoSale:
                text.Note("order.no_sale", line, column, value);
                break;
            case OrderStatus.Unknown:
                text.Note("order.status_unknown", line, column, value);
                break;
        }
    }
}
