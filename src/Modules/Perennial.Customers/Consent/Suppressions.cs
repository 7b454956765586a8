using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <inheritdoc/>
internal sealed class Suppressions(KeyedHash hash) : ISuppressions
{
    public async Task AddAsync(DbUnit unit, CustomerIdentifier address, string reason, Instant now)
    {
        if (!Refusals.IsCode(reason))
        {
            throw new ArgumentException("A reason is a code.", nameof(reason));
        }

        await unit.ExecuteAsync(AddSql, new { address = Hash(address), reason, now = Micros.Of(now) });
    }

    public async Task<IReadOnlyDictionary<CustomerIdentifier, string>> WhichAsync(
        DbUnit unit, IReadOnlyCollection<CustomerIdentifier> addresses)
    {
        var byHash = addresses.Distinct().ToDictionary(Hash, StringComparer.Ordinal);
        var batch = unit.Batch();
        var found = batch.Lookup("select address_hash, reason from suppressions where address_hash {{in_keys}}", byHash.Keys.ToList(),
            row => (Hash: row.Text(0), Reason: row.Text(1)));
        await batch.RunAsync();
        return found.ToDictionary(f => byHash[f.Hash], f => f.Reason);
    }

    public async Task<bool> LiftAsync(DbUnit unit, CustomerIdentifier address) => await unit.ExecuteAsync(
        "delete from suppressions where address_hash = @address", new { address = Hash(address) }) > 0;

    private string Hash(CustomerIdentifier address) => hash.Of(Identifier.Of(address).Key);

    private const string AddSql = """
        insert into suppressions (address_hash, reason, added) values (@address, @reason, @now)
        on conflict (address_hash) do nothing
        """;
}
