using Perennial.Kernel.Files;

namespace Perennial.Commerce.Contract;

/// <summary>Opens order files as streams of whole orders, with all that stands in them; for files of any size.</summary>
public interface IOrderStreams
{
    /// <summary>
    /// Reads the files once and gives nothing of them out: a trial run. What it found can be handed to
    /// <see cref="Open"/>, which else does the same for itself, file by file.
    /// </summary>
    /// <param name="files">The files; each text by itself, in this order.</param>
    /// <param name="options">What the files do not say themselves. Dimensions and the place of rejects mean nothing here.</param>
    /// <param name="progress">Told now and then how far reading is; null for no one.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    OrderScan Scan(IReadOnlyList<OrderSource> files, OrderFileOptions options, IProgress<ReadProgress>? progress,
        CancellationToken cancellation);

    /// <summary>Opens the files' orders from a position on.</summary>
    /// <param name="files">The files, the same and in the same order for every position.</param>
    /// <param name="options">The same for every position.</param>
    /// <param name="from">Position after the last batch that was kept; null for the beginning.</param>
    /// <param name="scan">What <see cref="Scan"/> found of these files with these options; null where it was not asked.</param>
    IOrderStream Open(IReadOnlyList<OrderSource> files, OrderFileOptions options, OrderPosition? from, OrderScan? scan);

    /// <summary>Writes rejected rows as a file to mend and to give again.</summary>
    /// <param name="rows">The rows, those of one text together.</param>
    /// <param name="open">
    /// Opens a text to write to; asked with 1 at once, and with 2 and so on for rows whose columns are others than those
    /// before, which cannot share a file. The caller closes none of them.
    /// </param>
    void WriteRejects(IEnumerable<RejectedRow> rows, Func<int, TextWriter> open);
}

/// <summary>A file to read.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What its owner calls it, for people; null for its own name.</param>
public sealed record OrderSource(string Path, string? Name = null);

/// <summary>
/// Whole orders, a batch at a time. Memory does not grow with the file, but for 8 to 16 bytes a number while a text is
/// looked through, and for orders whose rows stand apart.
/// </summary>
public interface IOrderStream : IDisposable
{
    /// <summary>Reads on.</summary>
    /// <param name="ordersMax">Orders of a batch, about; at least 1. Long orders and rejected rows end a batch sooner.</param>
    /// <param name="cancellation">Stops between two rows; the stream is of no use then.</param>
    /// <returns>What was found next, which may be nothing but a position; null at the end.</returns>
    /// <exception cref="FileRefusedException">
    /// A file is another than it was when it was looked through, or than at the position; or it is not there any more.
    /// Damage that was there from the beginning is told in a batch.
    /// </exception>
    OrderBatch? Next(int ordersMax, CancellationToken cancellation);
}

/// <summary>Some orders, in no particular order; what is stored of it is to be stored together with its position.</summary>
/// <param name="Orders">Whole orders; each is given once.</param>
/// <param name="Rejects">Rows that cannot be used, each given once.</param>
/// <param name="Texts">What there is to tell of texts that were read to their end, or could not be.</param>
/// <param name="Position">Where to read on from when all of this is stored.</param>
public sealed record OrderBatch(
    IReadOnlyList<FileOrder> Orders, IReadOnlyList<RejectedRow> Rejects, IReadOnlyList<TextOutcome> Texts, OrderPosition Position);

/// <summary>What there is to tell of a text, or of a file that has none.</summary>
/// <param name="File">Its name.</param>
/// <param name="Understood">How it was understood; null when it was not, or was told before.</param>
/// <param name="Warnings">
/// What its owner should know, a kind each. Of a text with very many orders that stand apart it may come in several
/// parts, and their counts add up.
/// </param>
public sealed record TextOutcome(string File, UnderstoodText? Understood, IReadOnlyList<ReadWarning> Warnings);

/// <summary>A row that cannot be used, with all that is needed to write it to a file to mend.</summary>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Row">The row as it stands in the file, on one line or more.</param>
/// <param name="Form">The columns it belongs to; one and the same for the rows of a text that has a header.</param>
public sealed record RejectedRow(FileProblem Problem, string Row, RejectsForm Form);

/// <summary>The columns of a text's rejected rows.</summary>
/// <param name="Header">The first line of their file.</param>
/// <param name="Delimiter">What parts the columns.</param>
/// <param name="HasHeader">False when the text has no header, and the names of columns are ours.</param>
public sealed record RejectsForm(string Header, char Delimiter, bool HasHeader);

/// <summary>What a trial run found.</summary>
/// <param name="Texts">Texts and files that were looked at.</param>
/// <param name="Rows">Rows, without headers and blank lines.</param>
/// <param name="Rejected">Rows that cannot be used.</param>
/// <param name="Orders">Order numbers within their stores, and rows without one; each text for itself.</param>
/// <param name="FirstDay">The earliest day of a row that can be used; null without any.</param>
/// <param name="LastDay">The latest one; null without any.</param>
/// <param name="Sums">What the rows that can be read add up to, those of too long orders too; a currency each, the most rows first.</param>
/// <param name="Outcomes">How each text was understood and what there is to tell of it, in the order of the files.</param>
public sealed record OrderScan(int Texts, long Rows, long Rejected, long Orders, NodaTime.LocalDate? FirstDay,
    NodaTime.LocalDate? LastDay, IReadOnlyList<RowSum> Sums, IReadOnlyList<TextOutcome> Outcomes)
{
    /// <summary>What the stream has to know of each file; null of one that is not of a scan.</summary>
    internal IReadOnlyList<OrderFiles.Streaming.ScannedFile> Files { get; init; } = [];
}

/// <summary>Usable rows of one currency added up; rows that other files repeat are in it as often as they stand there.</summary>
/// <param name="Currency">ISO 4217 code; null for rows that name none.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Sales">What was sold, exact and not rounded.</param>
/// <param name="Returns">What was given back, likewise, at least 0.</param>
public sealed record RowSum(string? Currency, long Rows, decimal Sales, decimal Returns);
