using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Timeline;

/// <summary>The module's own entries: who became known, was merged and parted, what she agreed to, and notes.</summary>
internal static class OwnEntries
{
    public static IReadOnlyList<ITimelineSource> Sources { get; } =
    [
        new RowSource("customers-consents", ConsentSql,
            r => Entry(r, "cns", r.Number == (int)ConsentKind.Given ? "consent.given" : "consent.withdrawn",
            ("purpose", r.First), ("channel", r.Second), ("source", r.Third))),
        new RowSource("customers-created", CreatedSql, r => Entry(r, "cus", "customer.created", ("source", r.First))),
        new RowSource("customers-merged", MergedSql,
            r => Entry(r, "mrg", "customer.merged", ("merged", PublicId.Write("cus", r.Other)), ("by", r.First))),
        new RowSource("customers-notes", NoteSql, r => Entry(r, "nte", "customer.note", ("text", r.First), ("author", r.Second))),
        new RowSource("customers-unmerged", UnmergedSql,
            r => Entry(r, "mrg", "customer.unmerged", ("split", PublicId.Write("cus", r.Other)), ("by", r.First))),
    ];

    private static TimelineEntry Entry(Row row, string prefix, string kind, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            named[name] = value;
        }

        return new TimelineEntry(Micros.ToInstant(row.At), kind, row.Subject, named) { Prefix = prefix };
    }

    /// <summary>Entries that are rows of one table, asked for id by id: a customer has few.</summary>
    private sealed class RowSource(string name, string sql, Func<Row, TimelineEntry> entry) : ITimelineSource
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
                }));
            }

            return [.. rows.DistinctBy(r => (r.At, r.Subject)).OrderByDescending(r => r.At).ThenByDescending(r => r.Subject)
                .Take(question.Limit).Select(entry)];
        }
    }

    private sealed class Row
    {
        public long At { get; set; }

        public Guid Subject { get; set; }

        public Guid Other { get; set; }

        public int Number { get; set; }

        public string First { get; set; } = "";

        public string Second { get; set; } = "";

        public string Third { get; set; } = "";
    }

    private const string CreatedSql = """
        select created as At, customer_id as Subject, source as First
        from customers
        where customer_id = @id and created >= @since and (created, customer_id) < (@at, @subject)
        order by created desc, customer_id desc limit @limit
        """;

    private const string MergedSql = """
        select merged as At, merge_id as Subject, merged_id as Other, merged_by as First
        from customer_merges
        where (customer_id = @id or merged_id = @id) and merged >= @since and (merged, merge_id) < (@at, @subject)
        order by merged desc, merge_id desc limit @limit
        """;

    private const string UnmergedSql = """
        select undone as At, merge_id as Subject, merged_id as Other, undone_by as First
        from customer_merges
        where (customer_id = @id or merged_id = @id) and undone >= @since and (undone, merge_id) < (@at, @subject)
        order by undone desc, merge_id desc limit @limit
        """;

    private const string NoteSql = """
        select created as At, note_id as Subject, body as First, author as Second
        from customer_notes
        where customer_id = @id and created >= @since and (created, note_id) < (@at, @subject)
        order by created desc, note_id desc limit @limit
        """;

    private const string ConsentSql = """
        select recorded as At, entry_id as Subject, kind as Number, purpose as First, channel as Second, source as Third
        from consents
        where customer_id = @id and recorded >= @since and (recorded, entry_id) < (@at, @subject)
        order by recorded desc, entry_id desc limit @limit
        """;
}
