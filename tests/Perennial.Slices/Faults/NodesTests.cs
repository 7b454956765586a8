using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>Two servers on one database.</summary>
[Collection("engines")]
public sealed class NodesTests(Engines engines)
{
    // The promise is a minute, which the bench shows; here it is a deadline against hanging only.
    private const double TakeOverSecondsMax = 600;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_job_of_a_node_that_was_killed_is_taken_over_by_the_other_and_every_order_is_there_once()
    {
        var seed = Environment.TickCount;
        var report = await new NodesRun(await engines.NewSettingAsync(DbEngine.PostgreSql), rows: 20_000, seed).RunAsync(Cancellation);
        report.Problems.ShouldBeEmpty($"seed {seed}");
        report.TakeOverAfter.ShouldBeInRange(0, TakeOverSecondsMax);
    }

    [Fact]
    public async Task A_second_server_on_one_file_is_refused()
    {
        var setting = await engines.NewSettingAsync(DbEngine.Sqlite);
        await using var first = await ServerProcess.StartAsync(setting);
        await using var second = ServerProcess.Prepare(new ServerSetting(setting), first.Key);
        (await Should.ThrowAsync<RigException>(second.StartAsync)).Message.ShouldContain(setting);
        (await first.IsReadyAsync()).ShouldBeTrue();
    }
}
