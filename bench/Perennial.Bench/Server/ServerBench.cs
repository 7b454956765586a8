using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Headers;
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

    public static async Task RunAsync(int singles, int batched, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        foreach (var engine in (DbEngine[])[DbEngine.Sqlite, DbEngine.PostgreSql])
        {
            await RunAsync(engine, cluster, singles, batched, to);
        }
    }

    private static async Task RunAsync(DbEngine engine, PostgresCluster cluster, int singles, int batched, TextWriter to)
    {
        var table = new Table(engine.ToString(), "orders/s", "bare rows", "ratio", "p50", "p99", "rows");
        foreach (var (name, calls, each, connections) in (IEnumerable<(string, int, int, int)>)
            [("single orders", singles, 1, 16), ("1,000 a call", batched / OrdersACall, OrdersACall, 2)])
        {
            await using var server = await RunningServer.StartAsync(engine == DbEngine.Sqlite ? null : await cluster.NewDatabaseAsync());
            var bodies = new OrderBodies(1);
            await SendAsync(server, bodies.Batches(2, each * 100 / each), "/v1/orders/batch", 1, perSecond: null);
            var sent = each == 1 ? bodies.Singles(calls) : bodies.Batches(calls, each);
            var path = each == 1 ? "/v1/orders" : "/v1/orders/batch";
            var (seconds, _) = await SendAsync(server, sent, path, each == 1 ? Clients : 2, perSecond: null);
            var rate = calls * each / seconds;
            var paced = each == 1 ? bodies.Singles((int)(rate / 2 * 4)) : bodies.Batches(Math.Max(4, (int)(rate / 2 * 4 / each)), each);
            var (_, latencies) = await SendAsync(server, paced, path, each == 1 ? Clients : 2, perSecond: rate / 2 / each);
            var bytes = server.Bytes;
            await server.StopAsync();
            var (bare, rows) = await BareAsync(engine, cluster, server.Database, calls + paced.Length, connections);
            var bareRate = (calls + paced.Length) * each / bare;
            table.Add(name, $"{rate:N0}", $"{bareRate:N0}", $"{rate / bareRate:P0}", $"{latencies[latencies.Count / 2]:F1} ms",
                $"{latencies[latencies.Count * 99 / 100]:F1} ms", $"{rows:N0}");
            to.WriteLine($"{engine}, {name}: ready after {server.ReadySeconds:F2} s, {bytes / 1024 / 1024} MB at the end");
        }

        table.Write(to);
    }

    private static async Task<(double Seconds, long Rows)> BareAsync(
        DbEngine engine, PostgresCluster cluster, string written, int transactions, int connections)
    {
        await using DbConnection from = engine == DbEngine.Sqlite
            ? new SqliteConnection($"Data Source={written};Pooling=false")
            : new NpgsqlConnection(written);
        await from.OpenAsync();
        var rows = await BareRows.ReadAsync(from);
        var folder = Directory.CreateTempSubdirectory("perennial-bare-").FullName;
        var target = engine == DbEngine.Sqlite ? Path.Combine(folder, "bare.db") : await cluster.NewDatabaseAsync();
        await using (var db = await Db.OpenAsync(target, CancellationToken.None))
        {
            Migrations.Run(db, ("workspace", typeof(WorkspaceModule).Assembly), ("customers", typeof(CustomersModule).Assembly),
                ("commerce", typeof(CommerceModule).Assembly));
        }

        var seconds = engine == DbEngine.Sqlite
            ? rows.WriteSqlite(target, transactions)
            : await rows.WritePostgreSqlAsync(target, transactions, connections);
        Directory.Delete(folder, recursive: true);
        return (seconds, rows.Count);
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
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
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
