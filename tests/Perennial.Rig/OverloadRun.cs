using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Perennial.Kernel.Data;

namespace Perennial.Rig;

/// <summary>What overload did.</summary>
/// <param name="Taken">Orders acknowledged while it lasted.</param>
/// <param name="Refused">Calls that were told to wait (429, 503).</param>
/// <param name="BeforeBytes">Memory of the server before.</param>
/// <param name="PeakBytes">The most memory it had.</param>
/// <param name="NormalAfter">Seconds from the end of the load until a call was answered as before.</param>
/// <param name="Problems">Everything that is not as promised.</param>
public sealed record OverloadReport(int Taken, int Refused, long BeforeBytes, long PeakBytes, double NormalAfter, IReadOnlyList<string> Problems);

/// <summary>Many more calls than a server may take: it tells them to wait, keeps what it acknowledged, and is as before afterwards.</summary>
/// <param name="server">The server, with a shop set up.</param>
/// <param name="clients">How many call at once, again and again.</param>
/// <param name="lasting">How long.</param>
public sealed class OverloadRun(ServerProcess server, int clients, TimeSpan lasting)
{
    private const int LookMs = 50;
    private const int NormalCalls = 20;
    private const int NormalMs = 500;
    private const int WaitSecondsMax = 120;
    private const int ShownMax = 5;

    private readonly Lock gate = new();
    private readonly HashSet<string> acknowledged = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];
    private int refused;

    public async Task<OverloadReport> RunAsync(CancellationToken cancellation)
    {
        await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(clients, 0), null, cancellation);
        var (before, peak) = (server.Bytes, server.Bytes);
        var clock = Stopwatch.StartNew();
        var load = Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(() => PostAsync(c, clock, cancellation), cancellation)));
        while (!load.IsCompleted)
        {
            peak = Math.Max(peak, server.Bytes);
            await Task.WhenAny(load, Task.Delay(LookMs, cancellation));
        }

        await load;
        var normal = await UntilNormalAsync(cancellation);
        await server.KillAsync();
        await CompareAsync(cancellation);
        return new OverloadReport(acknowledged.Count, refused, before, peak, normal, [.. problems.Take(ShownMax)]);
    }

    // A client that does not wait when it is told to.
    private async Task PostAsync(int client, Stopwatch clock, CancellationToken cancellation)
    {
        for (var i = 0; clock.Elapsed < lasting; i++)
        {
            try
            {
                var reply = await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(client, i), null, cancellation);
                Note(reply, FaultPlan.Number(client, i));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Tell($"no answer: {e.Message}");
            }
        }
    }

    private void Note(Reply reply, string number)
    {
        var wait = reply.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0;
        lock (gate)
        {
            if (reply.Status is 200 or 201)
            {
                acknowledged.Add(number);
            }
            else if (reply is { Status: 429, Code: "request.too_many" } or { Status: 503, Code: not null } && wait >= 1)
            {
                refused++;
            }
            else
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{reply.Status}, to be sent again after {wait} s: {reply.Text}"));
            }
        }
    }

    private void Tell(string problem)
    {
        lock (gate)
        {
            problems.Add(problem);
        }
    }

    // As before: a row of calls, each answered within half a second.
    private async Task<double> UntilNormalAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        for (var good = 0; good < NormalCalls; await Task.Delay(LookMs, cancellation))
        {
            var one = Stopwatch.StartNew();
            var reply = await server.SendAsync(HttpMethod.Post, "/v1/orders", FaultPlan.Order(clients, good), null, cancellation);
            good = reply.Status is 200 or 201 && one.ElapsedMilliseconds < NormalMs ? good + 1 : 0;
            if (since.Elapsed.TotalSeconds > WaitSecondsMax)
            {
                Tell("It does not become as before.");
                break;
            }
        }

        return Math.Max(0, since.Elapsed.TotalSeconds - (NormalCalls * LookMs / 1000.0));
    }

    private async Task CompareAsync(CancellationToken cancellation)
    {
        await using var db = await Db.OpenAsync(server.Database, cancellation);
        var there = await db.ReadAsync(unit => unit.QueryAsync<string>("select number from orders"), cancellation);
        var lost = acknowledged.Except(there).Count();
        if (lost > 0 || there.Distinct(StringComparer.Ordinal).Count() != there.Count)
        {
            Tell($"{lost} acknowledged orders of {acknowledged.Count} are not there, or some twice");
        }
    }
}
