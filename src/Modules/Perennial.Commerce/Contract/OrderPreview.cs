using NodaTime;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.Contract;

/// <summary>How files would be read.</summary>
/// <param name="Texts">Each text that could be understood, in the order of the files.</param>
/// <param name="Warnings">What the files' owner should know so far, a kind each.</param>
public sealed record OrderPreview(IReadOnlyList<PreviewedText> Texts, IReadOnlyList<ReadWarning> Warnings);

/// <summary>How a text would be read.</summary>
/// <param name="Understood">Its form and columns.</param>
/// <param name="Rows">Its first rows, at most <see cref="RowsMax"/>, by line.</param>
public sealed record PreviewedText(UnderstoodText Understood, IReadOnlyList<PreviewRow> Rows)
{
    /// <summary>Rows shown of a text.</summary>
    public const int RowsMax = 20;
}

/// <summary>A row as it would count: an order line, or a row that cannot be used.</summary>
/// <param name="Line">1-based line on which it begins.</param>
/// <param name="Problem">Why it cannot be used, and then the rest is null; null when it can.</param>
public sealed record PreviewRow(long Line, FileProblem? Problem)
{
    /// <summary>The shop's day; null with a problem.</summary>
    public LocalDate? Day { get; init; }

    /// <summary>The shop's time of the day; midnight where none is written; null with a problem.</summary>
    public LocalTime? Time { get; init; }

    /// <summary>What tells the customer from others; null for nobody.</summary>
    public string? Customer { get; init; }

    /// <summary>Order number; null when the row is an order of its own.</summary>
    public string? Order { get; init; }

    /// <summary>Value of the row, negative for a return, not rounded; null with a problem.</summary>
    public decimal? Amount { get; init; }

    /// <summary>True when the row gives back.</summary>
    public bool IsReturn { get; init; }

    /// <summary>ISO 4217 code; null when none is written.</summary>
    public string? Currency { get; init; }

    /// <summary>Units, at least 0; null where no column holds them.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Product, category, store, channel, seller and country, of which the row has any.</summary>
    public IReadOnlyDictionary<OrderField, string> Labels { get; init; } = new Dictionary<OrderField, string>();
}
