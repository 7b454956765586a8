using System.Globalization;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>What looking through a file found: its texts, and what there is to tell of the file itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Texts">Its texts, from a part on.</param>
/// <param name="Problem">Why it has no texts, or no more of them; null when all are there.</param>
/// <param name="HasGrown">Whether it became longer meanwhile.</param>
internal sealed record ScannedFile(string Name, IReadOnlyList<ScannedText> Texts, FileProblem? Problem, bool HasGrown);

/// <summary>What looking through a text found.</summary>
internal sealed class ScannedText
{
    public required string Name { get; init; }

    /// <summary>How it is to be read; null when it cannot be.</summary>
    public TextForm? Form { get; init; }

    /// <summary>Why it cannot be read, or not to its end; null when it can.</summary>
    public FileProblem? Problem { get; set; }

    /// <summary>True when the problem is that it holds nothing to be read.</summary>
    public bool IsUnusable { get; init; }

    /// <summary>What finding the form brought up.</summary>
    public IReadOnlyList<ReadWarning> FormNotes { get; init; } = [];

    /// <summary>
    /// Numbers that come back after another stood between, by hash, and in how many stretches they stand. All others are
    /// whole when their stretch ends.
    /// </summary>
    public Dictionary<ulong, int> Stretches { get; } = [];

    /// <summary>Numbers with more rows than an order can have, by hash; none of them is given out.</summary>
    public HashSet<ulong> TooLong { get; } = [];

    /// <summary>Content of rows without a number that another row has too, by hash.</summary>
    public HashSet<ulong> Repeated { get; } = [];

    /// <summary>How often the text is read, so that orders whose rows stand apart are not held all at once.</summary>
    public int Passes { get; set; } = 1;

    public long Rows { get; set; }

    public long Rejected { get; set; }

    public long Orders { get; set; }

    public int FirstDay { get; set; } = int.MaxValue;

    public int LastDay { get; set; } = int.MinValue;

    /// <summary>Sums by currency, of all rows that could be read.</summary>
    public IReadOnlyList<RowSum> Sums { get; set; } = [];

    public TextOutcome Outcome { get; set; } = null!;

    /// <summary>What is wrong with a row whose number has too many of them.</summary>
    public FileProblem TooManyLines(long line, ReadOnlySpan<char> number) =>
        new("order.too_many_lines", Name, line, null, RowParser.Shown(number), OrderBounds.LinesMax.ToString(CultureInfo.InvariantCulture));
}
