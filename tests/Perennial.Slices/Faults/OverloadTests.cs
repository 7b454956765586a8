using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>Far more calls than a server may take, and than it can.</summary>
[Collection("faults")]
public sealed class OverloadTests(Engines engines)
{
    // A bound against growing without end, not a measure.
    private const long BytesMax = 1_500L * 1024 * 1024;
    private const double NormalSecondsMax = 600;

    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Fact]
    public async Task Calls_beyond_the_rate_of_a_key_are_told_to_wait_and_nothing_acknowledged_is_lost()
    {
        await using var server = await ServerProcess.StartAsync(
            new ServerSetting(await engines.NewSettingAsync(DbEngine.Sqlite)) { Rate = 50 });
        var report = await new OverloadRun(server, clients: 16, Lasting).RunAsync(Cancellation);
        Check(report);
        report.Refused.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Many_clients_at_once_are_all_answered_and_nothing_acknowledged_is_lost(DbEngine engine)
    {
        await using var server = await ServerProcess.StartAsync(await engines.NewSettingAsync(engine));
        Check(await new OverloadRun(server, clients: 300, Lasting).RunAsync(Cancellation));
    }

    private static void Check(OverloadReport report)
    {
        report.Problems.ShouldBeEmpty();
        report.Taken.ShouldBeGreaterThan(0);
        report.PeakBytes.ShouldBeLessThan(BytesMax);
        report.NormalAfter.ShouldBeLessThan(NormalSecondsMax);
    }
}
