using Perennial.Slices.House;

namespace Perennial.Slices.Kernel;

/// <summary>Units of work on both engines: whole or not at all, one after another where they meet, kept once acknowledged.</summary>
[Collection("engines")]
public sealed class DbTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_unit_that_fails_takes_back_its_own_statements_and_no_others(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var units = Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            try
            {
                await db.WriteAsync(async unit =>
                {
                    await unit.ExecuteAsync("insert into numbers (number) values (@i)", new { i });
                    await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
                    if (i % 3 == 0)
                    {
                        throw new InvalidDataException($"{i}");
                    }
                }, Cancellation);
                return true;
            }
            catch (InvalidDataException e)
            {
                e.Message.ShouldBe($"{i}");
                return false;
            }
        }));
        (await Task.WhenAll(units)).Count(ok => ok).ShouldBe(200);
        var kept = await db.ReadAsync(unit => unit.QueryAsync<long>("select number from numbers order by number"), Cancellation);
        kept.ShouldBe(Enumerable.Range(0, 300).Where(i => i % 3 != 0).Select(i => (long)i));
        (await Total(db)).ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_units_never_add_to_the_same_number(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => db.WriteAsync(async unit =>
        {
            var total = await unit.ValueAsync<long>("select total from totals where id = 1 {{for_update}}");
            await unit.ExecuteAsync("update totals set total = @total where id = 1", new { total = total + 1 });
        }, Cancellation))));
        (await Total(db)).ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Units_that_lock_rows_crosswise_both_end(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => db.WriteAsync(async unit =>
        {
            foreach (var id in i % 2 == 0 ? new[] { 1, 2 } : [2, 1])
            {
                await unit.ExecuteAsync("update totals set total = total + 1 where id = @id", new { id });
            }
        }, Cancellation))));
        (await Total(db)).ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Questions_see_one_state_while_others_write(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var number = i;
                await db.WriteAsync(async unit =>
                {
                    await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
                    await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
                }, Cancellation);
            }
        }, Cancellation);
        for (var i = 0; i < 50; i++)
        {
            var (count, total) = await db.ReadAsync(async unit => (
                await unit.ValueAsync<long>("select count(*) from numbers"),
                await unit.ValueAsync<long>("select total from totals where id = 1")), Cancellation);
            count.ShouldBe(total);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Values_come_back_as_they_were_and_ids_in_the_order_they_were_made(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 50).Select(i => Guid.CreateVersion7(from.AddMilliseconds(i))).ToList();
        await db.WriteAsync(async unit =>
        {
            foreach (var id in ids.AsEnumerable().Reverse())
            {
                await unit.ExecuteAsync("""
                    insert into kept_values (id, words, amount, happened, day, body, told)
                    values (@id, @words, @amount, @happened, @day, @body, @told)
                    """,
                    new
                    {
                        id, words = "Țurcanu Ион 王 😀", amount = long.MaxValue, happened = 1_767_225_600_000_001L, day = "2026-01-01",
                        body = new byte[] { 0, 1, 255 }, told = true,
                    });
            }
        }, Cancellation);
        var kept = await db.ReadAsync(unit => unit.QueryAsync<Kept>("select * from kept_values order by id"), Cancellation);
        kept.Select(k => k.Id).ShouldBe(ids);
        kept.ShouldAllBe(k => k.Words == "Țurcanu Ион 王 😀" && k.Amount == long.MaxValue && k.Happened == 1_767_225_600_000_001L &&
            k.Day == "2026-01-01" && k.Body.Length == 3 && k.Told);
        (await db.ReadAsync(unit => unit.FindAsync<string>("select words from kept_values where id = @id", new { id = ids[7] }),
            Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_unit_taken_back_behind_a_slow_one_is_not_run()
    {
        await using var db = await engines.NewAsync(DbEngine.Sqlite);
        using var taken = new CancellationTokenSource();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = db.WriteAsync(async unit =>
        {
            begun.SetResult();
            await go.Task;
            await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
        }, Cancellation);
        await begun.Task;
        var waiting = db.WriteAsync(unit => unit.ExecuteAsync("update totals set total = 99 where id = 1"), taken.Token);
        await taken.CancelAsync();
        go.SetResult();
        await slow;
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        (await Total(db)).ShouldBe(1);
    }

    [Fact]
    public async Task A_setting_cannot_talk_a_commit_out_of_waiting_for_the_disk()
    {
        var setting = await engines.NewSettingAsync(DbEngine.PostgreSql) + ";Options=-c synchronous_commit=off -c work_mem=8MB";
        await using var db = await Db.OpenAsync(setting, Cancellation);
        (await db.ReadAsync(unit => unit.ValueAsync<string>("show synchronous_commit"), Cancellation)).ShouldBe("on");
        (await db.ReadAsync(unit => unit.ValueAsync<string>("show work_mem"), Cancellation)).ShouldBe("8MB");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_unit_taken_back_before_it_comes_is_not_run(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        using var taken = new CancellationTokenSource();
        await taken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => db.WriteAsync(unit =>
            unit.ExecuteAsync("update totals set total = 99 where id = 1"), taken.Token));
        (await Total(db)).ShouldBe(0);
    }

    [Fact]
    public async Task Units_that_wait_share_a_commit()
    {
        await using var db = await engines.NewAsync(DbEngine.Sqlite);
        var before = ((SqliteDb)db).Commits;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => db.WriteAsync(unit =>
            unit.ExecuteAsync("insert into numbers (number) values (@i)", new { i }), Cancellation)));
        (((SqliteDb)db).Commits - before).ShouldBeInRange(1, 200);
    }

    [Fact]
    public async Task A_second_process_on_a_file_is_refused_and_the_file_is_free_again_afterwards()
    {
        var file = await engines.NewSettingAsync(DbEngine.Sqlite);
        await using (await Db.OpenAsync(file, Cancellation))
        {
            (await Should.ThrowAsync<DbRefusedException>(() => Db.OpenAsync(file, Cancellation))).Code.ShouldBe("db.in_use");
        }

        await using var again = await Db.OpenAsync(file, Cancellation);
    }

    [Fact]
    public async Task A_server_that_does_not_wait_for_its_disk_is_refused()
    {
        await using var careless = await PostgresCluster.StartAsync(("fsync", "off"));
        var refused = await Should.ThrowAsync<DbRefusedException>(async () =>
            await Db.OpenAsync(await careless.NewDatabaseAsync(), Cancellation));
        refused.Code.ShouldBe("db.fsync_off");
    }

    [Fact]
    public async Task A_full_disk_is_told_to_who_waits_and_what_was_acknowledged_stays()
    {
        await using var db = await engines.NewAsync(DbEngine.Sqlite);
        var pages = await db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("insert into numbers (number) values (-1)");
            var used = await unit.ValueAsync<long>("pragma page_count");
            return await unit.ValueAsync<long>($"pragma max_page_count = {used + 2}");
        }, Cancellation);
        pages.ShouldBeGreaterThan(0);
        var full = db.WriteAsync(async unit =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                await unit.ExecuteAsync("insert into numbers (number) values (@i)", new { i });
            }
        }, Cancellation);

        // Those who wait beside it are taken or told the same, and nothing else.
        var small = Enumerable.Range(1, 5).Select(i => db.WriteAsync(unit =>
            unit.ExecuteAsync("insert into numbers (number) values (@i)", new { i = -1 - i }), Cancellation)).ToList();
        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() => full);
        var taken = new List<long> { -1 };
        for (var i = 0; i < small.Count; i++)
        {
            try
            {
                await small[i];
                taken.Add(-2 - i);
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                // Taken back with the large one, or without room of its own.
            }
        }

        (await db.ReadAsync(unit => unit.QueryAsync<long>("select number from numbers"), Cancellation)).Order().ShouldBe(taken.Order());

        await db.WriteAsync(unit => unit.ValueAsync<long>("pragma max_page_count = 1000000"), Cancellation);
        await db.WriteAsync(unit => unit.ExecuteAsync("insert into numbers (number) values (1)"), Cancellation);
    }

    private static Task<long> Total(Db db) =>
        db.ReadAsync(unit => unit.ValueAsync<long>("select total from totals where id = 1"), Cancellation);

    private sealed class Kept
    {
        public Guid Id { get; set; }

        public string Words { get; set; } = "";

        public long Amount { get; set; }

        public long Happened { get; set; }

        public string Day { get; set; } = "";

        public byte[] Body { get; set; } = [];

        public bool Told { get; set; }
    }
}
