using Perennial.Kernel;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.Contract;

/// <summary>Reads order files.</summary>
public interface IOrderFiles
{
    /// <summary>Reads the files one after another into one set of sales; a later file's version of an order wins.</summary>
    /// <param name="paths">Files, plain or packed.</param>
    /// <param name="options">What the files do not say themselves.</param>
    /// <param name="progress">Told now and then how far reading is; null for no one.</param>
    /// <param name="cancellation">Stops between two batches of rows.</param>
    OrderReading Read(IReadOnlyList<string> paths, OrderFileOptions options, IProgress<ReadProgress>? progress,
        CancellationToken cancellation);

    /// <summary>Reads texts that are already open, such as the demo shop's.</summary>
    OrderReading Read(IReadOnlyList<InputPart> parts, OrderFileOptions options, CancellationToken cancellation);
}

/// <summary>How far reading is.</summary>
/// <param name="File">The file at hand.</param>
/// <param name="Bytes">Bytes on disk read so far, over all files.</param>
/// <param name="BytesTotal">Bytes on disk to read, over all files.</param>
/// <param name="Rows">Rows read so far.</param>
public readonly record struct ReadProgress(string File, long Bytes, long BytesTotal, long Rows);

/// <summary>What came out of reading.</summary>
/// <param name="Sales">The facts; empty when nothing was usable.</param>
/// <param name="Counts">What was read, taken and left.</param>
/// <param name="OtherCurrencies">Orders in other currencies than the reporting one, kept out of all figures.</param>
/// <param name="Warnings">What the files' owner should know, a kind each, most frequent rows first.</param>
/// <param name="Understood">How each text was understood.</param>
/// <param name="TimeZone">IANA name of the zone that days were placed in.</param>
public sealed record OrderReading(
    ISales Sales,
    ReadCounts Counts,
    IReadOnlyList<CurrencyTotal> OtherCurrencies,
    IReadOnlyList<ReadWarning> Warnings,
    IReadOnlyList<UnderstoodText> Understood,
    string TimeZone);

/// <summary>Counts of reading.</summary>
/// <param name="Files">Texts read: files, and entries of archives.</param>
/// <param name="Rows">Rows, without headers and blank lines.</param>
/// <param name="Accepted">Rows that were used.</param>
/// <param name="Rejected">Rows that could not be used.</param>
/// <param name="Orders">Orders in the reporting currency that were worth something.</param>
/// <param name="IdentifiedOrders">Those with a customer.</param>
/// <param name="Returns">Returns in the reporting currency that were worth something.</param>
/// <param name="AnonymousOrders">Orders without a customer.</param>
public sealed record ReadCounts(
    int Files, long Rows, long Accepted, long Rejected, long Orders, long IdentifiedOrders, long Returns,
        long AnonymousOrders);

/// <summary>Orders of a currency that is not the reporting one.</summary>
/// <param name="Orders">Orders that were worth something.</param>
/// <param name="Revenue">Their value less returns in that currency.</param>
public sealed record CurrencyTotal(long Orders, Money Revenue);

/// <summary>How bad a warning is.</summary>
public enum WarningKind
{
    /// <summary>Rows were used; this is how they were understood.</summary>
    Understood,

    /// <summary>Rows were left out.</summary>
    Rejected,

    /// <summary>A file was read and holds nothing that can be used: no rows, or no columns that mean anything.</summary>
    Unusable,

    /// <summary>A file, or the rest of it, could not be read.</summary>
    Unreadable,
}

/// <summary>All problems of one kind: how many rows, and the first of them.</summary>
/// <param name="Kind">What became of the rows.</param>
/// <param name="First">The first place where it was met.</param>
/// <param name="Count">Rows, orders or files it concerns, ≥ 1.</param>
public sealed record ReadWarning(WarningKind Kind, FileProblem First, long Count);

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
    IReadOnlyDictionary<OrderField, string> Columns, IReadOnlyList<string> Unused);
