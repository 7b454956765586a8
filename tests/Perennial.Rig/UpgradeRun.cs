using System.Diagnostics;
using System.Text.Json.Nodes;
using Perennial.Kernel.Data;

namespace Perennial.Rig;

/// <summary>What upgrading under kills did.</summary>
/// <param name="Kills">Times the new version was killed.</param>
/// <param name="Midway">Times it was killed while its migrations were neither all ahead of it nor all behind it, or one was at work.</param>
/// <param name="Seconds">The last start, which was let through, until it was ready.</param>
/// <param name="Problems">Everything that is not as promised.</param>
public sealed record UpgradeReport(int Kills, int Midway, double Seconds, IReadOnlyList<string> Problems);

/// <summary>
/// A shop with many orders is started with a version to come, whose migrations touch each order, and that is killed again and
/// again before it is ready. After each kill every file has run whole or not at all; in the end each has run once.
/// </summary>
/// <param name="database">The database setting, of an empty one.</param>
/// <param name="orders">How many orders, ≥ 1000.</param>
/// <param name="seed">When it is killed.</param>
public sealed class UpgradeRun(string database, int orders, int seed)
{
    private const int Sent = 50;
    private const long LogBytes = 1024 * 1024;
    private const int StartSecondsMax = 3_000;
    private static readonly string Next = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Perennial.Victim.exe" : "Perennial.Victim");

    private readonly List<string> problems = [];
    private long goods;

    /// <summary>How often it is killed at most; less where it is through before.</summary>
    public int KillsMax { get; init; } = 6;

    /// <summary>The shortest and the longest time from its start to the kill.</summary>
    public (int From, int To) KillMs { get; init; } = (600, 1_600);

    public async Task<UpgradeReport> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-upgrade-").FullName;
        var setting = new ServerSetting(database) { Folder = folder, StartSecondsMax = StartSecondsMax };
        string key;
        await using (var before = await ServerProcess.StartAsync(setting))
        {
            key = before.Key;
            await SendAsync(before, "created");
        }

        await FillAsync(cancellation);
        var dice = new Random(seed);
        var (kills, midway, done) = (0, 0, 0);
        await using var next = ServerProcess.Prepare(setting with { Program = [Next, "next"] }, key);
        while (kills < KillsMax && done < 3)
        {
            _ = next.Launch();
            await Task.Delay(dice.Next(KillMs.From, KillMs.To), cancellation);
            await next.KillAsync();
            kills++;
            var (now, wasAtWork) = await LookAsync(cancellation);
            midway += wasAtWork || (now > done && now < 3) ? 1 : 0;
            done = now;
        }

        var clock = Stopwatch.StartNew();
        await next.StartAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        await SendAsync(next, "unchanged");
        var totals = (int)(await next.ReportAsync())["totals"]!["orders"]!;
        var differences = (long)(await next.AskAsync("/v1/insights/facts/verification"))["differences"]!;
        await next.KillAsync();
        if ((await LookAsync(cancellation)).Files != 3 || totals != orders + Sent || differences != 0)
        {
            problems.Add($"{totals} orders of {orders + Sent}, {differences} differences, or not all files");
        }

        Directory.Delete(folder, recursive: true);
        return new UpgradeReport(kills, midway, seconds, problems);
    }

    private async Task SendAsync(ServerProcess server, string outcome)
    {
        for (var i = 0; i < Sent; i++)
        {
            var reply = await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(0, i));
            if ((string?)reply.Body?["outcome"] != outcome)
            {
                problems.Add($"order {i}: {reply.Text}, not {outcome}");
            }
        }
    }

    // What the files left behind fits the files that are in the journal, whole.
    private async Task<(int Files, bool WasAtWork)> LookAsync(CancellationToken cancellation)
    {
        var hadLog = File.Exists(database + "-wal") && new FileInfo(database + "-wal").Length > LogBytes;
        await using var db = await Db.OpenAsync(database, cancellation);
        var (files, found, wasAtWork) = await db.ReadAsync(async unit =>
        {
            var names = await unit.QueryAsync<string>("select scriptname from schema_versions where scriptname like 'next/%' order by scriptname");
            (long, long, long)? sums = names.Count == 0 ? null : (
                await unit.ValueAsync<long>("select cast(sum(weight) as bigint) from orders"),
                await unit.ValueAsync<long>("select count(*) from order_weights"),
                await unit.ValueAsync<long>("select coalesce(cast(sum(weight) as bigint), 0) from order_weights"));
            return (names, sums, db.Engine == DbEngine.Sqlite ? hadLog : await unit.ValueAsync<long>(AtWorkSql) > 0);
        }, cancellation);
        if (files.Distinct(StringComparer.Ordinal).Count() != files.Count)
        {
            problems.Add($"The journal: {string.Join(' ', files)}");
        }

        var count = orders + (long)Sent;
        (long, long, long)? expected = files.Count switch
        {
            0 => null,
            1 => (goods, 0, 0),
            2 => (goods + count, count, goods),
            _ => (goods + count, 2 * count, goods + count),
        };
        if (found != expected)
        {
            problems.Add($"after {files.Count} files: {found}, not {expected}");
        }

        return (files.Count, wasAtWork);
    }

    // Orders as rows, ten a customer; by hand, since ten million by HTTP would take half an hour.
    private async Task FillAsync(CancellationToken cancellation)
    {
        await using var db = await Db.OpenAsync(database, cancellation);
        var fill = db.Engine == DbEngine.Sqlite ? SqliteSql : PostgreSqlSql;
        await db.WriteAsync(unit => unit.ExecuteAsync(fill, new { count = orders }), cancellation);
        goods = await db.ReadAsync(unit => unit.ValueAsync<long>("select cast(sum(goods) as bigint) from orders"), cancellation);
    }

    // What a killed client asked for goes on until the server notices.
    private const string AtWorkSql = """
        select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
        """;

    private const string Columns = """
        insert into orders (customer_id, id, source, number, placed_at, content_at, content_tie, status, status_at, is_test, is_anonymous,
            customer_at, currency, goods, discount, tax, tax_included, shipping, units, line_count, version, recorded_at, changed_at)
        """;

    private const string Values = """
        , 'old', 'O' || i, 1735689600000000 + (i % 365) * 86400000000, 1767225600000000, i, 3, 1767225600000000, 1 = 0, 1 = 0,
            1767225600000000, 'RON', 100 + i % 1000, 0, 0, 1 = 1, 0, 1000, 0, 1, 1767225600000000, 1767225600000000
        """;

    private const string SqliteSql = Columns + """

        with recursive n(i) as (select 1 union all select i + 1 from n where i < @count)
        select unhex(printf('0190%028x', 1 + i / 10)), unhex(printf('0191%028x', i))
        """ + Values + " from n";

    private const string PostgreSqlSql = Columns + """

        select md5((i / 10)::text)::uuid, md5(i::text)::uuid
        """ + Values + " from generate_series(1, @count::bigint) n(i)";
}
