using Perennial.Kernel.Text;

namespace Perennial.Commerce.Contract;

/// <summary>How a text was understood.</summary>
/// <param name="File">Its name.</param>
/// <param name="Encoding">IANA name of the encoding.</param>
/// <param name="Delimiter">The delimiter; a space for columns parted by white space, NUL where the text is no table.</param>
/// <param name="Shape">
/// Stable name of the shape: <c>plain</c>, <c>uci-online-retail</c>, <c>uci-online-retail-ii</c>, <c>cdnow</c>,
/// <c>shopify-orders</c>, <c>woocommerce-orders-json</c>, <c>woocommerce-analytics</c>, <c>commerceml</c>,
/// <c>square-items</c>, <c>magento-orders</c>.
/// </param>
/// <param name="Columns">
/// The header or position taken for each field; of a shop system's export all that it is read from, with the signs by
/// which an amount is reckoned.
/// </param>
/// <param name="Unused">Columns that no field was found for.</param>
public sealed record UnderstoodText(string File, string Encoding, char Delimiter, string Shape,
    IReadOnlyDictionary<OrderField, string> Columns, IReadOnlyList<string> Unused)
{
    /// <summary>True when the bytes do not prove the encoding.</summary>
    public bool EncodingGuessed { get; init; }

    /// <summary>False when the first row is data.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>What parts the decimals, <c>.</c> or <c>,</c>; null when no amount seen has such a sign.</summary>
    public char? DecimalSign { get; init; }

    /// <summary>True when no amount proves the decimal sign.</summary>
    public bool DecimalSignGuessed { get; init; }

    /// <summary>
    /// What stands first in dates that end with the year; null when they are written in another way, or by a format
    /// that was told.
    /// </summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>True when no date proves the order.</summary>
    public bool DateOrderGuessed { get; init; }
}
