using System.Buffers.Binary;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel.Data;

namespace Perennial.Bench;

/// <summary>
/// Facts kept current from a database: loading, the snapshot file, replacing histories, and what single questions take,
/// with nothing and with something waiting to be folded. The database is the bench's shop in memory.
/// </summary>
internal static class FactsBench
{
    private const int Runs = 7;
    private const int CustomersAtOnce = 500;
    private const int Batches = 400;

    private static readonly (string Name, ReportQuestion Question)[] Questions =
    [
        ("totals", Of(ReportParts.Totals)),
        ("periods and base by month", Of(ReportParts.Periods)),
        ("periods and base by week", Of(ReportParts.Periods) with { Period = Analytics.PeriodKind.Week }),
        ("base of two orders in 90 days", Of(ReportParts.Periods) with { Window = new Analytics.Window(90, 'd'), MinOrders = 2 }),
        ("cohorts", Of(ReportParts.Cohorts)),
        ("order ladder", Of(ReportParts.Ladder)),
        ("RFM", Of(ReportParts.Rfm)),
        ("overdue", Of(ReportParts.Overdue)),
        ("base over the year", Of(ReportParts.OverTheYear)),
        ("periods a year ago", Of(ReportParts.Periods) with { AsOf = new NodaTime.LocalDate(2024, 1, 1) }),
        ("by store", Of(ReportParts.Groups) with { GroupBy = [OrderField.Store] }),
        ("whole report", new ReportQuestion()),
    ];

    public static async Task RunAsync(Shop shop, TextWriter writer)
    {
        var path = Path.Combine(Path.GetTempPath(), $"perennial-facts-{Environment.ProcessId}.bin");
        try
        {
            await RunAsync(shop, path, writer);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task RunAsync(Shop shop, string path, TextWriter writer)
    {
        var source = new ShopSource(shop);
        var settings = new LiveSettings(Guid.Parse("0a0b0c0d-0000-4000-8000-000000000001"), "bench", Kernel.Currency.None, "UTC", path);
        var live = new LiveFacts(source, settings, TimeProvider.System);
        var loadSeconds = await SecondsAsync(() => live.StartAsync(CancellationToken.None));
        var table = new Table("Facts of a database", "")
            .Add("loading from memory, orders as they came", Timing.Show(loadSeconds))
            .Add("bytes of facts, labels and ids", $"{live.Store.Bytes:N0}");
        table.Add("snapshot written", Timing.Show(await SecondsAsync(() => live.SaveAsync(CancellationToken.None))));
        table.Add("snapshot, bytes", $"{new FileInfo(path).Length:N0}");
        var told = Told(live);
        await live.DisposeAsync();
        live = new LiveFacts(source, settings, TimeProvider.System);
        var reads = new List<double>();
        for (var run = 0; run < 3; run++)
        {
            GC.Collect();
            reads.Add(await SecondsAsync(() => live.StartAsync(CancellationToken.None)));
        }

        table.Add("snapshot read, median of 3", Timing.Show(Timing.Median(reads)));
        if (Told(live) != told)
        {
            throw new AnswersDifferException("The snapshot says other than what it was written from.");
        }

        var quiet = Ask(live, source, withNews: false);
        await FollowAsync(live, source, table);
        live.Store.Facts.Fold();
        var busy = Ask(live, source, withNews: true);
        table.Add("news unfolded when asked", $"{live.Store.Facts.Pending:N0}");
        var verified = await live.VerifyAsync(CancellationToken.None);
        table.Add("customers that differ from the database in the end", $"{verified.Differences:N0} of {verified.Customers:N0}");
        table.Write(writer);
        var questions = new Table([$"Question, median of {Runs}", "nothing new", "500 new before each"]);
        foreach (var (i, (name, _)) in Questions.Index())
        {
            questions.Add([name, Timing.Show(quiet[i]), Timing.Show(busy[i])]);
        }

        questions.Write(writer);
        await live.DisposeAsync();
    }

    private static ReportQuestion Of(ReportParts parts) => new() { Parts = parts };

    private static string Told(LiveFacts live)
    {
        using var stream = new MemoryStream();
        ReportJson.Write(stream, live.Now().Answer(new ReportQuestion { GroupBy = [OrderField.Store] }));
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double[] Ask(LiveFacts live, ShopSource source, bool withNews) => [.. Questions.Select(q =>
    {
        var runs = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            if (withNews)
            {
                var changed = source.Change(CustomersAtOnce);
                live.Store.RefreshAsync(source, changed, CancellationToken.None).GetAwaiter().GetResult();
            }

            runs.Add(Timing.Seconds(() => live.Now().Answer(q.Question)));
        }

        return Timing.Median(runs[1..]);
    })];

    private static async Task FollowAsync(LiveFacts live, ShopSource source, Table table)
    {
        var batches = Enumerable.Range(0, Batches).Select(_ => source.Change(CustomersAtOnce)).ToList();
        var longest = 0.0;
        var seconds = await SecondsAsync(async () =>
        {
            foreach (var batch in batches)
            {
                longest = Math.Max(longest, await SecondsAsync(() => live.Store.RefreshAsync(source, batch, CancellationToken.None)));
            }
        });
        table.Add("histories replaced a second, folding beside", $"{Batches * CustomersAtOnce / seconds:N0}");
        table.Add($"the longest of {Batches} batches of {CustomersAtOnce}", Timing.Show(longest));
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>The shop as a database: each customer's orders can be had by her id, and some of them change.</summary>
    private sealed class ShopSource : IOrderFacts
    {
        private const int Stores = 20;

        private readonly Shop shop;
        private readonly int[] start;
        private readonly int[] slots;
        private readonly Dictionary<int, long> added = [];
        private readonly Random random = new(1);

        public ShopSource(Shop shop)
        {
            this.shop = shop;
            start = new int[shop.CustomerCount + 1];
            for (var slot = 0; slot < shop.OrderSlots; slot++)
            {
                start[shop.Order(slot).Customer + 1]++;
            }

            for (var c = 1; c < start.Length; c++)
            {
                start[c] += start[c - 1];
            }

            var next = start[..^1];
            slots = new int[shop.OrderSlots];
            for (var slot = 0; slot < slots.Length; slot++)
            {
                slots[next[shop.Order(slot).Customer]++] = slot;
            }
        }

        /// <summary>Gives some customers another order, and says who.</summary>
        public IReadOnlyCollection<Guid> Change(int customers)
        {
            var changed = new HashSet<int>();
            while (changed.Count < customers)
            {
                changed.Add(random.Next(shop.CustomerCount));
            }

            foreach (var customer in changed)
            {
                added[customer] = added.GetValueOrDefault(customer) + 1;
            }

            return [.. changed.Select(Id)];
        }

        public Task ReadPartsAsync(OrderField dimension, IOrderPartSink sink, CancellationToken cancellation) =>
            throw new NotSupportedException("The made-up shop has no lines.");

        public Task<LogPlace> ReadAllAsync(IOrderFactSink sink, CancellationToken cancellation)
        {
            for (var slot = 0; slot < shop.OrderSlots; slot++)
            {
                sink.Order(Stored(slot));
            }

            foreach (var customer in added.Keys)
            {
                Add(sink, customer);
            }

            return Task.FromResult(LogPlace.Start);
        }

        public Task ReadAsync(IReadOnlyCollection<Guid> customers, IOrderFactSink sink, CancellationToken cancellation)
        {
            Span<byte> bytes = stackalloc byte[16];
            foreach (var id in customers)
            {
                id.TryWriteBytes(bytes, bigEndian: true, out _);
                var customer = BinaryPrimitives.ReadInt32BigEndian(bytes[2..]);
                for (var i = start[customer]; i < start[customer + 1]; i++)
                {
                    sink.Order(Stored(slots[i]));
                }

                Add(sink, customer);
            }

            return Task.CompletedTask;
        }

        public Task<FactChanges> ChangedAsync(LogPlace after, CancellationToken cancellation) =>
            Task.FromResult(new FactChanges(after, []));

        public IReadOnlyList<string> LabelValues(OrderField dimension) =>
            dimension == OrderField.Store ? [.. Enumerable.Range(0, Stores).Select(s => s == 0 ? "" : $"store {s}")] : ["", "web"];

        private void Add(IOrderFactSink sink, int customer)
        {
            var last = Stored(slots[start[customer + 1] - 1]);
            for (long i = 0; i < added.GetValueOrDefault(customer); i++)
            {
                sink.Order(last with { Net = 1_000 + i });
            }
        }

        private StoredOrder Stored(int slot)
        {
            var order = shop.Order(slot);
            return new StoredOrder(Id(order.Customer), false, order.Day, order.Net, 0, order.CoveredDay,
                new OrderLabels(1 + (order.Customer % (Stores - 1)), order.Net % 2 == 0 ? 1 : 0, 0, 0));
        }

        // As UUIDv7 are: the beginning rises, the rest does not.
        private static Guid Id(int customer)
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteInt32BigEndian(bytes[2..], customer);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], unchecked((ulong)(customer + 1) * 0x9E3779B97F4A7C15UL));
            return new Guid(bytes, bigEndian: true);
        }
    }
}
