using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Kernel.Data;
using Perennial.Rig;

namespace Perennial.Bench.Faults;

/// <summary>
/// An ordinary day for long: orders, questions and searches at a steady pace. What a server holds in the last tenth of it must be
/// about what it held once it was warm. The shop stays as large as it is: facts are held in memory, so more orders may take more of
/// it; here the same orders change again and again.
/// </summary>
internal static class Soak
{
    private const int CallsPerSecond = 100;
    private const int Customers = 5_000;
    private const int Orders = 20_000;
    private const int SamplesMs = 1_000;
    private const double GrowthMax = 0.05;

    // So many calls later an order is there, however slow its own call was.
    private const int LongAgo = 1_000;

    public static async Task<bool> RunAsync(DbEngine engine, string database, TimeSpan lasting, Table table, TextWriter to)
    {
        await using var server = await ServerProcess.StartAsync(new ServerSetting(database) { Rate = 1_000_000 });
        await CallAsync(server, 0);
        await server.SendAsync(HttpMethod.Get, "/v1/insights/report?fresh=1", null, null, CancellationToken.None);
        var (samples, latencies, problems) = (new List<double>(), new List<double>(), new List<string>());
        var calls = 0;
        var clock = Stopwatch.StartNew();
        var pace = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i; clock.Elapsed < lasting;)
            {
                i = Interlocked.Increment(ref calls);
                var due = TimeSpan.FromSeconds((double)i / CallsPerSecond);
                await Task.Delay(due > clock.Elapsed ? due - clock.Elapsed : TimeSpan.Zero);
                var one = Stopwatch.StartNew();
                var reply = await CallAsync(server, i);
                lock (latencies)
                {
                    latencies.Add(one.Elapsed.TotalMilliseconds);
                    if (reply.Status is not (200 or 201) && problems.Count < 5)
                    {
                        problems.Add($"{reply.Status}: {reply.Text}");
                    }
                }
            }
        })));
        while (!pace.IsCompleted)
        {
            samples.Add(server.Bytes / 1048576.0);
            await Task.WhenAny(pace, Task.Delay(SamplesMs));
        }

        await pace;
        var tenth = Math.Max(1, samples.Count / 10);
        var (warm, last) = (Timing.Median(samples[tenth..(tenth * 2)]), Timing.Median(samples[^tenth..]));
        var growth = (last / warm) - 1;
        latencies.Sort();
        table.Add(engine.ToString(), $"{lasting.TotalMinutes:F0}", $"{latencies.Count:N0}", $"{latencies[latencies.Count * 99 / 100]:F1} ms",
            $"{warm:F0}", $"{samples.Max():F0}", $"{last:F0}", growth.ToString("P1", CultureInfo.InvariantCulture));
        string[] grown = growth > GrowthMax ? ["it grew by more than was promised"] : [];
        return FaultsBench.Tell(to, engine.ToString(), [.. problems, .. grown]);
    }

    // Of ten calls seven bring an order; the others ask for the report, look for a customer, and look an order up.
    private static Task<Reply> CallAsync(ServerProcess server, int call) => (call % 10) switch
    {
        7 => server.SendAsync(HttpMethod.Get, "/v1/insights/report", null, null, CancellationToken.None),
        8 => server.SendAsync(HttpMethod.Post, "/v1/customers/search", new JsonObject { ["text"] = $"soak{call % Customers}" }, null,
            CancellationToken.None),
        9 when call > LongAgo => server.SendAsync(HttpMethod.Get, $"/v1/orders?source=soak&number={(call - LongAgo + 5) % Orders}", null, null,
            CancellationToken.None),
        _ => server.SendAsync(HttpMethod.Post, "/v1/orders", new JsonObject
        {
            ["source"] = "soak", ["number"] = $"{call % Orders}",
            ["placedAt"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(call % Orders * 20L).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture),
            ["customer"] = new JsonObject { ["email"] = $"soak{call % Orders * 7L % Customers}@example.com" },
            ["lines"] = new JsonArray(new JsonObject { ["product"] = $"p{call % 50}", ["quantity"] = 1 + (call / Orders % 9), ["price"] = "10.00" }),
        }, null, CancellationToken.None),
    };
}
