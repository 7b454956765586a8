using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.ShopEvents;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.History;

/// <summary>
/// What happened in the shop around a customer: in the stores where she bought, or everywhere; of a product only what she bought. It
/// begins some weeks before her first order.
/// </summary>
internal sealed class AroundEntries(IShopSettings settings) : IAroundCustomer
{
    private const int EventsAtOnce = 500;
    private const int EventsMax = 2_000;
    private const int WeeksBefore = 8;
    private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public string Name => "commerce-around";

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(DbUnit unit, TimelineQuestion question)
    {
        var known = await KnownAsync(unit, question.Customers);
        if (known.First is not { } first)
        {
            return [];
        }

        var zone = settings.Latest?.Zone ?? DateTimeZone.Utc;
        var since = Iso(Micros.ToInstant(first).InZone(zone).Date.PlusWeeks(-WeeksBefore));
        var (day, id) = Before(question, zone);
        var found = new List<TimelineEntry>();
        for (var looked = 0; looked < EventsMax && found.Count < question.Limit; looked += EventsAtOnce)
        {
            var rows = await unit.QueryAsync<ShopEventRow>(NextSql, new { day, id, since, limit = EventsAtOnce });
            found.AddRange(rows.Where(r => (r.Store is null || known.Stores.Contains(r.Store)) && (r.Product is null || known.Products.Contains(r.Product)))
                .Select(r => Entry(r, zone)).Where(e => question.From is not { } from || e.At >= from));
            if (rows.Count < EventsAtOnce)
            {
                break;
            }

            (day, id) = (rows[^1].FromDay, rows[^1].Id);
        }

        return [.. found.Take(question.Limit)];
    }

    // An event is told at the beginning of its first day; one at the very place asked for counts by its id.
    private static (string Day, Guid Id) Before(TimelineQuestion question, DateTimeZone zone)
    {
        if (question.BeforeAt >= Instant.FromUtc(9000, 1, 1, 0, 0))
        {
            return ("9999", Highest);
        }

        var day = question.BeforeAt.InZone(zone).Date;
        return question.BeforeAt > zone.AtStartOfDay(day).ToInstant() ? (Iso(day.PlusDays(1)), Guid.Empty) : (Iso(day), question.BeforeSubject);
    }

    private static async Task<(long? First, HashSet<string> Stores, HashSet<string> Products)> KnownAsync(DbUnit unit, IReadOnlyList<Guid> customers)
    {
        var keys = customers.ToHashSet();
        var batch = unit.Batch();
        var orders = batch.Lookup("select placed_at, store from orders where customer_id {{in_keys}}", keys, row => (At: row.Long(0), Store: row.TextOrNull(1)));
        var products = batch.Lookup("select distinct product from order_lines where customer_id {{in_keys}} and product is not null", keys, row => row.Text(0));
        await batch.RunAsync();
        return (orders.Count == 0 ? null : orders.Min(o => o.At), orders.Select(o => o.Store).OfType<string>().ToHashSet(StringComparer.Ordinal),
            products.ToHashSet(StringComparer.Ordinal));
    }

    private static TimelineEntry Entry(ShopEventRow row, DateTimeZone zone)
    {
        var view = row.View();
        return new TimelineEntry(zone.AtStartOfDay(LocalDatePattern.Iso.Parse(row.FromDay).Value).ToInstant(), "around." + row.Kind, row.Id,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["store"] = row.Store ?? "", ["product"] = row.Product ?? "", ["note"] = row.Note ?? "",
                ["before"] = Price(view.PriceBefore), ["after"] = Price(view.PriceAfter), ["currency"] = row.Currency ?? "",
            })
        { IsAround = true };
    }

    private static string Price(decimal? price) => price?.ToString("0.00####", CultureInfo.CurrentCulture) ?? "";

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private const string NextSql = $"""
        select {ShopEventRow.Columns} from shop_events
        where (from_day, id) < (@day, @id) and from_day >= @since
        order by from_day desc, id desc limit @limit
        """;
}
