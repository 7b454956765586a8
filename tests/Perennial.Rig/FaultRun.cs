using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Kernel.Data;

namespace Perennial.Rig;

/// <summary>
/// Clients post orders until each is answered, some twice and some under a key, and an import runs, while something strikes at
/// random moments. At the end the shop is compared with what was sent. The suite runs a short one, the bench a long one.
/// </summary>
public sealed class FaultRun(ServerProcess server, FaultPlan plan)
{
    private const int AnswerSecondsMax = 180;
    private const int PauseMs = 20;
    private const int BatchOrders = 500;
    private const int ShownMax = 5;

    private readonly ConcurrentDictionary<string, string> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> problems = new();
    private volatile bool isStriking = true;
    private int acknowledged;
    private int retried;
    private int repeated;

    /// <summary>Runs it and checks.</summary>
    /// <param name="strike">Kills something and starts it again; done when it serves again.</param>
    public async Task<FaultReport> RunAsync(Func<Task> strike, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var import = await BeginImportAsync(cancellation);
        var posting = Task.WhenAll(Enumerable.Range(0, plan.Clients).Select(c => Task.Run(() => PostAsync(c, cancellation), cancellation)));
        var dice = new Random(plan.Seed);
        try
        {
            for (var i = 0; i < plan.Strikes; i++)
            {
                await Task.Delay(dice.Next(plan.PauseMs.From, plan.PauseMs.To), cancellation);
                await strike();
            }
        }
        finally
        {
            isStriking = false;
        }

        await posting;
        await CheckImportAsync(import, "created", cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        await CheckFiguresAsync("after the strikes");
        await SendAllAgainAsync(cancellation);
        await CheckFiguresAsync("when all was sent again");
        await CheckProofsAsync();
        await server.KillAsync();
        var (lost, doubled) = await CompareAsync(cancellation);
        return new FaultReport(acknowledged, retried, repeated, lost, doubled, seconds, [.. problems.Take(ShownMax)]);
    }

    // Every third order twice, every fifth under a key. Who is through goes on with what was acknowledged, while it strikes.
    private async Task PostAsync(int client, CancellationToken cancellation)
    {
        var dice = new Random(plan.Seed + client + 1);
        for (var i = 0; i < plan.OrdersEach; i++)
        {
            await PostAsync(client, i, isFirst: true, cancellation);
            if (i % 3 == 0)
            {
                await PostAsync(client, i, isFirst: false, cancellation);
            }
        }

        while (isStriking)
        {
            await PostAsync(client, dice.Next(plan.OrdersEach), isFirst: false, cancellation);
        }
    }

    private async Task PostAsync(int client, int i, bool isFirst, CancellationToken cancellation)
    {
        var (key, attempts) = (FaultPlan.KeyOf(client, i), 0);
        var reply = await UntilAsync(async () =>
        {
            attempts++;
            return await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(client, i), key, cancellation);
        }, cancellation);
        Interlocked.Add(ref retried, attempts - 1);
        Interlocked.Increment(ref isFirst ? ref acknowledged : ref repeated);
        if (reply.Status is not (200 or 201))
        {
            problems.Enqueue($"order {FaultPlan.Number(client, i)}: {reply.Status} {reply.Text}");
        }
        else if (key is not null && answers.GetOrAdd(key, reply.Text) is var first && first != reply.Text)
        {
            problems.Enqueue($"key {key}: answered {first}, then {reply.Text}");
        }
        else if (key is null && !isFirst && (string?)reply.Body!["outcome"] != "unchanged")
        {
            problems.Enqueue($"order {FaultPlan.Number(client, i)} again: {reply.Text}");
        }
    }

    // Until somebody answers: a refusal for the time being promises nothing, and neither does silence.
    private static async Task<Reply> UntilAsync(Func<Task<Reply>> call, CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            try
            {
                var reply = await call();
                if (reply.Status != 503)
                {
                    return reply;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException ||
                (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // Whether it was taken is not known.
            }

            if (since.Elapsed.TotalSeconds > AnswerSecondsMax)
            {
                throw new RigException("Nobody answers.");
            }

            await Task.Delay(PauseMs, cancellation);
        }
    }

    private async Task<string> BeginImportAsync(CancellationToken cancellation)
    {
        var uploaded = await UntilAsync(async () =>
        {
            using var content = new ByteArrayContent(plan.ImportFile());
            var to = new Uri("/v1/imports?" + FaultPlan.ImportQuery, UriKind.Relative);
            using var answer = await server.Client.PostAsync(to, content, cancellation);
            return await Reply.OfAsync(answer);
        }, cancellation);
        var id = (string?)uploaded.Body?["id"] ?? throw new RigException(uploaded.Text);
        var started = await UntilAsync(
            () => server.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null, "start-" + id, cancellation), cancellation);
        return started.Status == 202 ? id : throw new RigException(started.Text);
    }

    private async Task CheckImportAsync(string id, string outcome, CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(PauseMs, cancellation))
        {
            var shown = await UntilAsync(() => server.SendAsync(HttpMethod.Get, $"/v1/imports/{id}", null, null, cancellation), cancellation);
            var import = shown.Body!;
            var state = (string)import["job"]!["state"]!;
            if (state is "waiting" or "running" && since.Elapsed.TotalSeconds < AnswerSecondsMax)
            {
                continue;
            }

            if (state != "done" || (int)import["counts"]![outcome]! != plan.ImportRows)
            {
                problems.Enqueue($"import: {import.ToJsonString()}");
            }

            return;
        }
    }

    private async Task SendAllAgainAsync(CancellationToken cancellation)
    {
        foreach (var orders in Enumerable.Range(0, plan.Orders).Chunk(BatchOrders))
        {
            var body = new JsonObject
            {
                ["orders"] = new JsonArray([.. orders.Select(o => FaultPlan.Order(o / plan.OrdersEach, o % plan.OrdersEach))]),
            };
            var reply = await UntilAsync(() => server.SendAsync(HttpMethod.Post, "/v1/orders/batch", body, null, cancellation), cancellation);
            if (reply.Status != 200 || (int)reply.Body!["unchanged"]! != orders.Length)
            {
                problems.Enqueue($"all again: {reply.Status} {reply.Text[..Math.Min(300, reply.Text.Length)]}");
            }
        }

        await CheckImportAsync(await BeginImportAsync(cancellation), "unchanged", cancellation);
    }

    private async Task CheckFiguresAsync(string when)
    {
        var totals = (await server.ReportAsync())["totals"]!;
        var revenue = (plan.RevenueMinor / 100m).ToString("F2", CultureInfo.InvariantCulture);
        var (found, expected) = ($"{totals["orders"]} {totals["revenue"]} {totals["customers"]}",
            string.Create(CultureInfo.InvariantCulture, $"{plan.Orders + plan.ImportRows} {revenue} {plan.Customers}"));
        if (found != expected)
        {
            problems.Enqueue($"orders, revenue and customers {when}: {found}, not {expected}");
        }
    }

    private async Task CheckProofsAsync()
    {
        var facts = await server.AskAsync("/v1/insights/facts/verification");
        if ((long)facts["differences"]! != 0)
        {
            problems.Enqueue($"facts: {facts.ToJsonString()}");
        }

        var audit = await server.AskAsync("/v1/audit/verification");
        if (!(bool)audit["whole"]!)
        {
            problems.Enqueue($"audit: {audit.ToJsonString()}");
        }
    }

    // By the rows themselves, which no figure could hide.
    private async Task<(int Lost, int Doubled)> CompareAsync(CancellationToken cancellation)
    {
        await using var db = await Db.OpenAsync(server.Database, cancellation);
        var there = await db.ReadAsync(unit => unit.QueryAsync<string>("select source || ' ' || number from orders"), cancellation);
        var lines = await db.ReadAsync(unit => unit.ValueAsync<long>("select count(*) from order_lines"), cancellation);
        var expected = plan.Names.ToHashSet(StringComparer.Ordinal);
        var (lost, doubled) = (expected.Except(there).Count(), there.Count - expected.Intersect(there).Count());
        if (lost + doubled > 0 || lines != expected.Count)
        {
            problems.Enqueue($"rows: {lost} lost, {doubled} too many, {lines} lines of {expected.Count}");
        }

        return (lost, doubled);
    }
}
