using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Customers.Contract;
using Perennial.Kernel.Files;
using OrderDraft = Perennial.Commerce.Orders.OrderDraft;

namespace Perennial.Commerce.Imports;

/// <summary>Adds up what a trial run finds that would become of a file's orders.</summary>
/// <param name="repeats">
/// Whether a number may come again, in a later text: each batch of a trial is taken back, so the database does not know of the
/// first. A return that names an order of the same file, far before it, counts as a document of its own for the same reason.
/// </param>
internal sealed class ImportTrial(bool repeats)
{
    private readonly HashSet<ulong> customers = [];
    private readonly Dictionary<ulong, long> seen = [];
    private readonly ProblemTally refused = new(WarningKind.Rejected);

    /// <summary>A document, and what would become of it.</summary>
    internal sealed record Tried(OrderDraft Draft, string Outcome);

    public long Created { get; private set; }

    public long Changed { get; private set; }

    public long Unchanged { get; private set; }

    /// <summary>Customers whom the file names, told apart as it does.</summary>
    public long Customers => customers.Count;

    /// <summary>Orders that can be read and cannot be taken.</summary>
    public IReadOnlyList<ReadWarning> Refused => [.. refused.Warnings()];

    /// <summary>Adds a batch.</summary>
    /// <param name="tried">Its documents.</param>
    /// <param name="problems">Why some cannot be taken.</param>
    public void Add(IReadOnlyList<Tried> tried, IReadOnlyList<FileProblem> problems)
    {
        foreach (var problem in problems)
        {
            refused.Add(problem);
        }

        foreach (var (draft, outcome) in tried)
        {
            Count(repeats ? OutcomeAgain(draft, outcome) : outcome);
            if (IdentityOf(draft.Customer) is { } identity)
            {
                customers.Add(SeenHashes.Of(identity));
            }
        }
    }

    private void Count(string outcome)
    {
        Created += outcome == "created" ? 1 : 0;
        Changed += outcome == "changed" ? 1 : 0;
        Unchanged += outcome == "unchanged" ? 1 : 0;
    }

    private string OutcomeAgain(OrderDraft draft, string outcome)
    {
        var (key, tie) = (SeenHashes.Of(draft.Key), draft.Content?.Tie ?? 0);
        var isKnown = seen.TryGetValue(key, out var before);
        seen[key] = tie;
        return !isKnown ? outcome : before == tie ? "unchanged" : "changed";
    }

    private static string? IdentityOf(CustomerHint hint) =>
        hint.ExternalId is { } id ? $"{hint.ExternalSystem}\n{id}" : hint.Email ?? hint.Phone;
}
