using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Removal;

/// <inheritdoc/>
internal sealed class CustomerRemoval(CustomersParts parts) : ICustomerRemoval
{
    public async Task<int> RemoveAsync(DbUnit unit, IReadOnlyCollection<Guid> customers, JoinSource source, Instant until, Instant now)
    {
        // In one order everywhere, so that two units that lock the same rows do not lock them crosswise.
        var looks = unit.Batch();
        var found = looks.Lookup(CandidatesSql, [.. customers.Order()], row => (Id: row.Id(0), Source: row.Text(1), Updated: row.Long(2)));
        await looks.RunAsync();
        var gone = found.Where(c => c.Source == source.Code && c.Updated <= Micros.Of(until)).Select(c => c.Id).ToHashSet();
        var ties = unit.Batch();
        List<IReadOnlyList<Guid>> tied = [.. TiesSql.Select(sql => ties.Lookup(sql, gone, row => row.Id(0)))];
        await ties.RunAsync();
        gone.ExceptWith(tied.SelectMany(t => t));

        List<Guid> removed = [.. gone.Order()];
        var writes = unit.Batch();
        foreach (var sql in RemoveSql)
        {
            writes.Each(sql, Id, removed);
        }

        parts.Outbox.Add(writes, [.. removed.Select(c => parts.News("customer.removed", now, c))]);
        await writes.RunAsync();
        return removed.Count;
    }

    private static readonly DbTable<Guid> Id = new DbTable<Guid>("").Id("", c => c);

    private const string CandidatesSql = "select customer_id, source, updated from customers where customer_id {{in_keys}} {{for_update}}";

    private static readonly string[] TiesSql =
    [
        "select distinct customer_id from customer_notes where customer_id {{in_keys}}",
        "select distinct customer_id from consents where customer_id {{in_keys}}",
        "select distinct customer_id from customer_attributes where customer_id {{in_keys}}",
        "select distinct customer_id from customer_tags where customer_id {{in_keys}}",
        "select alias_id from customer_aliases where alias_id {{in_keys}}",
        "select distinct customer_id from customer_merges where customer_id {{in_keys}}",
        "select distinct merged_id from customer_merges where merged_id {{in_keys}}",
    ];

    private static readonly string[] RemoveSql =
    [
        "delete from customer_identifiers where customer_id = {{1}}",
        "delete from customer_search where customer_id = {{1}}",
        "delete from customer_duplicates where customer_id = {{1}}",
        "delete from customer_duplicates where other_id = {{1}}",
        "delete from customers where customer_id = {{1}}",
    ];
}
