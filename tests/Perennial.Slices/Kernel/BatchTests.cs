using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>Many rows in, many keys looked up, in one trip, with the same outcome on both engines.</summary>
[Collection("engines")]
public sealed class BatchTests(Engines engines)
{
    private sealed record Thing(Guid Id, string? Name, long Amount, long? Seen, int Count, bool Open, byte[]? Seal);

    private static readonly DbTable<Thing> Things = new DbTable<Thing>("things")
        .Id("id", t => t.Id).Text("name", t => t.Name).Long("amount", t => t.Amount).Long("seen", t => t.Seen)
        .Int("pieces", t => t.Count).Bool("open", t => t.Open).Bytes("seal", t => t.Seal);

    private static readonly DbTable<Thing> ThingsOnce = new DbTable<Thing>("things")
        .Id("id", t => t.Id).Text("name", t => t.Name).Long("amount", t => t.Amount).Long("seen", t => t.Seen)
        .Int("pieces", t => t.Count).Bool("open", t => t.Open).Bytes("seal", t => t.Seal).OnConflict("(id) do nothing");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Rows_of_every_type_come_back_as_they_went_in(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        Thing[] all = [New("Чай", 1) with { Seen = null, Seal = [] }, New(null, long.MinValue) with { Open = true, Seal = [1, 0, 255] }, New("", 0)];
        await db.WriteAsync(unit => unit.InsertAsync(Things, all), Cancellation);
        (await Read(db, [.. all.Select(t => t.Id)])).ShouldBe(Shown(all), ignoreOrder: true);
    }

    [Theory]
    [InlineData(DbEngine.Sqlite, 1)]
    [InlineData(DbEngine.Sqlite, 5000)]
    [InlineData(DbEngine.PostgreSql, 1)]
    [InlineData(DbEngine.PostgreSql, 300)]
    [InlineData(DbEngine.PostgreSql, 5000)]
    public async Task Few_and_many_rows_go_in_alike(DbEngine engine, int count)
    {
        await using var db = await engines.NewAsync(engine);
        Thing[] all = [.. Enumerable.Range(0, count).Select(i => New($"n{i}", i))];
        await db.WriteAsync(unit => unit.InsertAsync(Things, all), Cancellation);
        (await Read(db, [.. all.Select(t => t.Id)])).ShouldBe(Shown(all), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_batch_reads_and_writes_in_its_order_and_says_what_it_changed(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var (one, two) = (New("one", 1), New("two", 2));
        await db.WriteAsync(unit => unit.InsertAsync(Things, [one]), Cancellation);
        var (before, after, inserted, changed) = await db.WriteAsync(async unit =>
        {
            var batch = unit.Batch();
            var before = batch.Lookup("select name from things where id {{in_keys}}", [one.Id, two.Id], row => row.TextOrNull(0));
            var inserted = batch.Insert(ThingsOnce, [one, two]);
            var changed = batch.Each("update things set name = {{2}} where id = {{1}}",
                new DbTable<Thing>("").Id("id", t => t.Id).Text("name", t => t.Name),
                [one with { Name = null }, two with { Name = "2" }, New("nobody", 0)]);
            var after = batch.Lookup("select name from things where id {{in_keys}}", [one.Id, two.Id], row => row.TextOrNull(0));
            await batch.RunAsync();
            return (before, after, inserted.Rows, changed.Rows);
        }, Cancellation);
        before.ShouldBe(["one"]);
        after.ShouldBe([null, "2"], ignoreOrder: true);
        inserted.ShouldBe(1);
        changed.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_batch_that_fails_takes_its_unit_with_it_and_no_other(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var thing = New("one", 1);
        var good = db.WriteAsync(unit => unit.InsertAsync(Things, [thing]), Cancellation);
        await good;
        await Should.ThrowAsync<System.Data.Common.DbException>(() => db.WriteAsync(async unit =>
        {
            var batch = unit.Batch();
            batch.Insert(Things, [New("before", 2)]);
            batch.Each("insert into nowhere values ({{1}})", new DbTable<Thing>("").Id("id", t => t.Id), [thing]);
            await batch.RunAsync();
        }, Cancellation));
        (await db.ReadAsync(unit => unit.ValueAsync<long>("select count(*) from things"), Cancellation)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_scan_sees_every_row(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        await db.WriteAsync(unit => unit.InsertAsync(Things, [.. Enumerable.Range(1, 3000).Select(i => New($"n{i}", i))]), Cancellation);
        var sum = 0L;
        await db.ReadAsync(async unit =>
        {
            await unit.ScanAsync("select amount, pieces from things", row => sum += row.Long(0) + row.Int(1));
            return true;
        }, Cancellation);
        sum.ShouldBe(3000 * 3001 / 2 + (3000 * 7));
    }

    private static readonly IdSource Ids = new(TimeProvider.System);

    private static Thing New(string? name, long amount) => new(Ids.New(), name, amount, 5, 7, false, [9]);

    private static IEnumerable<string> Shown(IEnumerable<Thing> things) => things.Select(t =>
        $"{t.Id}|{t.Name ?? "-"}|{t.Amount}|{t.Seen?.ToString() ?? "-"}|{t.Count}|{t.Open}|{(t.Seal is null ? "-" : Convert.ToHexString(t.Seal))}");

    private static async Task<IEnumerable<string>> Read(Db db, Guid[] ids) => Shown(await db.ReadAsync(async unit =>
    {
        var batch = unit.Batch();
        var found = batch.Lookup("select id, name, amount, seen, pieces, open, seal from things where id {{in_keys}}", ids,
            row => new Thing(row.Id(0), row.TextOrNull(1), row.Long(2), row.LongOrNull(3), row.Int(4), row.Bool(5), row.Bytes(6)));
        await batch.RunAsync();
        return found;
    }, Cancellation));
}
