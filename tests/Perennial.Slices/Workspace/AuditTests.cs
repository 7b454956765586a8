using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;
using Perennial.Workspace;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Workspace;

/// <summary>The audit: it stays, and a change of any byte shows, with its place, whoever made it.</summary>
[Collection("staff")]
public sealed class AuditTests(Engines engines)
{
    private const int Rows = 4_000;
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_database_refuses_to_change_or_delete_a_row_and_to_turn_a_head_back(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var chain = Chain();
        await AddAsync(db, chain, 3, Start);
        string[] refused =
        [
            "update audit_entries set actor = 'x'", "delete from audit_entries where number = 3", "delete from audit_heads",
            "update audit_heads set number = 2", "update audit_heads set node = 'x'",
            .. engine == DbEngine.PostgreSql ? ["truncate audit_entries", "truncate audit_heads"] : Array.Empty<string>(),
        ];
        await RefusedAsync(db, refused);
        await AddAsync(db, chain, 1, Start);
        await db.WriteAsync(unit => chain.SealAsync(unit, Start + Duration.FromDays(1)), Cancellation);
        await RefusedAsync(db, ["update audit_heads set number = 5", "update audit_heads set seal = null"]);
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).ShouldBe((4, null));
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task One_bit_of_one_row_among_thousands_is_found_and_named_in_every_column(DbEngine engine)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var db = await engines.NewAsync(engine);
        await AddAsync(db, Chain(), Rows, Start);
        await db.WriteAsync(unit => unit.ExecuteAsync(WithoutTriggers(engine)), Cancellation);
        foreach (var column in (string[])["id", "at", "actor", "action", "subject", "content_hash", "previous_hash", "hash"])
        {
            var number = random.Next(1, Rows + 1);
            var before = await ValueAsync(db, column, number);
            await SetAsync(db, column, number, Flipped(before, random));
            (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).ShouldBe((Rows, $"test/2026-03-01/{number}"), $"{column}, seed {seed}");
            await SetAsync(db, column, number, before);
            (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).ShouldBe((Rows, null), $"{column}, seed {seed}");
        }

        // Taken out in the middle, and at the end; a head that lags behind.
        await db.WriteAsync(unit => unit.ExecuteAsync("delete from audit_entries where number = 4000"), Cancellation);
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).Wrong.ShouldBe("test/2026-03-01/4000");
        await db.WriteAsync(unit => unit.ExecuteAsync("delete from audit_entries where number = 1234"), Cancellation);
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).Wrong.ShouldBe("test/2026-03-01/1235");
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_route_and_the_command_name_the_first_wrong_row(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        for (var i = 0; i < 20; i++)
        {
            (await shop.SendAsync(HttpMethod.Put, $"/v1/stores/s{i}", new System.Text.Json.Nodes.JsonObject { ["name"] = "S" })).Status.ShouldBe(200);
        }

        (await shop.GetAsync("/v1/audit/verification")).Body!["whole"]!.GetValue<bool>().ShouldBeTrue();
        var (code, said) = await VerifyAsync(shop);
        (code, said.Contains("21", StringComparison.Ordinal)).ShouldBe((0, true), said);
        await shop.AsOwnerAsync(unit => unit.ExecuteAsync(WithoutTriggers(engine)));
        await shop.AsOwnerAsync(unit => unit.ExecuteAsync("update audit_entries set subject = 'somebody' where number in (7, 15)"));
        var answer = (await shop.GetAsync("/v1/audit/verification")).Body!;
        answer["whole"]!.GetValue<bool>().ShouldBeFalse();
        var place = answer["firstWrong"]!.GetValue<string>();
        place.ShouldStartWith("test/");
        place.ShouldEndWith("/7");
        (code, said) = await VerifyAsync(shop);
        code.ShouldNotBe(0);
        said.ShouldContain(place);
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_comes_for_a_day_that_is_sealed_stands_in_the_next_and_all_stays_whole(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var chain = Chain();
        await AddAsync(db, chain, 2, Start);
        var after = Start + Duration.FromDays(1);
        (await db.WriteAsync(unit => chain.SealAsync(unit, after), Cancellation)).ShouldBe(1);
        (await db.WriteAsync(unit => chain.SealAsync(unit, after), Cancellation)).ShouldBe(0);

        // A call that was read before midnight and written after it; a clock that went back by a day.
        await AddAsync(db, chain, 2, Start);
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).ShouldBe((4, null));
        (await db.ReadAsync(u => u.QueryAsync<string>("select day from audit_entries order by day, number"), Cancellation))
            .ShouldBe(["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"]);
    }

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Writing_and_sealing_at_once_leaves_no_seal_that_is_wrong(DbEngine engine)
    {
        await using var db = await engines.NewAsync(engine);
        var chain = Chain();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => i % 4 == 3
            ? db.WriteAsync(unit => chain.SealAsync(unit, Start + Duration.FromDays(1)), Cancellation)
            : AddAsync(db, chain, 3, Start))));
        (await WorkspaceModule.VerifyAuditAsync(db, Cancellation)).ShouldBe((90, null));
    }

    [Fact]
    public async Task A_hash_is_that_of_all_parts_each_with_its_length_and_numbers_from_their_lowest_byte_up()
    {
        await using var db = await engines.NewAsync(DbEngine.Sqlite);
        await AddAsync(db, Chain(), 2, Start);
        var row = (await db.ReadAsync(u => u.QueryAsync<AuditRow>("""
            select node as Node, day as Day, number as Number, id as Id, at as At, actor as Actor, action as Action, subject as Subject,
                content_hash as ContentHash, previous_hash as PreviousHash, hash as Hash
            from audit_entries where number = 2
            """), Cancellation)).Single();
        var bytes = new List<byte>();
        foreach (var part in (byte[][])[row.PreviousHash, Encoding.UTF8.GetBytes(row.Node), Encoding.UTF8.GetBytes(row.Day), [2, 0, 0, 0],
            row.Id.ToByteArray(bigEndian: true), [.. BigEndian(row.At).Reverse()], Encoding.UTF8.GetBytes(row.Actor),
            Encoding.UTF8.GetBytes(row.Action), Encoding.UTF8.GetBytes(row.Subject), SHA256.HashData("content"u8)])
        {
            bytes.AddRange([0, 0, 0, (byte)part.Length, .. part]);
        }

        row.Hash.ShouldBe(SHA256.HashData(bytes.ToArray()));
    }

    private static byte[] BigEndian(long number) => Convert.FromHexString(number.ToString("x16"));

    private static AuditChain Chain() => new("test", new IdSource(TimeProvider.System));

    private static Task AddAsync(Db db, AuditChain chain, int rows, Instant now) => db.WriteAsync(async unit =>
    {
        for (var i = 0; i < rows; i++)
        {
            await chain.AddAsync(unit, new AuditEntry($"key_{i % 7}", "test.done", $"thing_{i}", "content"u8.ToArray()),
                now + Duration.FromMilliseconds(i));
        }
    }, Cancellation);

    private static string WithoutTriggers(DbEngine engine) => engine == DbEngine.Sqlite
        ? "drop trigger audit_entries_no_update; drop trigger audit_entries_no_delete;"
        : "drop trigger audit_entries_no_change on audit_entries";

    private static async Task RefusedAsync(Db db, IEnumerable<string> statements)
    {
        foreach (var sql in statements)
        {
            (await Should.ThrowAsync<DbException>(() => db.WriteAsync(unit => unit.ExecuteAsync(sql), Cancellation))).Message
                .ShouldContain("append-only", Case.Sensitive, sql);
        }
    }

    private static Task<object?> ValueAsync(Db db, string column, int number) => db.ReadAsync(unit =>
        unit.ValueAsync<object>($"select {column} from audit_entries where number = @number", new { number }), Cancellation);

    private static Task SetAsync(Db db, string column, int number, object? value) => db.WriteAsync(unit =>
        unit.ExecuteAsync($"update audit_entries set {column} = @value where number = @number", new { number, value }), Cancellation);

    private static object? Flipped(object? value, Random random)
    {
        static byte[] One(byte[] bytes, Random random)
        {
            var flipped = bytes.ToArray();
            flipped[random.Next(flipped.Length)] ^= 1;
            return flipped;
        }

        return value switch
        {
            byte[] bytes => One(bytes, random),
            Guid id => new Guid(One(id.ToByteArray(), random)),
            long number => number ^ (1L << random.Next(40)),
            string text => Encoding.UTF8.GetString(One(Encoding.UTF8.GetBytes(text), random)),
            _ => throw new InvalidOperationException($"{value?.GetType()}"),
        };
    }

    // The command line as people use it: a process of its own.
    private static async Task<(int Code, string Said)> VerifyAsync(Shop shop)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perennial"), ["verify", "audit", "--server", shop.Server.Address])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["PERENNIAL_KEY"] = shop.Key;
        using var process = Process.Start(start)!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await said + await wrong);
    }
}
