using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Faults;

/// <summary>
/// Clients post orders and try again until they are answered, while the server, or the database, is killed at random moments:
/// every order that was acknowledged is there once, and the figures are those of a fresh rebuild. The long runs live in the
/// bench.
/// </summary>
[Collection("engines")]
public sealed class KilledServerTests(Engines engines)
{
    private const int Clients = 16;
    private const int OrdersEach = 60;
    private const int Kills = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Killing_the_server_loses_and_doubles_nothing(DbEngine engine)
    {
        var seed = Environment.TickCount;
        await using var server = await ServerProcess.StartAsync(await engines.NewSettingAsync(engine));
        var posting = Task.WhenAll(Enumerable.Range(0, Clients).Select(c => PostAsync(server, c)));
        var random = new Random(seed);
        for (var kill = 0; kill < Kills && !posting.IsCompleted; kill++)
        {
            await Task.Delay(random.Next(100, 800), Cancellation);
            await server.KillAsync();
            await server.StartAsync();
        }

        await CheckAsync(server, [.. (await posting).SelectMany(p => p)], seed);
    }

    [Fact]
    public async Task Killing_the_database_loses_and_doubles_nothing_and_the_server_comes_back_by_itself()
    {
        var seed = Environment.TickCount;
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(await cluster.NewDatabaseAsync());
        var posting = Task.WhenAll(Enumerable.Range(0, Clients).Select(c => PostAsync(server, c)));
        var random = new Random(seed);
        for (var kill = 0; kill < 2 && !posting.IsCompleted; kill++)
        {
            await Task.Delay(random.Next(100, 600), Cancellation);
            await cluster.KillAndRestartAsync();
        }

        await CheckAsync(server, [.. (await posting).SelectMany(p => p)], seed);
    }

    // Every third order twice, every fifth with a key; each until it is answered, however often that takes.
    private static async Task<List<string>> PostAsync(ServerProcess server, int client)
    {
        var acknowledged = new List<string>();
        for (var i = 0; i < OrdersEach; i++)
        {
            var number = $"{client}-{i}";
            for (var times = i % 3 == 0 ? 2 : 1; times > 0; times--)
            {
                await UntilAnsweredAsync(server, Order(number, client, i), i % 5 == 0 ? number : null);
            }

            acknowledged.Add(number);
        }

        return acknowledged;
    }

    private static async Task UntilAnsweredAsync(ServerProcess server, JsonObject order, string? key)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ;)
        {
            try
            {
                var reply = await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/orders", order, key);
                if (reply.Status is 200 or 201)
                {
                    return;
                }

                // While the database is away nothing is promised.
                reply.Status.ShouldBe(503, reply.Text);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // Nobody answered: whether it was taken is not known.
            }

            since.Elapsed.TotalSeconds.ShouldBeLessThan(180);
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task CheckAsync(ServerProcess server, List<string> acknowledged, int seed)
    {
        acknowledged.Count.ShouldBe(Clients * OrdersEach);
        var totals = (await server.ReportAsync())["totals"]!;
        ((int)totals["orders"]!).ShouldBe(acknowledged.Count, $"seed {seed}");
        ((string)totals["revenue"]!).ShouldBe(Revenue(), $"seed {seed}");
        ((int)totals["customers"]!).ShouldBe(Clients, $"seed {seed}");
        ((int)(await server.AskAsync("/v1/insights/facts/verification"))["differences"]!).ShouldBe(0, $"seed {seed}");
        foreach (var number in acknowledged.Take(20))
        {
            var again = await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/orders", Order(number), null);
            ((string)again.Body!["outcome"]!).ShouldBe("unchanged", $"seed {seed}, {number}");
        }

        ((int)(await server.ReportAsync())["totals"]!["orders"]!).ShouldBe(acknowledged.Count, $"seed {seed}");
    }

    private static string Revenue() => Enumerable.Range(0, Clients).Sum(c => Enumerable.Range(0, OrdersEach).Sum(i => 2 * (1 + c + i)))
        .ToString("F2", CultureInfo.InvariantCulture);

    private static JsonObject Order(string number)
    {
        var parts = number.Split('-').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return Order(number, parts[0], parts[1]);
    }

    private static JsonObject Order(string number, int client, int i) => new()
    {
        ["source"] = "till", ["number"] = number, ["placedAt"] = $"2026-03-{1 + (i % 28):00}T10:00:00Z",
        ["customer"] = new JsonObject { ["email"] = $"c{client}@example.com" },
        ["lines"] = new JsonArray(new JsonObject { ["product"] = $"P{i % 7}", ["quantity"] = 2, ["price"] = 1 + client + i }),
    };
}
