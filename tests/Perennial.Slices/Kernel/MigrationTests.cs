using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>One set of migrations for both engines, each run once.</summary>
[Collection("engines")]
public sealed class MigrationTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Each_file_runs_once_in_the_order_of_its_number(DbEngine engine)
    {
        await using var db = await Db.OpenAsync(await engines.NewSettingAsync(engine), Cancellation);
        var assembly = typeof(MigrationTests).Assembly;
        Migrations.Run(db, ("tests", assembly)).ShouldBe(
        [
            "kernel/0001-idempotency.sql", "kernel/0002-outbox.sql", "kernel/0003-jobs.sql", "kernel/0004-idempotency-person.sql",
            "tests/0001-numbers.sql", "tests/0002-values.sql",
        ]);
        Migrations.Run(db, ("tests", assembly)).ShouldBeEmpty();
        (await db.ReadAsync(unit => unit.ValueAsync<long>("select count(*) from totals"), Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task Nodes_that_start_together_run_each_file_once()
    {
        var setting = await engines.NewSettingAsync(DbEngine.PostgreSql);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Db.OpenAsync(setting, Cancellation)));
        var ran = await Task.WhenAll(nodes.Select(db => Task.Run(() => Migrations.Run(db, ("tests", typeof(MigrationTests).Assembly)))));
        ran.Sum(r => r.Count).ShouldBe(6);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }
}
