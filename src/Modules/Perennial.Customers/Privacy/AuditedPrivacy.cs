using System.Text;
using Perennial.Customers.Api;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Privacy;

/// <summary>Export and erasure as callers ask for them, by the interface or on a page, with their audit.</summary>
internal static class AuditedPrivacy
{
    /// <summary>All that is known of her as JSON. What cannot be audited does not go out.</summary>
    public static async Task<Result<byte[]>> ExportAsync(ApiCall call, Guid customer)
    {
        if (!(await call.Db.ReadAsync(unit => ExportCustomer.HandleAsync(call.Parts(), unit, customer, call.Now), call.Cancellation))
            .TryGet(out var export, out var refusal))
        {
            return refusal;
        }

        var entry = new AuditEntry(call.Caller.Actor, "customers.exported", (string)export["customer"]!);
        await call.Db.WriteAsync(unit => call.Get<IAudit>().AddAsync(unit, entry, call.Now), call.Cancellation);
        return Encoding.UTF8.GetBytes(export.ToJsonString(Json.Reading()));
    }

    public static async Task<Result<IReadOnlyList<Erasure>>> EraseAsync(ApiCall call, DbUnit unit, Guid customer)
    {
        var erased = await EraseCustomer.HandleAsync(call.Parts(), unit, new EraseCustomer.Request(customer, call.Caller.Actor), call.Now);
        if (erased.Succeeded)
        {
            await call.Get<IAudit>().AddAsync(unit, new AuditEntry(
                call.Caller.Actor, "customers.erased", PublicId.Write(CustomerIds.Customer, erased.Value[0].Customer)), call.Now);
        }

        return erased;
    }
}
