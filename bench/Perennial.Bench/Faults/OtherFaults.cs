using System.Globalization;
using Perennial.Kernel.Data;
using Perennial.Rig;

namespace Perennial.Bench.Faults;

/// <summary>Full disks, upgrades that are killed, overload, and two nodes.</summary>
internal static class OtherFaults
{
    private const int UpgradeOrders = 2_000_000;
    private const int OverloadMinutes = 1;
    private const int SoakMinutes = 120;
    private const int OverloadClients = 1_000;
    private const int OverloadRate = 100;
    private const double TakeOverSecondsMax = 60;
    private const double NormalSecondsMax = 60;

    public static async Task<bool> DiskAsync(int seed, BenchOptions options, TextWriter to)
    {
        var table = new Table("full disk", "acknowledged", "507", "503", "back after");
        var isSound = true;
        foreach (var (name, megabytes) in ((string, int)[])[("Sqlite", 48), ("PostgreSql, its log apart", 128), ("PostgreSql with its log", 128)])
        {
            var (made, why) = await SmallDisk.TryMakeAsync(megabytes);
            if (made is null)
            {
                await to.WriteLineAsync(why);
                return false;
            }

            await using var disk = made;
            var logApart = name.EndsWith("apart", StringComparison.Ordinal);
            await using var cluster = name == "Sqlite" ? null : await PostgresCluster.StartAsync(disk, logApart);
            var database = cluster is null ? disk.InsideFolder("perennial.db") : await cluster.NewDatabaseAsync();
            await using var server = await ServerProcess.StartAsync(
                new ServerSetting(database) { Before = disk.Enter, Folder = disk.InsideFolder("shop") });
            var run = new FullDiskRun(server, disk) { MayDie = cluster is not null && !logApart };
            var report = await (cluster is null ? run : new FullDiskRun(server, disk) { MayDie = run.MayDie, Revive = cluster.ReviveAsync })
                .RunAsync(CancellationToken.None);
            table.Add(name, $"{report.Acknowledged:N0}", $"{report.Full:N0}", $"{report.Away:N0}", Seconds(report.BackAfter));
            isSound &= FaultsBench.Tell(to, name, report.Problems);
        }

        table.Write(to);
        return isSound;
    }

    public static async Task<bool> UpgradeAsync(int seed, BenchOptions options, TextWriter to)
    {
        var orders = options.IsOrdersNamed ? options.Orders : UpgradeOrders;
        var table = new Table("upgrade under kills", "orders", "kills", "midway", "last start");
        await using var cluster = await PostgresCluster.StartAsync();
        var isSound = true;
        foreach (var engine in options.Engines)
        {
            var folder = Directory.CreateTempSubdirectory("perennial-faults-").FullName;
            var setting = engine == DbEngine.Sqlite ? Path.Combine(folder, "perennial.db") : await cluster.NewDatabaseAsync();

            // Each file takes seconds then, so that most kills hit one at work.
            var run = new UpgradeRun(setting, orders, seed) { KillsMax = 10, KillMs = (700, Math.Max(1_600, orders / 500)) };
            var report = await run.RunAsync(CancellationToken.None);
            table.Add(engine.ToString(), $"{orders:N0}", $"{report.Kills}", $"{report.Midway}", Seconds(report.Seconds));
            isSound &= FaultsBench.Tell(to, engine.ToString(), report.Problems);
            Directory.Delete(folder, recursive: true);
        }

        table.Write(to);
        return isSound;
    }

    public static async Task<bool> OverloadAsync(int seed, BenchOptions options, TextWriter to)
    {
        var lasting = TimeSpan.FromMinutes(options.Minutes ?? OverloadMinutes);
        var table = new Table($"{lasting.TotalMinutes} min of overload", "clients", "rate", "taken", "told to wait",
            "MB before", "MB at most", "normal after");
        await using var cluster = await PostgresCluster.StartAsync();
        var isSound = true;
        foreach (var (engine, rate) in options.Engines.SelectMany(e => (IEnumerable<(DbEngine, int)>)[(e, OverloadRate), (e, 1_000_000)]))
        {
            var folder = Directory.CreateTempSubdirectory("perennial-faults-").FullName;
            var setting = engine == DbEngine.Sqlite ? Path.Combine(folder, "perennial.db") : await cluster.NewDatabaseAsync();
            var clients = rate == OverloadRate ? OverloadClients / 10 : OverloadClients;
            await using (var server = await ServerProcess.StartAsync(new ServerSetting(setting) { Rate = rate }))
            {
                var report = await new OverloadRun(server, clients, lasting).RunAsync(CancellationToken.None);
                table.Add(engine.ToString(), $"{clients:N0}", $"{rate:N0}", $"{report.Taken:N0}", $"{report.Refused:N0}",
                    $"{report.BeforeBytes >> 20}", $"{report.PeakBytes >> 20}", Seconds(report.NormalAfter));
                isSound &= FaultsBench.Tell(to, engine.ToString(), report.Problems) && report.NormalAfter <= NormalSecondsMax;
            }

            Directory.Delete(folder, recursive: true);
        }

        table.Write(to);
        return isSound;
    }

    public static async Task<bool> SoakAsync(int seed, BenchOptions options, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var table = new Table("steady calls", "minutes", "calls", "p99", "MB warm", "MB at most", "MB in the end", "growth");
        var isSound = true;
        foreach (var engine in options.Engines)
        {
            var folder = Directory.CreateTempSubdirectory("perennial-faults-").FullName;
            var setting = engine == DbEngine.Sqlite ? Path.Combine(folder, "perennial.db") : await cluster.NewDatabaseAsync();
            isSound &= await Soak.RunAsync(engine, setting, TimeSpan.FromMinutes(options.Minutes ?? SoakMinutes), table, to);
            Directory.Delete(folder, recursive: true);
        }

        table.Write(to);
        return isSound;
    }

    public static async Task<bool> NodesAsync(int seed, BenchOptions options, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var report = await new NodesRun(await cluster.NewDatabaseAsync(), rows: 50_000, seed).RunAsync(CancellationToken.None);
        new Table("two nodes, one killed", "taken over after").Add("PostgreSql", Seconds(report.TakeOverAfter)).Write(to);
        return FaultsBench.Tell(to, "PostgreSql", report.Problems) && report.TakeOverAfter <= TakeOverSecondsMax;
    }

    private static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture) + " s";
}
