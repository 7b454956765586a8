using System.Diagnostics;
using System.Globalization;
using System.Net;
using NodaTime;
using Perennial.Commerce;
using Perennial.Customers;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Insights;
using Perennial.Kernel.Data;
using Perennial.Workspace;

namespace Perennial.Bench.Server;

/// <summary>
/// What a reader waits for: every page of a shop of a million customers, loaded again and again over HTTP, and the search of
/// customers; what a first view weighs.
/// </summary>
internal static class PagesBench
{
    private const int Loads = 200;
    private const int NewLoads = 40;
    private const int CustomersAtOnce = 20_000;
    private const int SettleSecondsMax = 300;

    private static readonly string[] Given = ["Ana", "Boris", "Chen", "Dora", "Elif", "Florin", "Galina", "Hana", "Ion", "Jana"];
    private static readonly string[] Family = ["Popescu", "Ivanov", "Li", "Ionescu", "Petrov", "Rusu", "Wang", "Moraru", "Novak", "Sava"];

    public static async Task RunAsync(Shop shop, TextWriter to)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-pages-").FullName;
        var database = Path.Combine(folder, "pages.db");
        var filling = Stopwatch.StartNew();
        await using (var db = await Db.OpenAsync(database, CancellationToken.None))
        {
            Migrations.Run(db, ("workspace", typeof(WorkspaceModule).Assembly), ("customers", typeof(CustomersModule).Assembly),
                ("commerce", typeof(CommerceModule).Assembly), ("insights", typeof(InsightsModule).Assembly));
            await FillPeopleAsync(db, shop.CustomerCount);
            await LoadBench.FillAsync(db, shop);
        }

        await to.WriteLineAsync($"filled after {Timing.Show(filling.Elapsed.TotalSeconds)}");
        await using (var server = await RunningServer.StartAsync(database, byPage: true))
        {
            await SettleAsync(server.Client);
            await LoadPagesAsync(server, to);
            await WeighAsync(server.Client, to);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task LoadPagesAsync(RunningServer server, TextWriter to)
    {
        var table = new Table(["Page", "first", "p50", "p95", "p95 of new questions", "KB"]);
        var customer = await CustomerAsync(server.Client);
        foreach (var path in (string[])
            [
                "/", "/tasks", "/retention", "/retention?period=week", "/retention?window=90d&minOrders=2", "/retention/cohorts",
                "/retention/cohorts?period=week", "/retention/cohorts?came=store", "/retention/rfm", "/retention/groups", "/customers", customer,
                "/customers/duplicates",
                "/orders", "/imports", "/jobs", "/settings", "/settings/keys", "/settings/webhooks", "/audit", "/people",
            ])
        {
            var times = new List<double>();
            var bytes = 0;
            for (var i = 0; i < Loads; i++)
            {
                var clock = Stopwatch.StartNew();
                using var answer = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
                bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
                times.Add(clock.Elapsed.TotalSeconds);
            }

            Add(table, path.StartsWith("/customers/cus_", StringComparison.Ordinal) ? "/customers/{id}" : path, times,
                path.StartsWith("/retention", StringComparison.Ordinal) ? await NewQuestionsAsync(server.Client, path) : [], bytes);
        }

        await SearchAsync(server.Client, table);
        table.Write(to);
        await to.WriteLineAsync($"memory {server.Bytes / 1024 / 1024} MB, ready after {Timing.Show(server.ReadySeconds)}");
    }

    // Figures of a view are kept for whoever opens it again; each of these ends on another day, so that nobody asked it before.
    private static async Task<List<double>> NewQuestionsAsync(HttpClient client, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < NewLoads; i++)
        {
            var day = new LocalDate(2024, 11, 30).PlusDays(-i).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
            var clock = Stopwatch.StartNew();
            using var answer = await client.GetAsync(new Uri($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}until={day}",
                UriKind.Relative));
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return times;
    }

    // Another word each time: what somebody types, as she types it.
    private static async Task SearchAsync(HttpClient client, Table table)
    {
        var token = RunningServer.TokenOf(await client.GetStringAsync(new Uri("/customers", UriKind.Relative)));
        var (times, bytes) = (new List<double>(), 0);
        for (var i = 0; i < Loads; i++)
        {
            var word = (i % 3) switch
            {
                0 => Given[i % Given.Length][..2],
                1 => $"{Family[i % Family.Length]} {Given[i / 7 % Given.Length]}",
                _ => $"c{i * 4_999}@",
            };
            using var form = new FormUrlEncodedContent([new("q", word), new("__RequestVerificationToken", token)]);
            var clock = Stopwatch.StartNew();
            using var answer = await client.PostAsync(new Uri("/customers/find", UriKind.Relative), form);
            bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
            times.Add(clock.Elapsed.TotalSeconds);
        }

        Add(table, "search", times, [], bytes);
    }

    private static void Add(Table table, string name, List<double> times, List<double> ofNew, int bytes) => table.Add(
        [name, Timing.Show(times[0]), Timing.Show(Timing.Median(times)), P95(times), ofNew.Count == 0 ? "" : P95(ofNew),
            (bytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture)]);

    private static string P95(List<double> times) => Timing.Show(times.Order().ElementAt((int)(times.Count * 0.95)));

    // A page, and everything that it loads, as a browser takes it.
    private static async Task WeighAsync(HttpClient client, TextWriter to)
    {
        using var plain = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        { BaseAddress = client.BaseAddress };
        plain.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");
        foreach (var path in (string[])["/customers", "/retention"])
        {
            var page = await client.GetStringAsync(new Uri(path, UriKind.Relative));
            var sum = System.Text.Encoding.UTF8.GetByteCount(page);
            foreach (var asset in RunningServer.AssetsOf(page))
            {
                sum += (await plain.GetByteArrayAsync(new Uri(asset, UriKind.Relative))).Length;
            }

            await to.WriteLineAsync($"first view of {path}: {sum / 1024} KB, its own text not compressed");
        }
    }

    private static async Task SettleAsync(HttpClient client)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < SettleSecondsMax; await Task.Delay(1_000))
        {
            using var answer = await client.GetAsync(new Uri("/retention/rfm?format=csv", UriKind.Relative));
            if (answer.IsSuccessStatusCode && !(await answer.Content.ReadAsStringAsync()).Contains("http-equiv=\"refresh\"",
                StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new TimeoutException("The facts did not come.");
    }

    private static async Task<string> CustomerAsync(HttpClient client)
    {
        var page = await client.GetStringAsync(new Uri("/customers", UriKind.Relative));
        var at = page.IndexOf("/customers/cus_", StringComparison.Ordinal);
        return page[at..page.IndexOf('"', at)];
    }

    private static async Task FillPeopleAsync(Db db, int count)
    {
        var now = Instant.FromUtc(2025, 1, 1, 0, 0);
        for (var from = 0; from < count; from += CustomersAtOnce)
        {
            var rows = Enumerable.Range(from, Math.Min(CustomersAtOnce, count - from)).Select(c => (
                Row: new ProfileRow
                {
                    Id = LoadBench.CustomerId(c), Name = $"{Given[c % 10]} {Family[c / 10 % 10]} {c}", Language = "ro", Country = "RO",
                        Source = "bench",
                    Created = now, Updated = now,
                },
                Email: Email(c))).ToList();
            await db.WriteAsync(async unit =>
            {
                var batch = unit.Batch();
                ProfileStore.Add(batch, [.. rows.Select(r => r.Row)]);
                batch.Insert(IdentifierStore.Identifiers, [.. rows.Select(r => new HeldIdentifier(r.Row.Id, r.Row.Id, r.Email, now))]);
                batch.Insert(IdentifierStore.Words, [.. rows.SelectMany(r => SearchKey.Of(r.Row.Names, [r.Email]).Select(w => (r.Row.Id, w)))]);
                await batch.RunAsync();
                return true;
            }, CancellationToken.None);
        }

        await db.WriteAsync(async unit =>
        {
            await unit.AnalyzeAsync("customers");
            await unit.AnalyzeAsync("customer_search");
            return true;
        }, CancellationToken.None);
    }

    private static Identifier Email(int number) =>
        IdentifierReader.Read(IdentifierKind.Email, $"c{number}@shop.example", "RO", "email",
            []) ?? throw new InvalidOperationException("An address is none.");
}
