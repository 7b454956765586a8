using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Joining;

/// <inheritdoc/>
internal sealed class CustomerJoining(CustomersParts parts) : ICustomerJoining
{
    // Each attempt waits for whoever was before it; so many only where others come in between again and again.
    private const int AttemptsMax = 20;

    public async Task<IReadOnlyList<Result<JoinedCustomer>>> JoinAsync(
        DbUnit unit, DbBatch writes, IReadOnlyList<CustomerHint> hints, JoinSource source, Instant now)
    {
        var country = parts.PhoneCountry();
        List<ReadHint> read = [.. hints.Select(h => ReadHint.Of(h, country))];
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var decisions = new JoinDecisions(await KnownCustomers.ReadAsync(unit, read), parts.Ids, source, now);
            List<Result<JoinedCustomer>> answers = [.. read.Select(decisions.Decide)];
            List<HeldIdentifier> given = [.. decisions.Given.OrderBy(g => g.Identifier.Key, StringComparer.Ordinal)];
            if (given.Count == 0 || await unit.ClaimAsync(IdentifierStore.Claims, given))
            {
                Write(writes, decisions, given, now);
                return answers;
            }
        }

        throw new TimeoutException("Others gave the same identifiers to customers again and again.");
    }

    // Rows in one order everywhere: units that write the same ones wait for each other, and do not lock each other out.
    private void Write(DbBatch writes, JoinDecisions decisions, List<HeldIdentifier> given, Instant now)
    {
        var changed = given.Select(g => g.Customer).Where(c => !decisions.New.ContainsKey(c)).Distinct().Order().ToList();
        var names = decisions.New.ToDictionary(n => n.Key, n => n.Value.Names);
        var words = given.ToLookup(g => g.Customer, g => g.Identifier)
            .SelectMany(g => SearchKey.Of(names.GetValueOrDefault(g.Key, []), g).Select(w => (g.Key, w)))
            .OrderBy(w => w.Key);
        writes.Insert(ProfileStore.Customers, [.. decisions.New.Values]);
        writes.Insert(IdentifierStore.Words, [.. words]);
        writes.Insert(Duplicates.Table, [.. decisions.Pairs.Values.OrderBy(p => p.Customer).ThenBy(p => p.Other)]);
        writes.Each(ChangedSql, Changed, [.. changed.Select(c => (c, now))]);
        parts.Outbox.Add(writes, [.. decisions.New.Keys.Select(c => parts.News("customer.created", now, c)),
            .. changed.Select(c => parts.News("customer.changed", now, c))]);
    }

    private static readonly DbTable<(Guid Customer, Instant Now)> Changed = new DbTable<(Guid Customer, Instant Now)>("")
        .Id("customer_id", c => c.Customer).Long("updated", c => Micros.Of(c.Now));

    private const string ChangedSql =
        "update customers set version = version + 1, updated = {{2}} where customer_id = {{1}}";
}
