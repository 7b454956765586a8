using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>A version whose migrations touch every row is killed while they run: a new start goes on, and nothing runs twice.</summary>
[Collection("faults")]
public sealed class UpgradeTests(Engines engines)
{
    private const int Orders = 60_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_upgrade_that_is_killed_goes_on_at_the_next_start_and_runs_nothing_twice(DbEngine engine)
    {
        var seed = Environment.TickCount;
        var report = await new UpgradeRun(await engines.NewSettingAsync(engine), Orders, seed) { KillsMax = 3 }.RunAsync(Cancellation);
        report.Problems.ShouldBeEmpty($"seed {seed}");
        report.Kills.ShouldBeGreaterThan(0, $"seed {seed}");
    }
}
