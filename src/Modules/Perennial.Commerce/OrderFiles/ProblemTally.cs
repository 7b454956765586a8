using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>Counts problems by kind and keeps the first of each, so that a million like it cost a counter.</summary>
internal sealed class ProblemTally(WarningKind kind)
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileProblem> first = new(StringComparer.Ordinal);

    /// <summary>Counts it; true when its kind is new and wants an example.</summary>
    public bool Add(string code, long times = 1)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, code,
            out var isKnown);
        count += times;
        return !isKnown;
    }

    /// <summary>Keeps the example of a kind.</summary>
    public void Example(FileProblem problem) => first.TryAdd(problem.Code, problem);

    /// <summary>Counts a problem that is at hand anyway.</summary>
    public void Add(FileProblem problem, long times = 1)
    {
        Add(problem.Code, times);
        Example(problem);
    }

    public long Total => counts.Values.Sum();

    public IEnumerable<ReadWarning> Warnings() =>
        counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => new ReadWarning(kind, first[c.Key], c.Value));
}
