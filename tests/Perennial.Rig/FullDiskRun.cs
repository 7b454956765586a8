using System.Diagnostics;
using System.Text.Json.Nodes;
using Perennial.Kernel.Data;

namespace Perennial.Rig;

/// <summary>What a full disk did.</summary>
/// <param name="Acknowledged">Orders that were taken while it was filling up.</param>
/// <param name="Full">Writes refused with 507.</param>
/// <param name="Away">Writes refused with 503.</param>
/// <param name="BackAfter">Seconds from the moment at which there was space again to the first order that was taken.</param>
/// <param name="Problems">Everything that is not as promised.</param>
public sealed record FullDiskReport(int Acknowledged, int Full, int Away, double BackAfter, IReadOnlyList<string> Problems);

/// <summary>
/// Fills the disk of a shop up while an import runs and orders come singly and in batches; then gives space back. What was
/// refused must not be there, what was acknowledged must be, the import must come to its end, and nobody starts anything again.
/// </summary>
/// <param name="server">The server; its data, or those of its database, lie on the disk.</param>
/// <param name="disk">The disk.</param>
public sealed class FullDiskRun(ServerProcess server, SmallDisk disk)
{
    private const int BytesLeft = 600 * 1024;
    private const int Orders = 400;
    private const int BatchOrders = 300;
    private const int Batches = 4;
    // A job that failed often enough on a slow machine rests for as long as five minutes.
    private const int WaitSecondsMax = 330;

    private static readonly string[] Reads =
        ["/v1/insights/report?parts=totals", "/v1/imports", "/v1/jobs", "/v1/settings", "/v1/audit/verification", "/health/live", "/health/ready"];

    private readonly FaultPlan plan = new(1) { Clients = 1, OrdersEach = Orders, ImportRows = 25_000 };
    private readonly List<string> problems = [];
    private readonly HashSet<string> acknowledged = new(StringComparer.Ordinal);
    private readonly HashSet<string> refused = new(StringComparer.Ordinal);
    private int full;
    private int away;

    /// <summary>Whether the database may die of it, so that while the disk is full nobody reads either.</summary>
    public bool MayDie { get; init; }

    /// <summary>Starts the database again where it died; asked once, when there is space again.</summary>
    public Func<Task> Revive { get; init; } = () => Task.CompletedTask;

    public async Task<FullDiskReport> RunAsync(CancellationToken cancellation)
    {
        await SendOrdersAsync(0, 20);
        var import = await BeginImportAsync(cancellation);
        disk.Fill(BytesLeft);
        await SendOrdersAsync(20, Orders);
        await SendBatchesAsync();
        await UploadAsync(cancellation);
        await ReadAsync();
        if (full + away == 0)
        {
            problems.Add("The disk was not full.");
        }

        disk.Free();
        await Revive();
        var back = await UntilTakenAsync(cancellation);
        await CheckRowsAsync(cancellation);
        await CheckImportAsync(import, cancellation);
        await CheckProofsAsync();
        return new FullDiskReport(acknowledged.Count, full, away, back, problems);
    }

    private async Task SendOrdersAsync(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Note(await TrySendAsync("/v1/orders", FaultPlan.Order(0, i)), FaultPlan.Number(0, i));
        }
    }

    private async Task SendBatchesAsync()
    {
        for (var b = 1; b <= Batches; b++)
        {
            var body = new JsonObject { ["orders"] = new JsonArray([.. Enumerable.Range(0, BatchOrders).Select(i => FaultPlan.Order(b, i))]) };
            Note(await TrySendAsync("/v1/orders/batch", body), [.. Enumerable.Range(0, BatchOrders).Select(i => FaultPlan.Number(b, i))]);
        }
    }

    private async Task<Reply?> TrySendAsync(string path, JsonNode body)
    {
        try
        {
            return await server.SendAsync(HttpMethod.Post, path, body);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            problems.Add($"{path}: {e.Message}");
            return null;
        }
    }

    private void Note(Reply? reply, params string[] numbers)
    {
        switch (reply)
        {
            case { Status: 200 or 201 }:
                acknowledged.UnionWith(numbers);
                break;
            case { Status: 507, Code: "server.disk_full" }:
                full++;
                refused.UnionWith(numbers);
                break;
            case { Status: 503, Code: "server.database_away" }:
                away++;
                break;
            default:
                problems.Add($"{numbers[0]}: {reply?.Status} {reply?.Text}");
                break;
        }
    }

    private async Task<string> BeginImportAsync(CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(plan.ImportFile());
        using var answer = await server.Client.PostAsync(new Uri("/v1/imports?" + FaultPlan.ImportQuery, UriKind.Relative), content, cancellation);
        var id = (string?)(await Reply.OfAsync(answer)).Body?["id"] ?? throw new RigException("The file was not taken.");
        await server.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/start", null);
        for (var since = Stopwatch.StartNew(); (int)(await server.AskAsync($"/v1/imports/{id}"))["counts"]!["created"]! == 0;)
        {
            await Task.Delay(10, cancellation);
            if (since.Elapsed.TotalSeconds > WaitSecondsMax)
            {
                throw new RigException("The import does not begin.");
            }
        }

        return id;
    }

    // A file for which there is no space is refused, and nothing of it stays.
    private async Task UploadAsync(CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(plan.ImportFile());
        using var answer = await server.Client.PostAsync(new Uri("/v1/imports?name=late.csv", UriKind.Relative), content, cancellation);
        if ((int)answer.StatusCode is not (503 or 507))
        {
            problems.Add($"an upload: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    private async Task ReadAsync()
    {
        foreach (var path in Reads.Append(""))
        {
            var reply = path.Length > 0 ? await server.SendAsync(HttpMethod.Get, path, null) : await SearchAsync(null, CancellationToken.None);
            if (reply.Status != 200 && !(MayDie && reply is { Status: 503, Code: "server.database_away" }))
            {
                problems.Add($"{path} on a full disk: {reply.Status} {reply.Text}");
            }
        }
    }

    // The orders that came singly and in batches are of one month, those of the file of the year before.
    private Task<Reply> SearchAsync(string? cursor, CancellationToken cancellation)
    {
        var wanted = new JsonObject { ["from"] = "2026-03-01", ["to"] = "2026-03-31", ["limit"] = 200 };
        wanted.Add("cursor", cursor);
        return server.SendAsync(HttpMethod.Post, "/v1/orders/search", wanted, null, cancellation);
    }

    private async Task<double> UntilTakenAsync(CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(50, cancellation))
        {
            var reply = await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(plan.Clients, 999), null, cancellation);
            if (reply.Status == 201)
            {
                acknowledged.Add(FaultPlan.Number(plan.Clients, 999));
                return since.Elapsed.TotalSeconds;
            }

            if (since.Elapsed.TotalSeconds > WaitSecondsMax || !server.IsRunning)
            {
                throw new RigException($"With space again: {reply.Status} {reply.Text}");
            }
        }
    }

    private async Task CheckRowsAsync(CancellationToken cancellation)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        for (string? next = null, before = ""; next != before;)
        {
            before = next;
            var page = (await SearchAsync(next, cancellation)).Body!;
            there.UnionWith(page["orders"]!.AsArray().Select(o => (string)o!["number"]!));
            next = (string?)page["next"] ?? before;
        }

        var (lost, half) = (acknowledged.Except(there).ToList(), refused.Intersect(there).ToList());
        if (lost.Count + half.Count > 0)
        {
            problems.Add($"{lost.Count} acknowledged orders are not there, {half.Count} refused ones are: {lost.Concat(half).First()}");
        }

        // A batch about which nothing is known is there whole or not at all.
        foreach (var some in Enumerable.Range(1, Batches)
            .Select(b => Enumerable.Range(0, BatchOrders).Count(i => there.Contains(FaultPlan.Number(b, i)))))
        {
            if (some is not (0 or BatchOrders))
            {
                problems.Add($"{some} orders of a batch of {BatchOrders}");
            }
        }
    }

    private async Task CheckImportAsync(string id, CancellationToken cancellation)
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(50, cancellation))
        {
            var import = await server.AskAsync($"/v1/imports/{id}");
            if ((string)import["job"]!["state"]! is "waiting" or "running" && since.Elapsed.TotalSeconds < WaitSecondsMax)
            {
                continue;
            }

            if ((string)import["job"]!["state"]! != "done" || (int)import["counts"]!["created"]! != plan.ImportRows)
            {
                problems.Add($"import: {import.ToJsonString()}");
            }

            return;
        }
    }

    private async Task CheckProofsAsync()
    {
        var orders = (int)(await server.ReportAsync())["totals"]!["orders"]!;
        var differences = (long)(await server.AskAsync("/v1/insights/facts/verification"))["differences"]!;
        var isWhole = (bool)(await server.AskAsync("/v1/audit/verification"))["whole"]!;
        if (orders < acknowledged.Count + plan.ImportRows || differences != 0 || !isWhole)
        {
            problems.Add($"{orders} orders, {differences} differences of facts, audit whole: {isWhole}");
        }
    }
}
