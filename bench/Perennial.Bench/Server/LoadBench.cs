using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Perennial.Commerce;
using Perennial.Commerce.Facts;
using Perennial.Commerce.Orders;
using Perennial.Customers;
using Perennial.Customers.Merging;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Time;
using Perennial.Rig;
using Perennial.Workspace;
using Perennial.Workspace.Contract;

namespace Perennial.Bench.Server;

/// <summary>
/// What a server does that finds no snapshot: loads its facts from the database, beside the bare reading of the same columns of
/// the same rows.
/// </summary>
internal static class LoadBench
{
    private const int OrdersAtOnce = 50_000;
    private const int Runs = 3;
    private static readonly int UnixDay = DayNumber.Of(1970, 1, 1);

    private const long MicrosPerDay = 86_400_000_000;

    private static readonly ShopSettings Settings =
        new("Bench", "Europe/Bucharest", new Currency("RON"), TaxIn: true, ShippingIn: false, IsoDayOfWeek.Monday, "en", "RO", 1);

    public static async Task RunAsync(IReadOnlyList<DbEngine> engines, Shop shop, TextWriter to)
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var table = new Table(["Facts from the database", "filled", "bare reading", "loaded", "ratio", "memory", "whole report after"]);
        var folder = Directory.CreateTempSubdirectory("perennial-load-").FullName;
        foreach (var engine in engines)
        {
            await using var db = await Db.OpenAsync(engine == DbEngine.Sqlite ? Path.Combine(folder, "load.db") : await cluster.NewDatabaseAsync(),
                CancellationToken.None);
            Migrations.Run(db, ("workspace", typeof(WorkspaceModule).Assembly), ("customers", typeof(CustomersModule).Assembly),
                ("commerce", typeof(CommerceModule).Assembly));
            var filled = await SecondsAsync(() => FillAsync(db, shop));
            var (bare, loaded, asked) = (new List<double>(), new List<double>(), 0.0);
            var bytes = 0L;
            for (var run = 0; run < Runs; run++)
            {
                bare.Add(await SecondsAsync(() => ReadAsync(db)));
                await using var live = new LiveFacts(CommerceModule.OrderFacts(db, Settings, new CustomerAliases()),
                    new LiveSettings(Guid.Empty, "bench", Settings.Currency, Settings.TimeZone), TimeProvider.System);
                GC.Collect();
                loaded.Add(await SecondsAsync(() => live.StartAsync(CancellationToken.None)));
                bytes = live.Store.Bytes;
                var whole = live.Now().Answer(new ReportQuestion());
                asked = await SecondsAsync(() => Task.FromResult(live.Now().Answer(new ReportQuestion())));
                if (whole.Totals!.Orders != shop.OrderSlots)
                {
                    throw new AnswersDifferException($"{engine}: {whole.Totals.Orders} orders of {shop.OrderSlots} were loaded.");
                }
            }

            table.Add([engine.ToString(), Timing.Show(filled), Timing.Show(Timing.Median(bare)), Timing.Show(Timing.Median(loaded)),
                $"{Timing.Median(bare) / Timing.Median(loaded):P0}", $"{bytes / 1024 / 1024} MB", Timing.Show(asked)]);
        }

        Directory.Delete(folder, recursive: true);
        table.Write(to);
    }

    // As a shop's own would be: on PostgreSQL in the order of time. SQLite keeps the rows by customer in any case, and is filled so.
    public static async Task FillAsync(Db db, Shop shop)
    {
        var slots = Enumerable.Range(0, shop.OrderSlots).ToArray();
        if (db.Engine == DbEngine.Sqlite)
        {
            Array.Sort([.. slots.Select(s => shop.Order(s).Customer)], slots);
        }

        for (var from = 0; from < slots.Length; from += OrdersAtOnce)
        {
            var rows = slots.Skip(from).Take(OrdersAtOnce).Select(s => Row(shop, s)).ToList();
            await db.WriteAsync(async unit =>
            {
                await unit.InsertAsync(OrderTables.Orders, rows);
                return true;
            }, CancellationToken.None);
        }

        await db.WriteAsync(async unit =>
        {
            await unit.AnalyzeAsync("orders");
            return true;
        }, CancellationToken.None);
    }

    private static OrderRow Row(Shop shop, int slot)
    {
        var order = shop.Order(slot);
        var at = ((order.Day - UnixDay) * MicrosPerDay) + (43_200_000_000 + slot);
        return new OrderRow
        {
            CustomerId = Id(order.Customer, 0), Id = Id(slot, 1), Source = "web", Number = slot.ToString(CultureInfo.InvariantCulture),
            PlacedAt = at, ContentAt = at, Status = (int)OrderStatus.Paid, StatusAt = at, CustomerAt = at, Currency = "RON", Goods = order.Net,
            Units = 2_000, LineCount = 2, Store = $"store {order.Customer % 20}", Channel = "web", Country = "RO", Version = 1,
            RecordedAt = at, ChangedAt = at,
        };
    }

    /// <summary>Id of a customer of the made-up shop.</summary>
    public static Guid CustomerId(int number) => Id(number, 0);

    // As UUIDv7 are: the beginning rises, the rest does not.
    private static Guid Id(int number, byte kind)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[2..], number);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], unchecked((ulong)(number + 1) * 0x9E3779B97F4A7C15UL));
        bytes[6] = kind;
        return new Guid(bytes, bigEndian: true);
    }

    // Every column by the driver, and nothing made of it.
    private static Task<long> ReadAsync(Db db) => db.ReadAsync(async unit =>
    {
        var sum = 0L;
        await unit.ScanAsync($"select {OrderWorth.Columns} from orders where {OrderWorth.Counts}", row =>
        {
            sum ^= row.Id(0).GetHashCode() ^ row.Id(1).GetHashCode() ^ row.Long(2) ^ (row.Bool(3) ? 1 : 0) ^ row.Text(4).Length ^ row.Long(5) ^
                row.Long(6) ^ (row.Bool(7) ? 1 : 0) ^ row.Long(8) ^ row.Long(9);
            for (var label = 10; label < 14; label++)
            {
                sum ^= row.TextOrNull(label)?.Length ?? 0;
            }
        });
        return sum;
    }, CancellationToken.None);

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }
}
