namespace Perennial.Slices.Faults;

/// <summary>Two servers on one database; apart from the other slices, since most of it is waiting for a silent node.</summary>
public sealed class NodesTests
{
    // The promise is a minute, which the bench shows; here it is a deadline against hanging only.
    private const double TakeOverSecondsMax = 600;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_job_of_a_node_that_was_killed_is_taken_over_by_the_other_and_every_order_is_there_once()
    {
        var seed = Environment.TickCount;
        await using var cluster = await PostgresCluster.StartAsync();
        var report = await new NodesRun(await cluster.NewDatabaseAsync(), rows: 20_000, seed).RunAsync(Cancellation);
        report.Problems.ShouldBeEmpty($"seed {seed}");
        report.TakeOverAfter.ShouldBeInRange(0, TakeOverSecondsMax);
    }

    [Fact]
    public async Task A_second_server_on_one_file_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("perennial-nodes-").FullName;
        var setting = Path.Combine(folder, "perennial.db");
        await using var first = await ServerProcess.StartAsync(setting);
        await using var second = ServerProcess.Prepare(new ServerSetting(setting), first.Key);
        (await Should.ThrowAsync<RigException>(second.StartAsync)).Message.ShouldContain(setting);
        (await first.IsReadyAsync()).ShouldBeTrue();
        await first.KillAsync();
        Directory.Delete(folder, recursive: true);
    }
}
