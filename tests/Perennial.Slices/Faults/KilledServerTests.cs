using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>
/// Clients post orders and try again until they are answered, and an import runs, while the server, or the database, is killed
/// at random moments: every order is there once, and the figures are those of a fresh rebuild. The long runs live in the bench.
/// </summary>
[Collection("faults")]
public sealed class KilledServerTests(Engines engines)
{
    // The promise is 2 and 10 seconds, which the bench shows; here they are deadlines against hanging only.
    private const double ToldSecondsMax = 20;
    private const double BackSecondsMax = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Killing_the_server_loses_and_doubles_nothing(DbEngine engine)
    {
        var plan = new FaultPlan(Environment.TickCount);
        await using var server = await ServerProcess.StartAsync(await engines.NewSettingAsync(engine));
        Check(await new FaultRun(server, plan).RunAsync(new Outage(server).KillServerAsync, Cancellation), plan);
    }

    [Fact]
    public async Task Killing_the_database_loses_and_doubles_nothing_and_the_server_comes_back_by_itself()
    {
        var plan = new FaultPlan(Environment.TickCount) { Strikes = 2 };
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(await cluster.NewDatabaseAsync());
        var outage = new Outage(server);
        Check(await new FaultRun(server, plan).RunAsync(() => outage.KillDatabaseAsync(cluster), Cancellation), plan);
        outage.ToldAfter.ShouldAllBe(s => s < ToldSecondsMax);
        outage.BackAfter.ShouldAllBe(s => s < BackSecondsMax);
    }

    private static void Check(FaultReport report, FaultPlan plan)
    {
        report.Problems.ShouldBeEmpty($"seed {plan.Seed}");
        (report.Lost, report.Doubled, report.Acknowledged).ShouldBe((0, 0, plan.Orders), $"seed {plan.Seed}");
    }
}
