using System.Diagnostics;
using System.Globalization;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;
using Perennial.Victim;

namespace Perennial.Slices.Kernel;

/// <summary>A job goes on from its checkpoint when the process that ran it is killed: nothing twice, nothing missing.</summary>
[Collection("engines")]
public sealed class JobKillTests(Engines engines)
{
    private const int Kills = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Killing_the_process_costs_a_job_nothing(DbEngine engine)
    {
        var seed = Environment.TickCount;
        var setting = await engines.NewSettingAsync(engine);
        var id = await WithAsync(setting, async (db, house) =>
        {
            Migrations.Run(db, ("tests", typeof(JobKillTests).Assembly));
            return await house.SubmitAsync(Counting.Kind, "100000000");
        });
        long said = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            said = await RunAndKillAsync(setting, said, new Random(seed + kill).Next(0, 300));
            var (job, counted) = await WithAsync(setting, async (_, house) => (await house.JobAsync(id), await house.CountedAsync()));
            job.Progress.Done.ShouldBeGreaterThanOrEqualTo(said, $"seed {seed}");
            job.Checkpoint.ShouldBe(job.Progress.Done.ToString(CultureInfo.InvariantCulture), $"seed {seed}");
            counted.ShouldBe((job.Progress.Done, job.Progress.Done), $"seed {seed}");
        }
    }

    // Waits until the job moves past where it stood, and a while more.
    private static async Task<long> RunAndKillAsync(string setting, long before, int afterMs)
    {
        using var victim = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Perennial.Victim.exe" : "Perennial.Victim"), ["jobs", setting])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var said = 0L;
        victim.OutputDataReceived += (_, line) =>
        {
            if (long.TryParse(line.Data, CultureInfo.InvariantCulture, out var number))
            {
                Interlocked.Exchange(ref said, number);
            }
        };
        victim.BeginOutputReadLine();
        victim.BeginErrorReadLine();
        await JobHouse.WaitForAsync(() => Task.FromResult(Interlocked.Read(ref said) > before));
        await Task.Delay(afterMs, Cancellation);
        victim.Kill();
        await victim.WaitForExitAsync(Cancellation);
        return Interlocked.Read(ref said);
    }

    private static async Task<T> WithAsync<T>(string setting, Func<Db, JobHouse, Task<T>> look)
    {
        await using var db = await Db.OpenAsync(setting, Cancellation);
        return await look(db, new JobHouse(db, TimeProvider.System));
    }
}
