using System.Globalization;
using NodaTime;
using Perennial.Commerce.Events;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.History;

/// <summary>What the module tells of a customer's time: orders, cancellations, returns, late parcels, and what she did.</summary>
internal static class CommerceTimeline
{
    public static IReadOnlyList<ITimelineSource> Sources(TimeProvider clock) =>
    [
        new OrderRows("commerce-cancelled", CancelledSql, clock, r => Entry(r, "order.cancelled", ("number", r.Number), ("reason", r.Reason ?? ""))),
        new EventEntries(),
        new OrderRows("commerce-late", LateSql, clock, r => Entry(r, "order.late", ("number", r.Number))),
        new OrderRows("commerce-orders", PlacedSql, clock,
            r => Entry(r, "order.placed", ("number", r.Number), ("amount", Amount(r.Amount, r.Currency)), ("store", r.Store ?? ""))),
        new OrderRows("commerce-returns", ReturnedSql, clock,
            r => Entry(r, "order.returned", ("number", r.Number), ("amount", Amount(r.Amount, r.Currency)))),
    ];

    /// <summary>An amount as words have it: <c>25.00 RON</c>.</summary>
    public static string Amount(long minor, string currency) =>
        new Orders.ShownAmounts(new Currency(currency)).Minor(minor).ToString(CultureInfo.InvariantCulture) + " " + currency;

    private static TimelineEntry Entry(Row row, string kind, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            named[name] = value;
        }

        return new TimelineEntry(Micros.ToInstant(row.At), kind, row.Subject, named);
    }

    /// <summary>Entries that are about orders, asked for id by id: a customer has few.</summary>
    private sealed class OrderRows(string name, string sql, TimeProvider clock, Func<Row, TimelineEntry> entry) : ITimelineSource
    {
        public string Name => name;

        public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(DbUnit unit, TimelineQuestion question)
        {
            var rows = new List<Row>();
            foreach (var id in question.Customers)
            {
                rows.AddRange(await unit.QueryAsync<Row>(sql, new
                {
                    id, at = Micros.Of(question.BeforeAt), subject = question.BeforeSubject,
                    since = question.From is { } from ? Micros.Of(from) : long.MinValue, limit = question.Limit,
                    now = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow())),
                }));
            }

            return [.. rows.Select(entry).OrderByDescending(e => e.At).ThenByDescending(e => e.Subject).Take(question.Limit)];
        }
    }

    /// <summary>What she did.</summary>
    private sealed class EventEntries : ITimelineSource
    {
        public string Name => "commerce-events";

        public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(DbUnit unit, TimelineQuestion question)
        {
            var rows = await ReadEvents.EventsOfAsync(unit, question.Customers, new ReadEvents.EventsBefore(Micros.Of(question.BeforeAt),
                question.BeforeSubject, question.From is { } from ? Micros.Of(from) : long.MinValue, question.Limit));
            return [.. rows.Select(r => new TimelineEntry(Micros.ToInstant(r.HappenedAt), KindOf(r.Type), r.Id, Arguments(r)))];
        }

        private static string KindOf(string type) => type switch { "visit" => "event.visit", "custom" => "event.custom", _ => type };

        private static Dictionary<string, string> Arguments(EventRow row)
        {
            var named = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["subject"] = row.Subject ?? "", ["name"] = row.Name ?? "", ["product"] = row.Product ?? "", ["store"] = row.Store ?? "",
                ["channel"] = row.Channel ?? "", ["from"] = row.FromDay ?? "", ["until"] = row.UntilDay ?? "", ["number"] = row.OrderNumber ?? "",
            };
            named["amount"] = row.Value is { } value ? Amount(value, row.Currency!) : "";
            return named;
        }
    }

    private sealed class Row
    {
        public long At { get; set; }

        public Guid Subject { get; set; }

        public string Number { get; set; } = "";

        public string? Reason { get; set; }

        public string? Store { get; set; }

        public long Amount { get; set; }

        public string Currency { get; set; } = "";
    }

    private const string PlacedSql = """
        select placed_at as At, id as Subject, number as Number, store as Store, goods as Amount, currency as Currency
        from orders
        where customer_id = @id and is_test = false and status > 0 and placed_at >= @since and (placed_at, id) < (@at, @subject)
        order by placed_at desc, id desc limit @limit
        """;

    private const string CancelledSql = """
        select status_at as At, id as Subject, number as Number, status_reason as Reason
        from orders
        where customer_id = @id and is_test = false and status = 4 and status_at >= @since and (status_at, id) < (@at, @subject)
        order by status_at desc, id desc limit @limit
        """;

    // A source tells a time and a subject once: what came back of an order at one moment is one entry.
    private const string ReturnedSql = """
        select r.returned_at as At, r.order_id as Subject, o.number as Number, cast(sum(r.value) as bigint) as Amount, o.currency as Currency
        from order_returns r join orders o on o.customer_id = r.customer_id and o.id = r.order_id
        where r.customer_id = @id and r.withdrawn = false and r.returned_at >= @since and (r.returned_at, r.order_id) < (@at, @subject)
        group by r.returned_at, r.order_id, o.number, o.currency
        order by r.returned_at desc, r.order_id desc limit @limit
        """;

    private const string LateSql = """
        select s.promised_at as At, s.order_id as Subject, o.number as Number
        from shipments s join orders o on o.customer_id = s.customer_id and o.id = s.order_id
        where s.customer_id = @id and s.promised_at < coalesce(s.delivered_at, @now) and s.promised_at >= @since
            and (s.promised_at, s.order_id) < (@at, @subject)
        group by s.promised_at, s.order_id, o.number
        order by s.promised_at desc, s.order_id desc limit @limit
        """;
}
