using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>What there is to tell of one text.</summary>
internal sealed class TextTally
{
    public ProblemTally Notes { get; } = new(WarningKind.Understood);

    public ProblemTally Conflicts { get; } = new(WarningKind.Understood);

    public ProblemTally Rejects { get; } = new(WarningKind.Rejected);

    /// <summary>A problem that ends a text or a file, as a warning.</summary>
    public static ReadWarning Ended(FileProblem problem, bool isUnusable = false) =>
        new(isUnusable || problem.Code is "file.empty" or "documents.none" ? WarningKind.Unusable : WarningKind.Unreadable,
            problem, 1);

    /// <summary>All of it, after what ended the text.</summary>
    public IReadOnlyList<ReadWarning> Warnings(FileProblem? ended, bool isUnusable = false) =>
    [
        .. ended is null ? [] : new[] { Ended(ended, isUnusable) },
        .. Rejects.Warnings(), .. Conflicts.Warnings(), .. Notes.Warnings(),
    ];
}
