using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Reads one customer; the id of a merged one gives the survivor.</summary>
internal static class GetCustomer
{
    public static async Task<Result<CustomerProfile>> HandleAsync(DbUnit unit, Guid customer)
    {
        var found = await new CustomerProfiles().ReadAsync(unit, [customer]);
        return found.TryGetValue(customer, out var profile) ? profile : Refusals.NotFound;
    }
}
