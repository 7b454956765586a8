using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Merging;

/// <inheritdoc/>
internal sealed class CustomerMerging(CustomersParts parts) : ICustomerMerging
{
    public Task<Result<MadeMerge>> MergeAsync(DbUnit unit, MergeRequest request, Instant now) =>
        MergeCustomers.HandleAsync(parts, unit, request, now);

    public Task<Result<UndoneMerge>> UndoAsync(DbUnit unit, Guid merge, string by, Instant now) =>
        UndoMerge.HandleAsync(parts, unit, new UndoMerge.Request(merge, by), now);
}
