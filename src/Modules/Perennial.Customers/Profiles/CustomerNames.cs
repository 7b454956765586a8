using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Customers.Profiles;

/// <summary>Tells staff tasks whom they are about; of a merged customer the survivor's name.</summary>
internal sealed class CustomerNames(ICustomerProfiles profiles) : ICustomerNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(DbUnit unit, IReadOnlyCollection<Guid> customers) =>
        (await profiles.ReadAsync(unit, customers)).ToDictionary(p => p.Key, p => ShownCustomer.Name(p.Value));
}
