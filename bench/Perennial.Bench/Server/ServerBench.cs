using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Perennial.Commerce;
using Perennial.Customers;
using Perennial.Kernel.Data;
using Perennial.Rig;
using Perennial.Workspace;

namespace Perennial.Bench.Server;

/// <summary>
/// Orders by HTTP into the built server, client and database on the same cores, each acknowledged once it is durable; beside
/// them the same rows by bare statements.
/// </summary>
internal static class ServerBench
{
    private const int OrdersACall = 1_000;
    private const int Clients = 64;

    public static async Task RunAsync(IReadOnlyList<DbEngine> engines, int singles, int batched, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        foreach (var engine in engines)
        {
            await RunAsync(engine, cluster, singles, batched, to);
        }
    }

    private static async Task RunAsync(DbEngine engine, PostgresCluster cluster, int singles, int batched, TextWriter to)
    {
        var table = new Table(engine.ToString(), "orders/s", "bare, a thread", "ratio", "bare, arrays", "ratio", "p50", "p99", "rows");
        foreach (var (name, calls, each, clients) in (IEnumerable<(string, int, int, int)>)
            [("single orders", singles, 1, Clients), ("1,000 a call", batched / OrdersACall, OrdersACall, 2)])
        {
            await using var server = await RunningServer.StartAsync(engine == DbEngine.Sqlite ? null : await cluster.NewDatabaseAsync());
            var bodies = new OrderBodies(1);
            var path = each == 1 ? "/v1/orders" : "/v1/orders/batch";

            // As a server is that has run for a minute: its hot paths are compiled for good.
            var (warm, _) = await SendAsync(server, Bodies(bodies, calls, each), path, clients, perSecond: null);
            var (seconds, _) = await SendAsync(server, Bodies(bodies, calls, each), path, clients, perSecond: null);
            var rate = calls * each / seconds;
            var paced = Bodies(bodies, Math.Max(4, (int)(rate / 2 * 4 / each)), each);
            var (_, latencies) = await SendAsync(server, paced, path, clients, perSecond: rate / 2 / each);
            var bytes = server.Bytes;
            await server.StopAsync();
            var transactions = calls + calls + paced.Length;
            var orders = transactions * each;
            var (bare, arrays, rows) = await BareAsync(engine, cluster, server.Database, transactions, each == 1 ? 16 : 2);
            table.Add(name, $"{rate:N0}", $"{orders / bare:N0}", $"{rate * bare / orders:P0}", arrays is null ? "" : $"{orders / arrays:N0}",
                arrays is null ? "" : $"{rate * arrays / orders:P0}", $"{latencies[latencies.Count / 2]:F1} ms",
                $"{latencies[latencies.Count * 99 / 100]:F1} ms", $"{rows:N0}");
            var cold = calls * each / warm;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{engine}, {name}: ready after {server.ReadySeconds:F2} s, {cold:N0} orders/s cold, {bytes / 1024 / 1024} MB at the end"));
        }

        await ImportAsync(engine, cluster, batched, table, to);
        table.Write(to);
    }

    // A file as a job of the server's, from its start to its end; one before, so that its paths are compiled for good.
    private static async Task ImportAsync(DbEngine engine, PostgresCluster cluster, int orders, Table table, TextWriter to)
    {
        await using var server = await RunningServer.StartAsync(engine == DbEngine.Sqlite ? null : await cluster.NewDatabaseAsync());
        var bodies = new OrderBodies(1);
        var warm = await server.ImportAsync(bodies.File(orders));
        var seconds = await server.ImportAsync(bodies.File(orders));
        var bytes = server.Bytes;
        await server.StopAsync();
        var (bare, arrays, rows) = await BareAsync(engine, cluster, server.Database, 2 * orders / OrdersACall, 2);
        var (rate, every) = (orders / seconds, 2 * orders);
        table.Add("import", $"{rate:N0}", $"{every / bare:N0}", $"{rate * bare / every:P0}", arrays is null ? "" : $"{every / arrays:N0}",
            arrays is null ? "" : $"{rate * arrays / every:P0}", "", "", $"{rows:N0}");
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine}, import: {orders / warm:N0} orders/s cold, {bytes / 1024 / 1024} MB at the end"));
    }

    private static byte[][] Bodies(OrderBodies bodies, int calls, int each) => each == 1 ? bodies.Singles(calls) : bodies.Batches(calls, each);

    // What one thread needs for the same rows, a statement each; on PostgreSQL also what many connections need that send arrays.
    private static async Task<(double Seconds, double? Arrays, long Rows)> BareAsync(
        DbEngine engine, PostgresCluster cluster, string written, int transactions, int connections)
    {
        await using DbConnection from = engine == DbEngine.Sqlite
            ? new SqliteConnection($"Data Source={written};Pooling=false")
            : new NpgsqlConnection(written);
        await from.OpenAsync();
        var rows = await BareRows.ReadAsync(from);
        if (engine == DbEngine.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("perennial-bare-").FullName;
            var seconds = rows.WriteSqlite(await WithTablesAsync(Path.Combine(folder, "bare.db")), transactions);
            Directory.Delete(folder, recursive: true);
            return (seconds, null, rows.Count);
        }

        return (await rows.WriteSinglyAsync(await WithTablesAsync(await cluster.NewDatabaseAsync()), transactions),
            await rows.WritePostgreSqlAsync(await WithTablesAsync(await cluster.NewDatabaseAsync()), transactions, connections), rows.Count);
    }

    private static async Task<string> WithTablesAsync(string database)
    {
        await using var db = await Db.OpenAsync(database, CancellationToken.None);
        Migrations.Run(db, ("workspace", typeof(WorkspaceModule).Assembly), ("customers", typeof(CustomersModule).Assembly),
            ("commerce", typeof(CommerceModule).Assembly));
        return database;
    }

    // Each body once, by so many clients; paced, a body has its time, and waiting for its turn counts.
    private static async Task<(double Seconds, List<double> LatenciesMs)> SendAsync(
        RunningServer server, byte[][] bodies, string path, int clients, double? perSecond)
    {
        var next = -1;
        var latencies = new List<double>(bodies.Length);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < bodies.Length;)
            {
                var due = perSecond is { } rate ? TimeSpan.FromSeconds(i / rate) : clock.Elapsed;
                if (due > clock.Elapsed)
                {
                    await Task.Delay(due - clock.Elapsed);
                }

                using var content = new ByteArrayContent(bodies[i]);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content);
                var said = await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(said)}");
                }

                lock (latencies)
                {
                    latencies.Add((clock.Elapsed - due).TotalMilliseconds);
                }
            }
        })));
        latencies.Sort();
        return (clock.Elapsed.TotalSeconds, latencies);
    }
}
