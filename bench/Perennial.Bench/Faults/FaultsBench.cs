using System.Globalization;
using Perennial.Kernel.Data;
using Perennial.Rig;

namespace Perennial.Bench.Faults;

/// <summary>
/// The long runs of what the suite holds in short: a shop whose server, database or disk fails. What is not as promised is
/// told, and is the exit code.
/// </summary>
internal static class FaultsBench
{
    private const string All = "faults";
    private const double ToldSecondsMax = 2;
    private const double BackSecondsMax = 10;

    private static readonly (string Name, Func<int, BenchOptions, TextWriter, Task<bool>> Run)[] Parts =
    [
        ("kills", KillsAsync), ("database", DatabaseAsync), ("disk", OtherFaults.DiskAsync), ("upgrade", OtherFaults.UpgradeAsync),
        ("overload", OtherFaults.OverloadAsync), ("nodes", OtherFaults.NodesAsync),
    ];

    // Too long to come along with the others.
    private static readonly (string Name, Func<int, BenchOptions, TextWriter, Task<bool>> Run)[] LongParts = [("soak", OtherFaults.SoakAsync)];

    /// <summary>What it is called by: all of it, or a part.</summary>
    public static IReadOnlyList<string> Names { get; } = [All, .. Parts.Concat(LongParts).Select(p => $"{All}.{p.Name}")];

    /// <summary>Runs what is asked for.</summary>
    /// <returns>Whether everything was as promised.</returns>
    public static async Task<bool> RunAsync(BenchOptions options, TextWriter to)
    {
        var seed = options.IsSeedNamed ? (int)(options.Seed % int.MaxValue) : Environment.TickCount & int.MaxValue;
        await to.WriteLineAsync($"seed {seed}, load before the start {Timing.LoadAverage()}");
        var isSound = true;
        foreach (var (name, run) in Parts.Where(p => options.Has(All)).Concat(Parts.Concat(LongParts).Where(p => options.Has($"{All}.{p.Name}"))))
        {
            isSound &= await run(seed, options, to);
        }

        return isSound;
    }

    /// <summary>Says what is not as promised.</summary>
    /// <returns>Whether everything is.</returns>
    public static bool Tell(TextWriter to, string what, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            to.WriteLine($"{what}: {problem}");
        }

        return problems.Count == 0;
    }

    private static FaultPlan Plan(int seed, int strikes) =>
        new(seed) { Clients = 50, OrdersEach = 200, ImportRows = 50_000, Strikes = strikes, PauseMs = (100, 1_500) };

    private static async Task<bool> KillsAsync(int seed, BenchOptions options, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var table = Table("kill -9 of the server");
        var isSound = true;
        foreach (var engine in options.Engines)
        {
            var folder = Directory.CreateTempSubdirectory("perennial-faults-").FullName;
            await using (var server = await ServerProcess.StartAsync(
                engine == DbEngine.Sqlite ? Path.Combine(folder, "perennial.db") : await cluster.NewDatabaseAsync()))
            {
                isSound &= await RunAsync(engine, server, Plan(seed, strikes: 20), outage => outage.KillServerAsync, table, to);
            }

            Directory.Delete(folder, recursive: true);
        }

        table.Write(to);
        return isSound;
    }

    private static async Task<bool> DatabaseAsync(int seed, BenchOptions options, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(await cluster.NewDatabaseAsync());
        var table = Table("kill -9 of the database");
        var isSound = await RunAsync(DbEngine.PostgreSql, server, Plan(seed, strikes: 10), o => () => o.KillDatabaseAsync(cluster), table, to);
        table.Write(to);
        return isSound;
    }

    private static async Task<bool> RunAsync(
        DbEngine engine, ServerProcess server, FaultPlan plan, Func<Outage, Func<Task>> strike, Table table, TextWriter to)
    {
        var outage = new Outage(server);
        var report = await new FaultRun(server, plan).RunAsync(strike(outage), CancellationToken.None);
        table.Add(engine.ToString(), $"{plan.Strikes}", $"{report.Acknowledged:N0}", $"{report.Retried:N0}", $"{report.Repeated:N0}",
            $"{plan.ImportRows:N0}", Seconds(outage.ToldAfter), Seconds(outage.BackAfter), $"{report.Lost}", $"{report.Doubled}",
            report.Seconds.ToString("F0", CultureInfo.InvariantCulture) + " s");
        string[] late = outage.ToldAfter.Any(s => s > ToldSecondsMax) || outage.BackAfter.Any(s => s > BackSecondsMax) ? ["later than promised"] : [];
        return Tell(to, engine.ToString(), [.. report.Problems, .. late]);
    }

    // Median and longest.
    private static string Seconds(IReadOnlyList<double> values) => values.Count == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Timing.Median(values):F2} / {values.Max():F2} s");

    private static Table Table(string what) => new(what, "kills", "acknowledged", "retried", "again", "import rows", "503 after",
        "back after", "lost", "doubled", "in");
}
