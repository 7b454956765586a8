using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Merging;

/// <inheritdoc/>
internal sealed class CustomerAliases : ICustomerAliases
{
    public async Task<IReadOnlyList<Guid>> IdsOfAsync(DbUnit unit, Guid customer) => (await FamiliesAsync(unit, [customer]))[customer];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Guid>>> FamiliesAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var survivors = await SurvivorsAsync(unit, customers);
        var batch = unit.Batch();
        var aliases = batch.Lookup("select survivor_id, alias_id from customer_aliases where survivor_id {{in_keys}}",
            survivors.Values.ToHashSet(), row => (Survivor: row.Id(0), Alias: row.Id(1)));
        await batch.RunAsync();
        var families = aliases.ToLookup(a => a.Survivor, a => a.Alias);
        return survivors.ToDictionary(s => s.Key, s => (IReadOnlyList<Guid>)[s.Value, .. families[s.Value].Order()]);
    }

    public async Task<IReadOnlyDictionary<Guid, Guid>> SurvivorsAsync(DbUnit unit, IReadOnlyCollection<Guid> customers)
    {
        var ids = customers.ToHashSet();
        var batch = unit.Batch();
        var aliases = batch.Lookup("select alias_id, survivor_id from customer_aliases where alias_id {{in_keys}}", ids,
            row => (Alias: row.Id(0), Survivor: row.Id(1)));
        await batch.RunAsync();
        var survivors = ids.ToDictionary(id => id);
        foreach (var (alias, survivor) in aliases)
        {
            survivors[alias] = survivor;
        }

        return survivors;
    }

    public Task AliasesAsync(DbUnit unit, Action<CustomerAlias> each) =>
        unit.ScanAsync("select alias_id, survivor_id from customer_aliases", row => each(new CustomerAlias(row.Id(0), row.Id(1))));

    /// <summary>The survivor of one id.</summary>
    public static async Task<Guid> SurvivorAsync(DbUnit unit, Guid customer) =>
        (await new CustomerAliases().SurvivorsAsync(unit, [customer]))[customer];
}
