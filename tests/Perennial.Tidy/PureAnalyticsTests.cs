using ArchUnitNET.Loader;

namespace Perennial.Tidy;

public sealed class PureAnalyticsTests
{
    [Fact]
    public void Analytics_is_pure_math() =>
        PureMath.Impurities(Repository.Project("Analytics").Assembly, "Perennial.Analytics").ShouldBeEmpty();

    [Fact]
    public void A_model_that_waits_reads_files_or_looks_at_a_clock_is_reported() =>
        PureMath.Impurities(typeof(PureAnalyticsTests).Assembly, "Perennial.Planted").ShouldBe(
        [
            "Perennial.Planted.ImpureModel uses System.IO.File",
            "Perennial.Planted.ImpureModel uses System.Threading.Tasks.Task",
            "Perennial.Planted.ImpureModel uses System.Threading.Tasks.Task`1",
            "Perennial.Planted.ImpureModel uses System.TimeProvider",
        ], ignoreOrder: true);
}

/// <summary>Rule: a model is a function of its arguments; the same data gives the same answer everywhere.</summary>
internal static class PureMath
{
    // Loops side by side over arrays: the answer is the same for any number of cores.
    private const string Parallel = "System.Threading.Tasks.Parallel";

    private static readonly string[] Impure =
    [
        "System.Console", "System.Data.", "System.DateTime", "System.Diagnostics.", "System.Environment", "System.IO.",
        "System.Net.", "System.Random", "System.Threading.", "System.TimeProvider", "Microsoft.Extensions.",
        "Perennial.Kernel.Files.",
    ];

    /// <summary>Uses of the outside world in the types of a namespace, method bodies included.</summary>
    public static IEnumerable<string> Impurities(Assembly assembly, string root) =>
        new ArchLoader().LoadAssembly(assembly).Build().Types
            .Where(t => t.FullName.StartsWith(root + ".", Ordinal))
            .SelectMany(t => t.Dependencies.Select(d => d.Target.FullName)
                .Where(used => used != Parallel && Impure.Any(i => used.StartsWith(i, Ordinal)))
                .Select(used => $"{t.FullName} uses {used}"))
            .Distinct();
}
