using System.Diagnostics;
using Perennial.Kernel.Data;

namespace Perennial.Rig;

/// <summary>What two nodes did.</summary>
/// <param name="TakeOverAfter">Seconds from the death of the node that ran the job until the other one had it.</param>
/// <param name="Problems">Everything that is not as promised.</param>
public sealed record NodesReport(double TakeOverAfter, IReadOnlyList<string> Problems);

/// <summary>
/// Two servers on one database take orders while an import runs. The one that runs it is killed: the other one takes it over, and
/// in the end every order is there once.
/// </summary>
/// <param name="database">The setting of an empty PostgreSQL database.</param>
/// <param name="rows">Rows of the import.</param>
/// <param name="seed">The seed.</param>
public sealed class NodesRun(string database, int rows, int seed)
{
    private const int WaitSecondsMax = 700;
    private const int LookMs = 50;

    public async Task<NodesReport> RunAsync(CancellationToken cancellation)
    {
        var plan = new FaultPlan(seed) { Clients = 8, OrdersEach = 25, ImportRows = rows, Strikes = 1, PauseMs = (10, 20) };
        await using var first = await ServerProcess.StartAsync(new ServerSetting(database) { Node = "first" });
        var folder = Directory.CreateTempSubdirectory("perennial-second-").FullName;
        Directory.CreateDirectory(Path.Combine(first.Folder, "imports"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "imports"), Path.Combine(first.Folder, "imports"));
        CopyKeys(first.Folder, folder);
        await using var second = await ServerProcess.JoinAsync(new ServerSetting(database) { Node = "second", Folder = folder }, first.Key);
        var takeOver = 0.0;
        await using var db = await Db.OpenAsync(database, cancellation);

        // Clients ask the second one; where it was the one to die, it is started again at the end, as its keeper would.
        var report = await new FaultRun(second, plan).RunAsync(async () =>
        {
            var runner = await UntilAsync(db, r => r.Length > 0, cancellation);
            var (victim, other) = runner.StartsWith("first", StringComparison.Ordinal) ? (first, "second") : (second, "first");
            await victim.KillAsync();
            var clock = Stopwatch.StartNew();
            await UntilAsync(db, r => r.StartsWith(other, StringComparison.Ordinal), cancellation);
            takeOver = clock.Elapsed.TotalSeconds;
            await victim.StartAsync();
        }, cancellation);
        Directory.Delete(Path.Combine(folder, "imports"));
        Directory.Delete(folder, recursive: true);
        return new NodesReport(takeOver, report.Problems);
    }

    private static void CopyKeys(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var key in Directory.EnumerateFiles(Path.Combine(from, "keys")))
        {
            File.Copy(key, Path.Combine(to, "keys", Path.GetFileName(key)));
        }
    }

    private static async Task<string> UntilAsync(Db db, Func<string, bool> isWanted, CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < WaitSecondsMax; await Task.Delay(LookMs, cancellation))
        {
            var runner = await db.ReadAsync(
                unit => unit.ValueAsync<string>("select runner from jobs where kind = 'import' and state = 1"), cancellation);
            if (isWanted(runner ?? ""))
            {
                return runner!;
            }
        }

        throw new RigException("Nobody runs the import.");
    }
}
