using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Merging;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <inheritdoc/>
internal sealed class CustomerProfiles : ICustomerProfiles
{
    public async Task<IReadOnlyDictionary<Guid, CustomerProfile>> ReadAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var survivors = await new CustomerAliases().SurvivorsAsync(unit, customers);
        var ids = survivors.Values.ToHashSet();
        var rows = await ProfileStore.ReadAsync(unit, ids);
        var identifiers = await IdentifierStore.OfAsync(unit, ids);
        var profiles = rows.Values.ToDictionary(r => r.Id, r => r.Shown(identifiers[r.Id].Select(i => i.Identifier)));
        return survivors.Where(s => profiles.ContainsKey(s.Value)).ToDictionary(s => s.Key, s => profiles[s.Value]);
    }
}
