using Perennial.Customers.Merging;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>A customer whom a unit is about to change.</summary>
internal static class LockedCustomer
{
    private const int LooksMax = 5;

    /// <summary>
    /// The survivor's row, locked until the unit ends; null where there is none. Where she was merged while we waited for
    /// the lock, it is her survivor's.
    /// </summary>
    public static async Task<ProfileRow?> FindAsync(DbUnit unit, Guid customer)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            var survivor = await CustomerAliases.SurvivorAsync(unit, customer);
            if (!await LockAsync(unit, survivor))
            {
                return null;
            }

            if (survivor == await CustomerAliases.SurvivorAsync(unit, customer))
            {
                return (await ProfileStore.ReadAsync(unit, [survivor])).GetValueOrDefault(survivor);
            }
        }

        throw new InvalidOperationException("A customer was merged again and again while she was to be changed.");
    }

    /// <summary>Locks a row; false where there is none.</summary>
    public static async Task<bool> LockAsync(DbUnit unit, Guid customer) =>
        await unit.ValueAsync<long?>("select version from customers where customer_id = @customer {{for_update}}", new { customer }) is not null;
}
