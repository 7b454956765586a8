using Perennial.Customers.Api;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Merging;

/// <summary>Merges and their undoing as callers ask for them, by the interface or on a page: done and audited in one unit.</summary>
internal static class AuditedMerges
{
    /// <param name="call">Who asks.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="request">Whom.</param>
    /// <param name="content">What was sent; empty for a page.</param>
    public static async Task<Result<MadeMerge>> MergeAsync(ApiCall call, DbUnit unit, MergeRequest request, ReadOnlyMemory<byte> content = default)
    {
        var made = await MergeCustomers.HandleAsync(call.Parts(), unit, request, call.Now);
        if (made.Succeeded)
        {
            await call.Get<IAudit>().AddAsync(unit, new AuditEntry(
                call.Caller.Actor, "customers.merged", PublicId.Write(CustomerIds.Merge, made.Value.Merge), content), call.Now);
        }

        return made;
    }

    public static async Task<Result<UndoneMerge>> UndoAsync(ApiCall call, DbUnit unit, Guid merge)
    {
        var undone = await UndoMerge.HandleAsync(call.Parts(), unit, new UndoMerge.Request(merge, call.Caller.Actor), call.Now);
        if (undone.Succeeded)
        {
            await call.Get<IAudit>().AddAsync(unit,
                new AuditEntry(call.Caller.Actor, "customers.unmerged", PublicId.Write(CustomerIds.Merge, merge)), call.Now);
        }

        return undone;
    }
}
