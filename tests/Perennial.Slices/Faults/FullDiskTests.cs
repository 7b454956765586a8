namespace Perennial.Slices.Faults;

/// <summary>
/// The disk is full: writes are refused and say why, reads go on, nothing is there by half, and with space again everything
/// works, without a start. Where the machine cannot mount a small disk the tests are skipped, and say so.
/// </summary>
public sealed class FullDiskTests
{
    private const int SqliteMegabytes = 48;
    private const int PostgresMegabytes = 128;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_under_a_file_refuses_writes_and_nothing_is_lost_or_there_by_half()
    {
        await using var disk = await MakeAsync(SqliteMegabytes);
        await using var server = await ServerProcess.StartAsync(
            new ServerSetting(disk.InsideFolder("perennial.db")) { Before = disk.Enter, Folder = disk.InsideFolder("shop") });
        var report = await new FullDiskRun(server, disk).RunAsync(Cancellation);
        report.Problems.ShouldBeEmpty();
        report.Full.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_disk_under_a_database_server_refuses_writes_and_nothing_is_lost_or_there_by_half(bool logApart)
    {
        await using var disk = await MakeAsync(PostgresMegabytes);
        await using var cluster = await PostgresCluster.StartAsync(disk, logApart);
        await using var server = await ServerProcess.StartAsync(
            new ServerSetting(await cluster.NewDatabaseAsync()) { Before = disk.Enter, Folder = disk.InsideFolder("shop") });

        // Where its log does not fit any more the database gives up, and comes back when it is started again.
        var report = await new FullDiskRun(server, disk) { MayDie = !logApart, Revive = cluster.ReviveAsync }.RunAsync(Cancellation);
        report.Problems.ShouldBeEmpty();
        (report.Full + report.Away).ShouldBeGreaterThan(0);
    }

    private static async Task<SmallDisk> MakeAsync(int megabytes)
    {
        var (disk, why) = await SmallDisk.TryMakeAsync(megabytes);
        Assert.SkipWhen(disk is null, why);
        return disk!;
    }
}
