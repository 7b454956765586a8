using System.Diagnostics;
using System.Globalization;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>What was acknowledged is there, once, whatever dies. The long runs live in the bench.</summary>
[Collection("engines")]
public sealed class KillTests(Engines engines)
{
    private const int Kills = 4;
    private const int Writers = 16;
    private const int WaitSecondsMax = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Killing_the_process_loses_nothing_that_was_acknowledged(DbEngine engine)
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var setting = await NewDatabase(engine);
        var acknowledged = new HashSet<long>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var said = await RunAndKill(setting, first: kill * 1_000_000, after: new Random(seed + kill).Next(200, 700));
            said.Count.ShouldBeGreaterThan(0, $"seed {seed}");
            acknowledged.UnionWith(said);
            await Check(setting, acknowledged, seed);
        }
    }

    [Fact]
    public async Task Killing_the_database_server_loses_nothing_that_was_acknowledged()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var setting = await cluster.NewDatabaseAsync();
        await using (var db = await Db.OpenAsync(setting, Cancellation))
        {
            Migrations.Run(db, ("tests", typeof(KillTests).Assembly));
        }

        using var victim = Start(setting, 0);
        var said = Listen(victim);
        await WaitFor(() => said.Count > 200);
        await cluster.KillAndRestartAsync();
        victim.Kill();
        await victim.WaitForExitAsync(Cancellation);
        await Check(setting, [.. said], seed: 0);
    }

    private async Task<string> NewDatabase(DbEngine engine)
    {
        var setting = await engines.NewSettingAsync(engine);
        await using var db = await Db.OpenAsync(setting, Cancellation);
        Migrations.Run(db, ("tests", typeof(KillTests).Assembly));
        return setting;
    }

    private static async Task<List<long>> RunAndKill(string setting, int first, int after)
    {
        using var victim = Start(setting, first);
        var said = Listen(victim);
        await WaitFor(() => said.Count > 0);
        await Task.Delay(after, Cancellation);
        victim.Kill();
        await victim.WaitForExitAsync(Cancellation);
        lock (said)
        {
            return [.. said];
        }
    }

    private static Process Start(string setting, int first) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Perennial.Victim.exe" : "Perennial.Victim"),
        [setting, first.ToString(CultureInfo.InvariantCulture), Writers.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
    })!;

    private static List<long> Listen(Process victim)
    {
        var said = new List<long>();
        victim.OutputDataReceived += (_, line) =>
        {
            // A line goes out in one write, so that a kill cuts none in its middle.
            if (long.TryParse(line.Data, CultureInfo.InvariantCulture, out var number))
            {
                lock (said)
                {
                    said.Add(number);
                }
            }
        };
        victim.BeginOutputReadLine();
        victim.BeginErrorReadLine();
        return said;
    }

    // Every number that was said is there; the total counts just the numbers that are there, none by half.
    private static async Task Check(string setting, HashSet<long> acknowledged, int seed)
    {
        await using var db = await Db.OpenAsync(setting, Cancellation);
        var (numbers, total) = await db.ReadAsync(async unit => (
            await unit.QueryAsync<long>("select number from numbers"),
            await unit.ValueAsync<long>("select total from totals where id = 1")), Cancellation);
        acknowledged.Except(numbers).ShouldBeEmpty($"seed {seed}");
        total.ShouldBe(numbers.Count, $"seed {seed}");
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        for (var since = Stopwatch.StartNew(); !condition();)
        {
            if (since.Elapsed.TotalSeconds > WaitSecondsMax)
            {
                throw new TimeoutException("The victim says nothing.");
            }

            await Task.Delay(20, Cancellation);
        }
    }
}
